"""What one member is told, by a direct message to one of their accounts."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.addresses import to_person
from bot.domain.delivering import DeliveryKind
from bot.domain.ids import AccountId, CommunityId, Entropy, MemberId, SpaceId
from bot.ports import Channel, OwnAccount, Transaction
from bot.services.queueing import queue
from bot.views.elements import Card


async def tell(
    tx: Transaction,
    community: CommunityId,
    member: MemberId,
    card: Card,
    key: str,
    now: datetime,
    entropy: Entropy,
    account: AccountId | None = None,
) -> bool:
    """Queue *card* as a direct message to *member*, once for each *key*; return False where no account can be reached.

    Of several accounts it goes to *account* where that is theirs, else to the one that acted last.
    """
    way = await way_to(tx, community, member, account)
    if way is None:
        return False
    space, person = way
    await queue(tx, DeliveryKind.NOTICE, space, person, card, f"told:{key}:{member}", now, entropy)
    return True


async def way_to(
    tx: Transaction, community: CommunityId, member: MemberId, account: AccountId | None = None
) -> Channel | None:
    """Return where *member* reads what they alone are told, as ``tell`` chooses it; None where nothing reaches them."""
    for own in _in_order(await tx.people.accounts(community, member), account):
        space = await _space_of(tx, own)
        if space is not None:
            return space, to_person(own.account.handle.user)
    return None


def _in_order(accounts: Iterable[OwnAccount], preferred: AccountId | None) -> list[OwnAccount]:
    def weight(own: OwnAccount) -> tuple[bool, float]:
        return own.account.id == preferred, own.acted.timestamp() if own.acted else 0.0

    return sorted(accounts, key=weight, reverse=True)


async def _space_of(tx: Transaction, own: OwnAccount) -> SpaceId | None:
    """Return a space by which its platform reaches the account: where they last acted, or another where they are."""
    there = await tx.people.spaces_of(own.account.id, own.account.handle.platform)
    for space in ([own.acted_in] if own.acted_in else []) + list(there):
        if (await tx.communities.space_by_id(space)).lost is None:
            return space
    return None
