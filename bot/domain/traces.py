"""What became of an entry: what curators chose for it, each edition that weighed it, and what it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.editions import Became, Candidate, Choice, Stage
from bot.domain.stories.items import Item


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a member, called *name* then, chose for an entry; None where they took back what was chosen."""

    choice: Choice | None
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Appearance:
    """An edition that weighed an entry. *became* is None where it had no points then; *story* is the headline of its
    story there."""

    edition: int
    made: datetime
    stage: Stage
    became: Became | None
    story: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A subscription, by its number, whose next edition weighs an entry."""

    subscription: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """*history* and *editions* come latest first; *story* is what else tells of the same event, the
    weightiest first."""

    entry: Candidate
    seen: datetime
    history: Sequence[Chosen]
    editions: Sequence[Appearance]
    waits: Sequence[Waiting]
    story: Sequence[Item] = ()
