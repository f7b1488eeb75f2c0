"""A table to sit at: lines are typed, the clock is moved by hand, and what is posted hangs on walls."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.pacing import Ration
from bot.domain.people import Handle, Platform, Profile, Space, Standing
from bot.domain.proposals import Kind
from bot.platforms.console.render import Look, render
from bot.ports import Ambiguous, Cause, Impossible, Trouble
from bot.services.amending import tell_voters
from bot.services.closing import close_due
from bot.services.delivery import deliver_due
from bot.services.digests import queue_due
from bot.services.fetching import fetch_due
from bot.services.forgetting import forget_answers, forget_contents
from bot.services.judging import judge_due
from bot.services.refreshing import refresh_postings
from bot.services.renewing import renew_due
from bot.services.world import World
from bot.views.elements import Button, Buttons, Card, Form, Invocation, Menu, View, plain
from commands.context import Request
from commands.dispatch import Answered, Dispatcher
from tests.domain.kinds import WHOLE

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)  # a Monday
LONG_AGO = NOON - timedelta(days=400)
RED_LINE = WHOLE[Kind.RED_LINE]


@dataclass
class Posted:
    """A message on a wall, with every card it has shown."""

    space: str
    channel: str
    nonce: str
    cards: list[Card]
    under: str | None = None

    @property
    def card(self) -> Card:
        return self.cards[-1]

    @property
    def text(self) -> str:
        return shown(self.card)


@dataclass
class Wall:
    """A platform that keeps what is posted. *troubles* are raised by the next calls; with True, after their effect.

    *people* is what it tells of who is there, or None where it tells with each interaction when somebody joined. *shut*
    are channels, and spaces by their keys, that take nothing, *torn* the references of messages that somebody deleted.
    *places* are channels that it suggests for what cannot stand where it should.
    """

    people: dict[str, Profile] | None
    repeats_within: timedelta = timedelta(0)
    messages: list[Posted] = field(default_factory=list)
    troubles: list[tuple[bool, Trouble]] = field(default_factory=list)
    roll_trouble: Trouble | None = None
    shut: dict[str, Trouble] = field(default_factory=dict)
    torn: set[str] = field(default_factory=set)
    rations: Sequence[Ration] = ()
    edits: Sequence[Ration] = ()
    places: Sequence[str] = ()
    owned_by: str | None = None

    async def send(self, space: Space, channel: str, card: Card, nonce: str, under: str | None = None) -> str:
        self._check(space, channel)
        took_effect, trouble = self.troubles.pop(0) if self.troubles else (True, None)
        known = next((i for i, m in enumerate(self.messages) if m.nonce == nonce), None)
        if took_effect and (known is None or not self.repeats_within):
            self.messages.append(Posted(space.key, channel, nonce, [card], under))
            known = len(self.messages) - 1
        if trouble is not None:
            raise trouble
        assert known is not None
        return str(known)

    async def edit(self, space: Space, channel: str, reference: str, card: Card) -> None:
        self._check(space, channel)
        if self.troubles:
            raise self.troubles.pop(0)[1]
        if reference in self.torn:
            raise Impossible("The message was deleted.", Cause.MESSAGE)
        self.messages[int(reference)].cards.append(card)

    def _check(self, space: Space, channel: str) -> None:
        for name in (space.key, channel):
            if name in self.shut:
                raise self.shut[name]

    def send_rations(self, space: Space, channel: str) -> Sequence[Ration]:
        return self.rations

    def edit_rations(self, space: Space, channel: str, reference: str, now: datetime) -> Sequence[Ration]:
        return self.edits or self.rations

    async def another_place(self, space: Space, avoiding: Collection[str]) -> str | None:
        return next((place for place in self.places if place not in avoiding), None)

    def owner(self, space: Space) -> str | None:
        return self.owned_by

    async def roll(self, space: Space) -> Sequence[Profile] | None:
        if self.roll_trouble is not None:
            raise self.roll_trouble
        return None if self.people is None else list(self.people.values())


class Table:
    """Three platforms over one store. ``at`` chooses where the next lines are typed."""

    def __init__(self, store, feeds) -> None:
        self.now = NOON
        self.channel = "general"
        self.drawn = 0
        self.typed = 0
        self.walls = {
            Platform.DISCORD: Wall(None, repeats_within=timedelta(minutes=2)),
            Platform.SLACK: Wall({}),
            Platform.CONSOLE: Wall({}),
        }
        for name in ("alice", "bob", "carol"):
            self.arrives(name, Platform.SLACK)
            self.arrives(name, Platform.CONSOLE)
        self.world = World(
            store=store,
            clock=lambda: self.now,
            entropy=self.entropy,
            messengers=self.walls,
            feeds=feeds,
            register_url="https://register.example.org",
            prefixes={Platform.DISCORD: "/", Platform.SLACK: "/pause ", Platform.CONSOLE: ""},
        )
        self.dispatcher = Dispatcher(self.world)
        self.joined: dict[str, datetime] = {}
        self.admins = {"alice"}
        self.guests: set[str] = set()
        self.bots: set[str] = set()
        self.roles: dict[str, set[str]] = {}
        self.platform = Platform.CONSOLE
        self.place = 1

    def entropy(self, size: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_128(self.drawn.to_bytes(8, "big")).digest(size)

    def at(self, platform: Platform, place: int = 1) -> "Table":
        """Type the next lines in one of the spaces of *platform*."""
        self.platform, self.place = platform, place
        return self

    @property
    def space_key(self) -> str:
        return f"{self.platform.value}-{self.place}"

    @property
    def posted(self) -> list[Posted]:
        """Return what hangs in this space."""
        return [message for message in self.wall.messages if message.space == self.space_key]

    @property
    def wall(self) -> Wall:
        return self.walls[self.platform]

    def arrives(self, name: str, platform: Platform, standing: Standing = Standing.FULL) -> None:
        """Let *name* be listed by a platform that lists who is there."""
        people = self.walls[platform].people
        assert people is not None
        people[name] = Profile(Handle(platform, "", name), name, standing, self.now)

    def request(self, person: str, key: str | None = None) -> Request:
        self.typed += 1
        platform = self.platform
        handle = Handle(platform, "", person)
        standing = Standing.GUEST if person in self.guests else Standing.FULL
        standing = Standing.BOT if person in self.bots else standing
        since = self.joined.get(person, LONG_AGO if platform is Platform.DISCORD else self.now)
        roles = frozenset(self.roles.get(person, ()))
        profile = Profile(handle, person, standing, since, person in self.admins, roles)

        async def ask() -> Profile:
            return profile

        return Request(
            key=key or f"typed:{self.typed}",
            platform=platform,
            space_key=self.space_key,
            space_name=f"{platform.value} table" + (f" {self.place}" if self.place > 1 else ""),
            channel=self.channel,
            handle=handle,
            name=person,
            profile=None if platform is Platform.SLACK else profile,
            ask=ask,
        )

    async def answered(self, person: str, what: Invocation | str, key: str | None = None) -> Answered:
        return await self.dispatcher.answer(self.request(person, key), what)

    async def says(self, person: str, what: Invocation | str, key: str | None = None) -> str:
        """Return what *person* privately sees."""
        return shown((await self.answered(person, what, key)).view)

    async def fills(self, person: str, form: View, answers: dict[str, str], key: str | None = None) -> Answered:
        """Submit a form."""
        assert isinstance(form, Form), shown(form)
        merged = dict(form.runs.arguments) | answers
        return await self.answered(person, Invocation(form.runs.command, tuple(merged.items())), key)

    async def proposes(self, person: str, kind: Kind = Kind.RED_LINE, **changes: str) -> Answered:
        form = (await self.answered(person, f"propose {kind.shape.word}")).view
        return await self.fills(person, form, WHOLE[kind] | changes)

    async def opens(self, person: str, number: int = 1, kind: Kind = Kind.RED_LINE, **changes: str) -> str:
        """Propose and open; return the answer to opening."""
        await self.proposes(person, kind, **changes)
        told = await self.says(person, f"open {number}")
        await self.works()
        return told

    async def works(self) -> None:
        """Do what is due by now, as the metronome does."""
        await close_due(self.world)
        await judge_due(self.world)
        await queue_due(self.world)
        await renew_due(self.world)
        await tell_voters(self.world)
        await fetch_due(self.world)
        await deliver_due(self.world)
        await refresh_postings(self.world)
        await forget_answers(self.world)
        await forget_contents(self.world)

    async def passes(self, **span: float) -> None:
        self.now += timedelta(**span)
        await self.works()


def shown(view: View) -> str:
    if isinstance(view, Form):
        fields = "\n".join(f"{f.label}: {f.value}" for f in view.fields)
        return f"{view.title}\n{plain(view.intro)}\n{fields}"
    numbers = iter(range(1, 100))
    return render(view, Look(width=1000, zone=UTC), NOON, lambda _: next(numbers))


def button(view: View, label: str) -> Invocation:
    """Return what the button, or the choice, called *label* runs."""
    assert isinstance(view, Card), shown(view)
    for element in view.elements:
        if isinstance(element, Buttons):
            for one in element.buttons:
                if isinstance(one, Button) and one.label == label:
                    return one.runs
        if isinstance(element, Menu):
            for option in element.options:
                if option.label == label:
                    return option.runs
    raise AssertionError(f"no button {label!r} on:\n{shown(view)}")


def doubt(took_effect: bool) -> tuple[bool, Trouble]:
    return took_effect, Ambiguous("it did not answer")


def later(table: Table, **span: float) -> datetime:
    return table.now + timedelta(**span)
