"""The local console: commands typed or piped in, cards printed as they come."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from bot.domain.addresses import person_in
from bot.domain.errors import FormFaults, NotAllowed, Refusal
from bot.domain.ids import new_id
from bot.domain.pacing import Ration
from bot.domain.people import Platform, Profile, Space
from bot.platforms.console import forms, people
from bot.platforms.console.completion import complete
from bot.platforms.console.render import render
from bot.platforms.console.terminal import Interrupted, Terminal
from bot.ports import NotSent, Transaction
from bot.services.people import enter, note_roll
from bot.services.world import World
from bot.views.elements import Card, Code, Form, Invocation, Strong, Tone, note
from commands.catalogue import COMMANDS
from commands.context import Request
from commands.dispatch import Dispatcher

LEAVE = ("quit", "exit")
_LOCAL_COMMANDS = (("as", "Be another local member: as bob"), ("quit", "Leave the console"))
_REFUSED_AS = (
    "Local members are for trying things out, without a token. One is set here, so members are who "
    "their platform says they are."
)
_MORE_HERE = note(
    "On the console also: ", Code("as bob"), " to be another local member, a button's number to press it, ",
    Code("quit"), " to leave.",
)  # fmt: skip


class ConsoleAdapter:
    """Speaks with the one person at the terminal, as one local member at a time, and posts cards there."""

    repeats_within = timedelta(0)

    def __init__(
        self,
        world: World,
        dispatcher: Dispatcher,
        terminal: Terminal,
        *,
        settle: Callable[[], Awaitable[None]],
        local_members: bool = True,
    ) -> None:
        """*settle* sends what has become due; it is called after each line, so that cards follow at once."""
        self._world = world
        self._dispatcher = dispatcher
        self._terminal = terminal
        self._settle = settle
        self._local_members = local_members
        self._name = people.FOUNDERS[0]
        self._session = new_id(world.entropy)
        self._requests = 0
        self._commands = 0
        self._gathered = not local_members
        self._buttons: list[Invocation] = []
        self._leaving = False

    async def run(self) -> None:
        """Serve until the person leaves or the commands of a pipe are done; for ever where there are none."""
        try:
            await self._converse()
        except BrokenPipeError:
            return
        finally:
            self._terminal.close()
        if not self._commands and not self._terminal.is_interactive:
            await asyncio.Event().wait()

    async def aclose(self) -> None:
        """Leave the terminal to ``run``, which restores it as it ends or is cancelled."""

    async def send(self, space: Space, channel: str, card: Card, nonce: str, under: str | None = None) -> str:
        try:
            user = person_in(channel)
            await self._print(card, for_whom=None if user is None or user == self._name else user)
        except OSError as error:
            raise NotSent(f"the console takes no text: {error.strerror}") from error
        return nonce

    async def edit(self, space: Space, channel: str, reference: str, card: Card) -> None:
        """Leave what was printed: it cannot change any more, and whoever wants to know asks again."""

    def send_rations(self, space: Space, channel: str) -> Sequence[Ration]:
        return ()

    def edit_rations(self, space: Space, channel: str, reference: str, now: datetime) -> Sequence[Ration]:
        return ()

    async def another_place(self, space: Space, avoiding: Collection[str]) -> str | None:
        return None

    def owner(self, space: Space) -> str | None:
        return None

    async def roll(self, space: Space) -> Sequence[Profile]:
        """Return the founders and whoever was named by ``as``, in this run or an earlier one."""

        async def known(tx: Transaction) -> set[str]:
            return {handle.user for handle in await tx.people.presences(space.id)}

        now = self._world.clock()
        names = {*people.FOUNDERS, *await self._world.store.read(known)}
        return [people.profile(name, now) for name in sorted(names)]

    async def _converse(self) -> None:
        await self._terminal.show(self._greeting() + "\n")
        while not self._leaving:
            try:
                line = await self._terminal.read(f"{self._name}> ", self._suggest)
            except EOFError:
                break
            except Interrupted:
                await self._print(note("Type ", Code("quit"), " or press Ctrl-D to leave."))
                continue
            if line.strip():
                self._commands += 1
                await self._gather()
                await self._hear(line.strip())
                await self._settle()

    async def _gather(self) -> None:
        """Make the founders members, so that they can be named before they have said a word."""
        if self._gathered:
            return

        async def known(tx: Transaction) -> Space | None:
            return await tx.communities.space(Platform.CONSOLE, people.SPACE_KEY)

        with suppress(Refusal):  # a store that fails says so to the command, and the next one tries again
            space = await self._world.store.read(known)
            if space is None:
                await self._world.store.write(self._entering(self._name))
                space = await self._world.store.read(known)
            assert space is not None, "the space has just been founded"
            await note_roll(self._world, space, await self.roll(space))
            self._gathered = True

    def _greeting(self) -> str:
        opening = "No token is set: console here" if self._local_members else "Console here"
        return f"{opening}, register at {self._world.register_url}. Type help to begin."

    async def _hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word.casefold().lstrip("/"):
            case "as":
                await self._become(rest.strip())
            case leave if leave in LEAVE and not rest:
                self._leaving = True
            case number if number.isdecimal() and not rest:
                await self._press(number)
            case "help" if rest.strip().casefold() in dict(_LOCAL_COMMANDS):
                await self._print(note(dict(_LOCAL_COMMANDS)[rest.strip().casefold()] + "."))
            case command:
                await self._run(line)
                if command == "help" and not rest:
                    await self._print(_MORE_HERE)

    async def _become(self, text: str) -> None:
        try:
            if not self._local_members:
                raise NotAllowed(_REFUSED_AS)
            name = people.read_name(text)
            await self._world.store.write(self._entering(name))
        except Refusal as refusal:
            await self._print(note(refusal.message, tone=Tone.WARNING))
            return
        self._name = name
        await self._print(note("You are ", Strong(name), " now."))

    def _entering(self, name: str) -> Callable[[Transaction], Awaitable[object]]:
        """Return what makes *name* a member, so that a roll has them from now on."""
        now, entropy = self._world.clock(), self._world.entropy
        handle, profile = people.handle(name), people.profile(name, now)
        space = (Platform.CONSOLE, people.SPACE_KEY, people.SPACE_NAME)
        return lambda tx: enter(tx, *space, handle, name, profile, now, entropy)

    async def _press(self, number: str) -> None:
        index = int(number) - 1 if len(number) <= 6 else -1
        if 0 <= index < len(self._buttons):
            await self._run(self._buttons[index])
        else:
            await self._print(note(f"No button has the number {number[:20]}.", tone=Tone.WARNING))

    async def _run(self, what: Invocation | str) -> None:
        while True:
            view = (await self._dispatcher.answer(self._request(), what)).view
            if isinstance(view, Card):
                await self._print(view)
                return
            filled = await forms.ask(self._terminal, view, partial(self._hear_answer, view), self._world.clock())
            self._leaving = self._leaving or filled.ended
            if pasted := self._terminal.left_over():
                await self._print(forms.left_over(pasted))
            if filled.given_up or (not filled.typed and filled.ended):
                await self._print(forms.left(view, filled))
                return
            arguments = {**dict(view.runs.arguments), **filled.answers}
            what = Invocation(view.runs.command, tuple(arguments.items()))

    async def _hear_answer(self, form: Form, name: str, answer: str) -> str | None:
        """Keep one answer where the form keeps them, and return what is wrong with it by itself."""
        asks = form.keeps or form.runs
        said = Invocation(asks.command, (*(pair for pair in asks.arguments if pair[0] != name), (name, answer)))
        if form.keeps is None:
            return self._dispatcher.faults(said).get(name)
        refusal = (await self._dispatcher.answer(self._request(), said)).refusal
        return refusal.faults.get(name) if isinstance(refusal, FormFaults) else None

    async def _suggest(self, line: str) -> Sequence[tuple[str, str]]:
        ask = partial(self._dispatcher.suggest, self._request())
        return await complete(COMMANDS, ask, line, _LOCAL_COMMANDS)

    def _request(self) -> Request:
        self._requests += 1
        profile = people.profile(self._name, self._world.clock())

        async def ask() -> Profile:
            return profile

        return Request(
            key=f"console:{self._session}:{self._requests}",
            platform=Platform.CONSOLE,
            space_key=people.SPACE_KEY,
            space_name=people.SPACE_NAME,
            channel=people.CHANNEL,
            handle=profile.handle,
            name=self._name,
            profile=profile,
            ask=ask,
        )

    def _number(self, runs: Invocation) -> int:
        """Return the number that presses the button; one that was printed before keeps its own."""
        if runs not in self._buttons:
            self._buttons.append(runs)
        return self._buttons.index(runs) + 1

    async def _print(self, card: Card, for_whom: str | None = None) -> None:
        """Print *card*; *for_whom* is who alone is to read it, where that is not the member who is typing."""
        text = render(card, self._terminal.look, self._world.clock(), self._number)
        await self._terminal.show((f"To {for_whom}:\n" if for_whom else "") + text + "\n")
