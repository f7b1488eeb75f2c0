"""To which community belongs what somebody writes to the bot alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import AccountId, CommunityId, SpaceId
from bot.domain.people import Handle, Platform, Space
from bot.ports import Transaction


@dataclass(frozen=True, slots=True)
class Homes:
    """The spaces of one platform in which somebody is known as a full member, by name.

    *account* is None for one whom nobody has seen yet; *chosen* is the space that they said to mean, where they did.
    """

    account: AccountId | None
    spaces: Sequence[Space]
    chosen: Space | None

    @property
    def tables(self) -> Sequence[Space]:
        """Return one space for each community: the chosen one, or else the first by name."""
        found: dict[str, Space] = {}
        for space in self.spaces:
            if space.community not in found or space == self.chosen:
                found[space.community] = space
        return list(found.values())

    @property
    def meant(self) -> Space | None:
        """Return the space that is meant by what names none; None where that is to be asked."""
        tables = self.tables
        return tables[0] if len(tables) == 1 else self.chosen


async def homes(tx: Transaction, platform: Platform, handle: Handle) -> Homes:
    account = await tx.people.account(handle)
    if account is None:
        return Homes(None, (), None)
    known = [await tx.communities.space_by_id(one) for one in await tx.people.spaces_of(account.id, platform)]
    spaces = [space for space in known if space.lost is None]
    chosen = await tx.people.home(account.id)
    return Homes(account.id, spaces, next((space for space in spaces if space.id == chosen), None))


async def homes_at(tx: Transaction, found: Homes, table: CommunityId) -> Sequence[Space]:
    """Return those of *found* that sit at *table*, and then those that sat there once: their cards still stand."""
    likeliest = sorted(found.spaces, key=lambda space: (space.community != table, space != found.chosen))
    return [
        space
        for space in likeliest
        if space.community == table or table in {seat.community for seat in await tx.communities.seats(space.id)}
    ]


async def choose_home(tx: Transaction, account: AccountId, space: SpaceId) -> None:
    """Let what *account* writes to the bot alone belong to *space* from now on."""
    await tx.people.set_home(account, space)


async def gone(tx: Transaction, account: AccountId, space: Space, now: datetime) -> None:
    """Note that *account* is no full member of *space* any more."""
    await tx.record.lock(space.community)
    await tx.people.absent(space.id, account, now)
