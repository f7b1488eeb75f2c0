"""What a handler is given: who asks, from where, and the store for exactly one effect."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain.errors import NotFound, NotNow, NotRecorded, Refusal
from bot.domain.people import Actor, Platform, Profile, Space, Standing
from bot.domain.proposals import Seen
from bot.ports import Answer, Transaction, Trouble
from bot.services.people import Here, enter, here
from bot.services.world import World
from bot.views.elements import Card
from bot.views.standing import AsItStands
from commands.request import Request
from commands.spec import Catalogue

__all__ = ["Context", "Request", "World"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a transaction answered: a card, or a refusal (as it was raised, where it was raised just now)."""

    card: Card | None
    refusal: Refusal | None


class _Stranger(Exception):
    """What is written depends on who asks, and that is not known yet."""


class Context:
    """One invocation. *now* was read once, when it began; *founds* is False where nothing at all is to be written.

    *about* is the proposal that a button names, if one was pressed.
    """

    __slots__ = (
        "_about",
        "_asked",
        "_described",
        "_founds",
        "_written",
        "commands",
        "now",
        "profile",
        "request",
        "world",
    )

    def __init__(
        self,
        request: Request,
        world: World,
        now: datetime,
        profile: Profile | None,
        commands: Catalogue,
        *,
        founds: bool = True,
        about: Seen | None = None,
    ) -> None:
        self.request = request
        self.world = world
        self.now = now
        self.profile = profile
        self.commands = commands
        self._founds = founds
        self._about = about
        self._asked = False
        self._described: Profile | None = None
        self._written = False

    @property
    def prefix(self) -> str:
        """Return what people type before a command where this was asked."""
        return self.world.prefixes.get(self.request.platform, "")

    @property
    def prefixes(self) -> Mapping[Platform, str]:
        """Return what people type before a command on each platform that is served."""
        return {platform: self.world.prefixes.get(platform, "") for platform in self.world.messengers}

    def place(self, space: Space | None = None) -> str:
        """Return the channel where this was asked, or the one that *space* has set.

        :raises NotNow: where it was said to the bot alone, and there is no other.
        """
        place = self.request.channel or (space.channel if space is not None else None)
        if not place:
            raise NotNow("This needs a channel, and here is none. Use it in the channel that it is for.")
        return place

    async def known(self) -> Profile | None:
        """Return who asks, from the platform if need be; None where it does not tell."""
        if self.profile is None:
            try:
                self.profile = await self.request.ask()
            except Trouble:
                return None
        return self.profile

    async def facilitates(self) -> bool:
        """Return whether who asks is a facilitator of the community, or an admin of the space."""
        profile = await self.known()
        if profile is None or profile.standing is not Standing.FULL:
            return False
        if profile.admin:
            return True

        async def look(tx: Transaction) -> bool:
            where = await here(tx, self.request.platform, self.request.space_key, self.request.handle, self._about)
            if where is None or where.member is None:
                return False
            return await tx.facilitators.includes(where.community, where.member)

        return await self.world.store.read(look)

    @property
    def described(self) -> Profile | None:
        """Return who asks as far as that is known, to tell them why they may not; nothing is noted of it."""
        return self.profile or self._described

    async def describe(self) -> bool:
        """Ask the platform who asks, once, for ``described``; return whether more is known now than before."""
        if self.described is not None or self._asked:
            return False
        self._asked = True
        with suppress(Trouble):
            self._described = await self.request.ask()
        return self._described is not None

    def need_description(self) -> None:
        """Ask, from within what is written, that it be undone and written again once who asks is described.

        Where that was tried already nothing happens.
        """
        if self.described is None and not self._asked:
            raise _Stranger

    async def write(self, fn: Callable[[Transaction, Actor], Awaitable[Card]]) -> Card:
        """Run *fn* in one transaction together with the inbox row, and return its card once it is committed.

        However often a request is delivered, *fn* has one effect, and the card or the refusal is the same each time. A
        Refusal undoes what *fn* did and nothing else, and is raised after the commit; anything else that is raised
        undoes everything. A handler writes at most once.

        :raises NotRecorded: where the store did not take it; then nothing is kept, and a redelivery tries again.
        """
        if self._written:
            raise RuntimeError("a handler writes at most once: the inbox keeps one answer a request")
        self._written = True
        try:
            kept = await self.world.store.write(lambda tx: self._once(tx, fn))
        except _Stranger:
            await self.describe()
            kept = await self.world.store.write(lambda tx: self._once(tx, fn))
        if kept.refusal is not None:
            raise kept.refusal
        assert kept.card is not None
        return kept.card

    async def read(self, fn: Callable[[Transaction, Here], Awaitable[T]]) -> T:
        """Run *fn* on a snapshot; a space that is new is founded first."""

        async def look(tx: Transaction) -> tuple[T] | None:
            where = await here(tx, self.request.platform, self.request.space_key, self.request.handle, self._about)
            return None if where is None else (await fn(tx, where),)

        found = await self.world.store.read(look)
        if found is None:
            if not self._founds:
                raise NotFound("Nothing has happened in this space yet.")
            await self.world.store.write(self._enter)
            found = await self.world.store.read(look)
            assert found is not None, "the space has just been founded"
        return found[0]

    async def answered(self) -> Card | None:
        """Return the card that this request was answered with before, if it was.

        :raises Refusal: where the answer was a refusal.
        """
        answer = await self.world.store.read(lambda tx: tx.inbox.answer(self.request.key))
        if answer is None:
            return None
        kept = _again(answer)
        if kept.refusal is not None:
            raise kept.refusal
        return kept.card

    async def _once(self, tx: Transaction, fn: Callable[[Transaction, Actor], Awaitable[Card]]) -> _Kept:
        key = self.request.key
        if (answer := await tx.inbox.answer(key)) is not None:
            return _again(answer)
        actor = await self._enter(tx)
        # Entering waits for whoever holds the community's record: the same request, delivered twice at once, for one.
        if (answer := await tx.inbox.answer(key)) is not None:
            return _again(answer)
        try:
            card = await tx.attempt(lambda: fn(tx, actor))
        except NotRecorded:
            raise
        except AsItStands as refusal:
            await tx.inbox.keep(key, Answer(Card("", refusal.elements), refusal.message), self.now)
            return _Kept(None, refusal)
        except Refusal as refusal:
            await tx.inbox.keep(key, Answer(None, refusal.message), self.now)
            return _Kept(None, refusal)
        await tx.inbox.keep(key, Answer(card), self.now)
        return _Kept(card, None)

    async def _enter(self, tx: Transaction) -> Actor:
        heard = self.request
        return await enter(
            tx,
            heard.platform,
            heard.space_key,
            heard.space_name,
            heard.handle,
            heard.name,
            self.profile,
            self.now,
            self.world.entropy,
            self._about,
        )


def _again(answer: Answer) -> _Kept:
    if answer.refusal is None:
        return _Kept(answer.card, None)
    if answer.card is not None:
        return _Kept(None, AsItStands(answer.refusal, answer.card.elements))
    return _Kept(None, Refusal(answer.refusal))
