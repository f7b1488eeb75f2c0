"""Where something belongs that somebody writes to the bot alone, or presses there: asked of them only if need be."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from bot.domain.directions import isolated
from bot.domain.errors import NotAllowed, NotFound, Refusal
from bot.domain.ids import AccountId, SpaceId
from bot.domain.people import Profile, Space
from bot.domain.proposals import Seen
from bot.ports import Transaction, Trouble
from bot.services.homes import choose_home, gone, homes, homes_at
from bot.services.world import World
from bot.views.elements import Button, Buttons, Card, Element, Form, Invocation, Menu, Option, Pin, View, runs
from bot.views.homes import SEVERAL, choice
from commands import token
from commands.context import Request

Pressed = TypeVar("Pressed", Button, Option)

STRANGER = (
    "I don't know you from any server yet. Use a command in the server where your community meets; after that, what "
    "you write to me here belongs there."
)
ELSEWHERE = "That belongs to a community in none of whose servers I know you as a member."
LEFT = "You are not a member of that server any more, as far as I know. `at` shows where you are."
MOST_SPACES = 100


class Undecided(Refusal):
    """Somebody at several tables did not say which one they mean; *tables* has a space of each."""

    def __init__(self, tables: Sequence[Space]) -> None:
        super().__init__(SEVERAL)
        self.tables = tables


async def placed(world: World, request: Request, about: Seen | None, pin: Pin | None) -> tuple[Request, SpaceId]:
    """Return *request*, which names no space, as one of the space where it belongs, with who asks there, and its id.

    That is a community of the proposal that it is *about*, or the one of *pin*, or the one that is meant. That somebody
    is a member there is asked of the platform each time.

    :raises Refusal: where there is none, or it is to be asked (``Undecided``), or where the platform does not answer.
    """
    for _ in range(MOST_SPACES):
        account, space = await world.store.read(lambda tx: _meant(tx, request, about, pin))
        profile = await _profile(request, space)
        if profile is not None:
            if pin is not None and pin.chosen:
                await world.store.write(partial(choose_home, account=account, space=space.id))
            known = partial(_known, profile)
            return replace(request, space_key=space.key, profile=profile, ask=known, ask_at=None), space.id
        await world.store.write(partial(gone, account=account, space=space, now=world.clock()))
    raise NotFound(STRANGER)


async def _meant(tx: Transaction, request: Request, about: Seen | None, pin: Pin | None) -> tuple[AccountId, Space]:
    """Return who asks and where it belongs, as far as we know who is where."""
    found = await homes(tx, request.platform, request.handle)
    if found.account is None or not found.spaces:
        raise NotFound(STRANGER)
    proposal = await tx.proposals.by_id(about.id) if about is not None else None
    if proposal is not None:
        there = await homes_at(tx, found, proposal.community)
        if not there:
            raise NotAllowed(ELSEWHERE)
        return found.account, there[0]
    if pin is not None:
        there = [space for space in found.spaces if space.id == pin.space]
        if not there:
            raise NotAllowed(LEFT)
        return found.account, there[0]
    if found.meant is None:
        raise Undecided(found.tables)
    return found.account, found.meant


async def _profile(request: Request, space: Space) -> Profile | None:
    """Return who asks as a member of *space*; None where they are not one."""
    assert request.ask_at is not None
    try:
        return await request.ask_at(space.key)
    except Trouble as trouble:
        platform, reason = request.platform.value.capitalize(), trouble.reason.rstrip(".")
        raise Refusal(
            f"I could not ask {platform} whether you are a member of {isolated(space.name)} ({reason}). Nothing was "
            "done; try again."
        ) from trouble


async def _known(profile: Profile) -> Profile:
    return profile


def asking(undecided: Undecided, invocation: Invocation, prefix: str) -> Card:
    """Return what asks which table *invocation* is for, and runs it there where a button can carry it."""
    there = [replace(invocation, at=Pin(space.id, chosen=True)) for space in undecided.tables]
    carried = all(map(token.fits, there))
    if not carried:
        there = [runs("at", table=space.id) for space in undecided.tables]
    return choice(list(zip(undecided.tables, there, strict=True)), carried, prefix)


def pinned(view: View, space: str) -> View:
    """Return *view* with its buttons and menus, or its form, meant for *space*, wherever its reader is at home then."""
    if isinstance(view, Form):
        return replace(view, runs=_at(view.runs, space))
    return replace(view, elements=tuple(_pinned(element, space) for element in view.elements))


def _pinned(element: Element, space: str) -> Element:
    match element:
        case Buttons(buttons):
            return Buttons(tuple(_there(one, space) if isinstance(one, Button) else one for one in buttons))
        case Menu(placeholder, options):
            return Menu(placeholder, tuple(_there(option, space) for option in options))
        case _:
            return element


def _there(pressed: Pressed, space: str) -> Pressed:
    return replace(pressed, runs=_at(pressed.runs, space))


def _at(run: Invocation, space: str) -> Invocation:
    """Return *run* in *space*; where a button cannot carry that as well, it is as if typed."""
    there = run if run.at is not None else replace(run, at=Pin(space))
    return there if token.fits(there) else run
