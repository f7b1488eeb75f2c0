"""The types that a command's parameter may have: how each is read and what an example of it is.

A platform holds a form (an option, a field) for every entry of PARAM_TYPES and checks at import that it has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from enum import Enum
from typing import Any, Generic, NewType, TypeVar

from bot.domain.charter import Authority, Unset
from bot.domain.editions import Section
from bot.domain.people import MemberRef, Role
from bot.domain.periods import Every, Weekday
from bot.domain.proposals import Kind, ProposalRef, Stage
from bot.domain.rules import Quorum, RollKind, Threshold
from bot.domain.verdicts import Verdict
from bot.domain.voting import Choice
from bot.views.elements import Pick
from commands import terms, values

T = TypeVar("T")

Zone = NewType("Zone", str)
"""An IANA time zone, spelt as its database does."""
ChannelKey = NewType("ChannelKey", str)
"""A channel as its platform names it."""
CodeText = NewType("CodeText", str)
"""A one-time code as it is kept; whether there is one like it is not known yet."""
FeedUrl = NewType("FeedUrl", str)
"""An address with http or https; nothing has been asked of it."""
FeedRef = int | FeedUrl
"""A feed by its number or its address."""
EntryCode = NewType("EntryCode", str)
"""An entry of a feed as lists of the news name it: its feed's number and the beginning of a hash."""
Phrasing = NewType("Phrasing", str)
"""A phrase of a community's own, as it is written."""
Points = NewType("Points", int)
"""What a phrase gives an entry, or takes from it; never nothing."""
Answers = NewType("Answers", Mapping[str, str])
"""A form's answers by field name: those that no other parameter takes."""


Day = Weekday | int
"""A day of the week, or one of the month as ``Recurrence`` has it."""
Sections = NewType("Sections", frozenset[Section])
Sources = NewType("Sources", frozenset[int])
"""Numbers of feeds; none where it is all of them."""
Language = NewType("Language", str)
"""A BCP 47 language tag in its usual case."""
Quiet = tuple[time, time]
"""The hours from one time of day up to another."""


class Switch(Enum):
    ON = "on"
    OFF = "off"


class PhraseAct(Enum):
    ADD = "add"
    REMOVE = "remove"
    LIST = "list"


class Sure(Enum):
    """Said with a command that first asks, so that it does not."""

    SURE = "sure"


class Setting(Enum):
    """What a space can set, by its parameter's name."""

    CHANNEL = "channel"
    NOTICES = "notices"
    ZONE = "zone"
    LANGUAGE = "language"
    QUIET = "quiet"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class ParamType(Generic[T]):
    """How values of *type* are read, from typed lines, forms and buttons alike.

    *parse* takes text and raises Misread, whose suggestion is then a value that would do. *options* (value, label)
    closes the set. *words* is how many words of a line a value may have; *verbatim* values keep every character that
    can be kept. *complete* offers values that go on from what was typed. *pick* says what of the platform's own a form
    lets choose from.
    """

    type: object
    name: str
    parse: Callable[[str], T]
    example: str
    options: tuple[tuple[str, str], ...] = ()
    words: int = 1
    verbatim: bool = False
    complete: Callable[[str], Sequence[tuple[str, str]]] | None = None
    pick: Pick | None = None


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _weekdays() -> Mapping[str, Weekday]:
    named = dict(zip((day.name.lower() for day in Weekday), Weekday, strict=True))
    return named | dict(zip((day.lower() for day in DAYS), Weekday, strict=True)) | {
        "tues": Weekday.TUE, "wednes": Weekday.WED, "thur": Weekday.THU, "thurs": Weekday.THU,
    }  # fmt: skip


def _kinds() -> Mapping[str, Kind]:
    named = {kind.value: kind for kind in Kind}
    return named | {word: k for k in Kind for word in (k.shape.word, k.shape.plural, k.prefix)}


def _stages() -> Mapping[str, Stage]:
    named = {stage.value: stage for stage in Stage}
    return named | {
        "voting": Stage.OPEN, "open votes": Stage.OPEN, "drafts": Stage.DRAFT, "adopted": Stage.IN_FORCE,
        "in-force": Stage.IN_FORCE, "no-quorum": Stage.NO_QUORUM,
    }  # fmt: skip


def _labelled(members: type[Enum]) -> tuple[tuple[str, str], ...]:
    return tuple((str(member.value), str(member.value).capitalize()) for member in members)


def _by_value(what: str, members: type[values.E]) -> Callable[[str], values.E]:
    return values.one_of(what, {str(member.value): member for member in members})


