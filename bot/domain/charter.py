"""A community's charter: the terms of its votes kind by kind, its rolls, and who may change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from fractions import Fraction
from typing import TypeVar

from bot.domain.errors import Refusal
from bot.domain.proposals import Kind
from bot.domain.rules import MAJORITY, TWO_THIRDS, Quorum, RollKind, Rule, Threshold, checked_period

T = TypeVar("T")

DEFAULT_VOTE = timedelta(days=7)
DEFAULT_QUORUM = {RollKind.OPEN: Quorum(ballots=3), RollKind.REGISTERED: Quorum(share=Fraction(1, 3))}
LOWEST_THRESHOLD = Fraction(1, 2)
"""With less, more could be against than for."""


class Authority(Enum):
    """Who may act on the whole community: admins of the space that founded it, or a vote."""

    FOUNDERS = "founding space"
    VOTE = "vote"


class Unset(Enum):
    """What stands in the place of a value that is to be the default again."""

    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """What a charter sets for one kind of proposal; None where the default holds."""

    quorum: Quorum | None = None
    threshold: Threshold | None = None
    voting_period: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a vote on one kind of proposal would be held under, if it were opened now."""

    rule: Rule
    voting_period: timedelta


@dataclass(frozen=True, slots=True)
class CharterChange:
    """What is set in a charter, the terms of them for each of *kinds*; None where it stays as it is."""

    kinds: tuple[Kind, ...] = tuple(Kind)
    quorum: Quorum | Unset | None = None
    threshold: Threshold | Unset | None = None
    voting_period: timedelta | Unset | None = None
    roll: RollKind | None = None
    admission: bool | None = None
    authority: Authority | None = None

    @property
    def is_empty(self) -> bool:
        return self == CharterChange(self.kinds)


@dataclass(frozen=True, slots=True)
class Charter:
    """A community's rules. *admission* asks that a facilitator or an admin admits who joins a registered roll."""

    roll: RollKind = RollKind.OPEN
    admission: bool = False
    authority: Authority = Authority.FOUNDERS
    own: Mapping[Kind, OwnTerms] = field(default_factory=dict)

    def terms(self, kind: Kind) -> Terms:
        """Return the terms for *kind*: what is set, and the defaults for the rest."""
        own, default = self.own.get(kind, OwnTerms()), self.default_terms(kind)
        rule = Rule(own.quorum or default.rule.quorum, own.threshold or default.rule.threshold)
        return Terms(rule, own.voting_period or default.voting_period)

    def default_terms(self, kind: Kind) -> Terms:
        return Terms(Rule(DEFAULT_QUORUM[self.roll], default_threshold(kind)), DEFAULT_VOTE)

    def changed(self, change: CharterChange) -> "Charter":
        """Return the charter with *change* made; quorums that were set for another kind of roll become the default.

        :raises Refusal: where nobody could vote under it, or what it sets could not be told.
        """
        charter = self._with_roll(change.roll or self.roll)
        if change.admission is not None:
            charter = replace(charter, admission=change.admission)
        if charter.admission and charter.roll is RollKind.OPEN:
            if change.admission:
                raise Refusal("An open roll has nobody to admit: set `roll registered` together with `admission on`.")
            charter = replace(charter, admission=False)
        if change.authority is not None:
            charter = replace(charter, authority=change.authority)
        _check(change, charter.roll)
        own = dict(charter.own)
        for kind in change.kinds:
            held = own.get(kind, OwnTerms())
            own[kind] = OwnTerms(
                _set(change.quorum, held.quorum),
                _set(change.threshold, held.threshold),
                _set(change.voting_period, held.voting_period),
            )
        return replace(charter, own={kind: terms for kind, terms in own.items() if terms != OwnTerms()})

    def _with_roll(self, roll: RollKind) -> "Charter":
        if roll is self.roll:
            return self
        own = {kind: replace(terms, quorum=None) for kind, terms in self.own.items()}
        return replace(self, roll=roll, own=own)


def default_threshold(kind: Kind) -> Threshold:
    """Return two thirds for what binds, a red line and a pause, and a majority for everything else."""
    return TWO_THIRDS if kind in (Kind.RED_LINE, Kind.PAUSE) else MAJORITY


def _set(new: T | Unset | None, held: T | None) -> T | None:
    if new is None:
        return held
    return None if isinstance(new, Unset) else new


def _check(change: CharterChange, roll: RollKind) -> None:
    if isinstance(change.quorum, Quorum) and change.quorum.share is not None and roll is RollKind.OPEN:
        raise Refusal("On an open roll the quorum is a number of ballots, such as 3: nobody knows how many could vote.")
    if isinstance(change.threshold, Threshold) and change.threshold.share < LOWEST_THRESHOLD:
        raise Refusal("A threshold is half or more, such as 2/3: with less, more could be against than for.")
    if isinstance(change.voting_period, timedelta):
        checked_period(change.voting_period)
