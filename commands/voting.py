"""Opening a vote, voting, results, withdrawing."""

from datetime import timedelta
from functools import partial
from typing import Annotated

from bot.domain.errors import NotNow
from bot.domain.people import Actor
from bot.domain.proposals import ProposalRef, Seen, State
from bot.domain.voting import Choice
from bot.ports import Transaction
from bot.services import register, voting
from bot.services.finding import as_it_stands, find, listed
from bot.services.people import Here
from bot.services.rolls import NotOnRoll
from bot.views import votes
from bot.views.elements import Card, Form, Strong, note
from bot.views.phrases import end
from bot.views.proposals import opened
from bot.views.standing import stands
from commands.context import Context
from commands.opening import roll_refused
from commands.spec import Param, Who, command
from commands.suggesting import NO_OWN_DRAFT, NO_OWN_OPEN, NO_PROPOSAL, any_proposal, open_votes, own_drafts, own_open
from commands.types import Sure

CHOOSABLE = 25
"""Open votes that a form lets choose from: what Discord's menus hold."""


@command("open", "Open the vote on a draft of yours", who=Who.MEMBER)
async def open_vote(
    ctx: Context,
    proposal: Annotated[
        ProposalRef, Param("Its number, such as 12 or RL-12", suggest=own_drafts, nothing=NO_OWN_DRAFT)
    ],
    period: Annotated[timedelta | None, Param("How long it stays open: 20m, 12h, 7d", name="for", lead="for")] = None,
) -> Card:
    if (card := await ctx.answered()) is not None:
        return card
    refusal = await roll_refused(ctx, partial(voting.openable, ref=proposal))

    async def put(tx: Transaction, actor: Actor) -> Card:
        if refusal is not None:
            raise refusal
        channel, clock = ctx.request.channel, ctx.world.clock
        return opened(await voting.open_vote(tx, actor, proposal, period, channel, clock, ctx.world.entropy))

    return await ctx.write(put)


async def ask_for_ballot(
    ctx: Context, form: Form, proposal: ProposalRef | None, choice: Choice | None, reason: str | None
) -> Form:
    async def look(tx: Transaction, here: Here) -> Form:
        ref = proposal
        if ref is None:
            opened = await tx.proposals.listed(here.community, [State.VOTING])
            if not opened:
                raise NotNow("No vote is open. `proposals` lists what there is.")
            if len(opened) > 1:
                return votes.which_vote(form, opened if len(opened) <= CHOOSABLE else ())
            ref = Seen(opened[0].id, opened[0].version)
        asked = await voting.question(tx, here, ctx.profile, ctx.described, ref, ctx.now)
        return votes.ballot_form(form, asked.proposal, asked.vote, asked.own, ctx.request.platform)

    try:
        return await ctx.read(look)
    except NotOnRoll:
        if not await ctx.describe():  # a guest is told another reason than who came later
            raise
        return await ctx.read(look)


@command("vote", "Cast or change a ballot", asking=ask_for_ballot)
async def vote(
    ctx: Context,
    proposal: Annotated[ProposalRef, Param("Its number, such as 12 or RL-12", suggest=open_votes)],
    choice: Annotated[Choice, Param("How you vote")],
    reason: Annotated[
        str, Param("Why, if you like; public at close", rest=True, long=True, limit=voting.REASON_LIMIT)
    ] = "",
) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        try:
            cast = await voting.cast(
                tx, actor, proposal, choice, reason, ctx.described, ctx.world.clock, ctx.world.entropy
            )
        except NotOnRoll:
            ctx.need_description()  # a guest is told another reason than who came later
            raise
        return votes.recorded(cast.proposal, cast.vote, cast.choice, cast.reason)

    return await ctx.write(put)


@command("results", "The outcome of a vote, or when it will be known")
async def results(
    ctx: Context,
    proposal: Annotated[
        ProposalRef, Param("Its number, such as 12 or RL-12", suggest=any_proposal, nothing=NO_PROPOSAL)
    ],
) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        entry = await listed(tx, await find(tx, here.community, proposal, here.member))
        if entry.vote is None:
            told = f"The vote on {entry.proposal.label} is not open yet."
            raise await as_it_stands(tx, entry.proposal, here.member, told, ctx.now)
        if entry.proposal.state is State.VOTING and ctx.now >= entry.vote.closes:
            told = f"Voting on {entry.proposal.label} closed on {end(entry.vote)}; its outcome is not there yet."
            raise await as_it_stands(tx, entry.proposal, here.member, told, ctx.now)
        if entry.proposal.state is State.VOTING:
            own = await register.own_ballot(tx, entry, here.member)
            return votes.hidden_results(entry, own.choice if own else None)
        return votes.results(entry, await register.ballots(tx, entry), ctx.world.register_url)

    return await ctx.read(look)


@command("withdraw", "Take back a proposal of yours")
async def withdraw(
    ctx: Context,
    proposal: Annotated[ProposalRef, Param("Its number, such as 12 or RL-12", suggest=own_open, nothing=NO_OWN_OPEN)],
    sure: Annotated[Sure | None, Param("Without being asked whether its vote should end")] = None,
) -> Card:
    async def take_back(tx: Transaction, actor: Actor) -> Card:
        if (await find(tx, actor.community, proposal, actor.member)).state is State.DRAFT:
            return await _discarded(ctx, tx, actor, proposal)
        if sure is None:
            held, _, _ = await voting.withdrawable(tx, actor, proposal, ctx.world.clock)
            return votes.withdrawing(await listed(tx, held))
        gone = await voting.withdraw(tx, actor, proposal, ctx.world.clock, ctx.world.entropy)
        return note(
            Strong(f"{gone.label} is withdrawn."),
            " Its ballots are not counted.",
        )

    return await ctx.write(take_back)


@command("discard", "Throw away a draft that was never opened", listed=False)
async def discard(ctx: Context, proposal: Annotated[ProposalRef, Param("The draft")]) -> Card:
    async def drop(tx: Transaction, actor: Actor) -> Card:
        found = await find(tx, actor.community, proposal, actor.member)
        if found.state is not State.DRAFT:
            told = f"{stands(found)}, no longer a draft: nothing was discarded."
            raise await as_it_stands(tx, found, actor.member, told, ctx.now)
        return await _discarded(ctx, tx, actor, proposal)

    return await ctx.write(drop)


async def _discarded(ctx: Context, tx: Transaction, actor: Actor, proposal: ProposalRef) -> Card:
    gone = await voting.withdraw(tx, actor, proposal, ctx.world.clock, ctx.world.entropy)
    return note(f"{gone.label} is discarded. Nobody else has seen it.")
