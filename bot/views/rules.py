"""What it takes to decide, said in people rather than in ratios."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from bot.domain.rules import Comparison, Quorum, RollKind, Rule, Threshold
from bot.domain.voting import Vote
from bot.views.elements import Inline, Moment, Strong
from bot.views.phrases import counted, share

LINKED = "Linked accounts are one elector, unlinked ones are several."


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a vote would be held under if it were opened now.

    *roll* is its size, of an open one only where that is known and fewer than must vote.
    """

    rule: Rule
    roll_kind: RollKind
    roll: int | None
    closes: datetime

    @property
    def can_open(self) -> bool:
        """Return whether there is anybody to ask."""
        return self.roll != 0

    @property
    def can_decide(self) -> bool:
        return self.roll is None or 0 < self.rule.quorum.needed(self.roll) <= self.roll


def rule_in_people(vote: Vote) -> tuple[Inline, ...]:
    """Return what it takes in an open or closed vote."""
    return (_it_takes(vote.rule, vote.roll), " The text can't change without a new vote.")


def rule_before_opening(outlook: Outlook) -> tuple[Inline, ...]:
    """Return what opening a vote now would mean."""
    if not outlook.can_open:
        return (
            Strong("Nobody is on the registered roll, "),
            "so the vote can't be opened yet: members join it first. ",
            "The roll shows what those who joined still lack.",
        )
    if not outlook.can_decide:
        assert outlook.roll is not None
        return (
            Strong("If you open the vote now, it can't be decided: "),
            f"{outlook.rule.quorum.needed(outlook.roll):,} must vote, and only {outlook.roll:,} can. Open it when more "
            "can, or when the charter asks for fewer.",
        )
    return (
        Strong("If you open the vote now: "),
        f"{_it_takes(outlook.rule, outlook.roll)} Closes ",
        Moment(outlook.closes),
        ". Results stay hidden until then. The text can't change without a new vote.",
    )


def roll_line(kind: RollKind, roll: int | None) -> str:
    """Return who is on a roll, and that it counts accounts."""
    match kind:
        case RollKind.OPEN:
            who = "Open roll: full members of the spaces at this table when the vote opened."
        case RollKind.REGISTERED:
            size = f" of {roll:,}" if roll is not None else ""
            who = f"Registered roll{size}: who had joined it when the vote opened."
    return f"{who} {LINKED}"


def quorum(needed: Quorum) -> str:
    """Return ``5 ballots``, ``one third of the roll``."""
    if needed.ballots is not None:
        return counted(needed.ballots, "ballot")
    assert needed.share is not None
    return "the whole roll" if needed.share == 1 else f"{_fraction(needed.share)} of the roll"


def threshold(needed: Threshold) -> str:
    """Return ``two thirds``, ``more than half``."""
    if needed.comparison is Comparison.MORE_THAN:
        return f"more than {_fraction(needed.share)}"
    return "all" if needed.share == 1 else _fraction(needed.share)


def _it_takes(rule: Rule, roll: int | None) -> str:
    example = rule.example(roll)
    sides = f"Of those who take a side, {threshold(rule.threshold)} must be for"
    of = f" of {roll:,}" if roll is not None else ""
    if roll is not None and example.voting > roll:
        return f"{example.voting:,} must vote, and only {roll:,} are on the roll, so it cannot be decided."
    if example.voting == 1:
        return f"1{of} must vote. {sides}: where only one votes, that one. Abstaining counts for the quorum only."
    return (
        f"{example.voting:,}{of} must vote. {sides}: with {example.voting:,} voting, {example.needed:,}. "
        "Abstaining counts for the quorum only."
    )


def _fraction(of: Fraction) -> str:
    named = share(of)
    return f"{of.numerator}/{of.denominator}" if named[0].isdigit() else named
