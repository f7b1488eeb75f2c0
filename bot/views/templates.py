"""The texts that there are to start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.domain.proposals import Kind
from bot.views.elements import Card, Code, Element, Heading, Inline, Items, Link, Prose, Small, Strong
from bot.views.phrases import counted


@dataclass(frozen=True, slots=True)
class Start:
    """One text to start from; *line* is what is typed to do so."""

    kind: Kind
    title: str
    source: str
    url: str
    retrieved: str
    line: str


def starts(found: Sequence[Start]) -> Card:
    """Return *found*, those of a kind together."""
    elements: list[Element] = [
        Heading("Templates"),
        Small(("Summaries in our words to adapt, not official texts.",)),
    ]
    for kind, of_kind in groupby(found, key=lambda start: start.kind):
        elements.append(Prose((Strong(kind.shape.plural.capitalize()),)))
        elements.append(Items(tuple(_line(start) for start in of_kind)))
    return Card(counted(len(found), "template"), tuple(elements))


def _line(start: Start) -> tuple[Inline, ...]:
    source = Link(start.source, start.url)
    return (f"{start.title} · ", source, f", retrieved {start.retrieved} · ", Code(start.line))
