"""Entries of the news, for those who look after it: what came, what became of one and why, and what was chosen."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.directions import isolated
from bot.domain.editions import Candidate, Choice, Stage
from bot.domain.traces import Appearance, Chosen, Trace
from bot.domain.verdicts import Page, Verdict, verdict
from bot.views.choosing import adding, choosing
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Heading,
    Inline,
    Items,
    Menu,
    Moment,
    Option,
    Prose,
    Small,
    Strong,
    runs,
)
from bot.views.entries import name, points, source, title
from bot.views.phrases import counted, span

MOST_OTHERS = 5
MOST_EDITIONS = 10

_HEADINGS = {
    Verdict.KEPT: "Kept",
    Verdict.NEAR: "Near-misses",
    Verdict.WEAK: "With few points",
    Verdict.NONE: "Without points",
    Verdict.DROPPED: "Dropped by curators",
}
_STAGES = {
    Stage.HELD: " (it waits for approval)",
    Stage.QUEUED: "",
    Stage.SKIPPED: " (it was skipped)",
    Stage.JOINED: " (it went into the next one)",
}
_DONE = {Choice.PINNED: "pinned it", Choice.ADDED: "added it", Choice.DROPPED: "dropped it", None: "took that back"}


def _heading(window: timedelta) -> str:
    return f"News of the last {span(window).removeprefix('1 ')}"


def listing(page: Page, window: timedelta, only: Verdict | None, *, curates: bool) -> Card:
    """Return a page of what came in *window*; *curates* says whether who reads may choose."""
    total = sum(page.counts.values())
    said = ", ".join(f"{page.counts.get(one, 0):,} {_COUNTED[one]}" for one in _HEADINGS)
    elements: list[Element] = [Heading(_heading(window)), Prose((f"{_read(total)}: {said}.",))]
    for heading in _HEADINGS:
        lines = tuple(_line(one) for one in page.entries if verdict(one) is heading)
        if lines:
            elements += [Prose((Strong(_HEADINGS[heading]),)), Items(lines)]
    if page.entries:
        shown = (Option(_label(one), runs("news show", entry=one.code), one.item.source) for one in page.entries)
        elements.append(Menu("See what became of one", tuple(shown)))
    missed = [one for one in page.entries if curates and verdict(one) is Verdict.NEAR]
    if missed:
        elements.append(adding([(one.code, one.item) for one in missed]))
    named = {"window": _typed(window)} | ({"only": only.value} if only else {})
    turns = [
        Button(label, runs("news list", **named, page=str(number)))
        for label, number in (("Back", page.number - 1), (f"Page {page.number + 1} of {page.of}", page.number + 1))
        if 1 <= number <= page.of
    ]
    if turns:
        elements.append(Buttons(tuple(reversed(turns))))
    return Card(f"{_heading(window)}: {said}", tuple(elements))


_COUNTED = {
    Verdict.KEPT: "kept",
    Verdict.NEAR: "near",
    Verdict.WEAK: "weak",
    Verdict.NONE: "without points",
    Verdict.DROPPED: "dropped",
}


def entry(trace: Trace, *, curates: bool) -> Card:
    """Return what became of an entry and why."""
    one = trace.entry
    item = one.item
    elements: list[Element] = [
        Prose((name(item), f" · {source(one)} · ", Moment(item.at))),
        Small((Code(one.code), ", read ", Moment(trace.seen))),
        Prose((_judged(one),)),
        *_chosen(trace.history),
        *_editions(trace),
        *_story(trace),
    ]
    if curates:
        elements.append(choosing(one))
    return Card(f"{one.code}: {title(one.item)}", tuple(elements))


def _line(one: Candidate) -> tuple[Inline, ...]:
    chosen = f" · {one.choice.value}" if one.choice else ""
    return (Code(one.code), " ", Strong(title(one.item)), f" · {source(one)} · {points(one)}{chosen}")


def _judged(one: Candidate) -> str:
    points, because = one.item.points, "; ".join(one.reasons)
    if one.kept:
        return f"It has {counted(points, 'point')}, so it is kept: {because}."
    if points > 0:
        against = f" Against it: {because}." if because else ""
        return f"It has {counted(points, 'point')}, too few to be kept.{against}"
    if points < 0:
        return f"It has {points} points: {because}."
    return f"It has no points: {because or 'nothing in it speaks of a pause'}."


def _chosen(history: Sequence[Chosen]) -> list[Element]:
    if not history:
        return []
    lines = tuple((Moment(one.at), f" · {isolated(one.name)} {_DONE[one.choice]}") for one in history)
    return [Prose((Strong("What curators chose"),)), Items(lines)]


def _editions(trace: Trace) -> list[Element]:
    lines = [_appearance(one) for one in trace.editions[:MOST_EDITIONS]]
    lines += [
        (f"It waits for the next edition of subscription {one.subscription}, due ", Moment(one.due))
        for one in trace.waits
    ]
    if not lines:
        return [Small(("No digest weighs it: none covers the time when it was read.",))]
    more = len(trace.editions) - MOST_EDITIONS
    return [
        Prose((Strong("What became of it"),)),
        Items(tuple(lines)),
        *([Small((f"{more} earlier editions are not shown.",))] if more > 0 else []),
    ]


def _appearance(one: Appearance) -> tuple[Inline, ...]:
    name = f"Edition {one.edition}{_STAGES[one.stage]}, "
    if one.became is None:
        return (name, Moment(one.made), ": it had no points then")
    story = f", story {one.became.story}: {isolated(one.story)}" if one.became.story is not None else ""
    return (name, Moment(one.made), f": it {one.became.fate.value}{story}")


def _story(trace: Trace) -> list[Element]:
    if not trace.story:
        return [Small(("Nothing else that was read tells of the same event.",))]
    lines = tuple((name(item), f" · {isolated(item.source)} · ", Moment(item.at)) for item in trace.story[:MOST_OTHERS])
    more = len(trace.story) - MOST_OTHERS
    return [
        Prose((Strong("The same event is told by"),)),
        Items(lines),
        *([Small((f"And {more} more.",))] if more > 0 else []),
    ]


def _label(one: Candidate) -> str:
    return f"{one.code} {title(one.item)}"


def _read(total: int) -> str:
    return f"{counted(total, 'entry', 'entries')} read" if total else "Nothing was read"


def _typed(window: timedelta) -> str:
    days, seconds = divmod(int(window.total_seconds()), 86_400)
    return f"{days}d" if not seconds else f"{days * 24 + seconds // 3600}h"
