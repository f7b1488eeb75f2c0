"""Feeds and what would be kept of them."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.directions import isolated
from bot.domain.feeds import Entry, Fetched
from bot.domain.news import Judgement
from bot.views.elements import (
    Card,
    Code,
    Element,
    Heading,
    Inline,
    Items,
    Link,
    Moment,
    Prose,
    Small,
    Strong,
    Tone,
)
from bot.views.phrases import counted

SHOWN = 6
LISTED = 30

Judged = Sequence[tuple[Entry, Judgement]]


def added(number: int, title: str, fetched: Fetched, judged: Judged) -> Card:
    """Return what a new feed holds: what would be kept and why, and one entry that would not."""
    elements: list[Element] = [
        Prose((Strong(isolated(title)), f" is feed {number}: {_contents(fetched)}", *_newest(fetched.entries))),
        *_verdicts(judged),
    ]
    return Card(f"{isolated(title)} is feed {number}", tuple(elements), Tone.GOOD)


def tested(url: str, fetched: Fetched, judged: Judged, prefix: str) -> Card:
    """Return what would come of a feed that is not added."""
    return Card(
        f"A test of {fetched.title or url}",
        (
            Heading(fetched.title or url),
            Prose((f"It works: {_contents(fetched)}", *_newest(fetched.entries))),
            *_verdicts(judged),
            Small(("Nothing was added. To add it: ", Code(f"{prefix}feed add {url}"))),
        ),
    )


def feeds(rows: Sequence[tuple[int, str, str, datetime | None, str]]) -> Card:
    """Return the feeds: number, title, address, when last read, and the fault of one that fails."""
    lines: list[tuple[Inline, ...]] = []
    for number, title, url, read, fault in rows[:LISTED]:
        state: tuple[Inline, ...] = (" · read ", Moment(read)) if read else (" · not read yet",)
        failing: tuple[Inline, ...] = (Strong(" · failing: "), fault) if fault else ()
        lines.append((Strong(f"{number}"), " ", Link(isolated(title), url), *state, *failing))
    more = (Small((f"{len(rows) - LISTED} more are not shown.",)),) if len(rows) > LISTED else ()
    return Card(counted(len(rows), "feed"), (Heading("Feeds"), Items(tuple(lines)), *more))


def _contents(fetched: Fetched) -> str:
    return counted(len(fetched.entries), "entry", "entries")


def _newest(entries: Sequence[Entry]) -> tuple[Inline, ...]:
    dated = [entry.published for entry in entries if entry.published]
    return (", the newest from ", Moment(max(dated)), ".") if dated else (", none with a date.",)


def _verdicts(judged: Judged) -> list[Element]:
    kept = [(entry, verdict) for entry, verdict in judged if verdict.kept]
    left = [(entry, verdict) for entry, verdict in judged if not verdict.kept]
    found: list[Element] = [Prose((f"Of these I would keep {len(kept)}.",))]
    if kept:
        found.append(Items(tuple(_line(entry, verdict) for entry, verdict in kept[:SHOWN])))
        if len(kept) > SHOWN:
            found.append(Small((f"And {len(kept) - SHOWN} more like these.",)))
    if left:
        found.append(Prose(("Not kept, for example:",)))
        found.append(Items(tuple(_line(entry, verdict) for entry, verdict in left[: max(1, SHOWN // 3)])))
    return found


def _line(entry: Entry, verdict: Judgement) -> tuple[Inline, ...]:
    title = isolated(entry.title or "(no title)")
    name: Inline = Link(title, entry.url) if entry.url else Strong(title)
    because = "; ".join(verdict.reasons) or "nothing in it speaks of a pause"
    return (name, f" · {'here because' if verdict.kept else 'left out'}: {because}")
