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
    """What a vote would be held under if it were opened now; *roll* is its size where that is known."""

    rule: Rule
    roll_kind: RollKind
    roll: int | None
    closes: datetime


def rule_in_people(vote: Vote) -> tuple[Inline, ...]:
    """Return what it takes in an open or closed vote."""
    return (_it_takes(vote.rule, vote.roll), " The text can't change without a new vote.")


def rule_before_opening(outlook: Outlook) -> tuple[Inline, ...]:
    """Return what opening a vote now would mean."""
    if outlook.roll == 0:
        return (
            Strong("Nobody is on the registered roll, "),
            "so the vote can't be opened yet: members join it first. ",
            "The roll shows what those who joined still lack.",
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
    of = f" of {roll:,}" if roll is not None else ""
    if roll is not None and example.voting > roll:
        return f"{example.voting:,} must vote, and only {roll:,} are on the roll, so it cannot be decided."
    abstaining = f" and {example.abstaining:,} abstaining" if example.abstaining else ""
    return (
        f"{example.voting:,}{of} must vote. Of those who take a side, {threshold(rule.threshold)} must be for: "
        f"with {example.voting:,} voting{abstaining}, {example.needed:,}. Abstaining counts for the quorum only."
    )


def _fraction(of: Fraction) -> str:
    named = share(of)
    return f"{of.numerator}/{of.denominator}" if named[0].isdigit() else named
