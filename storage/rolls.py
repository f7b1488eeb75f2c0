"""Registered rolls: who joined, and the entries of those that were fixed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, false, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, MemberId, VoteId
from bot.domain.rolls import RegisteredRoll, Registration
from storage.people import own_names, stood_for_by, who_stands_for
from storage.tables import member_accounts, members, presences, registrations, roll_entries, spaces

_THEY = who_stands_for(members)


@dataclass(frozen=True, slots=True)
class SqlRolls:
    db: AsyncConnection

    async def join(self, community: CommunityId, member: MemberId, now: datetime, admitted: datetime | None) -> None:
        await self.db.execute(
            insert(registrations), {"community": community, "member": member, "joined": now, "admitted": admitted}
        )

    async def leave(self, community: CommunityId, member: MemberId) -> None:
        await self.db.execute(delete(registrations).where(*_of(community, member)))

    async def admit(self, community: CommunityId, member: MemberId, now: datetime) -> None:
        await self.db.execute(
            update(registrations)
            .where(*_of(community, member), registrations.c.admitted.is_(None))
            .values(admitted=now)
        )

    async def registration(self, community: CommunityId, member: MemberId) -> Registration | None:
        found = await self._registrations(community, registrations.c.member.in_(stood_for_by(member)))
        return found[0] if found else None

    async def registered(self, community: CommunityId) -> Sequence[Registration]:
        return await self._registrations(community)

    async def size(self, roll: RegisteredRoll) -> int:
        counted = await self.db.scalar(select(func.count()).select_from(_on(roll).subquery()))
        return counted or 0

    async def fix(self, vote: VoteId, roll: RegisteredRoll) -> int:
        entries = _on(roll).add_columns(literal(vote), false())
        fixed = await self.db.execute(insert(roll_entries).from_select(["member", "vote", "struck"], entries))
        return fixed.rowcount

    async def includes(self, vote: VoteId, member: MemberId) -> bool:
        found = await self.db.scalar(
            select(roll_entries.c.member)
            .where(
                roll_entries.c.vote == vote,
                roll_entries.c.member.in_(stood_for_by(member)),
                roll_entries.c.struck.is_(False),
            )
            .limit(1)
        )
        return found is not None

    async def strike(self, vote: VoteId, member: MemberId) -> None:
        await self.db.execute(
            update(roll_entries)
            .where(roll_entries.c.vote == vote, roll_entries.c.member.in_(stood_for_by(member)))
            .values(struck=True)
        )

    async def _registrations(self, community: CommunityId, *which: ColumnElement[bool]) -> Sequence[Registration]:
        names = own_names(community)
        joined = func.min(registrations.c.joined)
        rows = await self.db.execute(
            select(
                _THEY.label("who"),
                names.c.name,
                joined.label("joined"),
                func.min(registrations.c.admitted).label("admitted"),
                _THEY.in_(_present(community)).label("present"),
                _THEY.in_(_holding_role(community)).label("holds_role"),
            )
            .select_from(registrations)
            .join(members, members.c.id == registrations.c.member)
            .join(names, names.c.member == _THEY)
            .where(registrations.c.community == community, *which)
            .group_by(_THEY, names.c.name)
            .order_by(joined, names.c.name)
        )
        return [
            Registration(MemberId(row.who), row.name, row.joined, row.admitted, bool(row.present), bool(row.holds_role))
            for row in rows
        ]


def _of(community: CommunityId, member: MemberId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return registrations.c.community == community, registrations.c.member.in_(stood_for_by(member))


def _on(roll: RegisteredRoll) -> Select[Any]:
    """Return who is on *roll* now, one row a member."""
    found = (
        select(_THEY.label("who"))
        .select_from(registrations)
        .join(members, members.c.id == registrations.c.member)
        .where(
            registrations.c.community == roll.community,
            _THEY.in_(_holding_role(roll.community) if roll.by_role else _present(roll.community)),
        )
        .group_by(_THEY)
    )
    if roll.admission:
        found = found.where(registrations.c.admitted.is_not(None))
    return found


def _holding_role(community: CommunityId) -> Select[Any]:
    """Return who was last seen with the role that a space at the table asks for."""
    return _present(community).where(presences.c.role == spaces.c.role)


def _present(community: CommunityId) -> Select[Any]:
    """Return who is a full member of a space at the table, as they were last seen."""
    own = members.alias("own")
    return (
        select(who_stands_for(own))
        .select_from(presences)
        .join(spaces, spaces.c.id == presences.c.space)
        .join(member_accounts, member_accounts.c.account == presences.c.account)
        .join(own, own.c.id == member_accounts.c.member)
        .where(
            spaces.c.community == community,
            member_accounts.c.community == community,
            presences.c.until.is_(None),
        )
    )
