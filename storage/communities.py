"""Communities, their charters, and the spaces that sit at their tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.charter import Charter, OwnTerms
from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Habits, Platform, Role, Seat, Space
from bot.domain.rules import Quorum, Threshold
from storage.tables import charter_terms, charters, communities, record_heads, seats, spaces


@dataclass(frozen=True, slots=True)
class SqlCommunities:
    db: AsyncConnection

    async def space(self, platform: Platform, key: str) -> Space | None:
        found = await self.db.execute(select(spaces).where(spaces.c.platform == platform, spaces.c.key == key))
        row = found.one_or_none()
        return _space(row) if row else None

    async def space_by_id(self, id: SpaceId) -> Space:
        return _space((await self.db.execute(select(spaces).where(spaces.c.id == id))).one())

    async def spaces_by_id(self, ids: Collection[SpaceId]) -> Mapping[SpaceId, Space]:
        rows = await self.db.execute(select(spaces).where(spaces.c.id.in_(ids)))
        return {row.id: _space(row) for row in rows}

    async def spaces(self, community: CommunityId) -> Sequence[Space]:
        return await self._seated(_in_order_of_arrival().where(spaces.c.community == community))

    async def languages(self) -> Mapping[SpaceId, str]:
        rows = await self.db.execute(select(spaces.c.id, spaces.c.language).where(spaces.c.language.is_not(None)))
        return {SpaceId(row.id): row.language for row in rows}

    async def every_space(self) -> Sequence[Space]:
        return await self._seated(_in_order_of_arrival())

    async def with_quiet_hours(self) -> Sequence[Space]:
        return await self._seated(select(spaces).where(spaces.c.quiet_from.is_not(None)).order_by(spaces.c.id))

    async def names(self, of: Collection[CommunityId] | None = None) -> Mapping[CommunityId, tuple[str, ...]]:
        founded, seated = select(communities.c.id, communities.c.name), _in_order_of_arrival()
        if of is not None:
            founded, seated = founded.where(communities.c.id.in_(of)), seated.where(spaces.c.community.in_(of))
        named = {row.id: (row.name,) for row in await self.db.execute(founded)}
        at_table: dict[CommunityId, list[str]] = {}
        for space in await self._seated(seated):
            at_table.setdefault(space.community, []).append(space.name)
        return named | {community: tuple(names) for community, names in at_table.items()}

    async def found(self, community: CommunityId, name: str, now: datetime) -> None:
        await self.db.execute(insert(communities), {"id": community, "name": name, "founded": now})
        await self.db.execute(insert(record_heads), {"community": community, "size": 0})
        charter = Charter()
        await self.db.execute(
            insert(charters),
            {
                "community": community,
                "roll": charter.roll,
                "admission": charter.admission,
                "authority": charter.authority,
                "bridges_allowed": 0,
            },
        )

    async def add_space(self, space: Space, now: datetime) -> None:
        await self.db.execute(
            insert(spaces),
            {
                "id": space.id,
                "community": space.community,
                "platform": space.platform,
                "key": space.key,
                "name": space.name,
                "lost": space.lost,
                **_habit_columns(space.habits),
            },
        )
        await self._seat(space.id, space.community, now)

    async def name_space(self, space: SpaceId, name: str) -> None:
        await self.db.execute(update(spaces).where(spaces.c.id == space).values(name=name))

    async def set_habits(self, space: SpaceId, habits: Habits) -> None:
        await self.db.execute(update(spaces).where(spaces.c.id == space).values(_habit_columns(habits)))

    async def set_lost(self, space: SpaceId, reason: str | None) -> None:
        await self.db.execute(update(spaces).where(spaces.c.id == space).values(lost=reason))

    async def move(self, space: SpaceId, community: CommunityId, now: datetime) -> None:
        open_seat = await self.db.execute(select(seats.c.spell, seats.c.since).where(_open_seat_of(space)))
        spell, since = open_seat.one()
        # Not before it began, though clocks go backwards: an interval never ends before its beginning.
        ended = max(now, since)
        await self.db.execute(update(seats).where(_open_seat_of(space)).values(until=ended))
        await self.db.execute(update(spaces).where(spaces.c.id == space).values(community=community))
        await self._seat(space, community, ended, spell + 1)

    async def seats(self, space: SpaceId) -> Sequence[Seat]:
        rows = await self.db.execute(select(seats).where(seats.c.space == space).order_by(seats.c.spell))
        return [Seat(row.space, row.community, row.since, row.until) for row in rows]

    async def charter(self, community: CommunityId) -> Charter:
        row = (await self.db.execute(select(charters).where(charters.c.community == community))).one()
        terms = await self.db.execute(select(charter_terms).where(charter_terms.c.community == community))
        return Charter(row.roll, row.admission, row.authority, {own.kind: _own_terms(own) for own in terms})

    async def set_charter(self, community: CommunityId, charter: Charter) -> None:
        await self.db.execute(
            update(charters)
            .where(charters.c.community == community)
            .values(roll=charter.roll, admission=charter.admission, authority=charter.authority)
        )
        await self.db.execute(delete(charter_terms).where(charter_terms.c.community == community))
        for kind, own in charter.own.items():
            await self.db.execute(insert(charter_terms), {"community": community, "kind": kind, **_term_columns(own)})

    async def bridges_allowed(self, community: CommunityId) -> int:
        return int(
            await self.db.scalar(select(charters.c.bridges_allowed).where(charters.c.community == community)) or 0
        )

    async def allow_bridges(self, community: CommunityId, more: int) -> None:
        await self.db.execute(
            update(charters)
            .where(charters.c.community == community)
            .values(bridges_allowed=charters.c.bridges_allowed + more)
        )

    async def _seat(self, space: SpaceId, community: CommunityId, now: datetime, spell: int = 1) -> None:
        last = await self.db.scalar(select(func.max(seats.c.place)).where(seats.c.community == community))
        seat = {"space": space, "spell": spell, "community": community, "place": (last or 0) + 1, "since": now}
        await self.db.execute(insert(seats), {**seat, "until": None})

    async def _seated(self, statement: Select[Any]) -> Sequence[Space]:
        return [_space(row) for row in await self.db.execute(statement)]


def _open_seat_of(space: SpaceId) -> Any:
    return (seats.c.space == space) & seats.c.until.is_(None)


def _in_order_of_arrival() -> Select[Any]:
    return (
        select(spaces)
        .join(seats, (seats.c.space == spaces.c.id) & seats.c.until.is_(None))
        .order_by(seats.c.place, spaces.c.platform, spaces.c.key)
    )


def _own_terms(row: Row[Any]) -> OwnTerms:
    return OwnTerms(
        Quorum.parse(row.quorum) if row.quorum else None,
        Threshold.parse(row.threshold) if row.threshold else None,
        timedelta(seconds=row.voting_seconds) if row.voting_seconds else None,
    )


def _term_columns(own: OwnTerms) -> dict[str, Any]:
    return {
        "quorum": str(own.quorum) if own.quorum else None,
        "threshold": str(own.threshold) if own.threshold else None,
        "voting_seconds": int(own.voting_period.total_seconds()) if own.voting_period else None,
    }


def _habit_columns(habits: Habits) -> dict[str, Any]:
    begins, ends = habits.quiet or (None, None)
    return {
        "channel": habits.channel,
        "notices": habits.notices,
        "zone": habits.zone,
        "language": habits.language,
        "quiet_from": begins.isoformat("minutes") if begins else None,
        "quiet_until": ends.isoformat("minutes") if ends else None,
        "role": habits.role.key if habits.role else None,
        "role_name": habits.role.name if habits.role else None,
    }


def _space(row: Row[Any]) -> Space:
    quiet = None
    if row.quiet_from is not None and row.quiet_until is not None:
        quiet = (time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_until))
    role = Role(row.role, row.role_name or row.role) if row.role is not None else None
    habits = Habits(row.channel, row.notices, row.zone, row.language, quiet, role)
    return Space(row.id, row.community, row.platform, row.key, row.name, habits, row.lost)
