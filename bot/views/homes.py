"""To which table belongs what somebody writes to the bot alone."""

from collections.abc import Sequence

from bot.domain.directions import isolated
from bot.domain.people import Space
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Inline,
    Invocation,
    Items,
    Prose,
    Small,
    Strong,
    Tone,
    note,
    runs,
)

SEVERAL = "You are at several tables. Which one is this for?"
BUTTONS = 5

Table = tuple[Space, Invocation]
"""A space, and what a button for it runs."""


def choice(tables: Sequence[Table], carried: bool, prefix: str) -> Card:
    """Return what asks which of *tables* something is for; *carried*: a button does at once what was asked."""
    if len(tables) > BUTTONS:
        told: tuple[Inline, ...] = (Code(f"{prefix}at"), " and the name of one tells me. Then send this again.")
    else:
        then = "" if carried else " Then send this again."
        told = ("I will remember it; ", Code(f"{prefix}at"), f" changes it.{then}")
    return Card(SEVERAL, (Prose((SEVERAL,)), *_offered(tables), Small(told)), Tone.WARNING)


def home(meant: Space | None, others: Sequence[Space], changed: bool, prefix: str) -> Card:
    """Return to which space belongs what somebody writes to the bot alone, and to which *others* it could."""
    if meant is None:
        told: tuple[Inline, ...] = ("You are at several tables, and have not said which one you mean here.",)
    else:
        begun = "From now on, what" if changed else "What"
        told = (f"{begun} you write to me alone belongs to ", Strong(isolated(meant.name)), ".")
    elements: list[Element] = [Prose(told), *_offered([(space, runs("at", table=space.id)) for space in others])]
    if len(others) > BUTTONS:
        elements.append(Small((Code(f"{prefix}at"), " and the name of one changes it.")))
    summary = "Not chosen yet" if meant is None else f"At {meant.name}"
    return Card(summary, tuple(elements), Tone.GOOD if changed else Tone.NEUTRAL)


def only(space: Space) -> Card:
    """Return that there is nothing to choose: on this platform all that is typed belongs to one space."""
    return note("Everything that you type here, also to me alone, belongs to ", Strong(isolated(space.name)), ".")


def _offered(tables: Sequence[Table]) -> Sequence[Element]:
    if not tables:
        return ()
    if len(tables) > BUTTONS:
        return (Items(tuple((isolated(space.name),) for space, _ in tables)),)
    return (Buttons(tuple(Button(isolated(space.name), run) for space, run in tables)),)
