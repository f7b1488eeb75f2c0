"""What it takes to decide: quorum, threshold, and the charter that sets them. Exact throughout."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from fractions import Fraction

from bot.domain.errors import Refusal
from bot.domain.proposals import Kind


class Comparison(Enum):
    MORE_THAN = "more than"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True)
class Quorum:
    """A number of ballots that a vote needs, or a share of its roll."""

    ballots: int | None = None
    share: Fraction | None = None

    def __post_init__(self) -> None:
        if (self.ballots is None) == (self.share is None):
            raise ValueError("a quorum is a number of ballots or a share of the roll")
        if self.ballots is not None and self.ballots < 1:
            raise ValueError("a quorum is at least one ballot")
        if self.share is not None and not 0 < self.share <= 1:
            raise ValueError("a share lies above 0 and at most at 1")

    def needed(self, roll: int | None) -> int:
        """Return the ballots needed; *roll* is the number of electors where it is known."""
        if self.ballots is not None:
            return self.ballots
        assert self.share is not None
        if roll is None:
            raise ValueError("a share needs a roll of known size")
        return max(1, -(-self.share.numerator * roll // self.share.denominator))

    @classmethod
    def parse(cls, text: str) -> "Quorum":
        """Read ``3`` or ``1/3``.

        :raises Refusal: for anything else.
        """
        try:
            return cls(share=Fraction(text)) if "/" in text else cls(ballots=int(text))
        except (ValueError, ZeroDivisionError):
            raise Refusal(f"A quorum is a number of ballots, 1 or more; “{text}” is not one.") from None

    def __str__(self) -> str:
        return str(self.ballots if self.ballots is not None else self.share)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of for among those who take a side that adopts a proposal."""

    comparison: Comparison
    share: Fraction

    def reached(self, yes: int, no: int) -> bool:
        """Return whether *yes* for and *no* against reach it; where nobody takes a side, nothing does."""
        sides = yes + no
        if not sides:
            return False
        support = Fraction(yes, sides)
        return support > self.share or (self.comparison is Comparison.AT_LEAST and support == self.share)

    def needed(self, sides: int) -> int:
        """Return the fewest for among *sides* taking a side that reach it (never none)."""
        product = self.share * sides
        least = -(-product.numerator // product.denominator)
        if self.comparison is Comparison.MORE_THAN and least == product:
            least += 1
        return max(1, least)

    @classmethod
    def parse(cls, text: str) -> "Threshold":
        """Read what ``str`` writes: ``at least 2/3``, ``more than 1/2``."""
        words, _, share = text.rpartition(" ")
        return cls(Comparison(words), Fraction(share))

    def __str__(self) -> str:
        return f"{self.comparison.value} {self.share}"


TWO_THIRDS = Threshold(Comparison.AT_LEAST, Fraction(2, 3))
MAJORITY = Threshold(Comparison.MORE_THAN, Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Rule:
    quorum: Quorum
    threshold: Threshold


SHORTEST_VOTE = timedelta(minutes=1)
LONGEST_VOTE = timedelta(days=90)
DEFAULT_VOTE = timedelta(days=7)


class RollKind(Enum):
    """Who is on a roll: whoever was in a space of the community before, or who joined it beforehand."""

    OPEN = "open"
    REGISTERED = "registered"


class Authority(Enum):
    """Who may act on the whole community: admins of the space that founded it, or a vote."""

    FOUNDERS = "founding space"
    VOTE = "vote"


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
class Charter:
    """A community's rules. *admission* asks that a facilitator or an admin admits who joins a registered roll."""

    roll: RollKind = RollKind.OPEN
    admission: bool = False
    authority: Authority = Authority.FOUNDERS
    own: Mapping[Kind, OwnTerms] = field(default_factory=dict)

    def terms(self, kind: Kind) -> Terms:
        """Return the terms for *kind*: what is set, and the defaults for the rest."""
        own = self.own.get(kind, OwnTerms())
        rule = Rule(own.quorum or DEFAULT_QUORUM[self.roll], own.threshold or default_threshold(kind))
        return Terms(rule, own.voting_period or DEFAULT_VOTE)

    def with_terms(self, kinds: Iterable[Kind], change: OwnTerms) -> "Charter":
        """Return the charter with what *change* sets, set for *kinds*.

        :raises Refusal: where the roll cannot tell whether the quorum is met, or nobody could vote in the time.
        """
        if change.quorum is not None and change.quorum.share is not None and self.roll is RollKind.OPEN:
            raise Refusal(
                "On an open roll the quorum is a number of ballots, such as 3: nobody knows how many could vote."
            )
        if change.voting_period is not None:
            checked_period(change.voting_period)
        own = dict(self.own)
        for kind in kinds:
            held = own.get(kind, OwnTerms())
            own[kind] = OwnTerms(
                change.quorum or held.quorum,
                change.threshold or held.threshold,
                change.voting_period or held.voting_period,
            )
        return replace(self, own=own)

    def with_roll(self, roll: RollKind) -> "Charter":
        """Return the charter for *roll*; quorums that were set for the other kind of roll go back to the default."""
        if roll is self.roll:
            return self
        own = {kind: replace(terms, quorum=None) for kind, terms in self.own.items()}
        return replace(self, roll=roll, own=own)


DEFAULT_QUORUM = {RollKind.OPEN: Quorum(ballots=3), RollKind.REGISTERED: Quorum(share=Fraction(1, 3))}


def default_threshold(kind: Kind) -> Threshold:
    """Return two thirds for what binds, a red line and a pause, and a majority for everything else."""
    return TWO_THIRDS if kind.value in ("red line", "pause") else MAJORITY


def checked_period(period: timedelta) -> timedelta:
    """Return *period* if a vote may stay open for so long.

    :raises Refusal: where it is shorter than a minute or longer than 90 days.
    """
    if not SHORTEST_VOTE <= period <= LONGEST_VOTE:
        raise Refusal("A vote stays open for between 1 minute and 90 days, such as 20m, 12h or 7d.")
    return period
