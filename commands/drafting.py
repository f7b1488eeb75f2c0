"""Proposing and editing: forms, drafts and the private preview."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from bot.domain.errors import NotFound
from bot.domain.ids import ProposalId
from bot.domain.people import Actor
from bot.domain.proposals import Draft, Kind, Proposal, ProposalRef, Seen, State
from bot.domain.redline import TextField, faults
from bot.ports import Transaction
from bot.services import drafting
from bot.services.finding import find
from bot.services.people import Here
from bot.views.elements import Button, Card, Field, Fields, Form, Heading, Invocation, Items, Prose, Tone, note, runs
from bot.views.proposals import page_saved, preview
from commands.context import Context
from commands.spec import Answers, FormFaults, Param, Who, command
from commands.suggesting import own_drafts, red_line_templates
from commands.templates import template

PAGE = 5


@command("propose red-line", "Propose a red line, in a form", who=Who.MEMBER)
async def propose_red_line(
    ctx: Context,
    start: Annotated[
        str, Param("A template to start from", name="template", limit=80, suggest=red_line_templates)
    ] = "",
) -> Form:
    filled = template(Kind.RED_LINE, start).text if start else {}
    draft = await ctx.read(lambda tx, here: _held(tx, here, Kind.RED_LINE, None))
    if draft is not None and not start:
        filled = draft.text
    return _form(Kind.RED_LINE, None, filled)


@command("edit", "Change a draft of yours before its vote is open", who=Who.MEMBER)
async def edit(
    ctx: Context,
    proposal: Annotated[ProposalRef, Param("Its number, such as 12 or RL-12", suggest=own_drafts)],
) -> Form:
    async def look(tx: Transaction, here: Here) -> tuple[Proposal, Mapping[str, str]]:
        found = await find(tx, here.community, proposal, here.member)
        drafting.check_editable(found, here.member)
        held = await _held(tx, here, found.kind, found.id)
        return found, held.text if held else found.text

    found, text = await ctx.read(look)
    return _form(found.kind, found, text)


@command("draft save", "Keep what a form holds", who=Who.MEMBER, listed=False)
async def save(
    ctx: Context,
    kind: Annotated[Kind, Param("The kind of proposal")],
    answers: Annotated[Answers, Param("What was typed")],
    proposal: Annotated[ProposalRef | None, Param("The draft that is edited")] = None,
) -> Card:
    async def keep(tx: Transaction, actor: Actor) -> Card:
        edited = await _edited(tx, actor, proposal)
        draft = await drafting.save(tx, actor, kind, edited.id if edited else None, answers, ctx.now)
        if edited is not None and proposal is not None and (late := _too_late(edited, proposal, draft)) is not None:
            return late  # a card, not a refusal: a refusal would undo the saving of the draft
        page = _unasked(kind, answers)
        if page is not None and not (edited and _all_asked(kind, answers)):
            more = _invocation("draft continue", kind, proposal, page=str(page))
            return page_saved(kind, page - 1, len(_pages(kind)), more, _invocation("draft discard", kind, proposal))
        made = await drafting.finish(tx, actor, draft, ctx.request.channel, ctx.now, ctx.world.entropy)
        if not isinstance(made, Proposal):
            return _faulty(kind, proposal, made)
        return preview(made, (await tx.communities.charter(actor.community)).terms(made.kind))

    card = await ctx.write(keep)
    if _all_asked(kind, answers) and (found := faults({k: v.strip() for k, v in answers.items()})):
        raise FormFaults(found, _invocation("draft continue", kind, proposal, page="0"))
    return card


@command("draft continue", "Go on with a form", who=Who.MEMBER, listed=False)
async def go_on(
    ctx: Context,
    kind: Annotated[Kind, Param("The kind of proposal")],
    page: Annotated[int, Param("The page, from 0")],
    proposal: Annotated[ProposalRef | None, Param("The draft that is edited")] = None,
) -> Form:
    async def look(tx: Transaction, here: Here) -> tuple[Proposal | None, Mapping[str, str]]:
        edited = await find(tx, here.community, proposal, here.member) if proposal else None
        if edited is not None:
            drafting.check_editable(edited, here.member)
        held = await _held(tx, here, kind, edited.id if edited else None)
        if held is None and edited is None:
            raise NotFound("This draft was finished or discarded already. `propose red-line` begins a new one.")
        return edited, held.text if held else edited.text if edited else {}

    edited, text = await ctx.read(look)
    return _form(kind, edited, text, page=min(max(page, 0), len(_pages(kind)) - 1))


@command("draft discard", "Throw a draft away", who=Who.MEMBER, listed=False)
async def discard(
    ctx: Context,
    kind: Annotated[Kind, Param("The kind of proposal")],
    proposal: Annotated[ProposalRef | None, Param("The draft that is edited")] = None,
) -> Card:
    async def drop(tx: Transaction, actor: Actor) -> Card:
        edited = await find(tx, actor.community, proposal, actor.member) if proposal else None
        await tx.drafts.discard(actor.account, actor.space.id, kind, edited.id if edited else None)
        return note("What you typed is discarded. Nothing was proposed.")

    return await ctx.write(drop)


async def _held(tx: Transaction, here: Here, kind: Kind, proposal: ProposalId | None) -> Draft | None:
    if here.account is None:
        return None
    return await tx.drafts.get(here.account, here.space.id, kind, proposal)


async def _edited(tx: Transaction, actor: Actor, ref: ProposalRef | None) -> Proposal | None:
    if ref is None:
        return None
    found = await find(tx, actor.community, ref, actor.member)
    drafting.check_proposer(found, actor.member)
    return found


def _too_late(edited: Proposal, ref: ProposalRef, draft: Draft) -> Card | None:
    """Return what is answered where the text no longer changes, or was changed since the form was opened."""
    if edited.state is not State.DRAFT:
        typed = tuple((f.label, (draft.text[f.name],)) for f in edited.kind.fields if draft.text.get(f.name))
        told = f"{edited.label} is {edited.state.value}: its text no longer changes. What you typed, to copy:"
        return Card(told, (Prose((told,)), Fields(typed)), Tone.WARNING)
    if isinstance(ref, Seen) and ref.version != edited.version:
        now = Seen(edited.id, edited.version)
        return note(
            f"{edited.label} was changed meanwhile; it is now version {edited.version}. What you typed is kept.",
            tone=Tone.WARNING,
            buttons=(Button("Look again", _invocation("draft continue", edited.kind, now, page="0")),),
        )
    return None


def _pages(kind: Kind) -> Sequence[Sequence[TextField]]:
    fields = kind.fields
    return [fields[start : start + PAGE] for start in range(0, len(fields), PAGE)]


def _all_asked(kind: Kind, answers: Mapping[str, str]) -> bool:
    return all(field.name in answers for field in kind.fields)


def _unasked(kind: Kind, answers: Mapping[str, str]) -> int | None:
    """Return the page that follows the one answered, or None after the last."""
    pages = _pages(kind)
    answered = [i for i, page in enumerate(pages) if any(field.name in answers for field in page)]
    following = max(answered, default=-1) + 1
    return following if following < len(pages) else None


def _form(kind: Kind, proposal: Proposal | None, text: Mapping[str, str], page: int = 0) -> Form:
    ref = Seen(proposal.id, proposal.version) if proposal else None
    title = f"Edit {proposal.label}" if proposal else f"New {kind.value}"
    pages = tuple(tuple(_field(field, text.get(field.name, "")) for field in fields) for fields in _pages(kind))
    return Form(title, _invocation("draft save", kind, ref), pages, page=page)


def _field(field: TextField, value: str) -> Field:
    options = tuple((option, option.capitalize()) for option in field.options)
    return Field(field.name, field.label, field.help, value, field.required, field.long, field.limit, options)


def _invocation(command: str, kind: Kind, proposal: ProposalRef | None, **more: str) -> Invocation:
    arguments = {"kind": kind.value, **more}
    if isinstance(proposal, Seen):
        arguments["proposal"] = f"~{proposal.id}.{proposal.version}"
    return runs(command, **arguments)


def _faulty(kind: Kind, proposal: ProposalRef | None, found: Mapping[str, str]) -> Card:
    again = _invocation("draft continue", kind, proposal, page="0")
    told = note(
        "What you typed is kept, but it can't be proposed yet.",
        tone=Tone.WARNING,
        buttons=(Button("Edit again", again),),
    )
    first, *rest = told.elements
    return Card(
        told.summary,
        (Heading("Not proposed yet"), first, Items(tuple((f,) for f in found.values())), *rest),
        told.tone,
    )
