"""The Home tab: what needs its member, brought up to date whenever they open it or do something."""

import logging
from collections.abc import Awaitable, Callable, Coroutine

from bot.platforms.slack.calls import Calls
from bot.platforms.slack.payloads import Heard
from bot.platforms.slack.render import home
from bot.ports import Trouble
from bot.views.elements import Card, Invocation
from commands.dispatch import Answered

LOG = logging.getLogger(__name__)

MINE = Invocation("mine")
REMEMBERED = 1_000
"""Home tabs that are brought up to date without being opened again; the others are when they are opened."""

Ask = Callable[[Heard, Invocation], Awaitable[tuple[Calls, Answered]]]
Start = Callable[[Coroutine[None, None, None]], object]


class Homes:
    """*ask* returns what somebody is answered, and the calls of their workspace; *start* runs work beside."""

    def __init__(self, ask: Ask, start: Start) -> None:
        self._ask = ask
        self._start = start
        self._opened: dict[tuple[str, str], Heard] = {}

    def opened(self, who: Heard) -> None:
        """Show *who*, who opens it, what needs them."""
        self._opened.pop((who.team, who.user), None)
        self._opened[who.team, who.user] = who
        if len(self._opened) > REMEMBERED:
            del self._opened[next(iter(self._opened))]
        self._start(self._show(who))

    def touched(self, who: Heard) -> None:
        """Show *who*, who has done something, what needs them now, if they have opened it."""
        if (opened := self._opened.get((who.team, who.user))) is not None:
            self._start(self._show(opened))

    async def _show(self, who: Heard) -> None:
        calls, answered = await self._ask(who, MINE)
        if answered.refusal is not None or not isinstance(answered.view, Card):
            return  # what stood there is better than that it could not be looked up
        try:
            await calls.ask("views.publish", {"user_id": who.user, "view": home(answered.view)}, patience=2.0)
        except Trouble as trouble:
            LOG.info("Slack: a Home tab could not be brought up to date (%s)", trouble.reason)
