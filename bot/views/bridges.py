"""Spaces that share a table: coming to it, leaving it, and who sits there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.codes import OneTimeCode
from bot.domain.people import Platform, Space
from bot.views.codes import typed
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Moment,
    Prose,
    Small,
    Strong,
    Tone,
    runs,
)
from bot.views.phrases import counted, enumerated


def code(made: OneTimeCode, prefixes: Mapping[Platform, str]) -> Card:
    """Return a bridge's code, for an admin of the other space."""
    return Card(
        f"{made}: the code of a bridge",
        (
            Heading(str(made)),
            Prose(("An admin of the other space types this there, once, until ", Moment(made.expires), ".")),
            typed("bridge join", made, prefixes),
            Small(("Only you see this. Whoever has the code can bring their space to your table: send it privately.",)),
        ),
        Tone.OPEN,
    )


def joining(
    space: Space, spaces: Sequence[Space], maker: str, made: OneTimeCode, luggage: Sequence[str], decided: int
) -> Card:
    """Return what an admin sees before *space* comes to the table of *spaces*; *decided* proposals stay behind."""
    comes = enumerated(luggage) if luggage else "Nothing"
    stays = counted(decided, "decided proposal") if decided else "Nothing"
    return Card(
        f"Bring {space.name} to the table of {_names(spaces)}?",
        (
            Heading(f"Bring {space.name} to this table?"),
            Items(tuple(_space(one) for one in spaces)),
            Prose((f"The code was made by {maker}. From then on proposals, cards, votes and outcomes are shared.",)),
            Prose((Strong("Comes along: "), f"{comes}.")),
            Prose((Strong("Stays behind, as an archive to read: "), f"{stays}.")),
            Prose(
                (f"Its charter is that of {spaces[0].name}, which founded it. ", "Your space can leave at any time.")
            ),
            Buttons((Button("Join this table", runs("bridge cross", code=made.text), Emphasis.PRIMARY),)),
        ),
        Tone.OPEN,
    )


def joined(space: Space, spaces: Sequence[Space], prefix: str, archive: str | None) -> Card:
    elements: list[Element] = [
        Prose(
            (
                Strong(f"{enumerated([one.name for one in (*spaces, space)])} now share one table."),
                f" Founded by {spaces[0].name}; each can leave with ",
                Code(f"{prefix}bridge leave"),
                ".",
            )
        )
    ]
    if archive is not None:
        elements.append(Small(("What was decided here before: ", Link("the archive", archive))))
    return Card(f"{_names((*spaces, space))} now share one table", tuple(elements), Tone.GOOD)


def leaving(space: Space, spaces: Sequence[Space], luggage: Sequence[str], open_votes: Sequence[str]) -> Card:
    """Return what an admin sees before *space* leaves the table of *spaces*."""
    votes = (
        f"Still open, with the same roll: {enumerated(open_votes)}. Whoever could vote still can, on the cards that "
        "stand here."
        if open_votes
        else "No vote is open."
    )
    comes = enumerated(luggage) if luggage else "Nothing"
    return Card(
        f"Leave the table of {_names(spaces)}?",
        (
            Heading(f"Take {space.name} away from this table?"),
            Prose((f"{_names(spaces)} stay at it." if len(spaces) > 1 else f"{spaces[0].name} stays at it.",)),
            Prose((votes,)),
            Prose((Strong("Comes along: "), f"{comes}.")),
            Prose((f"{space.name} begins an empty community, with the usual charter and a register of its own.",)),
            Buttons((Button("Leave this table", runs("bridge depart"), Emphasis.DANGER),)),
        ),
        Tone.WARNING,
    )


def left(space: Space, spaces: Sequence[Space], archive: str) -> Card:
    return Card(
        f"{space.name} has a table of its own",
        (
            Prose((Strong(f"{space.name} now has a table of its own."), f" {_names(spaces)} no longer share it.")),
            Small(("What was decided together: ", Link("the register of that table", archive))),
        ),
        Tone.GOOD,
    )


def seated(spaces: Sequence[tuple[Space, datetime]], before: Sequence[tuple[str, str]], prefix: str) -> Card:
    """Return who sits at the table, since when; *before* are the names and addresses of those that this space left."""
    lines = tuple(
        (*_space(space), " · founded it" if not place else "", " · since ", Moment(since), *_lost(space))
        for place, (space, since) in enumerate(spaces)
    )
    elements: list[Element] = [Heading("At this table"), Items(lines)]
    if len(spaces) == 1:
        elements.append(
            Prose(("No other space shares it. ", Code(f"{prefix}bridge create"), " makes a code for one that will."))
        )
    if before:
        elements.append(Prose((Strong("Tables that this space sat at before"),)))
        elements.append(Items(tuple((Link(name, address),) for name, address in before)))
    return Card(counted(len(spaces), "space") + " at this table", tuple(elements))


def luggage(drafts: int, digests: int, feeds: int) -> Sequence[str]:
    """Return what goes along with a space, in words; nothing where nothing does."""
    things = ((drafts, "draft"), (digests, "digest"), (feeds, "news source"))
    return [counted(number, thing) for number, thing in things if number]


def _names(spaces: Sequence[Space]) -> str:
    return enumerated([space.name for space in spaces])


def _space(space: Space) -> tuple[Inline, ...]:
    return (Strong(space.name), f" ({space.platform.value.capitalize()})")


def _lost(space: Space) -> tuple[Inline, ...]:
    return (f" · cannot be reached: {space.lost}",) if space.lost else ()
