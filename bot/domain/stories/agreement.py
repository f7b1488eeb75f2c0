"""Whether two entries can be of one event: what is left of their nearness when they contradict each other."""

from dataclasses import dataclass

from bot.domain.news import PRODUCT
from bot.domain.stories.names import bodies
from bot.domain.stories.reading import Reading
from bot.domain.stories.tables import table

APART = 0.15
"""Other bodies, places or months, or another one of several: Lab B and Lab C, Model 7 and Model 9."""
COUNTED = 0.5
"""Other figures, or other spans of time."""
ACTED = 0.4
"""Others who act: ministers and unions."""
DISMISSED = -4
"""From so few points an entry is about something else than a pause."""
ACTORS = frozenset(f"~{kind}" for kind in table("commonplace")["actors"].split())


@dataclass(frozen=True, slots=True)
class Claims:
    """What a title names and counts; *said* is all that the whole entry says."""

    said: frozenset[str]
    names: frozenset[str]
    places: frozenset[str]
    marks: frozenset[str]
    months: frozenset[str]
    spans: frozenset[str]
    figures: frozenset[str]
    actors: frozenset[str]


def claims(reading: Reading) -> Claims:
    named = frozenset(term for term in reading.title if term[0] == "@")
    counted = [term for term in reading.title if term[0] == "#"]
    places = frozenset(name for name in named if bodies()[name[1:]].place)
    return Claims(
        said=reading.whole,
        names=named - places,
        places=places,
        marks=frozenset(term for term in reading.title if term[0] == "&"),
        months=frozenset(term for term in counted if term[1] == "m"),
        spans=frozenset(term for term in counted if term[1] == "h"),
        figures=frozenset(term for term in counted if term[1] not in "ymh"),
        actors=frozenset(kind for kinds in reading.title.values() for kind in kinds if kind in ACTORS),
    )


def agreement(one: Claims, other: Claims) -> float:
    """Return 1 where nothing contradicts, and less for each kind of thing of which neither names any of the other's."""
    left = APART if _marked_otherwise(one, other) else 1.0
    for mine, theirs, factor in (
        (one.names, other.names, APART),
        (one.places, other.places, APART),
        (one.months, other.months, APART),
        (one.spans, other.spans, COUNTED),
        (one.figures, other.figures, COUNTED),
        (one.actors, other.actors, ACTED),
    ):
        if mine and theirs and mine.isdisjoint(other.said) and theirs.isdisjoint(one.said):
            left *= factor
    return left


def speak_of_one_thing(points: int, others: int) -> bool:
    """Return whether two entries, by their points, may be about one thing: else one is kept, and one dismissed."""
    return min(points, others) > DISMISSED or max(points, others) < PRODUCT.keep


def _marked_otherwise(one: Claims, other: Claims) -> bool:
    """Return whether each names one of several that the other does not, of the same kind."""
    mine = {mark.split()[0] for mark in one.marks - other.said}
    return any(mark.split()[0] in mine for mark in other.marks - one.said)
