"""How an admin installs the app in their workspace: https://docs.slack.dev/authentication/installing-with-oauth.

What goes out comes back to the same browser or not at all: the *state* is in the address and in a cookie, is new each
time, and is signed, so that nothing is written before Slack has said who installed what.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from slack_sdk.oauth import OAuthStateUtils

from bot.domain.errors import NotNow, Refusal
from bot.domain.ids import Entropy
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.refusals import Refused
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.spans import Json
from bot.platforms.slack.workspaces import InstalledWorkspaces, identified
from bot.ports import Clock, Installation, Trouble

LOG = logging.getLogger(__name__)

AUTHORIZE = "https://slack.com/oauth/v2/authorize"
LASTS = timedelta(minutes=10)
"""As long as the code lasts that Slack gives."""

AT_ONCE = 8
"""Installations that ask Slack at the same time; anybody can open these pages."""

_OURS = {
    "bad_client_secret": "SLACK_CLIENT_SECRET is not the app's",
    "invalid_client_id": "SLACK_CLIENT_ID is not the app's",
    "bad_redirect_uri": "the app's settings do not list the redirect URL of MORATORIUM_REGISTER_URL",
}


class Installer:
    """*secret* is the app's client id and client secret; *redirect* is where Slack sends people back to.

    *authorize* is given in tests.
    """

    def __init__(
        self,
        workspaces: InstalledWorkspaces,
        calls: Calls,
        secret: tuple[str, str],
        redirect: str,
        command: str,
        clock: Clock,
        entropy: Entropy,
        authorize: str = AUTHORIZE,
    ) -> None:
        self._workspaces = workspaces
        self._calls = calls
        self._secret = secret
        self._redirect = redirect
        self._command = command
        self._clock = clock
        self._entropy = entropy
        self._authorize = authorize
        self._cookies = OAuthStateUtils(expiration_seconds=int(LASTS.total_seconds()))
        self._slots = asyncio.Semaphore(AT_ONCE)

    def begin(self) -> tuple[str, str]:
        """Return the address at which Slack asks somebody for the installation, and the cookie to set before."""
        state = self._signed(self._entropy(16), int((self._clock() + LASTS).timestamp()))
        query = {
            "client_id": self._secret[0],
            "scope": ",".join(scope.name for scope in SCOPES),
            "redirect_uri": self._redirect,
            "state": state,
        }
        return f"{self._authorize}?{urlencode(query)}", self._cookies.build_set_cookie_for_new_state(state)

    @property
    def spent(self) -> str:
        """Return the cookie to set afterwards."""
        return self._cookies.build_set_cookie_for_deletion()

    async def finish(self, query: Mapping[str, str], cookie: str) -> str:
        """Take what Slack gave somebody to bring back, and return what they are told.

        :raises Refusal: where nothing was installed, or it is not known.
        """
        state = query.get("state", "")
        if not self._cookies.is_valid_browser(state, {"cookie": cookie}) or not self._valid(state):
            raise Refusal(
                "This page ends an installation that was begun in the same browser within the last ten minutes, and "
                "there is none. Nothing was installed."
            )
        if "error" in query or "code" not in query:
            raise Refusal("It was broken off in Slack. Nothing was installed.")
        if self._slots.locked():
            raise NotNow("Too many installations are under way. Nothing was installed; try again in a minute.")
        async with self._slots:
            installation = await self._exchanged(query["code"])
        await self._workspaces.take(installation)
        LOG.info("Slack: installed in %s (%s)", installation.name, installation.team)
        bot = f" and invite @{installation.bot} to the channels where cards are to stand" if installation.bot else ""
        return f"Moratorium is installed in {installation.name}. In Slack, type {self._command} help{bot}."

    async def _exchanged(self, code: str) -> Installation:
        try:
            told = await self._calls.ask(
                "oauth.v2.access", {"code": code, "redirect_uri": self._redirect}, secret=self._secret, patience=5.0
            )
        except Refused as refused:
            if refused.error in _OURS:
                LOG.error("Slack: the app cannot be installed: %s", _OURS[refused.error])
                raise Refusal(
                    "Slack does not take this bot for the app that it is; its operator has been told. Nothing was "
                    "installed."
                ) from refused
            raise Refusal(
                f"Slack did not accept the end of this installation ({refused.error}). Each can be ended once, within "
                "ten minutes. If the app is not in your workspace, begin again."
            ) from refused
        except Trouble as trouble:
            raise NotNow(f"It is not known whether it was installed: {trouble.reason}. Begin again.") from trouble
        return await self._read(told)

    async def _read(self, told: Json) -> Installation:
        team, enterprise, token = _table(told, "team"), _table(told, "enterprise"), str(told.get("access_token") or "")
        if told.get("is_enterprise_install") or not team.get("id"):
            raise Refusal(
                f"It was installed across the organisation {enterprise.get('name') or ''}, which Moratorium cannot "
                "serve as one. Remove it there, and install it in each workspace by itself."
            )
        if not token or told.get("token_type") != "bot":
            raise Refusal("Slack gave no token for a bot: the app has none. Its operator makes one from the manifest.")
        if told.get("refresh_token"):
            LOG.warning("Slack: the app rotates its tokens, which is not supported: they end after twelve hours")
        bot = ""
        try:
            bot = (await identified(self._calls.with_token(token, "the bot", ""))).bot
        except Trouble as trouble:  # it is installed all the same
            LOG.info("Slack: the bot's name is not known (%s)", trouble.reason)
        name = str(team.get("name") or team["id"])
        return Installation(str(enterprise.get("id") or ""), str(team["id"]), name, bot, token, self._clock())

    def _signed(self, nonce: bytes, ends: int) -> str:
        told = base64.urlsafe_b64encode(nonce).rstrip(b"=").decode() + f".{ends}"
        ours = hmac.new(self._secret[1].encode(), b"moratorium install " + told.encode(), hashlib.sha256).hexdigest()
        return f"{told}.{ours}"

    def _valid(self, state: str) -> bool:
        nonce, _, rest = state.partition(".")
        ends = rest.partition(".")[0]
        if not (ends.isascii() and ends.isdigit() and len(ends) < 12) or int(ends) < self._clock().timestamp():
            return False
        try:
            ours = self._signed(base64.urlsafe_b64decode(nonce + "=="), int(ends))
        except ValueError:
            return False
        return hmac.compare_digest(ours.encode(), state.encode("utf-8", "surrogateescape"))


def _table(told: Json, name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}
