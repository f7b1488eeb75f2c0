"""What a card says, as the Markdown of its text displays, in the room that a message has."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import assert_never

from bot.platforms.discord.limits import cut, size
from bot.platforms.discord.markup import escape, one_line, spans, strong
from bot.views.elements import Captioned, Fields, Heading, Inline, Items, Prose, Quote, Small, Strong, plain
from bot.views.phrases import counted

Worded = Heading | Prose | Small | Captioned | Quote | Fields | Items
"""An element that is text."""

_NOTE = 90  # room for the sentence that says what was left out
_MOST = 16  # elements that still have a readable share of the room when they do not all fit
_INLINE_FIELD = 60  # a longer value stands below its label


def markdown(element: Worded) -> str:
    """Return a whole element, empty where it says nothing."""
    match element:
        case Heading(text):
            return f"## {escape(line)}" if (line := one_line(text)) else ""
        case Prose(of):
            return spans(of).strip()
        case Small(of):
            return _led("-# ", spans(of).strip())
        case Captioned(of, caption):
            return "\n".join(filter(None, (spans(of).strip(), markdown(Small(caption)))))
        case Quote(text):
            return _led("> ", escape(text.strip()))
        case Fields(pairs):
            return "\n".join(_pair(label, value) for label, value in pairs)
        case Items(lines):
            return "\n".join(f"- {' '.join(spans(line).split())}" for line in lines)
        case _:
            assert_never(element)


def _led(mark: str, text: str) -> str:
    return "\n".join(mark + line for line in text.split("\n")) if text else ""


def _pair(label: str, value: Sequence[Inline]) -> str:
    said = spans(value).strip() or "–"
    apart = "\n" if "\n" in said or len(plain(value)) > _INLINE_FIELD else " "
    return f"{strong(label)}{apart}{said}"


def fitted(elements: Sequence[Worded], room: int) -> list[str]:
    """Return each element's text. Where they do not all fit in *room*, the longest are shortened, to one length, and
    say so: a long quotation leaves what stands below it whole. Of very many, the last are left out; that is said too.
    """
    whole = [markdown(element) for element in elements]
    if sum(map(size, whole)) <= room:
        return whole
    parts = [part for element in enumerate(elements) for part in _parts(*element)]
    kept, rest = parts[:_MOST], len(parts[_MOST:])
    cap = _cap([size(markdown(part)) + 1 for _, part in kept], room - (_NOTE if rest else 0))
    texts: list[list[str]] = [[] for _ in elements]
    for owner, part in kept:
        texts[owner].append(_shortened(part, cap - 1))
    if rest:
        texts[kept[-1][0]].append(f"-# {counted(rest, 'more part')} would not fit here.")
    return ["\n".join(text) for text in texts]


def _parts(owner: int, element: Worded) -> list[tuple[int, Worded]]:
    if isinstance(element, Fields):
        return [(owner, Fields((pair,))) for pair in element.pairs]
    return [(owner, element)]


def _cap(sizes: Sequence[int], room: int) -> int:
    """Return the greatest size to which all may be cut so that they fit together."""
    for left, of in zip(range(len(sizes), 0, -1), sorted(sizes), strict=True):
        if of > room // left:
            return room // left
        room -= of
    return max(sizes)


def _shortened(element: Worded, room: int) -> str:
    whole = markdown(element)
    if size(whole) <= room:
        return whole
    if isinstance(element, Items):
        lines = element.lines
        kept = _most(len(lines), lambda most: markdown(Items(lines[:most])), room - _NOTE)
        if kept:
            note = f"-# {counted(len(lines) - kept, 'more line')} would not fit here."
            return f"{markdown(Items(lines[:kept]))}\n{note}"
    length = sum(len(plain((span,))) for span in _spans(element))
    kept = _most(min(length, room), lambda most: markdown(_start(element, most)), room - _NOTE)
    note = f"-# Shortened to fit: the first {kept:,} of {length:,} characters."
    return f"{markdown(_start(element, kept))}\n{note}"


def _most(limit: int, text: Callable[[int], str], room: int) -> int:
    """Return the greatest number up to *limit* for which *text* fits in *room*."""
    least, most = 0, limit
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if size(text(middle)) <= room else (least, middle - 1)
    return least


def _spans(element: Worded) -> tuple[Inline, ...]:
    match element:
        case Heading(text) | Quote(text):
            return (text,)
        case Prose(of) | Small(of):
            return of
        case Captioned(of, caption):
            return (*of, *caption)
        case Fields(pairs):
            return tuple(span for _, value in pairs for span in value)
        case Items(lines):
            return tuple(span for line in lines for span in line)
        case _:
            assert_never(element)


def _start(element: Worded, most: int) -> Worded:
    """Return *element* with the first *most* characters of what it says."""
    match element:
        case Heading(text) | Quote(text):
            return replace(element, text=cut(text, most))
        case Prose(of) | Small(of):
            return replace(element, spans=_first(of, most))
        case Captioned(of, caption):
            return Captioned(_first(of, most), _first(caption, max(0, most - len(plain(of)))))
        case Fields(pairs):
            label, value = pairs[0]
            return Fields(((cut(label, _INLINE_FIELD), _first(value, most)),))
        case Items(lines):
            return Items((_first(lines[0], most),))
        case _:
            assert_never(element)


def _first(of: Sequence[Inline], most: int) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for span in of:
        length = len(plain((span,)))
        if length <= most:
            found.append(span)
            most -= length
            continue
        match span:
            case str():
                found.append(cut(span, most))
            case Strong(text):
                found.append(Strong(cut(text, most)))
            case _:  # a link, a code or an instant is whole or not there
                pass
        break
    return tuple(found)
