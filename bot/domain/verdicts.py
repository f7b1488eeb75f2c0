"""How entries stand by their points, or by what a curator chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.domain.editions import Candidate, Choice
from bot.domain.news import PRODUCT


class Verdict(Enum):
    """NEAR has at least half of the points that are asked for, NONE has no points."""

    KEPT = "kept"
    NEAR = "near"
    WEAK = "weak"
    NONE = "none"
    DROPPED = "dropped"


NEAR = PRODUCT.keep // 2


def verdict(candidate: Candidate) -> Verdict:
    if candidate.choice is Choice.DROPPED:
        return Verdict.DROPPED
    if candidate.kept or candidate.choice is not None:
        return Verdict.KEPT
    if candidate.item.points >= NEAR:
        return Verdict.NEAR
    return Verdict.WEAK if candidate.item.points > 0 else Verdict.NONE


@dataclass(frozen=True, slots=True)
class Page:
    """Page *number*, from 1, of *of*; *counts* are of all that came."""

    entries: Sequence[Candidate]
    counts: Mapping[Verdict, int]
    number: int
    of: int
