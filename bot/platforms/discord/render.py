"""Cards as Components V2. What does not fit is shortened where it is longest, and says so there."""

from typing import Any, assert_never

import discord
from discord import ui

from bot.platforms.discord import limits
from bot.platforms.discord.markup import one_line
from bot.platforms.discord.wording import Worded, fitted
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Divider,
    Element,
    Emphasis,
    LinkButton,
    Prose,
    Small,
    Tone,
)
from commands.token import write

COLOURS = {
    Tone.NEUTRAL: None,
    Tone.OPEN: 0x4F7CFF,
    Tone.GOOD: 0x2F9E62,
    Tone.BAD: 0xC9414A,
    Tone.WARNING: 0xD99A22,
}
_NOTE = 60  # room for the sentence about buttons that were left out

STYLES = {
    Emphasis.PRIMARY: discord.ButtonStyle.primary,
    Emphasis.PLAIN: discord.ButtonStyle.secondary,
    Emphasis.DANGER: discord.ButtonStyle.danger,
}


def render(card: Card) -> ui.LayoutView:
    """Return *card*, with buttons whose ``custom_id`` is the command that they run.

    The library is told to keep nothing of it: one listener answers every press, after a restart too.
    """
    view = ui.LayoutView(timeout=None)
    container = ui.Container[ui.LayoutView](accent_colour=COLOURS[card.tone])
    taken: set[str] = set()
    for piece in _few_enough(_pieces(card)):
        container.add_item(_item(piece, taken))
    view.add_item(container)
    view.stop()
    return view


_Piece = str | tuple[Button | LinkButton, ...] | Divider
"""What becomes one item: a text, a row of buttons, a line."""


def _pieces(card: Card) -> list[_Piece]:
    pieces: list[_Piece] = []
    elements = _elements(card)
    texts = iter(fitted([e for e in elements if isinstance(e, Worded)], limits.MESSAGE_TEXT - _NOTE))
    for element in elements:
        match element:
            case Buttons(buttons):
                pieces += [buttons[at : at + limits.ROW_BUTTONS] for at in range(0, len(buttons), limits.ROW_BUTTONS)]
            case Divider():
                pieces.append(element)
            case _:
                pieces.append(next(texts))
    if any(isinstance(piece, (str, tuple)) and piece for piece in pieces):
        return [piece for piece in pieces if piece]
    said = Prose((card.summary.strip() or "There is nothing to show.",))
    return list(fitted([said], limits.MESSAGE_TEXT))


def _elements(card: Card) -> list[Element]:
    """Return what there is to show; a button that holds more than Discord carries is said in words instead."""
    found: list[Element] = []
    for element in card.elements:
        if isinstance(element, Buttons):
            fit = tuple(button for button in element.buttons if _fits(button))
            found += [Buttons(fit)] if fit else []
            found += [_in_words(button) for button in element.buttons if button not in fit]
        else:
            found.append(element)
    return found


def _fits(button: Button | LinkButton) -> bool:
    if isinstance(button, LinkButton):
        return limits.size(button.url) <= limits.BUTTON_URL
    return limits.size(write(button.runs)) < limits.CUSTOM_ID


def _in_words(button: Button | LinkButton) -> Small:
    if isinstance(button, LinkButton):
        return Small((f"{button.label}: {button.url}",))
    return Small((f"“{button.label}” holds more than a button can here: type /{button.runs.command} instead.",))


def _few_enough(pieces: list[_Piece]) -> list[_Piece]:
    """Return *pieces* as at most as many components as fit in one message."""
    if _count(pieces) <= limits.MESSAGE_COMPONENTS:
        return pieces
    joined: list[_Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += "\n" + piece
        else:
            joined.append(piece)
    left_out = 0
    while _count(joined) + 1 > limits.MESSAGE_COMPONENTS:
        last = max(at for at, piece in enumerate(joined) if not isinstance(piece, str))
        piece = joined.pop(last)
        left_out += len(piece) if isinstance(piece, tuple) else 0
    if left_out:
        joined.append(f"-# {left_out:,} more buttons do not fit here.")
    return joined


def _count(pieces: list[_Piece]) -> int:
    return 1 + sum(1 + (len(piece) if isinstance(piece, tuple) else 0) for piece in pieces)


def _item(piece: _Piece, taken: set[str]) -> ui.Item[Any]:
    match piece:
        case str():
            return ui.TextDisplay(piece)
        case tuple():
            return ui.ActionRow(*(_button(button, taken) for button in piece))
        case Divider():
            return ui.Separator()
        case _:
            assert_never(piece)


def _button(button: Button | LinkButton, taken: set[str]) -> ui.Button[Any]:
    label = limits.cut(one_line(button.label), limits.BUTTON_LABEL) or "…"
    if isinstance(button, LinkButton):
        return ui.Button(label=label, url=button.url)
    name = write(button.runs)
    while name in taken:  # a message may not hold one twice; whoever reads it takes no notice of spaces at its end
        name += " "
    taken.add(name)
    return ui.Button(label=label, style=STYLES[button.emphasis], custom_id=name)
