"""How much a shared term says: the rarer in the field and in the entries at hand, the more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import log

from bot.domain.stories.reading import Reading, members
from bot.domain.stories.stems import stem
from bot.domain.stories.tables import phrases, table

FIELD = 1_000
"""As how many entries the product's own list counts beside those at hand."""
_UNLISTED = 0.5
_NAMED = 6.0
_PHRASE = 2.0


def rarities(readings: Sequence[Reading]) -> Mapping[str, float]:
    """Return, for each term and class of *readings*, the logarithm of how rare it is."""
    counted = Counter(said for reading in readings for said in reading.whole)
    total = FIELD + len(readings)
    return {said: log(total / (expected(said) + count)) for said, count in counted.items()}


@cache
def expected(said: str) -> float:
    """Return in how many of ``FIELD`` entries *said* is expected."""
    if said.startswith("~"):
        return min(400.0, 0.7 * sum(_listed(word) for word in members().get(said[1:], ())))
    if said.startswith("@"):
        return max(_NAMED, max(_tiers().get(stem(word), 0) for word in said[1:].split()))
    if said.startswith("#"):
        return 40.0 if said.startswith("#y") else 4.0
    if said.startswith("&"):
        return 4.0
    return _tiers().get(said, _PHRASE if " " in said else _UNLISTED)


def _listed(word: str) -> float:
    return _tiers().get(word, _UNLISTED)


@cache
def _tiers() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for tier in table("commonplace")["tiers"]:
        for word in tier["words"].split():
            found.setdefault(stem(word), tier["per_thousand"])
        for phrase in phrases(tier.get("phrases", "")):
            found.setdefault(" ".join(map(stem, phrase.split())), tier["per_thousand"])
    return found
