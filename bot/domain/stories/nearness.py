"""How near two entries are: 1 where they say the same, 0 where they share nothing or lie too far apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

from bot.domain.stories.agreement import Claims, agreement, claims, speak_of_one_thing
from bot.domain.stories.items import Item
from bot.domain.stories.reading import Reading

WINDOW = timedelta(days=10)
"""Entries farther apart than this are not of one event, unless others lie between them."""
FADING = timedelta(days=3.5)
"""In so long a nearness falls to 1/e of what it would be on one day."""
SMALL = 11.0
"""Titles that weigh less are compared as if they weighed this."""
WORD = 5.0
"""The most that one word weighs, however rare: a turn of phrase is not the event."""
OWN = 0.4
"""Which part of the weight of a word that stands in a class is its own; the rest is the class's."""
ALIKE = 0.7
"""Which part of a class's rarity is told by another word of it."""
BELOW = 0.6
"""Which part of what it would tell in a title something tells in a summary."""
ELSEWHERE = 0.5
"""What is left where one is about a pause, and the other about something else."""
LEAST = 0.05
"""Less nearness is none."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reading whose terms weigh what they say; *size* is the sum of the title's.

    *title* holds each term, its weight, and what its classes tell; *told* how surely the whole says a term or class.
    """

    title: Sequence[tuple[str, float, Sequence[tuple[str, float]]]]
    told: Mapping[str, float]
    size: float
    at: datetime
    points: int
    claims: Claims


def weighed(reading: Reading, rarity: Mapping[str, float], item: Item) -> Weighed:
    """Weigh the *reading* of *item* by how rare each thing is that it says."""
    title = []
    for term, kinds in reading.title.items():
        alike = [(kind, ALIKE * rarity[kind]) for kind in kinds]
        weight = rarity[term] if term[0] in "@&#" else min(rarity[term], WORD)
        if kinds:
            weight = OWN * weight + (1 - OWN) * max(rarity[kind] for kind in kinds)
        title.append((term, weight, alike))
    told = dict.fromkeys((said for term, kinds in reading.below.items() for said in (term, *kinds)), BELOW)
    told |= dict.fromkeys((said for term, kinds in reading.title.items() for said in (term, *kinds)), 1.0)
    return Weighed(title, told, sum(weight for _, weight, _ in title), item.at, item.points, claims(reading))


def nearness(one: Weighed, other: Weighed) -> float:
    """Return how near they are, from 0 to 1; the same either way round."""
    apart = abs(one.at - other.at)
    if apart > WINDOW:
        return 0.0
    shared = (_told(one, other) + _told(other, one)) / 2 * exp(-(apart / FADING))
    near = shared * agreement(one.claims, other.claims) if shared >= LEAST else 0.0
    if not speak_of_one_thing(one.points, other.points):
        near *= ELSEWHERE
    return near if near >= LEAST else 0.0


def _told(one: Weighed, other: Weighed) -> float:
    """Return which part of *one*'s title *other* tells."""
    told, both = other.told, 0.0
    for term, weight, alike in one.title:
        best = weight * told.get(term, 0.0)
        for kind, worth in alike:
            if kind in told:
                best = max(best, min(weight, worth) * told[kind])
        both += best
    return both / max(SMALL, one.size)
