"""Cards as text for a terminal: at most so many columns, colour only where it is asked for."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import assert_never

import wcwidth

from bot.domain.directions import contained
from bot.domain.escapes import without_escapes
from bot.domain.voting import SHORT
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
from bot.views.phrases import counted, span

BOLD, DIM, UNDERLINED, CYAN, WARNING = "1", "2", "4", "36", "33"
_TONES = {Tone.NEUTRAL: "90", Tone.OPEN: "34", Tone.GOOD: "32", Tone.BAD: "31", Tone.WARNING: "33"}
_LABEL_COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Look:
    """How a terminal shows text. *zone* is the reader's; None is that of the process."""

    width: int = 80
    colour: bool = False
    zone: tzinfo | None = None

    def styled(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour and text else text


def render(card: Card, look: Look, now: datetime, number: Callable[[Invocation], int]) -> str:
    """Return *card* in lines, no newline at its end; *number* numbers its buttons and what can be chosen."""
    bar = look.styled("▎", _TONES[card.tone]) + " " if look.colour else ""
    page = _Page(Look(look.width - (2 if bar else 0), look.colour, look.zone), now, number)
    lines: list[str] = []
    before: Element | None = None
    for element in card.elements:
        drawn = page.element(element)
        if drawn and before is not None and not _adjoins(before, element):
            lines.append("")
        lines += drawn
        before = element if drawn else before
    return "\n".join((bar + line).rstrip() for line in lines)


def _adjoins(upper: Element, lower: Element) -> bool:
    """Return whether no blank line parts the two."""
    if isinstance(upper, Heading | Divider) or isinstance(lower, Divider):
        return True
    return isinstance(lower, Small | Items) and isinstance(upper, Prose | Small)


@dataclass(frozen=True, slots=True)
class _Page:
    look: Look
    now: datetime
    number: Callable[[Invocation], int]

    def element(self, element: Element) -> Sequence[str]:
        match element:
            case Heading(text):
                return [self.look.styled(line, BOLD) for line in wrapped(clean(text), self.look.width)]
            case Prose(spans):
                return self._paragraphs(self._inline(spans))
            case Small(spans):
                return [self.look.styled(line, DIM) for line in self._paragraphs(self._inline(spans, DIM))]
            case Captioned(spans, caption):
                return [*self.element(Prose(spans)), *self.element(Small(caption))]
            case Quote(text):
                return self._paragraphs(clean(text), self.look.styled("│", DIM) + " ")
            case Fields(pairs):
                return self._fields(pairs)
            case Items(items):
                return [line for item in items for line in self._item(item)]
            case Divider():
                return [self.look.styled("─" * self.look.width, DIM)]
            case Buttons(buttons):
                return self._buttons(buttons)
            case Menu(placeholder, options):
                return self._menu(placeholder, options)
            case _:
                assert_never(element)

    def _paragraphs(self, text: str, indent: str = "") -> list[str]:
        return [line for part in text.split("\n") for line in wrapped(part, self.look.width, indent, indent)]

    def _item(self, spans: Sequence[Inline]) -> Sequence[str]:
        return wrapped(self._inline(spans).replace("\n", " "), self.look.width, "• ", "  ")

    def _fields(self, pairs: Sequence[tuple[str, Sequence[Inline]]]) -> Sequence[str]:
        labels = [clean(label).replace("\n", " ") for label, _ in pairs]
        column = max((n for n in map(wcwidth.width, labels) if n <= _LABEL_COLUMNS), default=0) + 2
        lines: list[str] = []
        for label, (_, spans) in zip(labels, pairs, strict=True):
            head = self.look.styled(label, DIM) + " " * (column - wcwidth.width(label))
            if wcwidth.width(label) > _LABEL_COLUMNS:
                lines += [self.look.styled(line, DIM) for line in wrapped(label, self.look.width)]
                head = " " * column
            for part in self._inline(spans).split("\n"):
                lines += wrapped(part, self.look.width, head, " " * column)
                head = " " * column
        return lines

    def _buttons(self, buttons: Sequence[Button | LinkButton]) -> Sequence[str]:
        pressed: list[str] = []
        links: list[str] = []
        for button in buttons:
            match button:
                case Button(label, runs):
                    mark = self.look.styled(f"[{self.number(runs)}]", BOLD)
                    pressed.append(f"{mark} {clean(label)}")
                case LinkButton(label, url):
                    links.append(f"{clean(label)}: {self.look.styled(clean(url), UNDERLINED)}")
                case _:
                    assert_never(button)
        return [
            *in_rows(pressed, self.look.width),
            *(part for line in links for part in wrapped(line, self.look.width)),
        ]

    def _menu(self, placeholder: str, options: Sequence[Option]) -> Sequence[str]:
        lines = [self.look.styled(line, DIM) for line in wrapped(_line(placeholder), self.look.width)]
        for option in options:
            number = f"[{self.number(option.runs)}]"
            said = _line(option.label) + (f" · {_line(option.description)}" if option.description.strip() else "")
            lines += wrapped(said, self.look.width, self.look.styled(number, BOLD) + " ", " " * (len(number) + 1))
        return lines if options else []

    def _inline(self, spans: Sequence[Inline], around: str = "") -> str:
        return "".join(self._span(span, around) for span in spans)

    def _span(self, span: Inline, around: str) -> str:
        match span:
            case str():
                return clean(span)
            case Strong(text):
                return self._within(clean(text), BOLD, around)
            case Struck(text):
                return f"[-{clean(text)}-]"
            case Added(text):
                return self._within(f"[+{clean(text)}+]", BOLD, around)
            case Mention(_, name):
                return self._within(clean(name), BOLD, around)
            case Channel(key):
                return self._within(clean(f"#{key}"), BOLD, around)
            case Code(text):
                shown = clean(text)
                return self._within(shown, CYAN, around) if self.look.colour else f"`{shown}`"
            case Link(text, url):
                target = self._within(clean(url), UNDERLINED, around)
                return target if text == url else f"{clean(text)} ({target})"
            case Moment(at, relative, seconds):
                shown = moment(at, self.now, self.look.zone, seconds=seconds)
                return f"{shown} ({time_left(at, self.now, seconds=seconds)})" if relative else shown
            case _:
                assert_never(span)

    def _within(self, text: str, style: str, around: str) -> str:
        """Style *text* and take up again the style around it, which the reset ends."""
        styled = self.look.styled(text, style)
        return f"{styled}\x1b[{around}m" if around and self.look.colour else styled


def clean(text: str) -> str:
    """Return *text* with nothing in it that moves a cursor, sets a colour or turns other text around."""
    text = (
        without_escapes(text).replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\t", " ")
    )
    return contained("".join(c for c in text if c == "\n" or not _is_control(c)))


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _is_control(c: str) -> bool:
    return unicodedata.category(c) in ("Cc", "Cs")


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Return *text* (one paragraph) in lines of at most *width* columns, wide characters counting for two."""
    lines = wcwidth.wrap(text, max(width, 20), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return lines or [first.rstrip()]


def in_rows(parts: Sequence[str], width: int, indent: str = "") -> list[str]:
    """Return *parts* in their order, side by side where they fit; one is parted only where it alone fills a line."""
    rows: list[str] = []
    for part in parts:
        joined = f"{rows[-1]}   {part}" if rows else indent + part
        if rows and wcwidth.width(joined) > width:
            joined = indent + part
        elif rows:
            rows.pop()
        rows.append(joined)
    return [line for row in rows for line in wrapped(row.removeprefix(indent), width, indent, indent)]


def moment(at: datetime, now: datetime, zone: tzinfo | None, *, seconds: bool = False) -> str:
    """Return ``Fri 5 Jun 18:00 CEST``, with the year where it is another one than now."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    day = f"{local:%a} {local.day} {local:%b}" + (f" {local.year}" if local.year != today.year else "")
    return f"{day} {local:%H:%M:%S %Z}" if seconds else f"{day} {local:%H:%M %Z}"


def time_left(at: datetime, now: datetime, *, seconds: bool = False) -> str:
    """Return ``in 3 days`` or ``5 minutes ago``; with *seconds*, ``in 4 minutes 30 seconds``."""
    apart = abs(at - now)
    amount = span(timedelta(seconds=round(apart.total_seconds()))) if seconds and apart < SHORT else about(apart)
    return f"in {amount}" if at > now else f"{amount} ago"


def about(apart: timedelta) -> str:
    """Return *apart* in its largest unit."""
    for unit, size, least in (("day", 86400, 2), ("hour", 3600, 2), ("minute", 60, 1)):
        # The nearest number: a vote of 5 minutes that was opened a moment ago closes in 5, not 4.
        if apart.total_seconds() >= 0.98 * least * size:
            return counted(round(apart.total_seconds() / size), unit)
    return "less than a minute"
