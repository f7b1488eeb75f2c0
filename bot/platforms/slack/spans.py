"""Inline elements as rich text, or as mrkdwn where Slack takes no rich text.

Rich text is structure: the text in it is never parsed, so that nothing in it can ping, link or format.
"""

import re
from collections.abc import Sequence
from typing import Any, assert_never
from urllib.parse import urlsplit

from bot.platforms.slack import limits
from bot.platforms.slack.literals import CUT, clean, cut, literal, size, unlinked
from bot.views.elements import Added, Channel, Code, Inline, Link, Mention, Moment, Strong, Struck, plain

Json = dict[str, Any]

SOON = "{date_short_pretty} at {time}"
FAR = "{date_long_pretty} at {time}"
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
_LOWER = "\u200b"  # Slack capitalises "today" at the beginning of a format, and takes this for one


def rich(spans: Sequence[Inline], limit: int = limits.TEXT) -> list[Json]:
    """Return *spans* as elements of a rich text section, shortened to *limit*; a mention is a name and pings nobody."""
    elements: list[Json] = []
    for span in spans:
        element = _element(span, first=not elements)
        if element is None:
            continue
        room = limit - length(elements)
        if length([element]) > room:
            if "text" in element and room > 20:
                elements.append(element | {"text": cut(element["text"], room)})
            else:
                elements.append({"type": "text", "text": CUT.strip()})
            break
        elements.append(element)
    return elements


def length(elements: Sequence[Json]) -> int:
    return sum(size(element.get("text") or element.get("fallback", "")) for element in elements)


def marked(spans: Sequence[Inline]) -> str:
    """Return *spans* as mrkdwn."""
    return "".join(_marked(span, first=number == 0) for number, span in enumerate(spans))


def fallback(moment: Moment) -> str:
    return plain((moment,))


def web(url: str) -> bool:
    """Return whether Slack may be given *url* to link to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    fit = parts.scheme in ("http", "https") and bool(parts.hostname) and url == clean(url)
    return fit and not set(url) & set(" \t\n<>|") and size(url) <= limits.URL


def _element(span: Inline, first: bool) -> Json | None:
    match span:
        case str():
            return _text(span)
        case Strong(text) | Added(text):
            return _text(text, bold=True)
        case Struck(text):
            return _text(text, strike=True)
        case Code(text):
            return _text(text, code=True)
        case Mention(_, name):
            return _text(name)
        case Channel(key):
            return {"type": "channel", "channel_id": key} if _CHANNEL.fullmatch(key) else _text(f"#{key}")
        case Link(text, url):
            if not web(url):
                return _text(text or url)
            return {"type": "link", "url": url, "text": literal(text) or literal(url)}
        case Moment(at):
            return {
                "type": "date",
                "timestamp": int(at.timestamp()),
                "format": _pattern(span, first),
                "fallback": fallback(span),
            }
        case _:
            assert_never(span)


def _pattern(moment: Moment, first: bool) -> str:
    pattern = FAR if moment.relative else SOON
    return ("" if first else _LOWER) + (pattern.replace("{time}", "{time_secs}") if moment.seconds else pattern)


def _text(text: str, **style: bool) -> Json | None:
    """Return a text element, or None for an empty one, which Slack refuses."""
    text = literal(text)
    return {"type": "text", "text": text} | ({"style": style} if style else {}) if text else None


def _marked(span: Inline, first: bool) -> str:
    match span:
        case str():
            return unlinked(span)
        case Strong(text) | Added(text):
            return f"*{unlinked(text)}*" if text.strip() else unlinked(text)
        case Struck(text):
            return f"~{unlinked(text)}~" if text.strip() else unlinked(text)
        case Code(text):
            return f"`{unlinked(text)}`" if text.strip() else unlinked(text)
        case Mention(_, name):
            return unlinked(name)
        case Channel(key):
            return f"<#{key}>" if _CHANNEL.fullmatch(key) else unlinked(f"#{key}")
        case Link(text, url):
            if not web(url):
                return unlinked(text or url)
            return f"<{url.replace('&', '&amp;')}|{unlinked(text or url)}>"
        case Moment(at):
            return f"<!date^{int(at.timestamp())}^{_pattern(span, first)}|{fallback(span)}>"
        case _:
            assert_never(span)
