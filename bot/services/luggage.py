"""What goes with a space that changes tables."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.addresses import person_in
from bot.domain.editions import Stage
from bot.domain.ids import AccountId, CommunityId, Entropy, FeedId, new_id
from bot.domain.people import Account, Actor, Space
from bot.domain.proposals import Proposal
from bot.domain.record import Plain, Secret, SecretKind
from bot.domain.subscriptions import Subscription
from bot.ports import OwnAccount, Transaction
from bot.services.issuing import let_go
from bot.services.people import belong
from bot.services.recording import record


@dataclass(frozen=True, slots=True)
class Luggage:
    """What goes with a space that changes tables: drafts that nobody else has seen, digests, and news sources."""

    drafts: int
    digests: int
    feeds: int


async def luggage_of(tx: Transaction, space: Space) -> Luggage:
    subscriptions = await tx.subscriptions.listed(space.community)
    return Luggage(
        len(await tx.proposals.drafted_in(space.id)),
        sum(one.space == space.id and not one.is_personal for one in subscriptions),
        len(await tx.feeds.listed(space.community)),
    )


async def carry_draft(
    tx: Transaction, draft: Proposal, account: AccountId, community: CommunityId, now: datetime, entropy: Entropy
) -> None:
    """Give a draft, which only its proposer has seen, a number at the new table."""
    await belong(tx, community, account, now, entropy)
    proposer = await tx.people.own(community, account)
    number = await tx.proposals.next_number(community)
    moved = replace(draft, community=community, number=number, proposer=proposer)
    await tx.proposals.move(moved)
    data: dict[str, Plain] = {"proposal": draft.id, "number": number, "kind": draft.kind.value}
    await record(tx, community, "proposal.moved", {**data, "from": draft.community}, now, entropy)


async def carry_digests(
    tx: Transaction, space: Space, old: CommunityId, new: CommunityId, now: datetime, entropy: Entropy
) -> None:
    """Give the digests of *space*, those of its members alone among them, numbers and owners at the new table.

    What waited for approval goes into the next edition: it told of the old table.
    """
    for one in await tx.subscriptions.listed(old):
        if one.space != space.id:
            continue
        await let_go(tx, old, one.id, Stage.JOINED)
        await tx.subscriptions.move(one.id, new, await tx.subscriptions.next_number(new))
        account = await _account(tx, one, space, old)
        owner = await belong(tx, new, account.id, now, entropy) if account is not None else None
        await tx.subscriptions.change(replace(one, owner=owner))
        await record(tx, new, "digest.moved", {"subscription": one.id, "from": old}, now, entropy)


async def _account(tx: Transaction, one: Subscription, space: Space, community: CommunityId) -> Account | None:
    """Return by which of their accounts whoever set *one* up is known in *space*: the one that it goes to, else the one
    that acted there last."""
    if one.owner is None:
        return None

    def weight(own: OwnAccount) -> tuple[bool, bool, bool]:
        handle = own.account.handle
        here = handle.platform is space.platform
        return here and handle.user == person_in(one.channel), own.acted_in == space.id, here

    return max(await tx.people.accounts(community, one.owner), key=weight).account


async def carry_feeds(tx: Transaction, here: Actor, there: Actor, now: datetime, entropy: Entropy) -> None:
    """Let the new table read what the old one read; where nobody is left at the old one, it reads no more."""
    old, new = here.community, there.community
    known = {feed.url for feed in await tx.feeds.listed(new)}
    deserted = not await tx.communities.spaces(old)
    for feed in await tx.feeds.listed(old):
        if feed.url not in known:
            number = await tx.feeds.next_number(new)
            copy = replace(feed, id=FeedId(new_id(entropy)), community=new, number=number, due=now, twin=None)
            await tx.feeds.add(copy)
            url, by = Secret(SecretKind.TEXT, copy.url), Secret(SecretKind.IDENTITY, there.member)
            await record(tx, new, "feed.added", {"feed": copy.id, "url": url, "by": by, "from": old}, now, entropy)
        if deserted:
            await tx.feeds.remove(feed.id)
            by = Secret(SecretKind.IDENTITY, here.member)
            await record(tx, old, "feed.removed", {"feed": feed.id, "by": by}, now, entropy)
