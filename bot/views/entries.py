"""Entries in a few words, wherever they are shown."""

from bot.domain.composing import headline
from bot.domain.directions import isolated
from bot.domain.editions import Candidate
from bot.domain.stories.items import Item
from bot.views.elements import (
    Button,
    Inline,
    Link,
    Strong,
    runs,
)
from bot.views.phrases import counted

MOST_REASONS = 3
WORDS = 16
LONGEST = 120


def put_forward(by: str) -> str:
    """Return what goes on from an entry's source; nothing where a feed brought it."""
    return f", put forward by {isolated(by)}" if by else ""


def source(one: Candidate) -> str:
    return f"{isolated(one.item.source)}{put_forward(one.by)}"


def points(one: Candidate) -> str:
    because = "; ".join(one.reasons[:MOST_REASONS])
    return counted(one.item.points, "point") + (f": {because}" if because else "")


def name(item: Item) -> Inline:
    return Link(title(item), item.url) if item.url else Strong(title(item))


def title(item: Item) -> str:
    return short(headline(item, WORDS) or "(no title)")


def short(words: str) -> str:
    return isolated(words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…")


def what_becomes(code: str) -> Button:
    return Button("What becomes of it", runs("news show", entry=code))
