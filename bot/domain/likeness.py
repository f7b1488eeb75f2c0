"""How alike two texts are, so that an author sees what was proposed before."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isqrt

from bot.domain.proposals import Kind, Proposal
from bot.domain.searching import folded
from bot.domain.texts import Text

ENOUGH = 50
"""Per cent. No two templates of a kind reach 21; each reaches 72 with another title, or with every fourth word gone."""
MOST = 3

_WORD = re.compile(r"\w+")

Profile = Counter[str]
"""How often each word, and each pair of words that follow each other, stands in a text."""


def profile(kind: Kind, text: Text) -> Profile:
    """Return the profile of what *text* says: what is chosen from a list, or only tells a source, is left out."""
    counted: Profile = Counter()
    for field in kind.fields:
        if not field.options and field.name != kind.shape.sources:
            words = _WORD.findall(folded(text.get(field.name, "")))
            counted.update(words)
            counted.update(f"{one} {other}" for one, other in pairwise(words))
    return counted


def alike(one: Profile, other: Profile) -> int:
    """Return the cosine of two profiles in whole per cent, rounded down; 0 where one is empty.

    One word that both have makes no likeness of what is otherwise different.
    """
    if one != other and sum(part in other for part in one) < 2:
        return 0
    both = sum(count * other[part] for part, count in one.items() if part in other)
    sizes = sum(count * count for count in one.values()) * sum(count * count for count in other.values())
    return isqrt(10_000 * both * both // sizes) if sizes else 0


@dataclass(frozen=True, slots=True)
class Likeness:
    proposal: Proposal
    per_cent: int


def likely_duplicates(kind: Kind, text: Text, among: Iterable[Proposal]) -> Sequence[Likeness]:
    """Return those of *among*, proposals of *kind*, that are alike enough to *text*: the most alike first, and few."""
    own = profile(kind, text)
    found = [Likeness(other, alike(own, profile(kind, other.text))) for other in among]
    found.sort(key=lambda likeness: (-likeness.per_cent, -likeness.proposal.number))
    return [likeness for likeness in found[:MOST] if likeness.per_cent >= ENOUGH]
