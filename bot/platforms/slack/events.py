"""What Slack tells by itself, acknowledged once it is noted: what is not acknowledged is told again."""

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.domain.errors import Refusal
from bot.platforms.slack.bolt import ANY, Ack
from bot.platforms.slack.payloads import Heard, home_opened
from bot.platforms.slack.spans import Json
from bot.platforms.slack.workspaces import Workspaces
from bot.ports import Trouble

LOG = logging.getLogger(__name__)


class Events:
    """*opened* is told of each Home tab that somebody opens."""

    def __init__(self, app: AsyncApp, workspaces: Workspaces, opened: Callable[[Heard], None]) -> None:
        self._workspaces = workspaces
        self._opened = opened
        app.event(ANY)(self._event)

    async def _event(self, ack: Ack, body: Json, event: Json) -> BoltResponse:
        team = str(body.get("team_id") or "")
        if team and _ends(event):
            try:
                await self._workspaces.ended(team)
            except (Refusal, Trouble) as error:
                LOG.warning("Slack: that the app was removed from %s could not be noted yet (%s)", team, error)
                return BoltResponse(status=503)
        if (who := home_opened(body, event)) is not None:
            self._opened(who)
        return await ack()


def _ends(event: Json) -> bool:
    """Return whether the bot's token may be one no more; where only people's tokens were revoked, it is."""
    tokens: Any = event.get("tokens")
    revoked = event.get("type") == "tokens_revoked" and isinstance(tokens, dict) and bool(tokens.get("bot"))
    return revoked or event.get("type") == "app_uninstalled"
