"""What requests were answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.views.elements import Card


@dataclass(frozen=True, slots=True)
class Answer:
    """What an invocation was answered: a card, or a refusal's message, with the card of what it shows below that."""

    card: Card | None
    refusal: str | None = None


class Inbox(Protocol):
    async def answer(self, key: str) -> Answer | None: ...

    async def keep(self, key: str, answer: Answer, now: datetime) -> None:
        """Keep it; where another transaction has kept one meanwhile this one is run again, and finds it."""
        ...

    async def forget(self, before: datetime) -> None: ...
