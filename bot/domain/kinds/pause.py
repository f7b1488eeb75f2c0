"""A pause: what stops, from when, for how many months, and what must be agreed for it to end."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from bot.domain.texts import Gist, Shape, Text, TextField, sentence, title_field

MONTHS = range(1, 25)
YEARS = range(2020, 2100)

_WHOLE = re.compile(r"[0-9]{1,4}")
_LIKE_A_DATE = re.compile(r"\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,4}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def start_date(start: str) -> date | None:
    """Return the day that *start* names; None where it is words for an event."""
    if not _ISO.fullmatch(start):
        return None
    try:
        return date.fromisoformat(start)
    except ValueError:
        return None


def _wrong_length(months: str) -> str | None:
    if _WHOLE.fullmatch(months) and int(months) in MONTHS:
        return None
    return f"The length is a whole number of months from {MONTHS[0]} to {MONTHS[-1]}, such as 6."


def _wrong_start(start: str) -> str | None:
    if not _LIKE_A_DATE.fullmatch(start):
        return None
    day = start_date(start)
    if day is None:
        return "A date is written as year, month and day: 2027-03-01."
    return None if day.year in YEARS else f"A start lies between {YEARS[0]} and {YEARS[-1]}."


FIELDS = (
    title_field("The pause in a few words"),
    TextField("scope", "What pauses", "Which work, on which systems, by whom", 600, required=True, long=True),
    TextField("trigger", "Trigger", "What sets it off: a red line crossed; this or a start is needed", 400, long=True),
    TextField("start", "Start", "A date (2027-03-01) or an event; needed where there is no trigger", 200,
              wrong=_wrong_start),
    TextField("months", "Length in months", f"A whole number from {MONTHS[0]} to {MONTHS[-1]}", 10, required=True,
              wrong=_wrong_length),
    TextField("ends_when", "What must be agreed for it to end", "Who must agree, and on what", 600, required=True,
              long=True),
    TextField("overseer", "Overseer", "Who watches over it and decides in doubt", 300),
    TextField("verification", "Verification", "How others can tell that work has stopped", 600, long=True),
    TextField("evidence", "Evidence", "Sources, one a line", 900, long=True),
)  # fmt: skip


def ends(start: date, months: int) -> date:
    """Return the first day after so many months; where the month has no such day, its last one."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _own_faults(text: Text) -> Mapping[str, str]:
    if text.get("start") or text.get("trigger"):
        return {}
    return {"start": "A pause needs a start or a trigger: a date such as 2027-03-01, or what sets it off."}


def _gist(text: Text) -> Gist:
    months, start = int(text["months"]), text.get("start", "")
    length = "1 month" if months == 1 else f"{months} months"
    ending = f"Ends when: {sentence(text['ends_when'])}"
    if (day := start_date(start)) is not None:
        span = f"{length}, from {_said(day)} until {_said(ends(day, months))}"
        return Gist("", span, f". {ending}", ("start", "months", "ends_when"))
    begins, told = (start, "start") if start else (text["trigger"], "trigger")
    return Gist("", length, f", starting when: {sentence(begins)} {ending}", (told, "months", "ends_when"))


def _past_start(text: Text, today: date) -> str | None:
    day = start_date(text.get("start", ""))
    if day is None or day >= today:
        return None
    return f"The start, {_said(day)}, lies in the past. Edit it if that is not meant."


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


PAUSE = Shape(
    prefix="PA",
    word="pause",
    plural="pauses",
    fields=FIELDS,
    statement="scope",
    sources="evidence",
    gist=_gist,
    own_faults=_own_faults,
    caution=_past_start,
)
