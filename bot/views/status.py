"""What an admin sees of the service's state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.directions import isolated
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Channel,
    Code,
    Element,
    Fields,
    Heading,
    Inline,
    Items,
    Moment,
    Prose,
    Small,
    Strong,
    Tone,
    runs,
)
from bot.views.phrases import counted, enumerated


@dataclass(frozen=True, slots=True)
class Where:
    """A channel of the space where it is asked, by its key; one of another space, whose name is *space*; or one member,
    where both are None."""

    channel: str | None
    space: str | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that is not simply sent; *again* says whether an admin may send it again."""

    id: str
    kind: str
    where: Where
    state: str
    note: str
    due: datetime
    again: bool


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A card that is not brought up to date any more."""

    id: str
    proposal: str
    where: Where
    reason: str


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand. *lost* are spaces from which the bot was removed, *obstacles* channels that it cannot use, both
    by the name of the space, with the reason; *failing* are feeds by their titles, *held* the editions
    that wait for approval. *more* says that not all are told.
    """

    version: str
    open_votes: int
    leaves: int
    lost: Sequence[tuple[str, str]]
    obstacles: Sequence[tuple[str, str]]
    unsent: Sequence[Unsent]
    cards: Sequence[GivenUp]
    failing: Sequence[tuple[str, str]]
    held: Sequence[int]
    quiet_until: datetime | None
    more: bool


def status(now: Status) -> Card:
    elements: list[Element] = [
        Heading("Status"),
        Fields(
            (
                ("Version", (now.version,)),
                ("Open votes", (f"{now.open_votes:,}",)),
                ("Record", (counted(now.leaves, "entry", "entries"),)),
                ("Failing feeds", (f"{len(now.failing)}",)),
            )
        ),
    ]
    if now.failing:
        elements.append(_reasons(now.failing))
    if now.lost:
        elements += [Prose((Strong("Spaces that cannot be reached"),)), _reasons(now.lost)]
    if now.obstacles:
        elements += [Prose((Strong("Channels that cannot be used"),)), _reasons(now.obstacles)]
    elements += _unsent(now.unsent) if now.unsent else [Small(("Every message was sent.",))]
    if now.cards:
        elements += _cards(now.cards)
    if now.held:
        editions = enumerated([str(number) for number in now.held])
        wait = (
            f"Edition {editions} of the digest waits"
            if len(now.held) == 1
            else f"Editions {editions} of the digest wait"
        )
        elements.append(Prose((f"{wait} for approval: ", Code("digest list"), ".")))
    if now.quiet_until is not None:
        elements.append(Small(("These are quiet hours: what is new waits until ", Moment(now.quiet_until), ".")))
    if now.more:
        elements.append(Small(("There are more; the latest of each sort are listed.",)))
    wrong = now.failing or now.lost or now.obstacles or now.unsent or now.cards
    return Card("Status", tuple(elements), Tone.WARNING if wrong else Tone.NEUTRAL)


def _reasons(reasons: Sequence[tuple[str, str]]) -> Items:
    return Items(tuple((Strong(isolated(name)), f": {reason}") for name, reason in reasons))


def _unsent(unsent: Sequence[Unsent]) -> list[Element]:
    lines = tuple(_line(number, one) for number, one in enumerate(unsent, 1))
    elements: list[Element] = [Prose((Strong("Messages that wait or were not sent"),)), Items(lines)]
    again = [(number, one.id) for number, one in enumerate(unsent, 1) if one.again][:5]
    if again:
        elements += [
            Small(("An uncertain message may have arrived: look in its channel before you send it again.",)),
            Buttons(tuple(Button(f"Send {number} again", runs("resend", delivery=named)) for number, named in again)),
        ]
    return elements


def _line(number: int, one: Unsent) -> tuple[Inline, ...]:
    because = f": {one.note}" if one.note else ""
    return Strong(f"{number}"), f" {one.kind}", *_where(one.where), f" · {one.state}{because} · due ", Moment(one.due)


def _cards(cards: Sequence[GivenUp]) -> list[Element]:
    lines = tuple((Strong(one.proposal), *_where(one.where), f": {one.reason}") for one in cards)
    again = tuple(Button(f"Try {one.proposal} again", runs("retry", card=one.id)) for one in cards[:5])
    return [Prose((Strong("Cards that are not brought up to date"),)), Items(lines), Buttons(again)]


def _where(where: Where) -> tuple[Inline, ...]:
    if where.space is not None:
        return (f" in {isolated(where.space)}",)
    return (" in ", Channel(where.channel)) if where.channel is not None else (" to one member",)
