"""Reading what is proposed and what is in force."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.domain.proposals import Kind, ProposalRef, Stage, State
from bot.ports import Transaction
from bot.services import register as registers
from bot.services.agenda import agenda
from bot.services.finding import as_it_stands, find, listed
from bot.services.people import Here
from bot.services.searching import search, with_texts
from bot.services.versions import versions
from bot.views import agenda as views
from bot.views import changes
from bot.views.elements import Buttons, Card, Heading, Items, LinkButton, Prose, Strong, note
from bot.views.lists import Wanted, listing
from bot.views.phrases import counted
from bot.views.proposals import Listed, details
from commands.context import Context
from commands.spec import Param, command
from commands.suggesting import NO_PROPOSAL, any_proposal

SHOWN = 25


@command("mine", "What needs you: votes to cast, your drafts and your proposals")
async def mine(ctx: Context) -> Card:
    found = await ctx.read(lambda tx, here: agenda(tx, here, ctx.profile, ctx.now))
    if found.waiting and not await ctx.facilitates():
        found = replace(found, waiting=())
    return views.mine(found, ctx.prefix)


@command("proposals", "What is proposed, voted on and decided")
async def proposals(
    ctx: Context,
    kind: Annotated[Kind | None, Param("Only those of one kind")] = None,
    state: Annotated[Stage | None, Param("Only those in a state")] = None,
    words: Annotated[str, Param("Only those with all these words in the title", rest=True, limit=100)] = "",
) -> Card:
    async def look(tx: Transaction, here: Here) -> tuple[Sequence[Listed], int]:
        states = tuple(State) if state is None else state.states
        found = await search(tx, here.community, here.member, words, states=states, kind=kind)
        return await with_texts(tx, found[:SHOWN]), len(found)

    entries, found = await ctx.read(look)
    return listing(entries, found, Wanted(kind, state, words), ctx.prefix)


@command("proposal", "One proposal in full, and how you voted")
async def proposal(
    ctx: Context,
    proposal: Annotated[
        ProposalRef, Param("Its number, such as 12 or RL-12", suggest=any_proposal, nothing=NO_PROPOSAL)
    ],
) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        entry = await listed(tx, await find(tx, here.community, proposal, here.member))
        own = await registers.own_ballot(tx, entry, here.member)
        yours = entry.proposal.proposer == here.member
        amended = len(await tx.votes.rounds(entry.proposal.id)) > 1
        return details(entry, own.choice if own else None, yours, ctx.world.register_url, amended=amended)

    return await ctx.read(look)


@command("history", "The texts of a proposal that were voted on, and what each changed")
async def history(
    ctx: Context,
    proposal: Annotated[
        ProposalRef, Param("Its number, such as 12 or RL-12", suggest=any_proposal, nothing=NO_PROPOSAL)
    ],
) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        found = await find(tx, here.community, proposal, here.member)
        known = await versions(tx, found)
        if not known:
            told = f"{found.label} was never put to the vote, so it has no other text that anybody could have seen."
            raise await as_it_stands(tx, found, here.member, told, ctx.now)
        return changes.history(found, known)

    return await ctx.read(look)


@command("register", "What is in force")
async def register(ctx: Context) -> Card:
    async def look(tx: Transaction, here: Here) -> tuple[registers.Register, str]:
        community = here.community
        return await registers.register(tx, community), f"{ctx.world.register_url}/c/{community}/"

    held, address = await ctx.read(look)
    page = LinkButton("Open the register", address)
    if not held.in_force:
        at_table = counted(len(held.at_table), "proposal")
        return note(f"Nothing is in force yet; {at_table} at the table.", buttons=(page,))
    lines = tuple(
        (Strong(entry.proposal.label), f" {entry.proposal.title} · version {entry.proposal.version}")
        for entry in held.in_force[:SHOWN]
    )
    more = len(held.in_force) - SHOWN
    tail = (Prose((f"And {more} more on the register page.",)),) if more > 0 else ()
    return Card(
        f"{counted(len(held.in_force), 'entry', 'entries')} in force",
        (Heading("In force"), Items(lines), *tail, Buttons((page,))),
    )
