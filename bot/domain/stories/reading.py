"""What an entry says, taken apart: its words by their stems, the classes they belong to, its names and its figures."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.stories.items import Item
from bot.domain.stories.links import host_of
from bot.domain.stories.names import bodies, speaker
from bot.domain.stories.stems import stem
from bot.domain.stories.tables import phrases, table

LEAD = 300
"""Characters of a summary that are read: what an entry is about is said at its beginning."""
TITLE = 400
SAID_BELOW = 0.6

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]\.(?:[^\W\d_]\.?)+|[^\W_]+(?:['.][^\W_]+)*")
# These are other words in lower case.
_ACRONYMS = {"US": "u.s", "UN": "u.n", "WHO": "w.h.o"}
_YEAR = re.compile(r"(?:19|20)\d\d")
_MAGNITUDES = {"k": 3, "m": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9, "t": 12, "tn": 12, "trillion": 12}
_MAGNITUDES |= {"thousand": 3}
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: str(number) for number, word in enumerate(_COUNTS, 2)} | {"dozen": "12", "hundreds": "hundreds"}
_GLUED = re.compile(r"(\d+(?:[.,]\d+)*)([a-z]+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What an entry's title says, and what the whole of it says: each feature with what it weighs before its rarity.

    A feature is a stem, "~" and a class, "@" and a name, or "#" and a figure.
    """

    title: Mapping[str, float]
    whole: Mapping[str, float]


Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def read(item: Item) -> Reading:
    """Take *item* apart; the same words always give the same reading."""
    title: dict[str, float] = {}
    for feature, weight in features(item.title.removesuffix(f" - {item.source}")[:TITLE]):
        title[feature] = max(title.get(feature, 0.0), weight)
    whole = dict(title)
    for feature, weight in features(item.summary[:LEAD]):
        whole.setdefault(feature, weight * SAID_BELOW)
    own = speaker(host_of(item.url))
    if own is not None:
        whole.setdefault(f"@{own}", 1.0)
    return Reading(title, whole)


def words(text: str) -> Sequence[str]:
    """Return the words of *text* as they are compared; "US" stays apart from "us"."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    plain = "".join(c for c in apart if not unicodedata.combining(c))
    found = [match[0] for match in _WORD.finditer(plain)]
    return [_ACRONYMS.get(word) or word.lower().removesuffix(".") for word in found]


def features(text: str) -> Iterator[tuple[str, float]]:
    """Yield what *text* says, and how much each weighs."""
    said = words(text)
    stems = [stem(word) for word in said]
    place = 0
    while place < len(said):
        name, length = _longest(_named(), stems, place)
        if name:
            yield f"@{name}", 1.0
            if bodies()[name].of:
                yield f"@{bodies()[name].of}", 0.5
            place += length
            continue
        figure, length = _figure(said, place)
        if figure:
            yield f"#{figure}", 1.0
            place += length
            continue
        word = stems[place]
        spoken = said[place] not in _function()
        kinds = [kind for rest, kind in _classed().get(word, ()) if (rest or spoken) and _follows(rest, stems, place)]
        for kind in kinds:
            yield f"~{kind}", 0.7
        if spoken:
            yield word, 0.5 if kinds else 1.0
        place += 1


def _figure(said: Sequence[str], place: int) -> tuple[str, int]:
    word = _NUMBERS.get(said[place], said[place])
    glued = _GLUED.fullmatch(word)
    digits, unit = (glued[1], glued[2]) if glued else (word, "")
    if not digits[0].isdigit():
        return (digits, 1) if digits == "hundreds" else ("", 0)
    if unit and unit not in _MAGNITUDES and unit not in ("th", "st", "nd", "rd"):
        return "", 0
    following = said[place + 1] if place + 1 < len(said) else ""
    length = 1
    digits = digits.replace(",", "")
    if not unit and following in _MAGNITUDES:
        unit, length = following, 2
    if unit in _MAGNITUDES:
        return f"{digits}e{_MAGNITUDES[unit]}", length
    if _YEAR.fullmatch(digits):
        return f"y{digits}", length
    return digits, length


def _longest(table: Phrases, stems: Sequence[str], place: int) -> tuple[str, int]:
    for rest, name in table.get(stems[place], ()):
        if _follows(rest, stems, place):
            return name, 1 + len(rest)
    return "", 0


def _follows(rest: tuple[str, ...], stems: Sequence[str], place: int) -> bool:
    return not rest or tuple(stems[place + 1 : place + 1 + len(rest)]) == rest


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
