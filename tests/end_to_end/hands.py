"""What people do in either town, said once: they type, press and fill in, and read what they are told privately."""

from collections.abc import Mapping
from typing import Any, Protocol

from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer
from tests.servers.slack_answer import Answer as SlackAnswer
from tests.servers.slack_things import Message

TYPED_BY_NAME = ("quorum", "voting-period", "channel", "for")
RED_LINE = {
    "title": "No autonomous replication",
    "act": "A system copies itself without approval.",
    "benchmark": "RepliBench",
    "comparator": "at least",
    "value": "15 of 20 families",
}


class Hands(Protocol):
    """Everything happens in the channel called general; a *card* is whatever this platform shows as one."""

    async def asks(self, person: str, command: str, **arguments: str) -> str:
        """Type a command, and return what the person is told."""

    async def opens(self, person: str, **changes: str) -> str:
        """Propose a red line by its form and open the vote from its preview; return what the person is told."""

    async def amends(self, person: str, number: int, **changes: str) -> str:
        """Change the text of an open vote by its form and put it to a new one; return what the person is told."""

    async def votes(self, person: str, card: Any, choice: str, reason: str = "") -> str:
        """Vote by the card's button and the form that it opens; return what the person is told."""

    async def presses(self, person: str, card: Any, label: str) -> str:
        """Press a button that answers with words."""

    def private(self, person: str) -> list[str]:
        """Return what the bot has written to the person alone, oldest first."""

    def posted(self, text: str) -> list[Any]:
        """Return the public messages that say *text*, as they stand now, oldest first."""

    def said(self, card: Any) -> str:
        """Return what a reader of the card sees."""


class SlackHands:
    def __init__(self, server: SlackServer) -> None:
        self.server = server

    async def asks(self, person: str, command: str, **arguments: str) -> str:
        said = [f"{name} {text}" if name in TYPED_BY_NAME else text for name, text in _typed(arguments).items()]
        return (await self.server.person(person).command("/pause", " ".join([command, *said]))).text

    async def opens(self, person: str, **changes: str) -> str:
        author = self.server.person(person)
        form = await author.command("/pause", "propose red-line")
        preview = await self.submits(person, form, RED_LINE | changes)
        return (await author.press(preview.ephemerals[-1], "Open the vote")).text

    async def amends(self, person: str, number: int, **changes: str) -> str:
        author = self.server.person(person)
        form = await author.command("/pause", f"edit {number}")
        preview = await self.submits(person, form, changes)
        return (await author.press(preview.ephemerals[-1], "Put it to the vote")).text

    async def votes(self, person: str, card: Message, choice: str, reason: str = "") -> str:
        form = await self.server.person(person).press(card, "Vote")
        if form.view is None:  # told at once why there is nothing to ask
            return form.text
        return (await self.submits(person, form, {"choice": choice, "reason": reason})).text

    async def presses(self, person: str, card: Message, label: str) -> str:
        return (await self.server.person(person).press(card, label)).text

    async def submits(self, person: str, opened: SlackAnswer, values: Mapping[str, str]) -> SlackAnswer:
        """Fill in the form that *opened* brought, and wait until the person is told what came of it."""
        assert opened.view is not None, opened.text
        answer = await self.server.person(person).submit(opened.view, {k: v for k, v in values.items() if v})
        return await answer.until(lambda seen: seen.ephemerals or seen.errors)

    def private(self, person: str) -> list[str]:
        return [message.shown for message in self.server.messages(person)]

    def posted(self, text: str) -> list[Message]:
        return [message for message in self.server.messages("general") if text in message.shown]

    def said(self, card: Message) -> str:
        return card.shown


class DiscordHands:
    def __init__(self, server: DiscordServer) -> None:
        self.server = server

    async def asks(self, person: str, command: str, **arguments: str) -> str:
        return (await self.server.person(person).slash(command, _typed(arguments))).text

    async def opens(self, person: str, **changes: str) -> str:
        author = self.server.person(person)
        first = await author.slash("propose red-line")
        kept = await author.submit(first, RED_LINE | changes)
        second = await author.click(kept, "Continue")
        preview = await author.submit(second, {"evidence": "https://example.org/paper"})
        return (await author.click(preview, "Open the vote")).text

    async def amends(self, person: str, number: int, **changes: str) -> str:
        author = self.server.person(person)
        first = await author.slash("edit", {"proposal": str(number)})
        kept = await author.submit(first, changes)
        second = await author.click(kept, "Continue")
        preview = await author.submit(second, {})
        return (await author.click(preview, "Put it to the vote")).text

    async def votes(self, person: str, card: Any, choice: str, reason: str = "") -> str:
        voter = self.server.person(person)
        form = await voter.click(card, "Vote")
        if form.modal is None:
            return form.text
        return (await voter.submit(form, {"choice": choice, "reason": reason})).text

    async def presses(self, person: str, card: Any, label: str) -> str:
        return (await self.server.person(person).click(card, label)).text

    def private(self, person: str) -> list[str]:
        return [self.said(message) for message in self.server.direct(person)]

    def posted(self, text: str) -> list[Any]:
        return [message for message in self.server.messages("general") if text in self.said(message)]

    def said(self, card: Any) -> str:
        return self.server.text(card)


def _typed(arguments: Mapping[str, str]) -> dict[str, str]:
    """Return the arguments as they are called where they are typed: ``voting_period`` is no word of people's."""
    return {name.strip("_").replace("_", "-"): text for name, text in arguments.items()}
