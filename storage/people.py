"""Accounts, members and who was where when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Subquery,
    and_,
    case,
    distinct,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import AccountId, CommunityId, MemberId, SpaceId
from bot.domain.people import Account, Handle, Platform
from bot.ports import Named, OwnAccount, Presence, Present
from storage.statements import inserting
from storage.tables import accounts, member_accounts, members, presences, seats, spaces


def who_stands_for(members_row: FromClause) -> ColumnElement[Any]:
    """Return the member who stands for the one of *members_row*, a members table of the statement."""
    standing: ColumnElement[Any] = func.coalesce(members_row.c.absorbed_into, members_row.c.id)
    return standing


def stood_for_by(member: MemberId) -> Select[Any]:
    """Return the members for whom *member* stands, themselves among them."""
    kin = members.alias("kin")
    return select(kin.c.id).where(or_(kin.c.id == member, kin.c.absorbed_into == member))


def own_names(community: CommunityId) -> Subquery:
    """Return each member of *community* with the name of the account that is theirs by itself."""
    return (
        select(member_accounts.c.member, accounts.c.name)
        .join(accounts, accounts.c.id == member_accounts.c.account)
        .where(member_accounts.c.community == community)
        .subquery("names")
    )


_AT_THE_TABLE = and_(
    seats.c.space == presences.c.space,
    or_(presences.c.until.is_(None), presences.c.until > seats.c.since),
)


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
            select(who_stands_for(members))
            .join(member_accounts, member_accounts.c.member == members.c.id)
            .where(member_accounts.c.community == community, member_accounts.c.account == account)
        )
        return MemberId(found) if found is not None else None

    async def own(self, community: CommunityId, account: AccountId) -> MemberId:
        found = await self.db.execute(
            select(member_accounts.c.member).where(
                member_accounts.c.community == community, member_accounts.c.account == account
            )
        )
        return MemberId(found.scalar_one())

    async def current(self, member: MemberId) -> MemberId:
        return MemberId(
            (await self.db.execute(select(who_stands_for(members)).where(members.c.id == member))).scalar_one()
        )

    async def join(self, community: CommunityId, account: AccountId, member: MemberId, now: datetime) -> None:
        await self.db.execute(insert(members), {"id": member, "community": community, "joined": now})
        await self.db.execute(insert(member_accounts), {"community": community, "account": account, "member": member})

    async def accounts(self, community: CommunityId, member: MemberId) -> Sequence[OwnAccount]:
        rows = await self.db.execute(
            select(accounts, member_accounts.c.acted, member_accounts.c.acted_in, members.c.id.label("own"))
            .join(member_accounts, member_accounts.c.account == accounts.c.id)
            .join(members, members.c.id == member_accounts.c.member)
            .where(member_accounts.c.community == community, who_stands_for(members) == member)
            .order_by(case((members.c.id == member, 0), else_=1), members.c.joined, members.c.id)
        )
        return [
            OwnAccount(
                Account(row.id, Handle(row.platform, row.realm, row.user_id), row.name),
                MemberId(row.own),
                row.acted,
                row.acted_in,
            )
            for row in rows
        ]

    async def note_act(self, community: CommunityId, account: AccountId, space: SpaceId, now: datetime) -> None:
        await self.db.execute(
            update(member_accounts)
            .where(member_accounts.c.community == community, member_accounts.c.account == account)
            .values(acted=now, acted_in=space)
        )

    async def named(self, community: CommunityId) -> Sequence[Named]:
        rows = await self.db.execute(
            select(who_stands_for(members).label("who"), members.c.id, accounts.c.name, accounts.c.platform)
            .join(member_accounts, member_accounts.c.member == members.c.id)
            .join(accounts, accounts.c.id == member_accounts.c.account)
            .where(member_accounts.c.community == community)
            .order_by(accounts.c.name, accounts.c.platform, members.c.id)
        )
        return [Named(MemberId(row.who), MemberId(row.id), row.name, row.platform) for row in rows]

    async def absorb(self, member: MemberId, into: MemberId) -> None:
        await self.db.execute(
            update(members)
            .where(or_(members.c.id == member, members.c.absorbed_into == member))
            .values(absorbed_into=into)
        )

    async def release(self, released: Sequence[MemberId], into: MemberId | None) -> None:
        await self.db.execute(update(members).where(members.c.id.in_(released)).values(absorbed_into=into))

    async def present(self, space: SpaceId, account: AccountId, since: datetime, role: str | None = None) -> None:
        """Note it in the open interval, or begin one."""
        last = await self._last_spell(space, account)
        now = Presence.after(Presence(last.since, last.until) if last is not None else None, since)
        if last is None or last.until is not None:
            spell = last.spell + 1 if last is not None else 1
            await self.db.execute(
                insert(presences),
                {
                    "space": space,
                    "account": account,
                    "spell": spell,
                    "since": now.since,
                    "until": None,
                    "role": role,
                },
            )
        elif now.since < last.since or role != last.role:
            await self.db.execute(_spell(space, account, last.spell).values(since=now.since, role=role))

    async def absent(self, space: SpaceId, account: AccountId, now: datetime) -> None:
        last = await self._last_spell(space, account)
        if last is not None and last.until is None:
            await self.db.execute(_spell(space, account, last.spell).values(until=max(now, last.since)))

    async def presence(self, community: CommunityId, member: MemberId) -> Sequence[Presence]:
        rows = await self.db.execute(
            select(
                presences.c.since,
                presences.c.until,
                seats.c.since.label("seated"),
                seats.c.until.label("unseated"),
            )
            .join(seats, and_(_AT_THE_TABLE, seats.c.community == community))
            .join(member_accounts, member_accounts.c.account == presences.c.account)
            .join(members, members.c.id == member_accounts.c.member)
            .where(member_accounts.c.community == community, who_stands_for(members) == member)
        )
        found = [_both(row) for row in rows]
        return sorted((presence for presence in found if presence is not None), key=lambda found: found.since)

    async def last_presence(self, space: SpaceId, account: AccountId) -> Presence | None:
        last = await self._last_spell(space, account)
        return Presence(last.since, last.until) if last is not None else None

    async def presences(self, space: SpaceId) -> Mapping[Handle, Present]:
        rows = await self.db.execute(
            select(accounts.c.platform, accounts.c.realm, accounts.c.user_id, accounts.c.id, presences.c.role)
            .join(presences, presences.c.account == accounts.c.id)
            .where(presences.c.space == space, presences.c.until.is_(None))
        )
        return {Handle(row.platform, row.realm, row.user_id): Present(AccountId(row.id), row.role) for row in rows}

    async def spaces_of(self, account: AccountId, platform: Platform) -> Sequence[SpaceId]:
        rows = await self.db.scalars(
            select(spaces.c.id)
            .join(presences, presences.c.space == spaces.c.id)
            .where(presences.c.account == account, presences.c.until.is_(None), spaces.c.platform == platform)
            .order_by(spaces.c.name, spaces.c.id)
        )
        return list(map(SpaceId, rows))

    async def count_present(self, community: CommunityId, at: datetime) -> int:
        # Who was there before their space came to this table, and has not acted at it yet, is nobody's account so far.
        they = func.coalesce(who_stands_for(members), literal("account ") + presences.c.account)
        counted = await self.db.scalar(
            select(func.count(distinct(they)))
            .select_from(presences)
            .join(seats, seats.c.space == presences.c.space)
            .outerjoin(
                member_accounts,
                and_(
                    member_accounts.c.account == presences.c.account,
                    member_accounts.c.community == seats.c.community,
                ),
            )
            .outerjoin(members, members.c.id == member_accounts.c.member)
            .where(
                seats.c.community == community,
                seats.c.since <= at,
                or_(seats.c.until.is_(None), seats.c.until > at),
                presences.c.since <= at,
                or_(presences.c.until.is_(None), presences.c.until > at),
            )
        )
        return counted or 0

    async def home(self, account: AccountId) -> SpaceId | None:
        found: str | None = await self.db.scalar(select(accounts.c.home).where(accounts.c.id == account))
        return SpaceId(found) if found is not None else None

    async def set_home(self, account: AccountId, space: SpaceId) -> None:
        await self.db.execute(update(accounts).where(accounts.c.id == account).values(home=space))

    async def _last_spell(self, space: SpaceId, account: AccountId) -> Row[Any, Any, Any, Any] | None:
        found = await self.db.execute(
            select(presences.c.spell, presences.c.since, presences.c.until, presences.c.role)
            .where(presences.c.space == space, presences.c.account == account)
            .order_by(presences.c.spell.desc())
            .limit(1)
        )
        return found.one_or_none()


def _both(row: Row[Any, Any, Any, Any]) -> Presence | None:
    """Return when somebody was in a space while it sat at the table, or None where that was never."""
    since = max(row.since, row.seated)
    ends = [until for until in (row.until, row.unseated) if until is not None]
    until = min(ends, default=None)
    return None if until is not None and until <= since else Presence(since, until)


def _spell(space: SpaceId, account: AccountId, spell: int) -> Any:
    return update(presences).where(
        presences.c.space == space, presences.c.account == account, presences.c.spell == spell
    )
