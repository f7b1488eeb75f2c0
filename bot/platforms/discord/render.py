"""Cards as Components V2. What does not fit is shortened where it is longest, and says so there."""

from collections.abc import Sequence
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
    Menu,
    Option,
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
MENU = "menu:"
"""The ``custom_id`` of every select; what is chosen says itself what it runs."""
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


_Piece = str | tuple[Button | LinkButton, ...] | Divider | Menu
"""What becomes one item: a text, a row of buttons, a line, a select."""


def _pieces(card: Card) -> list[_Piece]:
    pieces: list[_Piece] = []
    elements = _elements(card)
    texts = iter(fitted([e for e in elements if isinstance(e, Worded)], limits.MESSAGE_TEXT - _NOTE))
    for element in elements:
        match element:
            case Buttons(buttons):
                pieces += [buttons[at : at + limits.ROW_BUTTONS] for at in range(0, len(buttons), limits.ROW_BUTTONS)]
            case Divider() | Menu():
                pieces.append(element)
            case _:
                pieces.append(next(texts))
    if any(isinstance(piece, (str, tuple, Menu)) and piece for piece in pieces):
        return [piece for piece in pieces if piece]
    said = Prose((card.summary.strip() or "There is nothing to show.",))
    return list(fitted([said], limits.MESSAGE_TEXT))


def _elements(card: Card) -> list[Element]:
    """Return what there is to show; what holds more than Discord carries is said in words instead."""
    found: list[Element] = []
    for element in card.elements:
        if isinstance(element, Buttons):
            fit = tuple(button for button in element.buttons if _fits(button))
            found += [Buttons(fit)] if fit else []
            found += [_in_words(button) for button in element.buttons if button not in fit]
        elif isinstance(element, Menu):
            found += _menu(element)
        else:
            found.append(element)
    return found


def _fits(button: Button | LinkButton) -> bool:
    if isinstance(button, LinkButton):
        return limits.size(button.url) <= limits.BUTTON_URL
    return limits.size(write(button.runs)) < limits.CUSTOM_ID


def _menu(menu: Menu) -> list[Element]:
    fit = [option for option in menu.options if limits.size(write(option.runs)) < limits.OPTION_TEXT]
    found: list[Element] = [Menu(menu.placeholder, tuple(fit[: limits.SELECT_OPTIONS]))] if fit else []
    found += [_in_words(option) for option in menu.options if option not in fit]
    if left_out := len(fit[limits.SELECT_OPTIONS :]):
        found.append(Small((f"{left_out:,} more to choose from do not fit here.",)))
    return found


def _in_words(button: Button | LinkButton | Option) -> Small:
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
        last = max((not isinstance(piece, Menu), at) for at, piece in enumerate(joined) if not isinstance(piece, str))
        piece = joined.pop(last[1])
        left_out += len(_choices(piece))
    if left_out:
        joined.append(f"-# {left_out:,} more buttons do not fit here.")
    return joined


def _choices(piece: _Piece) -> Sequence[object]:
    """Return what there is to press or to choose in *piece*."""
    match piece:
        case Menu(options=options):
            return options
        case tuple():
            return piece
        case _:
            return ()


def _count(pieces: list[_Piece]) -> int:
    return 1 + sum(2 if isinstance(piece, Menu) else 1 + len(_choices(piece)) for piece in pieces)


def _item(piece: _Piece, taken: set[str]) -> ui.Item[Any]:
    match piece:
        case str():
            return ui.TextDisplay(piece)
        case tuple():
            return ui.ActionRow(*(_button(button, taken) for button in piece))
        case Divider():
            return ui.Separator()
        case Menu():
            return ui.ActionRow(_select(piece, taken))
        case _:
            assert_never(piece)


def _button(button: Button | LinkButton, taken: set[str]) -> ui.Button[Any]:
    label = limits.cut(one_line(button.label), limits.BUTTON_LABEL) or "…"
    if isinstance(button, LinkButton):
        return ui.Button(label=label, url=button.url)
    return ui.Button(label=label, style=STYLES[button.emphasis], custom_id=_apart(write(button.runs), taken))


def _select(menu: Menu, taken: set[str]) -> ui.Select[Any]:
    """Return a select whose options' values are the commands that they run.

    It may also be left empty: the client sends a choice that is there already only after it was taken back
    (github.com/discord/discord-api-docs/issues/4801).
    """
    values: set[str] = set()
    return ui.Select(
        custom_id=_apart(MENU, taken),
        placeholder=limits.cut(one_line(menu.placeholder), limits.PLACEHOLDER) or None,
        min_values=0,
        required=False,
        options=[
            discord.SelectOption(
                label=limits.cut(one_line(option.label), limits.OPTION_TEXT) or "…",
                value=_apart(write(option.runs), values),
                description=limits.cut(one_line(option.description), limits.OPTION_TEXT) or None,
            )
            for option in menu.options
        ],
    )


def _apart(name: str, taken: set[str]) -> str:
    """Return *name* so that none in *taken* is like it: whoever reads it takes no notice of spaces at its end."""
    while name in taken:
        name += " "
    taken.add(name)
    return name
