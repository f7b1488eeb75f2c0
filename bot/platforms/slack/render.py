"""Cards as Block Kit.

What formats text is rich text or nothing; mrkdwn is used only in small print, where Slack takes no rich text.
What Slack cannot hold is shortened, and the card says so.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import assert_never

from bot.platforms.slack import limits
from bot.platforms.slack.literals import CUT, cut, literal, mrkdwn, one_line, size, unlinked
from bot.platforms.slack.spans import Json, length, marked, rich, web
from bot.views.elements import (
    Button,
    Buttons,
    Captioned,
    Card,
    Divider,
    Element,
    Emphasis,
    Fields,
    Heading,
    Inline,
    Items,
    LinkButton,
    Menu,
    Option,
    Prose,
    Quote,
    Small,
    Strong,
)
from commands import token

_SHORT_VALUE = 60


def message(card: Card) -> Json:
    """Return what every call that posts, edits or whispers takes: ``text`` and ``blocks``."""
    return {"text": summary(card), "blocks": blocks(card)}


def summary(card: Card) -> str:
    """Return the card in one line for notifications and screen readers; never empty."""
    return cut(mrkdwn(one_line(card.summary)), limits.SUMMARY) or "…"


def home(card: Card) -> Json:
    """Return *card* as somebody's Home tab."""
    return {"type": "home", "blocks": blocks(card, limits.BLOCKS_IN_VIEW)}


def blocks(card: Card, most: int = limits.BLOCKS_IN_MESSAGE) -> list[Json]:
    """Return *card* as at most *most* blocks, never none; its buttons and menus are kept before its words."""
    numbers = count()
    pieces = [
        (isinstance(element, Buttons | Menu), block)
        for element in card.elements
        for block in _element(element, numbers)
    ]
    room = most - sum(kept for kept, _ in pieces) - 1
    characters = limits.CHARACTERS_IN_MESSAGE - sum(weight(block) for kept, block in pieces if kept)
    shown: list[Json] = []
    full = False
    for kept, block in pieces:
        if kept:
            shown.append(block)
            continue
        full = full or room <= 0 or weight(block) > characters
        if not full:
            shown.append(block)
            room -= 1
            characters -= weight(block)
    unsaid = _unsaid(card)
    if full:
        note = "Slack cannot hold all of this card: its end is not shown."
        shown = _before_buttons(shown, small((note,)))
    elif unsaid or any(CUT.strip() in text for block in shown for text in texts(block)):
        note = unsaid or f"Shortened: Slack cannot hold all of the text. It goes on where you see {CUT.strip()}."
        shown = _before_buttons(shown, small((note,)))
    return shown or [small(("…",))]


def small(spans: Sequence[Inline]) -> Json:
    if all(isinstance(span, str) for span in spans):
        text = plain_text(cut(literal("".join(str(span) for span in spans)), limits.TEXT) or "…")
    else:
        text = {"type": "mrkdwn", "text": _fitting(spans)}
    return {"type": "context", "elements": [text]}


def plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def texts(node: object) -> Iterator[str]:
    """Yield every text in a block."""
    if isinstance(node, dict):
        for key, child in node.items():
            if key in ("text", "fallback") and isinstance(child, str):
                yield child
            else:
                yield from texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)


def weight(block: Json | list[Json]) -> int:
    return sum(size(text) for text in texts(block))


def _element(element: Element, numbers: Iterator[int]) -> list[Json]:
    match element:
        case Heading(text):
            return [{"type": "header", "text": plain_text(cut(one_line(text), limits.HEADER) or "…")}]
        case Prose(spans):
            return _rich([_section(rich(spans))])
        case Small(spans):
            return [small(spans)]
        case Captioned(spans, caption):
            return [*_rich([_section(rich(spans))]), small(caption)]
        case Quote(text):
            return _rich([{"type": "rich_text_quote", "elements": rich((text,))}])
        case Fields(pairs):
            parts = _parted([_pair(*pair) for pair in pairs])
            return [block for part in parts for block in _rich([_section(_lines(part))])]
        case Items(lines):
            items = [item for item in map(rich, lines) if item]
            return [block for part in _parted(items) for block in _rich([_list(part)])]
        case Divider():
            return [{"type": "divider"}]
        case Buttons(buttons):
            found = [_button(button, next(numbers)) for button in buttons]
            fitting = [button for button in found if button is not None]
            return [{"type": "actions", "elements": fitting[: limits.BUTTONS_IN_BLOCK]}] if fitting else []
        case Menu(placeholder, options):
            chosen = [option for option in map(_option, options) if option is not None]
            return [_select(placeholder, chosen[: limits.SELECT_OPTIONS], next(numbers))] if chosen else []
        case _:
            assert_never(element)


