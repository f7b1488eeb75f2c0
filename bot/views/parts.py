"""A long card divided into messages, each about as long as a platform takes."""

from collections.abc import Iterable, Sequence

from bot.views.elements import (
    Captioned,
    Code,
    Divider,
    Element,
    Inline,
    Items,
    Link,
    Menu,
    Moment,
    Prose,
    Small,
    Strong,
)

MOMENT_SIZE = 24


def divided(elements: Iterable[Element], room: int, most: int) -> list[tuple[Element, ...]]:
    """Divide *elements* into messages of about *room* characters and *most* blocks, and join what is left of each list.

    A heading never ends a message: it goes on with what it heads.
    """
    parts: list[list[Element]] = [[]]
    left, free = room, most
    for element in elements:
        size, blocks = _size(element), _blocks(element)
        if (size > left or blocks > free) and parts[-1]:
            moved: list[Element] = []
            while parts[-1] and isinstance(parts[-1][-1], Prose | Divider):
                moved.insert(0, parts[-1].pop())
            parts.append([one for one in moved if not isinstance(one, Divider)])
            left, free = room - sum(map(_size, parts[-1])), most - sum(map(_blocks, parts[-1]))
        parts[-1].append(element)
        left, free = left - size, free - blocks
    return [tuple(_joined(part)) for part in parts if part] or [()]


def _joined(elements: Sequence[Element]) -> Iterable[Element]:
    lines: list[tuple[Inline, ...]] = []
    for element in elements:
        if isinstance(element, Items):
            lines += element.lines
            continue
        if lines:
            yield Items(tuple(lines))
            lines = []
        yield element
    if lines:
        yield Items(tuple(lines))


def _blocks(element: Element) -> int:
    """Return of how many blocks a platform makes *element* at most."""
    return 2 if isinstance(element, Captioned) else 1


def _size(element: Element) -> int:
    match element:
        case Prose(spans) | Small(spans):
            return sum(map(_width, spans)) + 4
        case Captioned(spans, caption):
            return sum(map(_width, (*spans, *caption))) + 8
        case Items(lines):
            return sum(_width(span) for line in lines for span in line) + 4
        case Menu():
            return 0  # its words are counted apart, and it never begins a message
        case _:
            return 4


def _width(span: Inline) -> int:
    match span:
        case str():
            return len(span)
        case Link(text, url):
            return len(text) + len(url) + 4
        case Moment():
            return MOMENT_SIZE
        case Strong(text) | Code(text):
            return len(text) + 4
        case _:
            return MOMENT_SIZE
