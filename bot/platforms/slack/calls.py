"""Calls to Slack's Web API, whose every failure is a ``Trouble``."""

import asyncio
import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.platforms.slack.refusals import REINSTALL, answered, failed, refused
from bot.platforms.slack.spans import Json
from bot.ports import Ambiguous, Impossible, NotSent

SECONDS = 15.0
"""How long a call may take in all; five of them may go into connecting."""

SDK_LOG = logging.getLogger("slack_sdk")
"""Pinned at INFO: at DEBUG it writes requests, and with them what people typed, into the log."""

_READS = frozenset({"usergroups.list", "users.conversations", "users.info", "users.list"})  # these take no JSON


Listen = Callable[[Mapping[str, str]], None]


class _Statuses(AsyncRetryHandler):
    """Not a retry: the one place where the SDK shows a status and its headers before it tries to read the body."""

    def __init__(self, listen: Listen | None) -> None:
        super().__init__()
        self._listen = listen

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is not None and error is None:
            headers = {name.title(): str(value[0]) for name, value in response.headers.items() if value}
            if self._listen is not None:
                self._listen(headers)
            trouble = answered(response.status_code, headers)
            if trouble is not None:
                raise trouble
        return False


class Calls:
    """Calls with one *token*, or without any. *bot* is a name to invite it by; *again* says how to install it anew.

    *base_url* is given in tests; None is Slack itself. *listen* is called with the headers of each answer. Belongs to
    one event loop.
    """

    def __init__(self, token: str | None = None, base_url: str | None = None, listen: Listen | None = None) -> None:
        given: dict[str, Any] = {} if base_url is None else {"base_url": base_url}
        # The SDK's own handler repeats a request whose connection broke, and with it a message that was posted.
        self.client = AsyncWebClient(logger=SDK_LOG, retry_handlers=[_Statuses(listen)], **given)
        self.bot = "the bot"
        self.again = REINSTALL
        self.token = token
        self._http = _Http()

    def with_token(self, token: str | None, bot: str, again: str) -> "Calls":
        """Return the same with another token; they share their connections, and are closed together."""
        other = copy(self)
        other.token, other.bot, other.again = token, bot, again
        return other

    async def ask(
        self,
        method: str,
        body: Json,
        *,
        token: str | None = None,
        secret: tuple[str, str] | None = None,
        patience: float = 0.0,
    ) -> Json:
        """Call *method* and return its answer; wait out rate limits for *patience* seconds in all.

        *token* is another than our own; *secret* is the app's id and secret, where they stand for a token.

        :raises Trouble: ``NotSent`` where it had no effect, ``Ambiguous`` where that is not known, else ``Impossible``.
        """
        while True:
            try:
                return await self._ask(method, body, token or self.token, secret)
            except NotSent as trouble:
                wait = trouble.after.total_seconds() if trouble.after is not None else 1.0
                if patience <= 0 or wait > patience:
                    raise
                patience -= max(wait, 0.2)
                await asyncio.sleep(max(wait, 0.2))

    async def respond(self, url: str, body: Json) -> None:
        """Post *body* to a ``response_url``.

        :raises Trouble: as ``ask``; ``Impossible`` where the address is used up or too old.
        """
        hook = AsyncWebhookClient(url, session=self._http.open(), logger=SDK_LOG, retry_handlers=[_Statuses(None)])
        try:
            answer = await asyncio.wait_for(hook.send_dict(body), SECONDS)
        except Exception as error:
            raise failed(error) from None
        if answer.status_code != 200 or '"ok":false' in answer.body.replace(" ", ""):
            raise Impossible(f"Slack no longer takes answers there (HTTP {answer.status_code})")

    async def close(self) -> None:
        await self._http.close()

    async def _ask(self, method: str, body: Json, token: str | None, secret: tuple[str, str] | None) -> Json:
        self.client.session = self._http.open()
        sent: dict[str, Any]
        if secret is not None:
            # Not by the SDK's own way, which is about to break: what it makes the header with is deprecated.
            sent = {"data": body, "headers": {"Authorization": _basic(*secret)}}
        else:
            body = body | ({"token": token} if token is not None else {})  # the SDK makes a header of it
            sent = {"http_verb": "GET", "params": body} if method in _READS else {"json": body}
        data: object
        try:
            answer = await asyncio.wait_for(self.client.api_call(method, **sent), SECONDS)
            data = answer.data
        except SlackApiError as error:
            data = getattr(error.response, "data", None)
            if not isinstance(data, dict) or "error" not in data:
                raise Ambiguous("Slack's answer could not be read") from None
            raise refused(str(data["error"]), self.bot, str(data.get("needed") or ""), again=self.again) from None
        except Exception as error:
            raise failed(error) from None
        if not isinstance(data, dict):
            raise Ambiguous("Slack's answer could not be read")
        return data


def _basic(name: str, secret: str) -> str:
    return "Basic " + b64encode(f"{name}:{secret}".encode()).decode()


class _Http:
    """The connections to Slack, opened when they are first needed."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def open(self) -> aiohttp.ClientSession:
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=SECONDS, sock_connect=5, connect=5)
            # Given up before Slack does it: a request on a connection that it has just closed would be ambiguous.
            connector = aiohttp.TCPConnector(keepalive_timeout=10)
            self._session = aiohttp.ClientSession(timeout=limit, connector=connector)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
