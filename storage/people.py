"""Accounts, members and who was where when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, distinct, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import AccountId, CommunityId, MemberId, SpaceId
from bot.domain.people import Account, Handle
from bot.ports import Presence
from storage.statements import inserting
from storage.tables import accounts, member_accounts, members, presences, spaces


@dataclass(frozen=True, slots=True)
class SqlPeople:
    db: AsyncConnection

    async def account(self, handle: Handle) -> Account | None:
        found = await self.db.execute(
            select(accounts.c.id, accounts.c.name).where(
                accounts.c.platform == handle.platform,
                accounts.c.realm == handle.realm,
                accounts.c.user_id == handle.user,
            )
        )
        row = found.one_or_none()
        return Account(AccountId(row.id), handle, row.name) if row else None

    async def keep(self, account: Account) -> None:
        kept = inserting(self.db, accounts).values(
            id=account.id,
            platform=account.handle.platform,
            realm=account.handle.realm,
            user_id=account.handle.user,
            name=account.name,
        )
        await self.db.execute(kept.on_conflict_do_update(index_elements=[accounts.c.id], set_={"name": account.name}))

    async def member(self, community: CommunityId, account: AccountId) -> MemberId | None:
        found: str | None = await self.db.scalar(
            select(member_accounts.c.member).where(
                member_accounts.c.community == community, member_accounts.c.account == account
            )
        )
        return MemberId(found) if found is not None else None

    async def join(self, community: CommunityId, account: AccountId, member: MemberId, now: datetime) -> None:
        await self.db.execute(insert(members), {"id": member, "community": community, "joined": now})
        await self.db.execute(insert(member_accounts), {"community": community, "account": account, "member": member})

    async def present(self, space: SpaceId, account: AccountId, since: datetime) -> None:
        """Note it in the open interval, or begin one: not before the last one ended, so that they never overlap."""
        last = await self._last_spell(space, account)
        if last is None or last.until is not None:
            spell, begun = (1, since) if last is None else (last.spell + 1, max(since, last.until))
            await self.db.execute(
                insert(presences),
                {"space": space, "account": account, "spell": spell, "since": begun, "until": None},
            )
        elif since < last.since:
            await self.db.execute(_spell(space, account, last.spell).values(since=since))

    async def absent(self, space: SpaceId, account: AccountId, now: datetime) -> None:
        last = await self._last_spell(space, account)
        if last is not None and last.until is None:
            await self.db.execute(_spell(space, account, last.spell).values(until=max(now, last.since)))

    async def presence(self, community: CommunityId, member: MemberId) -> Sequence[Presence]:
        rows = await self.db.execute(
            select(presences.c.since, presences.c.until)
            .join(spaces, spaces.c.id == presences.c.space)
            .join(
                member_accounts,
                and_(
                    member_accounts.c.account == presences.c.account,
                    member_accounts.c.community == spaces.c.community,
                ),
            )
            .where(member_accounts.c.member == member, spaces.c.community == community)
            .order_by(presences.c.since)
        )
        return [Presence(row.since, row.until) for row in rows]

    async def presences(self, space: SpaceId) -> Mapping[Handle, AccountId]:
        rows = await self.db.execute(
            select(accounts.c.platform, accounts.c.realm, accounts.c.user_id, accounts.c.id)
            .join(presences, presences.c.account == accounts.c.id)
            .where(presences.c.space == space, presences.c.until.is_(None))
        )
        return {Handle(row.platform, row.realm, row.user_id): AccountId(row.id) for row in rows}

    async def count_present(self, community: CommunityId, at: datetime) -> int:
        counted = await self.db.scalar(
            select(func.count(distinct(member_accounts.c.member)))
            .join(presences, presences.c.account == member_accounts.c.account)
            .join(
                spaces,
                and_(spaces.c.id == presences.c.space, spaces.c.community == member_accounts.c.community),
            )
            .where(
                member_accounts.c.community == community,
                presences.c.since <= at,
                or_(presences.c.until.is_(None), presences.c.until > at),
            )
        )
        return counted or 0

    async def _last_spell(self, space: SpaceId, account: AccountId) -> Row[Any, Any, Any] | None:
        found = await self.db.execute(
            select(presences.c.spell, presences.c.since, presences.c.until)
            .where(presences.c.space == space, presences.c.account == account)
            .order_by(presences.c.spell.desc())
            .limit(1)
        )
        return found.one_or_none()


def _spell(space: SpaceId, account: AccountId, spell: int) -> Any:
    return update(presences).where(
        presences.c.space == space, presences.c.account == account, presences.c.spell == spell
    )
