"""Entries of the news, for those who look after it: what came, what became of one and why, and what was chosen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.composing import headline
from bot.domain.directions import isolated
from bot.domain.editions import Candidate, Choice, Stage, Story
from bot.domain.stories.items import Item
from bot.domain.traces import Appearance, Chosen, Trace
from bot.domain.verdicts import Page, Verdict, verdict
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Menu,
    Moment,
    Option,
    Prose,
    Small,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.phrases import counted, enumerated, span

MOST_REASONS = 3
MOST_OTHERS = 5
MOST_EDITIONS = 10
MOST_CHOSEN = 12
"""So many stories can be pinned or dropped from one menu, which holds 25."""
WORDS = 16
LONGEST = 120

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


def listing(page: Page, window: timedelta, only: Verdict | None, *, curates: bool) -> Card:
    """Return a page of what came in *window*; *curates* says whether who reads may choose."""
    total = sum(page.counts.values())
    said = ", ".join(f"{page.counts.get(one, 0):,} {_COUNTED[one]}" for one in _HEADINGS)
    elements: list[Element] = [Heading(f"News of the last {span(window)}"), Prose((f"{_read(total)}: {said}.",))]
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
    return Card(f"News of the last {span(window)}: {said}", tuple(elements))


_COUNTED = {
    Verdict.KEPT: "kept",
    Verdict.NEAR: "near",
    Verdict.WEAK: "weak",
    Verdict.NONE: "without points",
    Verdict.DROPPED: "dropped",
}


def adding(missed: Sequence[tuple[str, Item]]) -> Menu:
    """Return the choice of near-misses, by their codes, that a curator may add."""
    options = (Option(f"Add: {_title(item)}", runs("news add", entry=code), code) for code, item in missed)
    return Menu("For curators: add a near-miss to the next edition", tuple(options))


def curating(card: Card, stories: Sequence[Story]) -> Card:
    """Return *card*, which shows *stories* before they are sent, with the choice to pin or drop any of them."""
    options = (
        Option(f"{word} {number}: {_title(story.lead)}", runs(f"news {word.lower()}", entry=story.codes[0]))
        for word in ("Pin", "Drop")
        for number, story in enumerate(stories[:MOST_CHOSEN], 1)
        if word == "Drop" or not story.pinned
    )
    menu = Menu("For curators: pin or drop a story", tuple(options))
    return replace(card, elements=(*card.elements, menu)) if stories else card


def entry(trace: Trace, *, curates: bool) -> Card:
    """Return what became of an entry and why."""
    one = trace.entry
    item = one.item
    elements: list[Element] = [
        Prose((_name(item), f" · {isolated(item.source)} · ", Moment(item.at))),
        Small((Code(one.code), ", read ", Moment(trace.seen))),
        Prose((_judged(one),)),
        *_chosen(trace.history),
        *_editions(trace),
        *_story(trace),
    ]
    if curates:
        elements.append(choosing(one))
    return Card(f"{one.code}: {_title(one.item)}", tuple(elements))


def picked(one: Candidate, choice: Choice | None, waiting: bool, held: Sequence[int]) -> Card:
    """Return what a curator who chose is told; *waiting* says whether some edition is still to weigh the entry.

    *held* are the numbers of those that wait for approval.
    """
    told = {
        Choice.PINNED: ("Pinned.", " It comes first in the next edition, whatever its points."),
        Choice.ADDED: ("Added.", " The next edition weighs it as if it had been kept."),
        Choice.DROPPED: ("Dropped.", " Nor is anything else told of the same event, unless you pin or add it."),
        None: ("Restored.", " It stands by its points again."),
    }[choice]
    past = "" if waiting else " No digest that is to come weighs it; what was sent stays as it is."
    anew = f" {_held(held)}" if held else ""
    undo = Button("Take it back", runs("news restore", entry=one.code))
    see = Button("What becomes of it", runs("news show", entry=one.code))
    return note(
        Strong(told[0]),
        f"{told[1]}{past}{anew} ",
        Strong(_title(one.item)),
        tone=Tone.GOOD,
        buttons=(see,) if choice is None else (undo, see),
    )


def _held(editions: Sequence[int]) -> str:
    """Return which editions are composed anew before anybody approves them."""
    named = enumerated([str(number) for number in editions])
    wait = "Edition {} waits" if len(editions) == 1 else "Editions {} wait"
    return f"{wait.format(named)} for approval and {'is' if len(editions) == 1 else 'are'} composed anew."


def choosing(one: Candidate) -> Buttons:
    """Return what a curator may choose for an entry as it stands."""
    pin = Button("Pin", runs("news pin", entry=one.code))
    add = Button("Add", runs("news add", entry=one.code))
    drop = Button("Drop", runs("news drop", entry=one.code), Emphasis.DANGER)
    restore = Button("Take it back", runs("news restore", entry=one.code))
    if one.choice is None:
        return Buttons((pin, drop) if one.kept else (add, pin, drop))
    return Buttons(
        (restore, *(button for button, own in ((pin, Choice.PINNED), (drop, Choice.DROPPED)) if one.choice is not own))
    )


def _line(one: Candidate) -> tuple[Inline, ...]:
    chosen = f" · {one.choice.value}" if one.choice else ""
    return (Code(one.code), " ", Strong(_title(one.item)), f" · {isolated(one.item.source)} · {_points(one)}{chosen}")


def _points(one: Candidate) -> str:
    because = "; ".join(one.reasons[:MOST_REASONS])
    return counted(one.item.points, "point") + (f": {because}" if because else "")


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
    lines = tuple(
        (_name(item), f" · {isolated(item.source)} · ", Moment(item.at)) for item in trace.story[:MOST_OTHERS]
    )
    more = len(trace.story) - MOST_OTHERS
    return [
        Prose((Strong("The same event is told by"),)),
        Items(lines),
        *([Small((f"And {more} more.",))] if more > 0 else []),
    ]


def _name(item: Item) -> Inline:
    return Link(_title(item), item.url) if item.url else Strong(_title(item))


def _title(item: Item) -> str:
    return _short(headline(item, WORDS) or "(no title)")


def _short(words: str) -> str:
    return isolated(words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…")


def _label(one: Candidate) -> str:
    return f"{one.code} {_title(one.item)}"


def _read(total: int) -> str:
    return f"{counted(total, 'entry', 'entries')} read" if total else "Nothing was read"


def _typed(window: timedelta) -> str:
    days, seconds = divmod(int(window.total_seconds()), 86_400)
    return f"{days}d" if not seconds else f"{days * 24 + seconds // 3600}h"
