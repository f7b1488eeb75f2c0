"""What is offered while somebody types an argument."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from bot.domain.directions import isolated
from bot.domain.editions import Edition
from bot.domain.proposals import Kind, State, Titled
from bot.domain.searching import folded
from bot.domain.subscriptions import Subscription
from bot.ports import Transaction
from bot.services import listing
from bot.services.members import labelled
from bot.services.people import Here
from bot.services.searching import search
from bot.services.subscriptions import standings
from bot.views.editions import title
from commands.context import Context
from commands.spec import Suggest
from commands.templates import of_kind

Offers = Sequence[tuple[str, str]]
MOST = 25
SEARCHED = 200
WEEK = timedelta(days=7)
MOMENT = timedelta(seconds=1)


def _proposals(*states: State, own: bool = False) -> Suggest:
    async def suggest(ctx: Context, text: str) -> Offers:
        async def look(tx: Transaction, here: Here) -> Sequence[Titled]:
            return await search(tx, here.community, here.member, text, states=states, own=own)

        return [(str(one.number), f"{one.label} {isolated(one.title)}") for one in (await ctx.read(look))[:MOST]]

    return suggest


any_proposal = _proposals(*State)
open_votes = _proposals(State.VOTING)
own_drafts = _proposals(State.DRAFT, own=True)
any_open = _proposals(*(state for state in State if state.is_open))
own_open = _proposals(*(state for state in State if state.is_open), own=True)

NO_PROPOSAL = "Nothing is proposed yet. `propose red-line` begins a red line; `help` lists the other kinds."
NO_OWN_DRAFT = "You have no draft to open. `propose red-line` begins one; `mine` lists what is yours."
NO_OWN_OPEN = "No draft and no open vote here is yours. `mine` lists what is yours."


def templates_of(kind: Kind) -> Suggest:
    async def suggest(_: Context, text: str) -> Offers:
        found = [(known.id, f"{known.title} · {known.source}, retrieved {known.retrieved}") for known in of_kind(kind)]
        return [offer for offer in found if text.casefold() in " ".join(offer).casefold()]

    return suggest


async def known_feeds(ctx: Context, text: str) -> Offers:
    async def look(tx: Transaction, here: Here) -> Offers:
        held = await tx.feeds.listed(here.community)
        return [(str(feed.number), f"{feed.number} {feed.title}") for feed in held]

    return [offer for offer in await ctx.read(look) if text.lower() in offer[1].lower()][:MOST]


async def known_subscriptions(ctx: Context, text: str) -> Offers:
    async def look(tx: Transaction, here: Here) -> Offers:
        held = await standings(tx, here.community, here.member, ctx.now)
        return [(str(one.subscription.number), _subscription(one.subscription)) for one in held]

    return [offer for offer in await ctx.read(look) if text.lower() in offer[1].lower()][:MOST]


def _subscription(one: Subscription) -> str:
    whose = ", to you alone" if one.is_personal else ""
    return f"{one.number}: {one.recurrence}{whose}"


async def known_entries(ctx: Context, text: str) -> Offers:
    """Return what came in a week, of what has points the weightiest first."""

    async def look(tx: Transaction, here: Here) -> Offers:
        found = await listing.page(tx, here.community, ctx.now - WEEK, ctx.now + MOMENT, None, 1, size=SEARCHED)
        return [(one.code, f"{one.code} {isolated(one.item.title)}") for one in found.entries]

    return [offer for offer in await ctx.read(look) if text.lower() in offer[1].lower()][:MOST]


async def known_editions(ctx: Context, text: str) -> Offers:
    return await _editions(ctx, text, lambda tx, here: tx.editions.listed(here.community, here.member, MOST))


async def held_editions(ctx: Context, text: str) -> Offers:
    return await _editions(ctx, text, lambda tx, here: tx.editions.held(here.community))


async def _editions(
    ctx: Context, text: str, find: Callable[[Transaction, Here], Awaitable[Sequence[Edition]]]
) -> Offers:
    offers = [(str(one.number), f"{one.number}: {title(one.contents, 'UTC')}") for one in await ctx.read(find)]
    return [offer for offer in offers if text.lower() in offer[1].lower()][:MOST]


async def members(ctx: Context, text: str) -> Offers:
    async def look(tx: Transaction, here: Here) -> Offers:
        found = await tx.people.named(here.community)
        return [(f"~{one.own}", labelled(one)) for one in found]

    return _named_like(await ctx.read(look), text)


async def registered(ctx: Context, text: str) -> Offers:
    async def look(tx: Transaction, here: Here) -> Offers:
        return [(f"~{one.member}", one.name) for one in await tx.rolls.registered(here.community)]

    return _named_like(await ctx.read(look), text)


async def facilitators(ctx: Context, text: str) -> Offers:
    async def look(tx: Transaction, here: Here) -> Offers:
        return [(f"~{one.member}", one.name) for one in await tx.facilitators.listed(here.community)]

    return _named_like(await ctx.read(look), text)


def _named_like(offers: Offers, text: str) -> Offers:
    wanted = folded(text).removeprefix("@")
    return [offer for offer in offers if wanted in folded(offer[1])][:MOST]
