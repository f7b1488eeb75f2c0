"""The feeds that a community reads, those that fail first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.directions import isolated
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Heading,
    Inline,
    Items,
    Link,
    Moment,
    Small,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.phrases import counted

PAGE = 10
TITLE = 80
LONGEST = 300
"""Of an address and of what is wrong: ten such lines fit in one message on every platform."""


class Health(Enum):
    """How a feed is, the worst first, by the word for it."""

    STOPPED = "stopped"
    FAILING = "failing"
    SHRUNK = "shrunk"
    UNREAD = "not read yet"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Source:
    """One feed: *read* is when it was read last, *fault* what is wrong with it since *faulty*, *due* when it is asked
    again, *moved_from* where it was added if that is elsewhere, *twin* the number of a feed with the same entries."""

    number: int
    title: str
    url: str
    health: Health
    read: datetime | None
    fault: str
    faulty: datetime | None
    due: datetime
    moved_from: str
    twin: int | None


def listing(sources: Sequence[Source], page: int, prefix: str) -> Card:
    """Return one page, from 1, of *sources*; a page that there is not is the last one."""
    if not sources:
        return note(
            *("There is no feed yet. ", Code(f"{prefix}feed suggest"), " offers some, "),
            *(Code(f"{prefix}feed add"), " with an address adds one."),
        )
    order = list(Health)
    ranked = sorted(sources, key=lambda source: (order.index(source.health), source.number))
    pages = -(-len(ranked) // PAGE)
    page = min(max(page, 1), pages)
    elements: list[Element] = [
        Heading("Feeds"),
        Small((_summary(ranked),)),
        Items(tuple(_line(source) for source in ranked[(page - 1) * PAGE : page * PAGE])),
    ]
    if any(source.health is Health.STOPPED for source in ranked):
        again = (Code(f"{prefix}feed add"), " with the address of one that stopped reads it again.")
        elements.append(Small(again))
    if pages > 1:
        elements += [Small((f"Page {page} of {pages}",)), Buttons(_turns(page, pages))]
    bad = any(source.fault for source in sources)
    return Card(_summary(ranked), tuple(elements), Tone.WARNING if bad else Tone.NEUTRAL)


def _summary(ranked: Sequence[Source]) -> str:
    """Return ``20 feeds: 1 stopped, 2 failing, 17 well``."""
    counts = [(health, sum(source.health is health for source in ranked)) for health in Health]
    return (
        f"{counted(len(ranked), 'feed')}: {', '.join(f'{count} {health.value}' for health, count in counts if count)}"
    )


def _turns(page: int, pages: int) -> tuple[Button, ...]:
    around = (("Previous", page - 1), ("Next", page + 1))
    return tuple(Button(label, runs("feed list", page=str(to))) for label, to in around if 1 <= to <= pages)


def _line(source: Source) -> tuple[Inline, ...]:
    title = isolated(_short(source.title, TITLE))
    name = Link(title, source.url) if len(source.url) <= LONGEST else title
    line: list[Inline] = [Strong(f"{source.number}"), " ", name]
    if source.health in (Health.STOPPED, Health.FAILING, Health.SHRUNK):
        line += [" · ", Strong(f"{source.health.value}:"), f" {_short(source.fault, LONGEST)}"]
        if source.faulty:
            line += [" Since ", Moment(source.faulty), "."]
        if source.health is Health.FAILING:
            line += [" Tried again ", Moment(source.due), "."]
    elif source.read is None:
        line += [" · not read yet"]
    if source.read is not None:
        line += [" · read ", Moment(source.read)]
    if source.moved_from:
        line += [f" · moved here from {isolated(_short(source.moved_from, TITLE))}"]
    if source.twin is not None:
        line += [" · ", Strong(f"same entries as feed {source.twin}")]
    return tuple(line)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
