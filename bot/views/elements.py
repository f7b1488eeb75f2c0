"""The closed vocabulary that every platform renders without loss.

A ``str`` is literal text: renderers escape it, so that a member's title can never ping a channel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Strong:
    text: str


@dataclass(frozen=True, slots=True)
class Struck:
    """Words that stood in a text and no longer do, so marked that it is clear without colour."""

    text: str


@dataclass(frozen=True, slots=True)
class Added:
    """Words that are new in a text, so marked that it is clear without colour."""

    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, shown in the reader's zone: the date and time, with the time left where *relative*.

    It is told to the minute, or to the second where *seconds*.
    """

    at: datetime
    relative: bool = False
    seconds: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A web address with what it is called; *url* is http or https."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A member of the space where the card stands, named without being pinged."""

    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the space where the card stands, by its platform's key."""

    key: str


@dataclass(frozen=True, slots=True)
class Code:
    """What can be typed or copied: a command line, a code."""

    text: str


Inline = str | Strong | Struck | Added | Moment | Link | Mention | Channel | Code


@dataclass(frozen=True, slots=True)
class Pin:
    """The space, by its id, in which something runs that is pressed where there is none.

    *chosen* says that whoever presses it means that space from now on.
    """

    space: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command with its arguments filled in, by parameter name: what a button runs and a form completes.

    It runs where it is typed or pressed. *at* is for answers to what somebody writes to the bot alone, and nowhere
    else: such a card is not kept.
    """

    command: str
    arguments: tuple[tuple[str, str], ...] = ()
    at: Pin | None = None


def runs(command: str, **arguments: str) -> Invocation:
    return Invocation(command, tuple(arguments.items()))


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    spans: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Small:
    """Prose that explains or qualifies, set smaller where the platform can."""

    spans: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Captioned:
    """Prose with small print about it on the next line, from which nothing parts it."""

    spans: tuple[Inline, ...]
    caption: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, at any length; a platform shortens what it cannot hold and says so."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with their values, one below the other."""

    pairs: tuple[tuple[str, tuple[Inline, ...]], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, one item a line."""

    lines: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Divider:
    pass


class Emphasis(Enum):
    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    runs: Invocation
    emphasis: Emphasis = Emphasis.PLAIN


@dataclass(frozen=True, slots=True)
class LinkButton:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """At most five, the primary one first."""

    buttons: tuple[Button | LinkButton, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """What *runs* when it is chosen, as if a button had been pressed; *description* stands beside it, if any."""

    label: str
    runs: Invocation
    description: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """At most 25 to choose one from; *placeholder* says what of."""

    placeholder: str
    options: tuple[Option, ...]


Element = Heading | Prose | Small | Captioned | Quote | Fields | Items | Divider | Buttons | Menu


class Tone(Enum):
    """What a card is about, for the colour beside it; its words say the same."""

    NEUTRAL = "neutral"
    OPEN = "open"
    GOOD = "good"
    BAD = "bad"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Card:
    """*summary* is the card in one plain line, for notifications and screen readers."""

    summary: str
    elements: tuple[Element, ...]
    tone: Tone = Tone.NEUTRAL


class Pick(Enum):
    """What of a platform's own can be chosen where it is known, rather than typed."""

    MEMBER = "member"
    CHANNEL = "channel"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. *limit* is in characters; *options* (value, label) closes the set of answers; *pick* is
    what a platform that can lets choose from. *offered*: a platform that can offers answers as somebody types."""

    name: str
    label: str
    help: str = ""
    value: str = ""
    required: bool = False
    long: bool = False
    limit: int = 1000
    options: tuple[tuple[str, str], ...] = ()
    pick: Pick | None = None
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Questions whose answers complete *runs*, by parameter name; *intro* is said above them.

    *pages* holds groups of at most five, of four where there is an *intro*: a platform whose forms are small asks one
    page at a time, and *page* (from 0) says which; the answers of one page complete *runs* as well as those of all.
    *keeps*, completed by any of the answers, only keeps them and refuses those that can't stand; None where none are
    kept.
    """

    title: str
    runs: Invocation
    pages: tuple[tuple[Field, ...], ...]
    submit: str = "Continue"
    page: int = 0
    intro: tuple[Inline, ...] = ()
    keeps: Invocation | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for page in self.pages for field in page)


View = Card | Form


def note(*spans: Inline, tone: Tone = Tone.NEUTRAL, buttons: Sequence[Button | LinkButton] = ()) -> Card:
    """Return a card that says one thing."""
    body: tuple[Element, ...] = (Prose(spans),)
    if buttons:
        body += (Buttons(tuple(buttons)),)
    return Card(plain(spans), body, tone)


def plain(spans: Sequence[Inline]) -> str:
    """Return *spans* as plain text, instants in UTC."""
    words = []
    for span in spans:
        match span:
            case str():
                words.append(span)
            case Strong(text) | Link(text, _) | Code(text):
                words.append(text)
            case Struck(text):
                words.append(f"[-{text}-]")
            case Added(text):
                words.append(f"[+{text}+]")
            case Mention(_, name):
                words.append(name)
            case Channel(key):
                words.append(f"#{key}")
            case Moment(at, _, seconds):
                words.append(f"{at:%a %-d %b %Y %H:%M:%S} UTC" if seconds else f"{at:%a %-d %b %Y %H:%M} UTC")
    return "".join(words)
