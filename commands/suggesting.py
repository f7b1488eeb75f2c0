"""What is offered while somebody types an argument."""

from collections.abc import Callable, Sequence

from bot.domain.proposals import Kind, State
from bot.ports import Transaction
from bot.services import register
from bot.services.people import Here
from bot.views.proposals import Listed
from commands.context import Context
from commands.templates import templates

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


async def red_line_templates(ctx: Context, text: str) -> Offers:
    found = [(known.id, known.title) for known in templates() if known.kind is Kind.RED_LINE]
    return [offer for offer in found if text.lower() in " ".join(offer).lower()]


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
