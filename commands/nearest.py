"""The command that somebody may have meant."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from commands.spec import Catalogue

CUTOFF = 0.7
WORDS = 3
"""How many words of a line are compared: a name's two, and one more where a hyphen was left out."""


@dataclass(frozen=True, slots=True)
class Near:
    """*name* is a command's, or a group's word; *words* is how many of the typed words stand for it."""

    name: str
    words: int
    score: float


def nearest(catalogue: Catalogue, typed: Sequence[str]) -> Near | None:
    """Return the listed command, or group, whose name is most like the beginning of *typed*, folded words."""
    words = [word[:40] for word in typed[:WORDS]]
    subs = catalogue.group(words[0])
    found = list(_within(words, [command.name for command in subs]) if subs else _anywhere(catalogue, words))
    best = max(found, key=lambda near: (near.score, near.words), default=None)
    return best if best is not None and best.score >= CUTOFF else None


def _within(words: Sequence[str], names: Sequence[str]) -> Iterator[Near]:
    """Compare what follows a group's word with the second words of its commands."""
    for count in range(2, len(words) + 1):
        for name in names:
            yield Near(name, count, _alike(" ".join(words[1:count]), name.partition(" ")[2]))


def _anywhere(catalogue: Catalogue, words: Sequence[str]) -> Iterator[Near]:
    seconds = Counter(command.name.partition(" ")[2] for command in catalogue.listed)
    for command in catalogue.listed:
        for count in range(1, len(words) + 1):
            yield Near(command.name, count, _alike(" ".join(words[:count]), command.name))
        group, _, second = command.name.partition(" ")
        if second:
            alone = len(catalogue.group(group)) == 1
            yield Near(command.name if alone else group, 1, _alike(words[0], group))
            if words[0] == second and seconds[second] == 1:
                yield Near(command.name, 1, 1)


def _alike(typed: str, name: str) -> float:
    return SequenceMatcher(None, typed, name, autojunk=False).ratio()
