"""Answering interactions, privately always, and whatever they name: nothing of a message is remembered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import aiohttp
import discord

from bot.domain.errors import Misread
from bot.platforms.discord import codes, forms, tree
from bot.platforms.discord.heard import Heard, asked, request, taken_back
from bot.platforms.discord.members import Members
from bot.platforms.discord.render import render
from bot.platforms.discord.returned import returned
from bot.views.elements import Button, Card, Emphasis, Form, Heading, Invocation, Prose, Quote, Tone, View, note
from commands import token
from commands.catalogue import COMMANDS
from commands.context import Request
from commands.dispatch import Dispatcher
from commands.refusals import refused

log = logging.getLogger(__name__)

FORM_PATIENCE = 2.3  # seconds: Discord waits three for the first answer, which has to travel
_TRIES = 3  # to show an answer that is there, where Discord cannot be reached
_QUIET = discord.AllowedMentions.none()
_UNREACHED = (OSError, aiohttp.ClientError, TimeoutError)

PREFIX = "/"


class Interactions:
    """Answers every interaction, from whichever message and however old it is."""

    def __init__(self, dispatcher: Dispatcher, form_patience: float = FORM_PATIENCE) -> None:
        self._dispatcher = dispatcher
        self._form_patience = form_patience
        self._members = Members()
        self._busy: set[asyncio.Task[object]] = set()
        self._ending = False

    async def take(self, interaction: Heard) -> None:
        """Answer one interaction; it never raises but where it is cancelled."""
        if self._ending:  # Discord says that there is no answer, keeps a form open, and nothing was done
            return
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            await self._answer(interaction)
        except Exception:
            log.exception("Discord: interaction %d is not answered", interaction.id)
        finally:
            self._busy.discard(task)

    async def drain(self, limit: float) -> None:
        """Take nothing more, and wait for the answers that are under way, for so many seconds at most."""
        self._ending = True
        if self._busy:
            await asyncio.wait(set(self._busy), timeout=limit)

    async def _answer(self, interaction: Heard) -> None:
        match interaction.type:
            case discord.InteractionType.autocomplete:
                await self._offer(interaction)
            case discord.InteractionType.ping:
                pass
            case discord.InteractionType.component if taken_back(interaction):
                await _accepted(interaction, interaction.response.defer())
            case _:
                try:
                    what = asked(interaction)
                except Misread as misread:
                    first, *more = returned(refused(misread, COMMANDS, PREFIX), _typed(interaction))
                    await _at_once(interaction, first)
                    await _followed(interaction, more)
                else:
                    await self._run(interaction, what)

    async def _run(self, interaction: Heard, what: Invocation) -> None:
        # A form cannot follow a deferral, nor answer another form.
        submitted = interaction.type is discord.InteractionType.modal_submit
        if not submitted and self._dispatcher.opens_form(what):
            await self._open(interaction, what)
        elif await _deferred(interaction):
            answered = await self._dispatcher.answer(self._request(interaction), what)
            card = _as_card(answered.view, what, "There is one more thing to fill in.")
            first, *more = returned(card, _typed(interaction) if answered.refusal is not None else ())
            await _edited_in(interaction, first)
            await _followed(interaction, more)

    async def _offer(self, interaction: Heard) -> None:
        command, parameter, text = tree.focused(interaction.data or {})
        found = await self._dispatcher.suggest(self._request(interaction), command, parameter, text)
        offers = tree.choices(command, parameter, found)
        await _accepted(interaction, interaction.response.autocomplete(offers))

    def _request(self, interaction: Heard) -> Request:
        return request(interaction, self._members)

    async def _open(self, interaction: Heard, what: Invocation) -> None:
        answering = asyncio.create_task(self._dispatcher.answer(self._request(interaction), what))
        try:
            done, _ = await asyncio.wait({answering}, timeout=self._form_patience)
            if not done:
                if await _deferred(interaction):
                    view = (await answering).view
                    await _edited_in(interaction, _as_card(view, what, "The form was not ready in time. Now it is."))
                return
            view = answering.result().view
            if isinstance(view, Form) and forms.opens(view):
                await _accepted(interaction, interaction.response.send_modal(forms.modal(view)))
            else:
                await _at_once(interaction, _as_card(view, what, "There is more to fill in."))
        finally:
            answering.cancel()


def _as_card(view: View, what: Invocation, why: str) -> Card:
    """Return *view*, or in the place of a form, which cannot be shown now, a card with the button that opens it."""
    if isinstance(view, Card):
        return view
    opening = next((i for i in (what, view.runs) if token.fits(i)), None)
    if opening is not None:
        return note(why, buttons=(Button("Continue", opening, Emphasis.PRIMARY),))
    words = [value for _, value in what.arguments if len(value) > 20 and not value.startswith(token.MARK)]
    return Card(
        "A form cannot hold what was typed",
        (
            Heading("Nothing was done yet"),
            Prose(
                (f"Something is missing for /{what.command}, and its form cannot hold what you typed. Copy it here:",)
            ),
            *map(Quote, words),
        ),
        Tone.WARNING,
    )


async def _deferred(interaction: Heard) -> bool:
    """Tell Discord privately that an answer is coming; return whether it is still of use.

    Where somebody has answered already (the same interaction, delivered twice) the effect is one, by its key, and so is
    the answer: it is given again. Where it is too late, nothing may be done that nobody is told of.
    """
    return await _accepted(interaction, interaction.response.defer(ephemeral=True, thinking=True))


async def _at_once(interaction: Heard, card: Card) -> None:
    sending = interaction.response.send_message(view=render(card), ephemeral=True, allowed_mentions=_QUIET)
    await _accepted(interaction, sending)


async def _accepted(interaction: Heard, response: Awaitable[object]) -> bool:
    try:
        await response
    except discord.HTTPException as error:
        if error.code == codes.ALREADY_ANSWERED:
            log.info("Discord: interaction %d was delivered twice", interaction.id)
            return True
        if error.code == codes.UNKNOWN_INTERACTION:
            log.warning("Discord: interaction %d came too late to be answered", interaction.id)
            return False
        log.warning("Discord: interaction %d may not have been answered: %s", interaction.id, error)
        return error.status >= 500
    except _UNREACHED as error:
        log.warning("Discord: interaction %d may not have been answered: %s", interaction.id, type(error).__name__)
    return True


def _typed(interaction: Heard) -> Sequence[str]:
    """Return what was typed where a form was submitted, which is closed by now."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return ()
    data: Any = interaction.data or {}
    return list(forms.answers(data.get("components") or (), data.get("resolved") or {}).values())


async def _edited_in(interaction: Heard, card: Card) -> None:
    await _shown(interaction, lambda: interaction.edit_original_response(view=render(card), allowed_mentions=_QUIET))


async def _followed(interaction: Heard, cards: Sequence[Card]) -> None:
    for card in cards:
        sending = partial(interaction.followup.send, view=render(card), ephemeral=True, allowed_mentions=_QUIET)
        await _shown(interaction, sending)


async def _shown(interaction: Heard, show: Callable[[], Awaitable[object]]) -> None:
    for attempt in range(_TRIES):
        try:
            await show()
        except (discord.HTTPException, RuntimeError) as error:  # RuntimeError: we are closing
            # What was done is done, and is there when they ask again; an interaction's token ends after 15 minutes.
            log.warning("Discord: the answer to interaction %d could not be shown: %s", interaction.id, error)
        except _UNREACHED as error:
            log.warning("Discord: no answer to interaction %d yet: %s", interaction.id, type(error).__name__)
            await asyncio.sleep(2.0**attempt)
            continue
        return
