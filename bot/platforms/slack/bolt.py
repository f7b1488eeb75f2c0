"""Slack's own framework, as far as we use it: it tells what comes in apart, and carries acknowledgements."""

import logging
import re
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.platforms.slack.calls import Calls

BOLT_LOG = logging.getLogger("slack_bolt")

Ack = Callable[..., Awaitable[BoltResponse]]
ANY = re.compile("")
"""What a listener hears: our catalogue tells commands and buttons apart."""


def bolt_app(calls: Calls) -> AsyncApp:
    async def authorize(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> AuthorizeResult:
        # Bolt would ask Slack by auth.test within the three seconds that it has for the acknowledgement. It is given
        # no token: each workspace has one of its own, and we answer by that.
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)

    return AsyncApp(
        logger=BOLT_LOG,
        name=__name__,
        client=calls.client,
        authorize=authorize,
        process_before_response=True,  # without it bolt looks for the acknowledgement every 10 ms
        request_verification_enabled=False,  # done on the raw request, before anything parses it
        signing_secret="",
    )
