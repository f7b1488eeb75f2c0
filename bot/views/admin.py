"""What admins see: the state of the service."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.addresses import person_in
from bot.domain.directions import isolated
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Channel,
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
from bot.views.phrases import counted


def status(
    version: str,
    proposals_open: int,
    leaves: int,
    deliveries: Sequence[tuple[str, str, str, str, str, datetime, bool]],
    cards: Sequence[tuple[str, str, str, str]],
    failing: Sequence[tuple[str, str]],
    more: bool,
) -> Card:
    """Return the state of the service here.

    *deliveries* that are not simply sent: id, kind, channel, state, note, due, and whether an admin may send it again.
    *cards* that were given up: id, proposal, channel, reason. *failing* feeds: title, reason. *more* says that not all
    are told.
    """
    elements: list[Element] = [
        Heading("Status"),
        Fields(
            (
                ("Version", (version,)),
                ("Open votes", (f"{proposals_open:,}",)),
                ("Record", (counted(leaves, "entry", "entries"),)),
                ("Failing feeds", (f"{len(failing)}",)),
            )
        ),
    ]
    if failing:
        elements.append(Items(tuple((Strong(isolated(title)), f": {reason}") for title, reason in failing)))
    elements += _deliveries(deliveries) if deliveries else [Small(("Every message was sent.",))]
    if cards:
        elements += _cards(cards)
    if more:
        elements.append(Small(("There are more; the latest of each sort are listed.",)))
    return Card("Status", tuple(elements), Tone.WARNING if deliveries or cards or failing else Tone.NEUTRAL)


def _deliveries(deliveries: Sequence[tuple[str, str, str, str, str, datetime, bool]]) -> list[Element]:
    elements: list[Element] = [
        Prose((Strong("Messages that are not simply sent"),)),
        Items(tuple(_delivery(number, *row[1:6]) for number, row in enumerate(deliveries, 1))),
    ]
    again = [(number, row[0]) for number, row in enumerate(deliveries, 1) if row[6]][:5]
    if again:
        elements += [
            Small(("An uncertain message may have arrived: look in its channel before you send it again.",)),
            Buttons(tuple(Button(f"Send {number} again", runs("resend", delivery=named)) for number, named in again)),
        ]
    return elements


def _cards(cards: Sequence[tuple[str, str, str, str]]) -> list[Element]:
    lines = tuple((Strong(label), " in ", Channel(channel), f": {reason}") for _, label, channel, reason in cards)
    again = tuple(Button(f"Try {label} again", runs("retry", card=named)) for named, label, _, _ in cards[:5])
    return [Prose((Strong("Cards that are not brought up to date"),)), Items(lines), Buttons(again)]


def _delivery(number: int, kind: str, channel: str, state: str, reason: str, due: datetime) -> tuple[Inline, ...]:
    because = f": {reason}" if reason else ""
    where: Sequence[Inline] = (" to one member",) if person_in(channel) else (" in ", Channel(channel))
    return (Strong(f"{number}"), f" {kind}", *where, f" · {state}{because} · due ", Moment(due))
