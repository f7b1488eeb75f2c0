"""How near two entries are: 1 where they say the same, 0 where they share nothing or contradict each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.stories.names import bodies
from bot.domain.stories.reading import Reading

WINDOW = timedelta(days=10)
"""Entries farther apart than this are not of one event, unless others lie between them."""
BLEND = 0.5
SMALL = 14.0
FADING = 0.5
APART = 0.25
ELSEWHERE = 0.25
OTHER_FIGURES = 0.75


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading whose features weigh what they say; *size* is the sum of the title's.

    *names*, *places* and *figures* are the title's; *known* are all names and figures of the whole.
    """

    title: Mapping[str, float]
    whole: Mapping[str, float]
    size: float
    at: datetime
    names: frozenset[str]
    places: frozenset[str]
    figures: frozenset[str]


def weighed(reading: Reading, rarity: Mapping[str, float], at: datetime) -> Weighed:
    title = {feature: weight * rarity[feature] for feature, weight in sorted(reading.title.items())}
    whole = {feature: weight * rarity[feature] for feature, weight in sorted(reading.whole.items())}
    named = [feature for feature, weight in reading.title.items() if feature[0] == "@" and weight == 1]
    return Weighed(
        title,
        whole,
        sum(title.values()),
        at,
        frozenset(name for name in named if not bodies()[name[1:]].place),
        frozenset(name for name in named if bodies()[name[1:]].place),
        frozenset(feature for feature in title if feature[0] == "#" and not feature.startswith("#y")),
    )


def nearness(one: Weighed, other: Weighed) -> float:
    """Return how near they are, from 0 to 1; the same either way round."""
    apart = abs(one.at - other.at)
    if apart > WINDOW:
        return 0.0
    less, more = sorted((_told(one, other), _told(other, one)))
    shared = BLEND * less + (1 - BLEND) * more
    return min(1.0, shared * (1 - FADING * (apart / WINDOW)) * _agreement(one, other))


def _told(one: Weighed, other: Weighed) -> float:
    """Return which part of *one*'s title *other* tells."""
    both = sum(min(weight, other.whole[feature]) for feature, weight in one.title.items() if feature in other.whole)
    return both / max(SMALL, one.size)


def _agreement(one: Weighed, other: Weighed) -> float:
    """Return what is left of a nearness when both name bodies, places or figures, and none that the other names."""
    left = 1.0
    for mine, theirs, factor in (
        (one.names, other.names, APART),
        (one.places, other.places, ELSEWHERE),
        (one.figures, other.figures, OTHER_FIGURES),
    ):
        if mine and theirs and mine.isdisjoint(other.whole) and theirs.isdisjoint(one.whole):
            left *= factor
    return left
