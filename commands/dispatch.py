"""From what a platform heard to what it answers."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.errors import Misread, NotAllowed, NotNow, Refusal
from bot.domain.ids import new_id
from bot.domain.people import Profile, Standing
from bot.domain.proposals import Seen
from bot.ports import Trouble
from bot.views.elements import Invocation, Tone, View, note
from commands import arguments, line, token
from commands.catalogue import COMMANDS
from commands.context import Context, Request
from commands.context import World as World
from commands.placing import Undecided, asking, pinned, placed
from commands.refusals import refused
from commands.spec import Catalogue, Command, FormFaults, Who

OFFERED = 25
OFFER_LENGTH = 100
"""What Discord's autocompletion shows: so many offers of so many characters each."""
PATIENCE = 2.0
"""Seconds for an offer: Discord waits three."""

log = logging.getLogger(__name__)

Offers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """What is shown, privately; *refusal* says why where it is one, for platforms that can say it in place."""

    view: View
    refusal: Refusal | None = None


class Dispatcher:
    """Reads, authorises and runs commands; everything that comes from outside is treated as typed by anybody."""

    def __init__(self, world: World, catalogue: Catalogue = COMMANDS) -> None:
        self._world = world
        self._catalogue = catalogue
        # "/pause vote 12 for" on the console and "/vote 12 for" in Slack are understood all the same.
        self._roots = {prefix.strip(" /").casefold() for prefix in world.prefixes.values()} - {""}

    def read(self, text: str) -> Invocation:
        """Return what a typed line asks for; it may still lack required values.

        :raises Misread: where it cannot be understood, with the line that was probably meant.
        """
        invocation = line.read(text, self._catalogue, self._roots)
        bound = arguments.bind(self._catalogue[invocation.command], invocation)
        if bound.faults:
            meant = line.write(bound.corrected, self._catalogue) if bound.corrected else None
            raise Misread("\n".join(bound.faults.values()), meant)
        return invocation

    def faults(self, invocation: Invocation) -> Mapping[str, str]:
        """Return what cannot be read of *invocation*, a sentence by parameter name, whatever it still lacks."""
        try:
            return arguments.bind(self._command(invocation), invocation).faults
        except Misread:
            return {}

    def opens_form(self, invocation: Invocation) -> bool:
        """Return whether the first answer is, or may be, a form, so that nothing may be deferred before it."""
        command = self._catalogue.get(invocation.command)
        if command is None:
            return False
        return command.opens_form or (command.listed and bool(command.missing(invocation)))

    async def answer(self, request: Request, what: Invocation | str) -> Answered:
        """Return what *request* is answered; it never raises but where it is cancelled."""
        if request.is_direct:
            return await self._answer_alone(request, what)
        return await self._answer(request, what if isinstance(what, str) else replace(what, at=None))

    async def _answer_alone(self, request: Request, what: Invocation | str) -> Answered:
        """Answer what was said to the bot alone as if it had been said in the space where it belongs."""
        prefix = self._world.prefixes.get(request.platform, "")
        try:
            invocation = self.read(what) if isinstance(what, str) else what
            known = self._command(invocation)
            if known.anywhere:
                return await self._answer(request, replace(invocation, at=None))
            about = _about(arguments.bind(known, invocation).values)
            there, space = await placed(self._world, request, about, invocation.at)
        except Undecided as undecided:
            return Answered(asking(undecided, invocation, prefix), undecided)
        except Refusal as refusal:
            return Answered(refused(refusal, self._catalogue, prefix), refusal)
        except Exception:
            return Answered(*self._incident("what was said to the bot alone"))
        answered = await self._answer(there, replace(invocation, at=None))
        return replace(answered, view=pinned(answered.view, space))

    async def _answer(self, request: Request, what: Invocation | str) -> Answered:
        prefix = self._world.prefixes.get(request.platform, "")
        command = "a typed line"
        try:
            invocation = self.read(what) if isinstance(what, str) else what
            known = self._command(invocation)
            command = known.name
            bound = arguments.bind(known, invocation)
            if bound.faults:
                raise FormFaults(bound.faults, bound.again)
            if known.missing(invocation):
                return Answered(await self._ask(request, known, invocation, bound.values))
            return Answered(await self._run(request, known, bound.values))
        except Refusal as refusal:
            return Answered(refused(refusal, self._catalogue, prefix), refusal)
        except Trouble as trouble:
            unfinished = Refusal(f"It could not be finished: {trouble.reason.rstrip('.')}.")
            return Answered(refused(unfinished, self._catalogue, prefix), unfinished)
        except Exception:
            return Answered(*self._incident(command))

    async def suggest(self, request: Request, command: str, parameter: str, text: str) -> Offers:
        """Return at most 25 values with labels, or none where that fails or takes too long; it never raises."""
        known = self._catalogue.get(command)
        about = known.parameter(parameter) if known is not None else None
        if about is None:
            return ()
        if about.suggest is None:
            return [option for option in about.kind.options if text.casefold() in option[1].casefold()][:OFFERED]
        try:
            async with asyncio.timeout(PATIENCE):
                if request.is_direct and known is not None and not known.anywhere:
                    request, _ = await placed(self._world, request, None, None)
                now = self._world.clock()
                ctx = Context(request, self._world, now, request.profile, self._catalogue, founds=False)
                found = await about.suggest(ctx, text[:OFFER_LENGTH])
        except (Refusal, Trouble, TimeoutError):
            return ()
        except Exception:
            log.exception("offers for %s of %s failed", parameter, command)
            return ()
        fitting = [(value, label) for value, label in found if 0 < len(value) <= OFFER_LENGTH]
        return [(value, (label or value)[:OFFER_LENGTH]) for value, label in fitting[:OFFERED]]

    def _command(self, invocation: Invocation) -> Command:
        command = self._catalogue.get(invocation.command)
        if command is None:
            raise token.Stale
        return command

    async def _run(self, request: Request, command: Command, values: Mapping[str, object]) -> View:
        ctx = self._context(request, values)
        try:
            await _authorise(command, ctx)
        except Refusal:
            # Who was recorded, and is no longer who they were, is told again what they were told.
            card = await ctx.answered()
            if card is None:
                raise
            return card
        return await command.handler(ctx, **values)

    async def _ask(
        self, request: Request, command: Command, invocation: Invocation, values: Mapping[str, object]
    ) -> View:
        """Return the form that asks for what is missing, or why there is nothing to ask.

        :raises Misread: where no line or form of ours could have left it out.
        """
        if not command.listed:
            raise token.Stale
        form = arguments.form(command, invocation)
        ctx = self._context(request, values, founds=False)
        for parameter in command.missing(invocation):
            if parameter.nothing and parameter.suggest and not await parameter.suggest(ctx, ""):
                raise NotNow(parameter.nothing)
        if command.asking is None:
            return form
        await _authorise(command, ctx)
        return await command.asking(ctx, form, **{p.keyword: values.get(p.keyword) for p in command.parameters})

    def _context(self, request: Request, values: Mapping[str, object], *, founds: bool = True) -> Context:
        now, about = self._world.clock(), _about(values)
        return Context(request, self._world, now, request.profile, self._catalogue, founds=founds, about=about)

    def _incident(self, command: str) -> tuple[View, Refusal]:
        """Log what is being handled, without the arguments, and return what the member is told."""
        reference = f"INC-{new_id(self._world.entropy)[-8:]}"
        log.exception("incident %s in %s", reference, command)
        told = f"Something went wrong on our side, and nothing more was done. Reference: {reference}."
        return note(told, tone=Tone.WARNING), Refusal(told)


