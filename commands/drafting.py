"""Proposing and editing: forms, drafts and the private preview."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated

from bot.domain.errors import NotFound
from bot.domain.ids import ProposalId
from bot.domain.likeness import Likeness, likely_duplicates
from bot.domain.people import Actor
from bot.domain.proposals import Draft, Kind, Proposal, ProposalRef, Seen, State
from bot.domain.texts import Text
from bot.ports import Transaction
from bot.services import amending, drafting
from bot.services.finding import find
from bot.services.people import Here
from bot.services.searching import newest_of_kind
from bot.services.voting import outlook
from bot.views import drafts
from bot.views.elements import Button, Card, Form, Invocation, Tone, note
from bot.views.standing import AsItStands
from bot.views.templates import Start, starts
from commands.beginnings import beginning, of_template
from commands.context import Context
from commands.opening import roll_counted, roll_refused
from commands.questions import all_asked, form, on_draft, pages, unasked
from commands.spec import Answers, FormFaults, Param, Who, command
from commands.suggesting import NO_OWN_OPEN, own_open, templates_of
from commands.templates import of_kind

COMPARED = 200
"""Proposals of a kind with which one is compared, the newest: 0.2 s where all their texts are as long as may be."""


def _declare(kind: Kind) -> None:
    """Declare the command that begins a proposal of *kind*."""
    article = "an" if kind.value[0] in "aeiou" else "a"
    declared = command(f"propose {kind.shape.word}", f"Propose {article} {kind.value}, in a form", who=Who.MEMBER)

    async def begin(ctx: Context, start: str = "") -> Form:
        chosen = of_template(kind, start) if start else None
        draft = None if chosen else await ctx.read(lambda tx, here: _held(tx, here, kind, None))
        return form(kind, None, chosen.text if chosen else draft.text if draft else {}, chosen)

    if kind.shape.sources is None:

        @declared
        async def propose(ctx: Context) -> Form:
            return await begin(ctx)

    else:

        @declared
        async def propose_from(
            ctx: Context,
            start: Annotated[
                str, Param("A summary to start from", name="template", limit=80, suggest=templates_of(kind))
            ] = "",
        ) -> Form:
            return await begin(ctx, start)


for _kind in Kind:
    _declare(_kind)


@command("templates", "Summaries of published texts to start from")
async def list_templates(ctx: Context, kind: Annotated[Kind | None, Param("Only those of one kind")] = None) -> Card:
    found = [known for of in Kind if kind in (None, of) for known in of_kind(of)]
    if not found:
        raise NotFound("There is no template of this kind: a motion is free text. `propose motion` opens its form.")
    return starts(
        [
            Start(known.kind, known.title, known.source, known.url, known.retrieved, ctx.prefix + known.line)
            for known in found
        ]
    )


@command("edit", "Change the text of a draft of yours, or of an open vote, which then begins anew", who=Who.MEMBER)
async def edit(
    ctx: Context,
    proposal: Annotated[ProposalRef, Param("Its number, such as 12 or RL-12", suggest=own_open, nothing=NO_OWN_OPEN)],
) -> Form:
    async def look(tx: Transaction, here: Here) -> tuple[Proposal, Text]:
        found = await find(tx, here.community, proposal, here.member)
        await drafting.check_editable(tx, found, here.member, ctx.now)
        held = await _held(tx, here, found.kind, found.id)
        return found, held.text if held else found.text

    found, text = await ctx.read(look)
    return form(found.kind, found, text)


@command("draft save", "Keep what a form holds", who=Who.MEMBER, listed=False)
async def save(
    ctx: Context,
    kind: Annotated[Kind, Param("The kind of proposal")],
    answers: Annotated[Answers, Param("What was typed")],
    proposal: Annotated[ProposalRef | None, Param("The draft that is edited")] = None,
    start: Annotated[str, Param("What it starts from", name="template", limit=80)] = "",
) -> Card:
    page = unasked(kind, answers)
    duplicates = await _duplicates(ctx, kind, answers, proposal) if page is None else ()
    counted = page is None and await roll_counted(ctx, kind)

    async def keep(tx: Transaction, actor: Actor) -> Card:
        edited, began = await _begun(tx, actor, kind, proposal, start)
        anew = bool(start) and all(field.name in answers for field in pages(kind)[0])
        draft = await drafting.save(tx, actor, kind, edited.id if edited else None, began, answers, ctx.now, anew=anew)
        if (
            edited is not None
            and proposal is not None
            and (late := await _too_late(tx, edited, proposal, draft, ctx.now))
        ):
            return late  # a card, not a refusal: a refusal would undo the saving of the draft
        if page is not None:
            more = on_draft("draft continue", kind, proposal, page=str(page))
            return drafts.page_saved(page - 1, len(pages(kind)), more, on_draft("draft discard", kind, proposal))
        if edited is not None and edited.state is State.VOTING:
            back = on_draft("draft discard", kind, proposal)
            shown = await amending.preview(tx, edited, draft, back)
            return shown if isinstance(shown, Card) else drafts.not_yet(shown, _again(kind, proposal))
        made = await drafting.finish(tx, actor, draft, ctx.request.channel, ctx.now, ctx.world.entropy)
        if not isinstance(made, Proposal):
            return drafts.not_yet(made, _again(kind, proposal))
        # Who was counted was noted since this was asked.
        opening = await outlook(tx, actor.community, made.kind, ctx.world.clock(), counted=counted)
        return drafts.preview(
            made, opening, duplicates, ctx.prefix, why=kind.shape.caution(made.text, ctx.now.date()) or ""
        )

    card = await ctx.write(keep)
    if all_asked(kind, answers) and (found := kind.shape.faults(_stripped(answers))):
        raise FormFaults(found, _again(kind, proposal))
    return card


@command("draft keep", "Keep what is typed in a form that is still open", who=Who.MEMBER, listed=False)
async def keep_typed(
    ctx: Context,
    kind: Annotated[Kind, Param("The kind of proposal")],
    answers: Annotated[Answers, Param("What was typed")],
    proposal: Annotated[ProposalRef | None, Param("The draft that is edited")] = None,
    start: Annotated[str, Param("What it starts from", name="template", limit=80)] = "",
) -> Card:
    async def keep(tx: Transaction, actor: Actor) -> Card:
        edited, began = await _begun(tx, actor, kind, proposal, start)
        await drafting.save(tx, actor, kind, edited.id if edited else None, began, answers, ctx.now)
        return drafts.kept(ctx.prefix)

    card = await ctx.write(keep)
    if found := kind.shape.faults_in(_stripped(answers)):
        raise FormFaults(found, _again(kind, proposal))
    return card


@command("draft amend", "End an open vote and put the changed text to a new one", who=Who.MEMBER, listed=False)
async def amend(ctx: Context, proposal: Annotated[ProposalRef, Param("The proposal that is edited")]) -> Card:
    if (card := await ctx.answered()) is not None:
        return card
    refusal = await roll_refused(ctx, partial(amending.amendable, ref=proposal))

    async def put(tx: Transaction, actor: Actor) -> Card:
        if refusal is not None:
            raise refusal
        return await amending.amend(tx, actor, proposal, ctx.world.clock, ctx.world.entropy)

    return await ctx.write(put)


@command("draft continue", "Go on with a form", who=Who.MEMBER, listed=False)
async def go_on(
    ctx: Context,
    kind: Annotated[Kind, Param("The kind of proposal")],
    page: Annotated[int, Param("The page, from 0")],
    proposal: Annotated[ProposalRef | None, Param("The draft that is edited")] = None,
) -> Form:
    async def look(tx: Transaction, here: Here) -> tuple[Proposal | None, Text]:
        edited = await find(tx, here.community, proposal, here.member) if proposal else None
        if edited is not None:
            await drafting.check_editable(tx, edited, here.member, ctx.now)
        held = await _held(tx, here, kind, edited.id if edited else None)
        if held is None and edited is None:
            raise drafts.gone(kind)
        return edited, held.text if held else edited.text if edited else {}

    edited, text = await ctx.read(look)
    return form(kind, edited, text, page=min(max(page, 0), len(pages(kind)) - 1))


@command("draft discard", "Throw a draft away", who=Who.MEMBER, listed=False)
async def discard(
    ctx: Context,
    kind: Annotated[Kind, Param("The kind of proposal")],
    proposal: Annotated[ProposalRef | None, Param("The draft that is edited")] = None,
) -> Card:
    async def drop(tx: Transaction, actor: Actor) -> Card:
        edited = await find(tx, actor.community, proposal, actor.member) if proposal else None
        if await tx.drafts.get(actor.account, actor.space.id, kind, edited.id if edited else None) is None:
            raise drafts.gone(kind)
        await tx.drafts.discard(actor.account, actor.space.id, kind, edited.id if edited else None)
        left = f"{edited.label} is as it was." if edited else "Nothing was proposed."
        return note(f"What you typed is discarded. {left}")

    return await ctx.write(drop)


def _again(kind: Kind, edited: ProposalRef | None) -> Invocation:
    return on_draft("draft continue", kind, edited, page="0")


async def _duplicates(
    ctx: Context, kind: Kind, answers: Mapping[str, str], proposal: ProposalRef | None
) -> Sequence[Likeness]:
    """Return what the text that *answers* complete is likely to repeat; compared off the loop, for that takes time."""
    edited = proposal.id if isinstance(proposal, Seen) else None

    async def look(tx: Transaction, here: Here) -> tuple[Text, Sequence[Proposal]]:
        held = await _held(tx, here, kind, edited)
        among = await newest_of_kind(tx, here.community, here.member, kind, COMPARED)
        return drafting.typed(kind, held.text if held else {}, answers), [one for one in among if one.id != edited]

    text, among = await ctx.read(look)
    if kind.shape.faults(text):
        return ()
    return await asyncio.to_thread(likely_duplicates, kind, text, among)


async def _held(tx: Transaction, here: Here, kind: Kind, proposal: ProposalId | None) -> Draft | None:
    if here.account is None:
        return None
    return await tx.drafts.get(here.account, here.space.id, kind, proposal)


async def _begun(
    tx: Transaction, actor: Actor, kind: Kind, ref: ProposalRef | None, start: str
) -> tuple[Proposal | None, Text]:
    """Return the proposal that a form edits, if it edits one, and the text with which it began."""
    edited = None
    if ref is not None:
        edited = await find(tx, actor.community, ref, actor.member)
        drafting.check_proposer(edited, actor.member)
    if start:
        return edited, (await beginning(tx, actor, kind, start)).text
    return edited, edited.text if edited else {}


def _stripped(answers: Mapping[str, str]) -> Text:
    return {name: answer.strip() for name, answer in answers.items()}


async def _too_late(tx: Transaction, edited: Proposal, ref: ProposalRef, draft: Draft, now: datetime) -> Card | None:
    """Return what is answered where the text no longer changes, or was changed since the form was opened."""
    try:
        await drafting.check_editable(tx, edited, edited.proposer, now)
    except AsItStands as late:
        return drafts.to_copy(f"{late.message} What you typed, to copy:", edited.kind, draft.text, late.elements)
    if isinstance(ref, Seen) and ref.version != edited.version:
        current = Seen(edited.id, edited.version)
        return note(
            f"{edited.label} was changed meanwhile; it is now version {edited.version}. What you typed is kept.",
            tone=Tone.WARNING,
            buttons=(Button("Look again", on_draft("draft continue", edited.kind, current, page="0")),),
        )
    return None
