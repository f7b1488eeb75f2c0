"""Votes, ballots, tallies and outcomes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction

from bot.domain.ids import ElectorId, ProposalId, VoteId
from bot.domain.people import Platform
from bot.domain.rules import RollKind, Rule

SHORT = timedelta(hours=1)


class Choice(Enum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Outcome(Enum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    TIE = "tie"
    NO_QUORUM = "no quorum"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Ballot:
    """One elector's answer. *sequence* is its index in the record: the latest by it counts."""

    sequence: int
    elector: ElectorId
    choice: Choice


@dataclass(frozen=True, slots=True)
class CastBallot:
    """A ballot that counts, with who cast it. *name* is as their platform shows it, *platform* where they cast it."""

    choice: Choice
    reason: str
    name: str
    platform: Platform
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of one vote, from ballots alone."""

    counts: Mapping[Choice, int]

    @classmethod
    def of(cls, ballots: Iterable[Ballot]) -> "Tally":
        """Count each elector's latest ballot, whatever the order in which they come."""
        latest: dict[ElectorId, Ballot] = {}
        for ballot in ballots:
            held = latest.get(ballot.elector)
            if held is None or held.sequence < ballot.sequence:
                latest[ballot.elector] = ballot
        return cls(Counter(ballot.choice for ballot in latest.values()))

    def __getitem__(self, choice: Choice) -> int:
        return self.counts.get(choice, 0)

    @property
    def turnout(self) -> int:
        """Return the number of electors who voted."""
        return sum(self.counts.values())

    @property
    def sides(self) -> int:
        return self[Choice.FOR] + self[Choice.AGAINST]

    @property
    def support(self) -> Fraction:
        """Return the share of for among those who took a side; 0 where nobody did."""
        return Fraction(self[Choice.FOR], self.sides) if self.sides else Fraction(0)


def decide(rule: Rule, tally: Tally, roll: int | None) -> Outcome:
    """Return the outcome of *tally* under *rule*; *roll* is the number of electors where it is known.

    Equal sides that fall short of the threshold are rejected: a tie is an outcome of methods with more than one winner.
    """
    if tally.turnout < rule.quorum.needed(roll):
        return Outcome.NO_QUORUM
    reached = rule.threshold.reached(tally[Choice.FOR], tally[Choice.AGAINST])
    return Outcome.ADOPTED if reached else Outcome.REJECTED


@dataclass(frozen=True, slots=True)
class Vote:
    """The question put to the roll, with its rule frozen at *opened*.

    A ballot counts from *opened* up to but not at *closes*. *roll* is the number of electors, or None where the
    platforms do not tell it (an open roll). *tally* and *outcome* are set once, when it closes. *roll_kind*
    says who is on the roll.
    """

    id: VoteId
    proposal: ProposalId
    version: int
    rule: Rule
    opened: datetime
    closes: datetime
    roll: int | None
    outcome: Outcome | None = None
    tally: Tally | None = None
    closed: datetime | None = None
    roll_kind: RollKind = RollKind.OPEN

    @property
    def is_short(self) -> bool:
        """Return whether it is open for so short a time that its end is told to the second."""
        return self.closes - self.opened < SHORT

    def is_due(self, now: datetime) -> bool:
        return self.outcome is None and now >= self.closes


MOST_AMENDMENTS = 2
"""How often the text of a proposal can be changed while its vote is open."""


def amendments_left(rounds: Iterable[Vote]) -> int:
    """Return how often the text can still be changed so; *rounds* are the votes on the proposal so far."""
    return MOST_AMENDMENTS - sum(vote.outcome is Outcome.SUPERSEDED for vote in rounds)
