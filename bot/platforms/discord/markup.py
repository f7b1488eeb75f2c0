"""Spans as Discord's Markdown. Whatever a literal holds is shown as it was typed and does nothing."""

import re
from collections.abc import Sequence
from typing import assert_never
from urllib.parse import quote, urlsplit

from bot.domain.directions import contained
from bot.views.elements import Added, Channel, Code, Inline, Link, Mention, Moment, Strong, Struck

_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSAYABLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")

# A backslash makes these plain wherever they stand; a colon begins an address only before a slash.
_LIVE = re.compile(r"[\\*_~|`<>\[\]@]|:(?=/)")
# These mean a list, a heading or small print at the start of a line only.
_OPENING = re.compile(r"\s*(?:\d+(?=[.)]))?(?=[-+#.)])")
_MAY_OPEN = re.compile(r"\s*\d*")

# An address on its own: nothing that Markdown, or a client that finds addresses by itself, could take for its end.
_ADDRESS = re.compile(r"(?<!\S)https?://[A-Za-z0-9\-._~:/?#!$&'()*+,;=%]+(?!\S)")
_TRAILING = ".,;:!?')"


def tidy(text: str) -> str:
    """Return *text* without what cannot be shown or sent, or turns other text around, lines ended by newlines."""
    return contained(_SURROGATES.sub("\ufffd", _UNSAYABLE.sub("", _BREAKS.sub("\n", text))))


def one_line(text: str) -> str:
    return " ".join(tidy(text).split())


def escape(text: str, before: str = "") -> str:
    """Return *text* as literal Markdown, to stand after *before* on its line.

    A web address in it can be followed, and is shown as what it is.
    """
    text = tidy(text)
    said, end = before, 0
    for found in _ADDRESS.finditer(text):
        address = found.group().rstrip(_TRAILING)
        if "(" in address and found.group()[len(address) :].startswith(")"):
            address += ")"
        if not urlsplit(address).netloc:
            continue
        said += _escaped(text[end : found.start()], said) + f"<{address}>"
        end = found.start() + len(address)
    said += _escaped(text[end:], said)
    return said[len(before) :]


def _escaped(text: str, before: str = "") -> str:
    first, *rest = text.split("\n")
    before = before.rpartition("\n")[2]
    if _MAY_OPEN.fullmatch(before):
        first = _opened(before + first)[len(before) :]
    elif before.endswith(":") and first.startswith("/"):
        first = "\\" + _plain(first)
    else:
        first = _plain(first)
    return "\n".join((first, *map(_opened, rest)))


def _opened(line: str) -> str:
    """Return a line, the start of which may mean something, with nothing live in it."""
    found = _OPENING.match(line)
    at = found.end() if found else 0
    return f"{line[:at]}\\{_plain(line[at:])}" if found else _plain(line)


def _plain(text: str) -> str:
    return _LIVE.sub(r"\\\g<0>", text)


def spans(of: Sequence[Inline]) -> str:
    """Return spans, one after the other."""
    said = ""
    for previous, span in zip((None, *of), of, strict=False):
        if isinstance(span, Code) and isinstance(previous, Code):
            said += " "  # two would run into one
        said += inline(span, said)
    return said


def inline(span: Inline, before: str = "") -> str:
    match span:
        case str():
            return escape(span, before)
        case Strong(text):
            return strong(text)
        case Struck(text):
            return struck(text)
        case Added(text):
            return strong(text)
        case Moment(at, relative, seconds):
            unix = int(at.timestamp())
            shown = f"<t:{unix}:D> <t:{unix}:T>" if seconds else f"<t:{unix}:f>"
            return f"{shown} (<t:{unix}:R>)" if relative else shown
        case Link(text, url):
            return link(text, url, before)
        case Mention(user, name):
            return f"<@{user}>" if user.isascii() and user.isdigit() else escape(name, before)
        case Channel(key):
            return f"<#{key}>" if key.isascii() and key.isdigit() else escape(f"#{key}", before)
        case Code(text):
            return code(text, before)
        case _:
            assert_never(span)


def strong(text: str) -> str:
    """Return bold text; spaces around it stay, outside of the marks, where they keep words apart."""
    return _between("**", text)


def struck(text: str) -> str:
    """Return text that is struck out, with the spaces around it outside of the marks."""
    return _between("~~", text)


def _between(marks: str, text: str) -> str:
    words = one_line(text)
    if not words:
        return " " if text else ""
    return f"{' ' * text[0].isspace()}{marks}{_plain(words)}{marks}{' ' * text[-1].isspace()}"


def link(text: str, url: str, before: str = "") -> str:
    """Return a masked link, or text and address side by side where Discord would not show the text as a link."""
    text, address = one_line(text), quote(tidy(url).strip(), safe="!#$%&*+,-./:;=?@_~'")
    if not re.match("https?://[^/]", address):
        return escape(f"{text} ({url})", before)
    if not text or text == url:
        return f"<{address}>"
    if "[" in text or "]" in text or "://" in text or "www." in text:
        return f"{_escaped(text, before)} <{address}>"
    return f"[{_plain(text)}]({address})"


def code(text: str, before: str = "") -> str:
    """Return inline code; text with two backticks in a row, or several lines, cannot be that and stays plain."""
    text = tidy(text)
    if "``" in text or "\n" in text:
        return escape(text, before)
    if not text.strip():
        return text
    if "`" not in text:
        return f"`{text}`"
    return f"`` {text} ``" if text.startswith("`") or text.endswith("`") else f"``{text}``"
