"""What the audience sees: who acts where, what they alone are answered, and what everybody sees."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import TextIO

from bot.platforms.console.render import BOLD, CYAN, DIM, Look, clean, render, wrapped
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Field,
    Fields,
    Form,
    Heading,
    Invocation,
    Menu,
    Option,
    Prose,
    Small,
    View,
)
from bot.views.phrases import enumerated
from demo.pace import Pace
from demo.script import Part, Place

PRIVATE, PUBLIC = "┊ ", "┃ "
CHOOSE = " / "


class Screen:
    def __init__(self, out: TextIO, look: Look, pace: Pace) -> None:
        """*look* has the zone in which times are shown."""
        self._out = out
        self._look = look
        self._pace = pace

    async def headline(self, text: str) -> None:
        line = f"── {text} "
        await self._show("", self._look.styled(line + "─" * max(0, self._look.width - len(line)), BOLD))

    async def narrates(self, text: str) -> None:
        await self._show("", *wrapped(text, self._look.width))

    async def moves_clock(self, now: datetime) -> None:
        told = f"The clock is moved to {now:%A} {now.day} {now:%B %Y, %H:%M} UTC."
        await self._show("", self._look.styled(told, BOLD))

    async def types(self, part: Part, line: str) -> None:
        await self._show(f"{self._who(part)} types  {self._look.styled(clean(line), CYAN)}")

    async def presses(self, part: Part, number: int, label: str) -> None:
        await self._show(f"{self._who(part)} presses  {self._look.styled(f'[{number}]', BOLD)} {clean(label)}")

    async def says(self, part: Part, words: str) -> None:
        indent = " " * 4
        await self._show(f"{self._who(part)} writes in the chat (scripted)", *self._lines(words, indent))

    async def fills(self, part: Part, form: Form, answers: Mapping[str, str]) -> None:
        labels = {field.name: field for field in form.fields}
        told = [f"{labels[name].label}: {_value(labels[name], value)}" for name, value in answers.items()]
        changed = [line for text in told for line in self._lines(text, " " * 4)]
        act = "fills in" if changed else "leaves the form as it stands"
        await self._show(f"{self._who(part)} {act}, and presses {clean(form.submit)}", *changed)

    async def answered(self, part: Part, view: View, paged: bool, now: datetime) -> None:
        """Show what *part* alone sees; of a form, where *paged*, its present page only."""
        form = isinstance(view, Form)
        card = _as_card(view, paged) if isinstance(view, Form) else view
        told = "is shown a form" if form else "sees this"
        await self._show(self._dim(f"  only {part.name} {told}"), *self._drawn(card, now, PRIVATE))

    async def posted(self, places: Sequence[Place], card: Card, now: datetime) -> None:
        await self._show(self._dim(f"  everybody sees this · {_named(places)}"), *self._drawn(card, now, PUBLIC))

    async def edited(self, places: Sequence[Place], before: Card, after: Card, now: datetime) -> None:
        """Show which lines of a card are others now, if any are."""
        old, new = self._drawn(before, now, PUBLIC), self._drawn(after, now, PUBLIC)
        changed = [line[2:] for line in difflib.ndiff(old, new) if line.startswith("+ ")]
        if changed:
            await self._show(self._dim(f"  the card is edited · {_named(places)}"), *changed)

    async def page(self, url: str) -> None:
        told = "the register's page, open to everybody while this runs · look at it in a browser"
        await self._show(self._dim(f"  {told}"), f"  {PUBLIC}{self._look.styled(url, '4')}")

    async def _show(self, *lines: str) -> None:
        self._out.write("\n".join(lines) + "\n")
        self._out.flush()
        await self._pace.rest(lines)

    def _who(self, part: Part) -> str:
        return f"\n{self._dim(str(part.place))} · {self._look.styled(part.name, BOLD)}"

    def _dim(self, text: str) -> str:
        return self._look.styled(text, DIM)

    def _lines(self, text: str, indent: str) -> Sequence[str]:
        return [line for part in clean(text).split("\n") for line in wrapped(part, self._look.width, indent, indent)]

    def _drawn(self, card: Card, now: datetime, edge: str) -> list[str]:
        look = replace(self._look, width=self._look.width - 4)
        return [f"  {self._dim(edge)}{line}".rstrip() for line in render(card, look, now, _numbers()).split("\n")]


def shown(view: View, now: datetime) -> str:
    """Return all that *view* says, without a line being broken."""
    card = _as_card(view, paged=False) if isinstance(view, Form) else view
    return render(card, Look(width=10_000, zone=UTC), now, _numbers())


def buttons(card: Card) -> Sequence[Button | Option]:
    """Return the buttons of *card*, and what can be chosen there, in the order in which they are numbered."""
    found: list[Button | Option] = []
    for element in card.elements:
        match element:
            case Buttons(pressed):
                found += [button for button in pressed if isinstance(button, Button)]
            case Menu(options=options):
                found += options
            case _:
                pass
    return found


def _numbers() -> Callable[[Invocation], int]:
    numbers = count(1)
    return lambda _: next(numbers)


def _as_card(form: Form, paged: bool) -> Card:
    fields = form.pages[form.page] if paged else form.fields
    place = f" · {form.page + 1} of {len(form.pages)}" if paged and len(form.pages) > 1 else ""
    pairs = tuple((field.label, (_value(field, field.value),)) for field in fields)
    said = (Prose(form.intro),) if form.intro else ()
    helps = tuple(Small((field.help,)) for field in fields[:1] if field.help and field.value)
    return Card(form.title, (Heading(form.title + place), *said, *helps, Fields(pairs)))


def _value(field: Field, value: str) -> str:
    """Return what stands in *field*, or what could."""
    if not value:
        return CHOOSE.join(label for _, label in field.options) or f"({field.help})"
    return dict(field.options).get(value, value)


def _named(places: Sequence[Place]) -> str:
    return enumerated([str(place) for place in places])
