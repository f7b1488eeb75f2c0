"""What becomes of a story: a proposal, or evidence for one."""

from collections.abc import Sequence
from typing import Annotated

from bot.domain.editions import Story
from bot.domain.people import Actor
from bot.domain.proposals import Kind, ProposalRef, State, Titled
from bot.ports import Transaction
from bot.services import evidence
from bot.services.editions import story_of
from bot.services.people import Here
from bot.services.searching import search
from bot.views import evidence as views
from bot.views.elements import Button, Card, Form, Strong, Tone, note, runs
from bot.views.proposals import on
from commands.beginnings import beginning, story_id
from commands.context import Context
from commands.questions import form
from commands.spec import Param, Who, command
from commands.suggesting import NO_PROPOSAL, any_open, known_editions


@command("news use", "Propose something on a story of the digest, or attach it as evidence", who=Who.MEMBER)
async def use(
    ctx: Context,
    edition: Annotated[int, Param("The number of the edition", suggest=known_editions)],
    story: Annotated[int, Param("The number of the story in it")],
) -> Card:
    async def look(tx: Transaction, here: Here) -> tuple[Story, Sequence[Titled]]:
        told = await story_of(tx, here.community, edition, story, here.member)
        found = await search(tx, here.community, here.member, "", states=[s for s in State if s.is_open])
        return told, found

    told, found = await ctx.read(look)
    return views.uses(edition, story, told, found, ctx.prefix)


@command("propose from", "Propose something that begins with a story of the digest", who=Who.MEMBER, listed=False)
async def propose_from(
    ctx: Context,
    kind: Annotated[Kind, Param("The kind of proposal")],
    edition: Annotated[int, Param("The number of the edition")],
    story: Annotated[int, Param("The number of the story in it")],
) -> Form:
    began = await ctx.read(lambda tx, here: beginning(tx, here, kind, story_id(edition, story)))
    return form(kind, None, began.text, began)


@command("evidence add", "Attach a story of the digest to an open proposal", who=Who.MEMBER)
async def add(
    ctx: Context,
    proposal: Annotated[ProposalRef, Param("Its number, such as 12 or RL-12", suggest=any_open, nothing=NO_PROPOSAL)],
    edition: Annotated[int, Param("The number of the edition", suggest=known_editions)],
    story: Annotated[int, Param("The number of the story in it")],
) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        told = await story_of(tx, actor.community, edition, story, actor.member)
        found, added = await evidence.attach(tx, actor, proposal, told.lead, ctx.now, ctx.world.entropy)
        undo = runs("evidence remove", proposal=str(found.number), evidence=str(added.number))
        return note(
            Strong("Attached."),
            f" It is evidence {added.number} of {found.label}, and says that you attached it.",
            tone=Tone.GOOD,
            buttons=(Button("Look at it", on("proposal", found)), Button("Take it off", undo)),
        )

    return await ctx.write(put)


@command("evidence remove", "Take evidence off an open proposal", who=Who.MEMBER)
async def remove(
    ctx: Context,
    proposal: Annotated[ProposalRef, Param("Its number, such as 12 or RL-12", suggest=any_open, nothing=NO_PROPOSAL)],
    number: Annotated[int, Param("The number of the evidence, as `proposal` lists it", name="evidence")],
) -> Card:
    facilitates = await ctx.facilitates()

    async def take(tx: Transaction, actor: Actor) -> Card:
        found, taken = await evidence.detach(
            tx, actor, proposal, number, ctx.now, ctx.world.entropy, facilitates=facilitates
        )
        return note(f"“{taken.title}” is no longer evidence of {found.label}.")

    return await ctx.write(take)
