"""What an entry says, taken apart: its words by their stems, the classes they belong to, its names and its figures."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from bot.domain.stories.figures import figure
from bot.domain.stories.items import Item
from bot.domain.stories.links import host_of
from bot.domain.stories.names import bodies, speaker
from bot.domain.stories.stems import stem
from bot.domain.stories.tables import phrases, table

LEAD = 300
"""Characters of a summary that are read: what an entry is about is said at its beginning."""
TITLE = 400

_WORD = re.compile(r"\d+(?:[.,]\d+)*[a-z]*|[^\W\d_]\.(?:[^\W\d_]\.?)+|[^\W_]+(?:['.][^\W_]+)*")
# These are other words in lower case.
_ACRONYMS = {"US": "u.s", "UN": "u.n", "WHO": "w.h.o"}
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu)'(?=[^\W\d_]{2})", re.IGNORECASE)
_MARK = re.compile(r"[B-HJ-Z]|\d+(?:\.\d+)*")


@dataclass(frozen=True)
class Reading:
    """What an entry's title says, and what its summary adds: each term, with the classes that it belongs to.

    A term is a stem or a phrase, "@" and a name, "&" and what is told from its like by a letter or a number, or "#"
    and a figure; a class has "~" before it.
    """

    title: Mapping[str, Sequence[str]]
    below: Mapping[str, Sequence[str]]

    @cached_property
    def whole(self) -> frozenset[str]:
        """All terms and classes."""
        terms = (self.title, self.below)
        return frozenset(said for part in terms for term, kinds in part.items() for said in (term, *kinds))


Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def read(item: Item) -> Reading:
    """Take *item* apart; the same words always give the same reading."""
    title = dict(terms(item.title.removesuffix(f" - {item.source}")[:TITLE]))
    below = {term: kinds for term, kinds in terms(item.summary[:LEAD]) if term not in title}
    own = speaker(host_of(item.url))
    if own is not None and f"@{own}" not in title:
        below[f"@{own}"] = ()
    return Reading(title, below)


def words(text: str) -> Sequence[str]:
    """Return the words of *text* as they are compared; "US" stays apart from "us"."""
    return [_ACRONYMS.get(word) or word.lower().removesuffix(".") for word in _spelt(text)]


def _spelt(text: str) -> Sequence[str]:
    apart = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    return [match[0] for match in _WORD.finditer(_ELIDED.sub("", plain))]


def terms(text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what *text* says, each with its classes."""
    spelt, said = _spelt(text), words(text)
    stems = [stem(word) for word in said]
    place = 0
    while place < len(said):
        length = _designation(spelt, said, place)
        if length:
            yield f"&{' '.join(stems[place : place + length])}", _kinds((stems[place],), said[place])
            place += length
            continue
        name, length = _longest(_named(), stems, place)
        if name:
            yield f"@{name}", (f"@{bodies()[name].of}",) if bodies()[name].of else ()
            place += length
            continue
        number, length = figure(said, place)
        if number:
            yield f"#{number}", ()
            place += length
            continue
        phrase, length = _longest(_phrased(), stems, place)
        length = length or 1
        kinds = _kinds(tuple(stems[place : place + length]), said[place])
        if kinds or said[place] not in _function():
            yield phrase or stems[place], kinds
        place += length


def _designation(spelt: Sequence[str], said: Sequence[str], place: int) -> int:
    """Return 2 where a word and a letter or number name one of several, such as "Lab B" or "Series F"."""
    if place + 1 == len(said) or not spelt[place][0].isupper():
        return 0
    mark, head = spelt[place + 1], said[place]
    if mark == "A":
        return 2 * (head in _numbered())
    if not _MARK.fullmatch(mark) or head in _function():
        return 0
    return 2 * (mark.isalpha() or head in _numbered())


def _kinds(phrase: tuple[str, ...], word: str) -> Sequence[str]:
    first, *rest = phrase
    if not rest and word in _function():
        return ()
    return [f"~{kind}" for listed, kind in _classed().get(first, ()) if listed == tuple(rest)]


def _longest(table: Phrases, stems: Sequence[str], place: int) -> tuple[str, int]:
    for rest, meant in table.get(stems[place], ()):
        if not rest or tuple(stems[place + 1 : place + 1 + len(rest)]) == rest:
            return meant, 1 + len(rest)
    return "", 0


def _phrases(pairs: Iterator[tuple[str, str]]) -> Phrases:
    """Return, for each first stem, what may follow it and what is meant then, the longest first."""
    found: dict[str, dict[tuple[tuple[str, ...], str], None]] = {}
    for phrase, meant in pairs:
        first, *rest = [stem(word) for word in words(phrase)]
        found.setdefault(first, {})[(tuple(rest), meant)] = None
    return {first: sorted(rests, key=lambda pair: -len(pair[0])) for first, rests in found.items()}


@cache
def _named() -> Phrases:
    return _phrases((alias, body.name) for body in bodies().values() for alias in body.aliases)


@cache
def _classed() -> Phrases:
    return _phrases(
        (phrase, kind)
        for classes in table("synonyms").values()
        for kind, listed in classes.items()
        for phrase in phrases(listed)
    )


@cache
def _phrased() -> Phrases:
    """Return the phrases of several words that stand in a class, as what they are themselves."""
    several = {first: [rest for rest, _ in rests if rest] for first, rests in _classed().items()}
    return {first: [(rest, " ".join((first, *rest))) for rest in rests] for first, rests in several.items() if rests}


@cache
def members() -> Mapping[str, frozenset[str]]:
    """Return the stems of one word that belong to each class."""
    found: dict[str, set[str]] = {}
    for first, rests in _classed().items():
        for rest, kind in rests:
            found.setdefault(kind, set()).update(() if rest else (first,))
    return {kind: frozenset(stems) for kind, stems in found.items()}


@cache
def _function() -> frozenset[str]:
    return frozenset(table("commonplace")["function"].split())


@cache
def _numbered() -> frozenset[str]:
    return frozenset(table("commonplace")["numbered"].split())
