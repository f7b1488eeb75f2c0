"""How near two entries are: 1 where they say the same, 0 where they share nothing or contradict each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.stories.reading import Reading

WINDOW = timedelta(days=10)
"""Entries farther apart than this are not of one event, unless others lie between them."""
_BLEND = 0.35
_SMALL = 18.0
_FADING = 0.35
_APART = 0.4
_ELSEWHERE = 0.4
_OTHER_FIGURES = 0.75


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading whose features weigh what they say; *size* is their sum."""

    reading: Reading
    weights: Mapping[str, float]
    size: float
    at: datetime


def weighed(reading: Reading, rarity: Mapping[str, float], at: datetime) -> Weighed:
    weights = {feature: weight * rarity[feature] for feature, weight in reading.weights.items()}
    return Weighed(reading, weights, sum(weights.values()), at)


def nearness(one: Weighed, other: Weighed) -> float:
    """Return how near they are, from 0 to 1; the same either way round."""
    apart = abs(one.at - other.at)
    if apart > WINDOW:
        return 0.0
    return min(1.0, _shared(one, other) * (1 - _FADING * (apart / WINDOW)) * _agreement(one.reading, other.reading))


def _shared(one: Weighed, other: Weighed) -> float:
    if len(one.weights) > len(other.weights):
        one, other = other, one
    both = sum(
        min(weight, other.weights[feature])
        for feature, weight in sorted(one.weights.items())
        if feature in other.weights
    )
    small, large = sorted((one.size, other.size))
    return both / max(_SMALL, (1 - _BLEND) * small + _BLEND * large)


def _agreement(one: Reading, other: Reading) -> float:
    """Return what is left of a nearness when both name bodies, places or figures, and none that the other names."""
    left = 1.0
    for mine, theirs, factor in (
        (one.names, other.names, _APART),
        (one.places, other.places, _ELSEWHERE),
        (one.figures, other.figures, _OTHER_FIGURES),
    ):
        if mine and theirs and mine.isdisjoint(theirs):
            left *= factor
    return left
