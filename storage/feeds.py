"""A community's feeds and what has been seen in them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.feeds import Entry, Validators
from bot.domain.ids import CommunityId, FeedId
from bot.domain.pages import page
from bot.ports import Feed
from storage.record import locked_head
from storage.statements import inserting, passing_locked
from storage.tables import entries as kept_entries
from storage.tables import feeds

FORGOTTEN = ""
"""The body of an entry of which only its being known is kept."""


@dataclass(frozen=True, slots=True)
class SqlFeeds:
    db: AsyncConnection

    async def add(self, feed: Feed) -> None:
        await self.db.execute(
            insert(feeds),
            {
                "id": feed.id,
                "community": feed.community,
                "number": feed.number,
                "removed": False,
                "added": feed.added,
                **_changing(feed),
            },
        )

    async def listed(self, community: CommunityId) -> Sequence[Feed]:
        rows = await self.db.execute(
            select(feeds).where(feeds.c.community == community, feeds.c.removed.is_(False)).order_by(feeds.c.number)
        )
        return [_feed(row) for row in rows]

    async def remove(self, id: FeedId) -> None:
        """Drop its entries and keep its number, which is not given again."""
        await self.db.execute(delete(kept_entries).where(kept_entries.c.feed == id))
        await self.db.execute(update(feeds).where(feeds.c.id == id).values(removed=True))

    async def next_number(self, community: CommunityId) -> int:
        await locked_head(self.db, community)
        last = await self.db.scalar(select(func.max(feeds.c.number)).where(feeds.c.community == community))
        return (last or 0) + 1

    async def waits(self, now: datetime) -> bool:
        return await self.db.scalar(select(feeds.c.id).where(*_due(now)).limit(1)) is not None

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Feed]:
        rows = await self.db.execute(
            passing_locked(
                self.db,
                select(feeds).where(*_due(now)).order_by(feeds.c.due, feeds.c.id).limit(limit),
            )
        )
        claimed = [_feed(row) for row in rows]
        if claimed:
            await self.db.execute(update(feeds).where(feeds.c.id.in_([feed.id for feed in claimed])).values(due=until))
        return claimed

    async def keep(self, feed: Feed) -> None:
        values = _changing(feed)
        twin = await self.db.scalar(
            select(feeds.c.id).where(
                feeds.c.community == feed.community,
                feeds.c.url == feed.url,
                feeds.c.id != feed.id,
                feeds.c.removed.is_(False),
            )
        )
        if twin is not None:
            del values["url"]
        await self.db.execute(update(feeds).where(feeds.c.id == feed.id).values(values))

    async def keep_entries(self, feed: FeedId, entries: Sequence[Entry], now: datetime) -> int:
        if not entries or await self._is_removed(feed):
            return 0
        rows = {digest_of(entry.id): entry for entry in reversed(entries)}
        known = await self.db.scalars(
            select(kept_entries.c.digest).where(kept_entries.c.feed == feed, kept_entries.c.digest.in_(rows))
        )
        for digest in known:
            del rows[digest]
        if rows:
            await self.db.execute(
                inserting(self.db, kept_entries).on_conflict_do_nothing(
                    index_elements=[kept_entries.c.feed, kept_entries.c.digest]
                ),
                [
                    {"feed": feed, "digest": digest, "body": write_entry(entry), "seen": now, "place": place_of(entry)}
                    for digest, entry in rows.items()
                ],
            )
        return len(rows)

    async def sharing(self, feed: Feed, entries: Sequence[Entry]) -> Mapping[FeedId, int]:
        places = {place for entry in entries if (place := place_of(entry))}
        rows = await self.db.execute(
            select(feeds.c.id, func.count(kept_entries.c.place.distinct()))
            .join(feeds, feeds.c.id == kept_entries.c.feed)
            .where(
                kept_entries.c.place.in_(places),
                feeds.c.community == feed.community,
                feeds.c.id != feed.id,
                feeds.c.removed.is_(False),
            )
            .group_by(feeds.c.id, feeds.c.number)
            .order_by(feeds.c.number)
        )
        return {row[0]: row[1] for row in rows}

    async def forget_entries(self, before: datetime, limit: int) -> int:
        key = (kept_entries.c.feed, kept_entries.c.digest)
        old = select(*key).where(kept_entries.c.seen < before, kept_entries.c.body != FORGOTTEN).limit(limit)
        forgotten = await self.db.execute(update(kept_entries).where(tuple_(*key).in_(old)).values(body=FORGOTTEN))
        return forgotten.rowcount

    async def _is_removed(self, feed: FeedId) -> bool:
        """Return whether it is; while this transaction lasts it does not become so."""
        return bool(await self.db.scalar(select(feeds.c.removed).where(feeds.c.id == feed).with_for_update()))


def _due(now: datetime) -> Sequence[ColumnElement[bool]]:
    return (feeds.c.removed.is_(False), feeds.c.stopped.is_(False), feeds.c.due <= now)


def _changing(feed: Feed) -> dict[str, Any]:
    return {
        "url": feed.url,
        "title": feed.title,
        "etag": feed.validators.etag,
        "modified": feed.validators.modified,
        "due": feed.due,
        "failures": feed.failures,
        "fault": feed.fault,
        "read": feed.read,
        "every": int(feed.every.total_seconds()),
        "asked": int(feed.asked.total_seconds()),
        "size": feed.size,
        "faulty": feed.faulty,
        "stopped": feed.stopped,
        "twin": feed.twin,
    }


def _feed(row: Row[Any]) -> Feed:
    return Feed(
        id=row.id,
        community=row.community,
        number=row.number,
        url=row.url,
        title=row.title,
        validators=Validators(row.etag, row.modified),
        due=row.due,
        failures=row.failures,
        fault=row.fault,
        read=row.read,
        added=row.added,
        every=timedelta(seconds=row.every),
        asked=timedelta(seconds=row.asked),
        size=row.size,
        faulty=row.faulty,
        stopped=row.stopped,
        twin=row.twin,
    )


def digest_of(id: str) -> str:
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()


def place_of(entry: Entry) -> str | None:
    return digest_of(page(entry.url)) if entry.url else None


def write_entry(entry: Entry) -> str:
    return json.dumps(
        {
            "id": entry.id,
            "title": entry.title,
            "url": entry.url,
            "summary": entry.summary,
            "published": entry.published.astimezone(UTC).isoformat() if entry.published else None,
        }
    )


def read_entry(body: str) -> Entry:
    data = json.loads(body)
    published = datetime.fromisoformat(data["published"]) if data["published"] else None
    return Entry(data["id"], data["title"], data["url"], data["summary"], published)
