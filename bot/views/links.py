"""Accounts that are one member: made one by a code, and taken apart again."""

from collections.abc import Mapping, Sequence

from bot.domain.codes import OneTimeCode
from bot.domain.people import Account, Platform
from bot.views.codes import typed
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Emphasis,
    Heading,
    Items,
    Moment,
    Prose,
    Small,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.phrases import enumerated


def code(made: OneTimeCode, prefixes: Mapping[Platform, str]) -> Card:
    """Return a link's code, to be typed from the other account."""
    return Card(
        f"{made}: the code of a link",
        (
            Heading(str(made)),
            Prose(
                (
                    "In the next ten minutes, type this from your other account. The two are then one member with one "
                    "vote.",
                )
            ),
            typed("link", made, prefixes),
            Small(
                (
                    "Only you see this. Whoever types the code becomes one with you: show it to nobody. It ends ",
                    Moment(made.expires),
                    ".",
                )
            ),
        ),
        Tone.OPEN,
    )


def confirming(here: str, other: str, made: OneTimeCode) -> Card:
    """Return what is asked before two accounts become one member."""
    return Card(
        f"Link {here} and {other}?",
        (
            Heading("Are both of these yours?"),
            Items(((Strong(here), ", this account"), (Strong(other), ", which made the code"))),
            Prose(
                (
                    "Linked, they are one member with one vote. In a vote that is open the ballot that was cast last "
                    "stands. A link can be undone when no vote is open.",
                )
            ),
            Buttons((Button("Link them", runs("link confirm", code=made.text), Emphasis.PRIMARY),)),
        ),
        Tone.WARNING,
    )


def linked(accounts: str, struck: Sequence[str]) -> Card:
    """Return what is told of a new link; *struck* are the votes in which an earlier ballot no longer counts."""
    elements: list[Element] = [Prose((Strong("Linked."), f" {accounts} are one member with one vote."))]
    if struck:
        elements.append(
            Prose((f"In {enumerated(struck)} both had voted: the ballot that was cast last counts, once.",))
        )
    return Card("Linked", tuple(elements), Tone.GOOD)


def already(accounts: Sequence[Account], prefix: str) -> Card:
    """Return what is linked, and how to undo it."""
    lines = tuple((Strong(account.name), f" ({account.handle.platform.value.capitalize()})") for account in accounts)
    return Card(
        "Linked accounts",
        (
            Heading("One member with one vote"),
            Items(lines),
            Prose((Code(f"{prefix}unlink"), " makes this account a member by itself again.")),
            Buttons((Button("Link another account", runs("link another")),)),
        ),
    )


def unlinked(others: str) -> Card:
    return note(Strong("This account is a member by itself again."), f" It was linked with {others}.")
