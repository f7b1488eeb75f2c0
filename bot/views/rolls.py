"""The registered roll as members see it."""

from collections.abc import Sequence

from bot.domain.directions import isolated
from bot.domain.people import Space
from bot.domain.rolls import Registration
from bot.domain.rules import RollKind
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Element,
    Emphasis,
    Fields,
    Heading,
    Inline,
    Prose,
    Small,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.phrases import counted, enumerated

NAMED = 60
BUTTONS = 5


def role_places(asking: Sequence[Space]) -> str:
    """Return ``Council in PauseLab``, or several such, one of which will do."""
    places = [
        f"{isolated(space.habits.role.name)} in {isolated(space.name)}"
        for space in asking
        if space.habits.role is not None
    ]
    return " or ".join(places)


def joined(waits: bool, kind: RollKind) -> Card:
    """Return what somebody is told who joined the roll."""
    if waits:
        return note(
            Strong("You have asked to be on the roll. "),
            "A facilitator or an admin admits you; votes that open after that include you.",
            tone=Tone.OPEN,
        )
    open_now = (
        " Votes here have an open roll for now, so that you can vote in any case." if kind is RollKind.OPEN else ""
    )
    return note(Strong("You are on the roll of votes that open from now on."), open_now, tone=Tone.GOOD)


def roll(
    kind: RollKind,
    admission: bool,
    asking: Sequence[Space],
    members: Sequence[Registration],
    waiting: Sequence[Registration],
    without_role: Sequence[Registration],
    gone: Sequence[Registration],
    admits: bool,
) -> Card:
    """Return who is on the roll and who is not, and why; *admits* is whether who looks may admit."""
    elements: list[Element] = [Heading("Roll")]
    if kind is RollKind.OPEN:
        elements.append(
            Prose(("Votes here have an open roll: full members of the spaces at this table when a vote opens.",))
        )
    size: Inline = counted(len(members), "member")
    pairs: list[tuple[str, tuple[Inline, ...]]] = [
        ("Registered", (size,)),
        ("To join", (_to_join(admission, asking),)),
    ]
    elements.append(Fields(tuple(pairs)))
    for title, people in (
        ("On it", members),
        ("Waiting to be admitted", waiting),
        ("Not seen with the role", without_role),
        ("No full members here any more", gone),
    ):
        if people:
            elements.append(Prose((Strong(f"{title}: "), _names(people))))
    if admits and waiting:
        elements.append(
            Buttons(
                tuple(
                    Button(f"Admit {one.name}", runs("roll admit", member=f"~{one.member}"), Emphasis.PLAIN)
                    for one in waiting[:BUTTONS]
                )
            )
        )
    elements.append(Small(("A roll is fixed when its vote opens; who joins later is on the next one.",)))
    return Card(f"Roll: {len(members):,} on it, {len(waiting):,} waiting", tuple(elements))


def _to_join(admission: bool, asking: Sequence[Space]) -> str:
    needs = []
    if asking:
        needs.append(f"the role {role_places(asking)}")
    if admission:
        needs.append("admission by a facilitator or an admin")
    return f"needs {enumerated(needs)}" if needs else "open to full members"


def _names(people: Sequence[Registration]) -> str:
    names = ", ".join(isolated(one.name) for one in people[:NAMED])
    more = len(people) - NAMED
    return f"{names} and {more:,} more" if more > 0 else names
