"""Answers that one person sees and nobody else."""

import logging

from bot.platforms.slack.calls import Calls
from bot.platforms.slack.payloads import Heard
from bot.platforms.slack.render import message
from bot.platforms.slack.spans import Json
from bot.ports import Trouble
from bot.views.elements import Card

LOG = logging.getLogger(__name__)
_PATIENCE = 10.0


async def whisper(calls: Calls, heard: Heard, card: Card) -> None:
    """Show *card* to who was heard, by the first of these ways that works.

    The ``response_url`` works in every conversation, for half an hour and five times; an ephemeral message where
    the bot is a member; a direct message always.
    """
    body = message(card)
    if heard.origin.response_url:
        answer = body | {"response_type": "ephemeral", "replace_original": False}
        try:
            return await calls.respond(heard.origin.response_url, answer)
        except Trouble as trouble:
            LOG.info("Slack: the answer goes another way (%s)", trouble.reason)
    ways: list[tuple[str, Json]] = [("chat.postMessage", {"channel": heard.user} | _still(body))]
    if heard.origin.channel:
        ways.insert(0, ("chat.postEphemeral", {"channel": heard.origin.channel, "user": heard.user} | body))
    for method, said in ways:
        try:
            await calls.ask(method, said, patience=_PATIENCE)
            return None
        except Trouble as trouble:
            LOG.warning("Slack: %s: %s", method, trouble.reason)
    return None


def _still(body: Json) -> Json:
    return body | {"unfurl_links": False, "unfurl_media": False}
