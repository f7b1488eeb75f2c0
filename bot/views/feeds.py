"""Feeds and what would be kept of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.directions import isolated
from bot.domain.feeds import Entry, Fetched
from bot.domain.news import Judgement
from bot.domain.stories.items import Item
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
from bot.views.entries import name as title_of
from bot.views.phrases import counted

SHOWN = 6
TESTED = 10

Judged = Sequence[tuple[Entry, Judgement]]


@dataclass(frozen=True, slots=True)
class Twin:
    """A feed that the community has already, with the same entries."""

    number: int
    title: str


def added(number: int, title: str, fetched: Fetched, judged: Judged, twin: Twin | None) -> Card:
    """Return what a new feed holds: what would be kept and why, and one entry that would not."""
    elements: list[Element] = [
        Prose((Strong(isolated(title)), f" is feed {number}: ", *_contents(fetched.entries))),
        *_same(twin),
        *_verdicts(judged),
    ]
    return Card(f"{isolated(title)} is feed {number}", tuple(elements), Tone.GOOD)


def tested(
    url: str, fetched: Fetched, judged: Judged, stories: Sequence[Sequence[Item]], twin: Twin | None, prefix: str
) -> Card:
    """Return what would come of a feed that is not added: its newest entries, each with its verdict.

    *stories* are, for each of these, what came of the same event, the weightiest first.
    """
    kept = sum(verdict.kept for _, verdict in judged)
    of_these = (f" Of these I would keep {kept}.",) if judged else ()
    elements: list[Element] = [
        Heading(isolated(fetched.title or url)),
        Prose(("It works: ", *_contents(fetched.entries), *of_these)),
    ]
    if fetched.url != url:
        elements.append(Prose(("It has moved for good to ", Code(fetched.url), ".")))
    elements += _same(twin)
    if judged:
        newest = zip(judged[:TESTED], stories, strict=True)
        elements.append(Items(tuple(_weighed(entry, verdict, story) for (entry, verdict), story in newest)))
    if len(judged) > TESTED:
        elements.append(Small((f"These are the newest {TESTED} of {len(judged)}.",)))
    elements.append(Small(("Nothing was added. To add it: ", Code(f"{prefix}feed add {url}"))))
    return Card(f"A test of {fetched.title or url}", tuple(elements))


def _same(twin: Twin | None) -> list[Element]:
    return [Prose((f"But feed {twin.number}, {isolated(twin.title)}, has the same entries.",))] if twin else []


def _contents(entries: Sequence[Entry]) -> tuple[Inline, ...]:
    if not entries:
        return ("no entry yet.",)
    dated = [entry.published for entry in entries if entry.published]
    newest = ("the newest from ", Moment(max(dated)), ".") if dated else ("none with a date.",)
    return (f"{counted(len(entries), 'entry', 'entries')}, ", *newest)


def _verdicts(judged: Judged) -> list[Element]:
    kept = [(entry, verdict) for entry, verdict in judged if verdict.kept]
    left = [(entry, verdict) for entry, verdict in judged if not verdict.kept]
    found: list[Element] = [Prose((f"Of these I would keep {len(kept)}.",))] if judged else []
    if kept:
        found.append(Items(tuple(_line(entry, verdict) for entry, verdict in kept[:SHOWN])))
        if len(kept) > SHOWN:
            found.append(Small((f"And {len(kept) - SHOWN} more like these.",)))
    if left:
        found.append(Prose(("Not kept, for example:",)))
        found.append(Items(tuple(_line(entry, verdict) for entry, verdict in left[: max(1, SHOWN // 3)])))
    return found


def _line(entry: Entry, verdict: Judgement) -> tuple[Inline, ...]:
    return (_name(entry), f" · {'here because' if verdict.kept else 'left out'}: {_because(verdict)}")


def _weighed(entry: Entry, verdict: Judgement, story: Sequence[Item]) -> tuple[Inline, ...]:
    when: tuple[Inline, ...] = (" · ", Moment(entry.published)) if entry.published else (" · no date",)
    worth = counted(verdict.points, "point")
    judged = f" · {'kept' if verdict.kept else 'left out'}, {worth}: {_because(verdict)}"
    return (_name(entry), *when, judged, *_joins(story))


def _joins(story: Sequence[Item]) -> tuple[Inline, ...]:
    """Return which story an entry would join, of what came in eight weeks, by the weightiest that tells of it."""
    if not story:
        return ()
    sources = {item.source for item in story}
    more = f" +{counted(len(sources) - 1, 'outlet')}" if len(sources) > 1 else ""
    return (" · joins the story ", title_of(story[0]), f" · {isolated(story[0].source)}{more}")


def _name(entry: Entry) -> Inline:
    title = isolated(entry.title or "(no title)")
    return Link(title, entry.url) if entry.url else Strong(title)


def _because(verdict: Judgement) -> str:
    return "; ".join(verdict.reasons) or "nothing in it speaks of a pause"