def _about(values: Mapping[str, object]) -> Seen | None:
    """Return the proposal that a button names."""
    return next((value for value in values.values() if isinstance(value, Seen)), None)


async def _authorise(command: Command, ctx: Context) -> None:
    if command.who is Who.ANYONE:
        return
    if ctx.profile is None:
        platform = ctx.request.platform.value.capitalize()
        try:
            ctx.profile = await ctx.request.ask()
        except Trouble as trouble:
            raise Refusal(
                f"I could not ask {platform} who you are ({trouble.reason.rstrip('.')}). Nothing was done; try again."
            ) from trouble
    _check(command, ctx.profile)
    if command.who is Who.FACILITATOR and not await ctx.facilitates():
        raise NotAllowed(
            f"`{command.name}` is for facilitators of this community and admins of this space. "
            "`facilitator list` shows who helps to run it."
        )


def _check(command: Command, profile: Profile) -> None:
    match profile.standing:
        case Standing.BOT:
            raise NotAllowed(f"`{command.name}` is for people; bots cannot use it.")
        case Standing.GUEST:
            raise NotAllowed(
                f"`{command.name}` is for full members of this space, and you are a guest in it. "
                "An admin of the space can make you a full member."
            )
    if command.who is Who.ADMIN and not profile.admin:
        raise NotAllowed(
            f"`{command.name}` is for admins of this space: Manage Server on Discord, owners and admins in Slack. "
            "Ask one of them."
        )
