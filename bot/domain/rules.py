"""What it takes to decide: quorum and threshold, exact throughout, and the bounds of a vote."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from fractions import Fraction

from bot.domain.errors import Refusal


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
        """Return what ``parse`` reads: the whole roll is ``1/1``, for ``1`` is one ballot."""
        if self.share is None:
            return str(self.ballots)
        return f"{self.share.numerator}/{self.share.denominator}"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of for among those who take a side that adopts a proposal."""

    comparison: Comparison
    share: Fraction

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1 or (self.share == 1 and self.comparison is Comparison.MORE_THAN):
            raise ValueError("a threshold is a share that can be reached")

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
class Example:
    """The rule in people: where *voting* vote and take a side, *needed* must be for."""

    voting: int
    needed: int


@dataclass(frozen=True, slots=True)
class Rule:
    quorum: Quorum
    threshold: Threshold

    def example(self, roll: int | None) -> Example:
        """Return what it takes where just enough vote."""
        voting = self.quorum.needed(roll)
        return Example(voting, self.threshold.needed(voting))


SHORTEST_VOTE = timedelta(minutes=1)
LONGEST_VOTE = timedelta(days=90)


class RollKind(Enum):
    """Who is on a roll: whoever was in a space of the community before, or who joined it beforehand."""

    OPEN = "open"
    REGISTERED = "registered"


def checked_period(period: timedelta) -> timedelta:
    """Return *period* if a vote may stay open for so long.

    :raises Refusal: where it is shorter than a minute or longer than 90 days.
    """
    if not SHORTEST_VOTE <= period <= LONGEST_VOTE:
        raise Refusal("A vote stays open for between 1 minute and 90 days, such as 20m, 12h or 7d.")
    return period
