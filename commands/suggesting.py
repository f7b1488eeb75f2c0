"""What is offered while somebody types an argument."""

from collections.abc import Callable, Sequence

from bot.domain.proposals import Kind, State
from bot.ports import Transaction
from bot.services import register
from bot.services.people import Here
from bot.views.proposals import Listed
from commands.context import Context
from commands.spec import Suggest
from commands.templates import of_kind

Offers = Sequence[tuple[str, str]]
MOST = 25


async def any_proposal(ctx: Context, text: str) -> Offers:
    return await _proposals(ctx, text, lambda _: True)


async def open_votes(ctx: Context, text: str) -> Offers:
    return await _proposals(ctx, text, lambda entry: entry.proposal.state is State.VOTING)


async def own_drafts(ctx: Context, text: str) -> Offers:
    return await _proposals(ctx, text, lambda entry: entry.proposal.state is State.DRAFT)


async def own_open(ctx: Context, text: str) -> Offers:
    return await _proposals(ctx, text, lambda entry: entry.proposal.state.is_open, own=True)


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
        held = await tx.subscriptions.listed(here.community)
        return [(str(s.number), f"{s.number}: {s.weekly.day.name.lower()} {s.weekly.wall:%H:%M}") for s in held]

    return [offer for offer in await ctx.read(look) if text.lower() in offer[1].lower()][:MOST]


async def _proposals(ctx: Context, text: str, wanted: Callable[[Listed], bool], *, own: bool = False) -> Offers:
    async def look(tx: Transaction, here: Here) -> Sequence[Listed]:
        found = await register.proposals(tx, here.community, here.member)
        return [entry for entry in found if not own or entry.proposal.proposer == here.member]

    entries = await ctx.read(look)
    found = [
        (str(entry.proposal.number), f"{entry.proposal.label} {entry.proposal.title}")
        for entry in entries
        if wanted(entry)
    ]
    return [offer for offer in found if text.lower().lstrip("#") in offer[1].lower()][:MOST]