def _button(button: Button | LinkButton, number: int) -> Json | None:
    label = plain_text(cut(one_line(button.label), limits.BUTTON_LABEL) or "…")
    made: Json = {"type": "button", "action_id": f"run:{number}", "text": label}
    match button:
        case LinkButton(_, url):
            return made | {"url": url} if web(url) else None
        case Button(_, runs, emphasis):
            value = token.write(runs)
            if size(value) > limits.BUTTON_VALUE:
                return None
            match emphasis:
                case Emphasis.PRIMARY | Emphasis.DANGER:
                    return made | {"value": value, "style": emphasis.value}
                case Emphasis.PLAIN:
                    return made | {"value": value}
                case _:
                    assert_never(emphasis)
        case _:
            assert_never(button)


def _select(placeholder: str, options: list[Json], number: int) -> Json:
    said = plain_text(cut(one_line(placeholder), limits.PLACEHOLDER, "…") or "…")
    select = {"type": "static_select", "action_id": f"run:{number}", "placeholder": said, "options": options}
    return {"type": "actions", "elements": [select]}


def _option(option: Option) -> Json | None:
    value = token.write(option.runs)
    if size(value) > limits.OPTION_VALUE:
        return None
    label = cut(one_line(option.label), limits.OPTION_LABEL, "…") or "…"
    made: Json = {"text": plain_text(label), "value": value}
    description = cut(one_line(option.description), limits.OPTION_LABEL, "…")
    return made | ({"description": plain_text(description)} if description else {})


def _unsaid(card: Card) -> str:
    """Return what to say of buttons, and of what could be chosen, that Slack cannot carry."""
    for element in card.elements:
        if isinstance(element, Menu):
            for option in element.options:
                if _option(option) is None:
                    return f"The choice “{one_line(option.label)}” is left out: Slack cannot hold what it stands for."
        if isinstance(element, Buttons):
            for number, button in enumerate(element.buttons):
                if _button(button, number) is None:
                    return f"The button “{one_line(button.label)}” is left out: Slack cannot hold what it stands for."
    return ""


def _pair(label: str, value: Sequence[Inline]) -> list[Json]:
    words = rich(value)
    short = length(words) <= _SHORT_VALUE and not any("\n" in text for text in texts(words))
    return [*rich((Strong(label),)), {"type": "text", "text": "  " if short else "\n"}, *words]


def _lines(parts: Sequence[list[Json]]) -> list[Json]:
    """Return *parts* as one section's elements; sections of their own need not begin on a line of their own."""
    line: Json = {"type": "text", "text": "\n"}
    return [element for part in parts for element in (line, *part)][1:]


def _list(items: Sequence[list[Json]]) -> Json:
    return {"type": "rich_text_list", "style": "bullet", "elements": [_section(item) for item in items]}


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _rich(elements: Sequence[Json]) -> list[Json]:
    told = [element for element in elements if element["elements"]]
    return [{"type": "rich_text", "elements": told}] if told else []


def _parted(lines: Sequence[list[Json]]) -> list[list[list[Json]]]:
    """Split *lines* into blocks no longer than one may be."""
    parts: list[list[list[Json]]] = []
    room = 0
    for line in lines:
        if not parts or weight(line) > room:
            parts.append([])
            room = limits.TEXT
        parts[-1].append(line)
        room -= weight(line) + 1
    return parts


def _fitting(spans: Sequence[Inline]) -> str:
    """Return *spans* as mrkdwn that fits, leaving whole spans out from the end."""
    kept = list(spans)
    while len(kept) > 1 and size(marked(kept)) > limits.TEXT - len(CUT):
        kept.pop()
    text = marked(kept)
    if size(text) > limits.TEXT - len(CUT):
        text = cut(unlinked("".join(str(getattr(span, "text", span)) for span in kept)), limits.TEXT)
    elif len(kept) < len(spans):
        text += CUT
    return text or "…"


def _before_buttons(shown: list[Json], note: Json) -> list[Json]:
    end = len(shown)
    while end and shown[end - 1]["type"] in ("actions", "divider"):
        end -= 1
    return [*shown[:end], note, *[block for block in shown[end:] if block["type"] != "divider"]]