def _answers(_: str) -> Answers:
    raise TypeError("answers are several values; dispatch gathers them")


_AUTHORITIES = {
    "founders": Authority.FOUNDERS, "founding space": Authority.FOUNDERS, "vote": Authority.VOTE,
}  # fmt: skip

_ALL: tuple[ParamType[Any], ...] = (
    ParamType(str, "text", lambda text: text, "text", verbatim=True),
    ParamType(int, "number", values.number, "3"),
    ParamType(ProposalRef, "proposal", values.proposal, "12", words=2),
    ParamType(Choice, "choice", _by_value("a choice", Choice), "for", _labelled(Choice)),
    ParamType(Kind, "kind", values.one_of("a kind of proposal", _kinds()), "red-line", _labelled(Kind), words=2),
    ParamType(Stage, "state", values.one_of("a state", _stages()), "open", _labelled(Stage), words=2),
    ParamType(timedelta, "period", values.span, "7d", words=4),
    ParamType(timedelta | Unset, "period", terms.or_unset(values.span), "7d", words=4),
    ParamType(Quorum | Unset, "quorum", terms.or_unset(terms.quorum), "3"),
    ParamType(Threshold | Unset, "threshold", terms.or_unset(terms.threshold), "2/3", words=3),
    ParamType(RollKind, "roll", _by_value("a kind of roll", RollKind), "registered", _labelled(RollKind)),
    ParamType(Switch, "switch", _by_value("on or off", Switch), "on", _labelled(Switch)),
    ParamType(Sure, "sure", _by_value("what confirms it", Sure), "sure", _labelled(Sure)),
    ParamType(
        Authority, "authority", values.one_of("who may act on the whole community", _AUTHORITIES), "vote",
        (("founders", "Founders"), ("vote", "Vote")),
    ),
    ParamType(
        Weekday, "day", values.one_of("a day of the week", _weekdays()), "mon",
        tuple((day.name.lower(), DAYS[day]) for day in Weekday),
    ),
    ParamType(
        Day, "day", values.day(_weekdays()), "mon",
        complete=values.like([(d.name.lower(), DAYS[d]) for d in Weekday] + [
            ("1", "The first of the month"), ("15", "The 15th of the month"), ("last", "The last of the month"),
        ]),
    ),
    ParamType(Sections, "sections", values.sections, "table,news", words=6),
    ParamType(Sources, "feeds", values.sources, "1,3", words=20),
    ParamType(Every, "every", _by_value("how often a digest comes", Every), "weekly", _labelled(Every)),
    ParamType(time, "time", values.wall_time, "09:00", words=2),
    ParamType(Zone, "zone", values.zone, "Europe/Berlin", words=3, complete=values.zones_like),
    ParamType(
        Zone | Unset, "zone", terms.or_unset(values.zone), "Europe/Berlin", words=3, complete=values.zones_like
    ),
    ParamType(ChannelKey | Unset, "channel", terms.or_unset(values.channel), "#general", pick=Pick.CHANNEL),
    ParamType(Language | Unset, "language", terms.or_unset(terms.language), "de"),
    ParamType(Quiet | Unset, "hours", terms.or_unset(terms.quiet), "22:00-07:00", words=3),
    ParamType(Role | Unset, "role", terms.or_unset(terms.role), "@Council", pick=Pick.ROLE),
    ParamType(Setting, "setting", _by_value("a setting", Setting), "channel", _labelled(Setting)),
    ParamType(MemberRef, "member", values.member, "alice", words=5, pick=Pick.MEMBER),
    ParamType(CodeText, "code", values.code, "K7Q2-9F", words=4),
    ParamType(FeedUrl, "url", values.url, "https://example.org/feed"),
    ParamType(FeedRef, "feed", values.feed, "3"),
    ParamType(EntryCode, "entry", values.entry, "3-9f86d08188"),
    ParamType(Verdict, "verdict", _by_value("what became of entries", Verdict), "near", _labelled(Verdict)),
    ParamType(Phrasing, "phrase", values.phrase, "compute-cap", words=8),
    ParamType(Points, "points", values.points, "6"),
    ParamType(PhraseAct, "act", _by_value("what is done with a phrase", PhraseAct), "list", _labelled(PhraseAct)),
    ParamType(Answers, "answers", _answers, "", verbatim=True),
)  # fmt: skip

PARAM_TYPES: Mapping[object, ParamType[Any]] = {kind.type: kind for kind in _ALL}
