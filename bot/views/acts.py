"""What was done to a community or would be, in words, and the list of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from bot.domain.acts import Act, BridgeAllowed, FacilitatorAdded, FacilitatorRemoved
from bot.domain.charter import Authority, CharterChange, Unset
from bot.domain.directions import isolated
from bot.domain.proposals import Kind
from bot.domain.rules import Quorum, RollKind, Threshold
from bot.views import rules
from bot.views.elements import Buttons, Card, Heading, Items, LinkButton, Moment, note
from bot.views.phrases import counted, enumerated, span

TITLE = 120


def did(act: Act, name: str) -> str:
    """Return *act* as it goes on from who did it; *name* is the member that it is about, if it is about one."""
    match act:
        case CharterChange():
            return _set(act)
        case FacilitatorAdded():
            return f"made {isolated(name)} a facilitator"
        case FacilitatorRemoved():
            return f"removed {isolated(name)} as a facilitator"
        case BridgeAllowed():
            return "allowed one more space to be brought to this table"
        case _:
            assert_never(act)


def moved(act: Act, name: str) -> tuple[str, str]:
    """Return the title and the text of a motion that would do *act*."""
    match act:
        case CharterChange():
            told = _set(act)
        case FacilitatorAdded():
            told = f"make {isolated(name)} a facilitator"
        case FacilitatorRemoved():
            told = f"remove {isolated(name)} as a facilitator"
        case BridgeAllowed():
            told = "allow one more space to be brought to this table"
        case _:
            assert_never(act)
    told = told[0].upper() + told[1:]
    title = told if len(told) <= TITLE else "Change the charter"
    return title, f"{told}. If this motion is adopted, that is done as its vote closes; nobody has to do anything more."


def done(acts: Sequence[tuple[datetime, str]], address: str) -> Card:
    """Return what was done here, the latest first; the page at *address* has more."""
    if not acts:
        return note("Nothing has been changed here yet.")
    return Card(
        f"The latest {counted(len(acts), 'act')}",
        (
            Heading("What has been done here, and by whom"),
            Items(tuple((Moment(at), f" {told}") for at, told in acts)),
            Buttons((LinkButton("All of them", address),)),
        ),
    )


def kinds(of: Sequence[Kind]) -> str:
    """Return ``for pauses``, ``for pauses and motions``, ``for every kind``."""
    if set(of) == set(Kind):
        return "for every kind"
    return f"for {enumerated([kind.shape.plural for kind in of])}"


def _set(change: CharterChange) -> str:
    told = []
    if change.quorum is not None:
        told.append(f"the quorum {kinds(change.kinds)} to {_value(change.quorum)}")
    if change.threshold is not None:
        told.append(f"the threshold {kinds(change.kinds)} to {_value(change.threshold)}")
    if change.voting_period is not None:
        told.append(f"the voting period {kinds(change.kinds)} to {_value(change.voting_period)}")
    if change.roll is not None:
        told.append(f"the roll of later votes to {'open' if change.roll is RollKind.OPEN else 'registered'}")
    if change.admission is not None:
        told.append(f"admission to the roll to {'required' if change.admission else 'not required'}")
    if change.authority is not None:
        who = "the founding space's admins" if change.authority is Authority.FOUNDERS else "a vote"
        told.append(f"authority over the whole community to {who}")
    return f"set {enumerated(told)}"


def _value(value: Quorum | Threshold | timedelta | Unset) -> str:
    match value:
        case Unset():
            return "the default"
        case Quorum():
            return rules.quorum(value)
        case Threshold():
            return f"{rules.threshold(value)} of those who take a side"
        case timedelta():
            return span(value)
        case _:
            assert_never(value)
