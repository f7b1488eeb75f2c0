"""Editions: what one digest told, and what became of every entry that was weighed for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from bot.domain.ids import EditionId, SubscriptionId
from bot.domain.stories.items import Item


class Choice(Enum):
    """What a curator chose for an entry, whatever its points."""

    PINNED = "pinned"
    ADDED = "added"
    DROPPED = "dropped"


class Section(Enum):
    """A part of an edition that a digest may have or not."""

    TABLE = "table"
    NEWS = "news"
    NEAR = "near-misses"


DEFAULT_SECTIONS = frozenset({Section.TABLE, Section.NEWS})


class Fate(Enum):
    """What became of an entry in one edition; the value goes on from "It ...", as people are told."""

    TOLD = "is shown"
    JOINED = "is counted with a story that is shown"
    KNOWN = "says nothing new of a story that was told before"
    NEAR = "is shown as a near-miss"
    WEAK = "has too few points"
    MINIMUM = "has fewer points than this digest asks for"
    LENGTH = "is in a story left out, for others weigh more"
    OUTLET = "is in a story left out, for its outlet leads two others"
    SECTION = "is left out, for this digest has no section for it"
    SOURCE = "comes from a feed that this digest leaves out"
    DROPPED = "was dropped by a curator"
    REFUSED = "tells of the same event as one that a curator dropped"


@dataclass(frozen=True, slots=True)
class Became:
    """*story* is the number of the story in its edition that the entry belongs to, None where that has none."""

    fate: Fate
    story: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry as it is weighed. *code* names it to people; *feed* is its feed's number, *reasons* are those of *kept*.

    ``item.points`` are the judge's, and ``item.source`` is its feed's title. *by* put it forward, where no feed did.
    """

    code: str
    feed: int
    item: Item
    kept: bool
    reasons: tuple[str, ...]
    choice: Choice | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One event: *lead* is shown, *others* are what else of this window is about it, *codes* those of both, in order.

    *updates* is when an earlier edition told of it last. *by* put *lead* forward, where no feed brought it.
    """

    lead: Item
    others: tuple[Item, ...]
    codes: tuple[str, ...]
    reasons: tuple[str, ...]
    pinned: bool = False
    updates: datetime | None = None
    by: str = ""

    @property
    def outlets(self) -> tuple[str, ...]:
        """Return the sources other than the lead's, each once, in the order of their names."""
        return tuple(sorted({item.source for item in self.others} - {self.lead.source}))

    @property
    def items(self) -> tuple[Item, ...]:
        return (self.lead, *self.others)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An entry that was nearly kept, for curators; *by* put it forward, where no feed brought it."""

    code: str
    item: Item
    reasons: tuple[str, ...]
    by: str = ""


class Standing(Enum):
    """How a proposal stands to the table in the window of an edition; the value heads its lines."""

    CLOSING = "Closing soon"
    OPENED = "Opened"
    OPEN = "Still open"
    DECIDED = "Decided"


@dataclass(frozen=True, slots=True)
class Tabled:
    """A proposal's line: *at* is when its vote closes or closed, *said* its turnout or its outcome."""

    standing: Standing
    label: str
    title: str
    at: datetime
    seconds: bool
    said: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A dated note on the story *headline* of edition *edition*."""

    edition: int
    story: int
    headline: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """What lies in [since, until). *late* is when the edition should have gone out, where it did not."""

    since: datetime
    until: datetime
    late: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What an edition says. *stories* are the weightiest of *kept*, out of *read* entries; *table* is None, and so is
    *near*, where the digest has no such section. *became* is by code, of every entry with points."""

    window: Window
    table: tuple[Tabled, ...] | None
    stories: tuple[Story, ...] | None
    near: tuple[NearMiss, ...] | None
    kept: int
    read: int
    became: Mapping[str, Became] = field(default_factory=dict)
    repeated: tuple[Correction, ...] = ()
    corrections: tuple[Correction, ...] = ()


class Stage(Enum):
    """Where an edition stands: HELD until somebody approves it; SKIPPED by them; JOINED to the next one, which came
    before they said anything; QUEUED, and what became of its sending is the outbox's."""

    HELD = "held"
    QUEUED = "queued"
    SKIPPED = "skipped"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Edition:
    """What a subscription delivers for one period; *number* counts the editions of its community.

    While it is held, *revision* counts what curators chose since it was made, and *contents* follow what was chosen up
    to *composed*.
    """

    id: EditionId
    subscription: SubscriptionId
    number: int
    period: str
    made: datetime
    stage: Stage
    contents: Contents
    revision: int = 0
    composed: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A story as an earlier edition told it."""

    items: tuple[Item, ...]
    at: datetime
