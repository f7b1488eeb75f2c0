"""Cards as JSON, for the outbox and the inbox.

Each element is an object whose ``is`` names it; a span of literal text is a JSON string. Rows outlive versions of the
bot: a name is never given another meaning, and a new attribute is read with a default.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, assert_never

from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Captioned,
    Card,
    Channel,
    Code,
    Divider,
    Element,
    Emphasis,
    Fields,
    Heading,
    Inline,
    Invocation,
    Items,
    Link,
    LinkButton,
    Mention,
    Menu,
    Moment,
    Option,
    Prose,
    Quote,
    Small,
    Strong,
    Struck,
    Tone,
)

Data = dict[str, Any]


class UnknownElement(ValueError):
    """The row was written by a version of the bot that has more elements than this one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"a kept card has an element {name!r}, which this version does not know")


def write_card(card: Card) -> str:
    return json.dumps(to_data(card))


def read_card(text: str) -> Card:
    """Return the card that ``write_card`` wrote.

    :raises UnknownElement: where it holds what only a newer version knows.
    """
    return from_data(json.loads(text))


def to_data(card: Card) -> Data:
    return {
        "summary": card.summary,
        "elements": [_element(element) for element in card.elements],
        "tone": card.tone.value,
    }


def from_data(data: Data) -> Card:
    return Card(data["summary"], tuple(_read_element(element) for element in data["elements"]), Tone(data["tone"]))


def _element(element: Element) -> Data:
    match element:
        case Heading(text):
            return {"is": "heading", "text": text}
        case Prose(spans):
            return {"is": "prose", "spans": _spans(spans)}
        case Small(spans):
            return {"is": "small", "spans": _spans(spans)}
        case Captioned(spans, caption):
            return {"is": "captioned", "spans": _spans(spans), "caption": _spans(caption)}
        case Quote(text):
            return {"is": "quote", "text": text}
        case Fields(pairs):
            return {"is": "fields", "pairs": [[label, _spans(spans)] for label, spans in pairs]}
        case Items(lines):
            return {"is": "items", "lines": [_spans(spans) for spans in lines]}
        case Divider():
            return {"is": "divider"}
        case Buttons(buttons):
            return {"is": "buttons", "buttons": [_button(button) for button in buttons]}
        case Menu(placeholder, options):
            return {"is": "menu", "placeholder": placeholder, "options": [_option(option) for option in options]}
        case _:
            assert_never(element)


def _read_element(data: Data) -> Element:
    match data["is"]:
        case "heading":
            return Heading(data["text"])
        case "prose":
            return Prose(_read_spans(data["spans"]))
        case "small":
            return Small(_read_spans(data["spans"]))
        case "captioned":
            return Captioned(_read_spans(data["spans"]), _read_spans(data["caption"]))
        case "quote":
            return Quote(data["text"])
        case "fields":
            return Fields(tuple((label, _read_spans(spans)) for label, spans in data["pairs"]))
        case "items":
            return Items(tuple(_read_spans(spans) for spans in data["lines"]))
        case "divider":
            return Divider()
        case "buttons":
            return Buttons(tuple(_read_button(button) for button in data["buttons"]))
        case "menu":
            return Menu(data["placeholder"], tuple(_read_option(option) for option in data["options"]))
        case name:
            raise UnknownElement(name)


def _button(button: Button | LinkButton) -> Data:
    match button:
        case Button(label, runs, emphasis):
            return {"is": "button", "label": label, **_invocation(runs), "emphasis": emphasis.value}
        case LinkButton(label, url):
            return {"is": "link", "label": label, "url": url}
        case _:
            assert_never(button)


def _read_button(data: Data) -> Button | LinkButton:
    match data["is"]:
        case "button":
            return Button(data["label"], _read_invocation(data), Emphasis(data["emphasis"]))
        case "link":
            return LinkButton(data["label"], data["url"])
        case name:
            raise UnknownElement(name)


def _option(option: Option) -> Data:
    return {"label": option.label, **_invocation(option.runs), "description": option.description}


def _read_option(data: Data) -> Option:
    return Option(data["label"], _read_invocation(data), data["description"])


def _invocation(invocation: Invocation) -> Data:
    return {"command": invocation.command, "arguments": [list(argument) for argument in invocation.arguments]}


def _read_invocation(data: Data) -> Invocation:
    return Invocation(data["command"], tuple((name, value) for name, value in data["arguments"]))


def _spans(spans: Sequence[Inline]) -> list[str | Data]:
    return [_span(span) for span in spans]


def _read_spans(data: Sequence[str | Data]) -> tuple[Inline, ...]:
    return tuple(_read_span(span) for span in data)


def _span(span: Inline) -> str | Data:
    match span:
        case str():
            return span
        case Strong(text):
            return {"is": "strong", "text": text}
        case Struck(text):
            return {"is": "struck", "text": text}
        case Added(text):
            return {"is": "added", "text": text}
        case Moment(at, relative, seconds):
            return {"is": "moment", "at": at.astimezone(UTC).isoformat(), "relative": relative, "seconds": seconds}
        case Link(text, url):
            return {"is": "link", "text": text, "url": url}
        case Mention(user, name):
            return {"is": "mention", "user": user, "name": name}
        case Channel(key):
            return {"is": "channel", "key": key}
        case Code(text):
            return {"is": "code", "text": text}
        case _:
            assert_never(span)


def _read_span(data: str | Data) -> Inline:
    if isinstance(data, str):
        return data
    match data["is"]:
        case "strong":
            return Strong(data["text"])
        case "struck":
            return Struck(data["text"])
        case "added":
            return Added(data["text"])
        case "moment":
            return Moment(datetime.fromisoformat(data["at"]), data["relative"], data.get("seconds", False))
        case "link":
            return Link(data["text"], data["url"])
        case "mention":
            return Mention(data["user"], data["name"])
        case "channel":
            return Channel(data["key"])
        case "code":
            return Code(data["text"])
        case name:
            raise UnknownElement(name)
