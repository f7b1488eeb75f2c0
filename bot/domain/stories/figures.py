"""Numbers, sums, spans of time, years and months, each in one spelling: "two weeks" is "14 days"."""

import re
from collections.abc import Sequence

_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: str(number) for number, word in enumerate(_COUNTS, 2)} | {"dozen": "12", "half": "0.5"}
_NUMBERS |= {word: str(10 * number) for number, word in enumerate(_TENS, 2)}
_ONE = ("a", "an", "one")
_MAGNITUDES = {"k": 3, "m": 6, "mn": 6, "million": 6, "b": 9, "bn": 9, "billion": 9, "t": 12, "tn": 12, "trillion": 12}
_MAGNITUDES |= {"thousand": 3}
_HOURS = {"hour": 1, "day": 24, "week": 168, "month": 720, "year": 8640}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_BEFORE_A_MONTH = frozenset(
    ("in", "of", "by", "until", "till", "since", "from", "early", "late", "mid", "next", "last")
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_GLUED = re.compile(r"(\d+(?:[.,]\d+)*)([a-z]+)")
_ENDINGS = ("th", "st", "nd", "rd", "s")


def figure(said: Sequence[str], place: int) -> tuple[str, int]:
    """Return the figure that *said*, words in lower case, holds at *place*, and of how many words; else ("", 0).

    A span of time is given in hours, with "h" before it; a year has "y", a month "m".
    """
    word, following = said[place], said[place + 1 : place + 4]
    if word == "fortnight":
        return "h336", 1
    if word in _ONE:
        return (f"h{_hours(following[0])}", 2) if following and _hours(following[0]) else ("", 0)
    if word in _MONTHS:
        return _month(said, place)
    number = _NUMBERS.get(word, word)
    glued = _GLUED.fullmatch(number)
    digits, unit = (glued[1], glued[2]) if glued else (number, "")
    if not digits[0].isdigit() or (unit and unit not in _MAGNITUDES and unit not in _ENDINGS):
        return "", 0
    if not unit and _YEAR.fullmatch(digits):
        return f"y{digits}", 1
    return _counted(digits.replace(",", ""), unit, following)


def _counted(digits: str, unit: str, following: Sequence[str]) -> tuple[str, int]:
    length, amount = 1, float(digits) if digits.count(".") < 2 else 0.0
    if not amount:
        return digits, 1
    skipped = 1 if amount < 1 and following and following[0] in _ONE else 0
    after = following[skipped] if len(following) > skipped else ""
    if unit in _MAGNITUDES or after in _MAGNITUDES:
        length = 1 if unit in _MAGNITUDES else 2 + skipped
        return f"{amount * 10 ** _MAGNITUDES.get(unit, _MAGNITUDES.get(after, 0)):.12g}", length
    if _hours(after):
        return f"h{amount * _hours(after):g}", 2 + skipped
    if following[:2] == ["in", "ten"] or following[:2] == ["in", "10"] or following[:2] == ["out", "of", "ten"]:
        return f"{amount * 10:g}", 3
    return ("", 0) if amount < 1 else (f"{amount:.12g}", 1)


def _hours(word: str) -> int:
    return _HOURS.get(word, 0) or _HOURS.get(word.removesuffix("s"), 0) or _HOURS.get(word.removesuffix("long"), 0)


def _month(said: Sequence[str], place: int) -> tuple[str, int]:
    month = _MONTHS.index(said[place]) + 1
    before = said[place - 1] if place else ""
    near = (before, *said[place + 1 : place + 2])
    sure = (
        said[place] not in ("march", "may")
        or before in _BEFORE_A_MONTH
        or any(word[0].isdigit() for word in near if word)
    )
    return (f"m{month}", 1) if sure else ("", 0)
