"""The words in which a play is written: places, parts, and what they do one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Platform

CODE = "{code}"
"""In a typed line: the code that was shown last, to whomever."""
FEEDS = "{feeds}"
"""In a typed line: where the example feeds are served."""


@dataclass(frozen=True, slots=True)
class Place:
    """A space with the one channel in which it all happens."""

    platform: Platform
    name: str
    channel: str

    @property
    def key(self) -> str:
        """Return what stands for the platform's own identifier."""
        return self.name.casefold()

    def __str__(self) -> str:
        return f"{self.name} #{self.channel}"


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody in one place. What they see is checked for *sees*, the words without which the play makes no sense."""

    name: str
    place: Place
    admin: bool = False

    def types(self, line: str, *sees: str) -> "Types":
        return Types(self, line, sees)

    def presses(self, label: str, *sees: str) -> "Presses":
        """Press a button of the last private answer."""
        return Presses(self, label, sees)

    def presses_on_the_card(self, label: str, *sees: str) -> "Presses":
        """Press a button of the latest card that everybody sees."""
        return Presses(self, label, sees, on_card=True)

    def fills(self, *sees: str, **answers: str) -> "Fills":
        """Hand in the form that is open, with *answers* and for the rest as it stands."""
        return Fills(self, answers, sees)

    def says(self, words: str) -> "Says":
        return Says(self, words)


@dataclass(frozen=True, slots=True)
class Types:
    part: Part
    line: str
    sees: Sequence[str]


@dataclass(frozen=True, slots=True)
class Presses:
    part: Part
    label: str
    sees: Sequence[str]
    on_card: bool = False


@dataclass(frozen=True, slots=True)
class Fills:
    part: Part
    answers: dict[str, str]
    sees: Sequence[str]


@dataclass(frozen=True, slots=True)
class Says:
    """A line of chat, which the bot neither hears nor keeps."""

    part: Part
    words: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock is moved, hour by hour, and whatever falls due happens."""

    to: datetime


@dataclass(frozen=True, slots=True)
class AllSee:
    """Since the last line, *words* were posted in every place."""

    words: str


@dataclass(frozen=True, slots=True)
class OneSees:
    """Since the last line, *words* were posted in *place*."""

    place: Place
    words: str


@dataclass(frozen=True, slots=True)
class Visit:
    """The page at *path* of the register, which says *words*."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Recount:
    """The record is checked, and the votes in it counted, with nothing of ours."""


Step = Types | Presses | Fills | Says | Clock | AllSee | OneSees | Visit | Recount | str
"""What happens next; a string is what the narrator says."""


@dataclass(frozen=True, slots=True)
class Scene:
    heading: str
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Play:
    """*begins* is when its clock starts; *parts* is everybody in it."""

    begins: datetime
    parts: Sequence[Part]
    scenes: Sequence[Scene]

    @property
    def places(self) -> Sequence[Place]:
        return list(dict.fromkeys(part.place for part in self.parts))
