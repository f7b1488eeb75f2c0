"""Feeds, their entries, and the channels that get a digest."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import belongs, identifier, metadata, needed
from storage.types import Instant

feeds = Table(
    "feeds",
    metadata,
    identifier(),
    belongs("community", "communities.id"),
    needed("number", Integer),
    needed("url", Text),
    needed("title", Text),
    Column("etag", Text),
    Column("modified", Text),
    needed("due", Instant),
    needed("failures", Integer),
    needed("fault", Text),
    Column("read", Instant),
    needed("removed", Boolean),
    UniqueConstraint("community", "number"),
    Index("ix_feeds_due", "removed", "due"),
    Index(
        "uq_feeds_url",
        "community",
        "url",
        unique=True,
        sqlite_where=text("NOT removed"),
        postgresql_where=text("NOT removed"),
    ),
)

entries = Table(
    "entries",
    metadata,
    belongs("feed", "feeds.id", primary_key=True),
    Column("digest", String(64), primary_key=True),  # of the entry's own id, which may have any length
    needed("body", Text),
    needed("seen", Instant),
    Index("ix_entries_seen", "feed", "seen"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    identifier(),
    belongs("community", "communities.id"),
    needed("number", Integer),
    belongs("space", "spaces.id"),
    needed("channel", Text),
    needed("day", Integer),
    needed("wall", Text),
    needed("zone", Text),
    needed("due", Instant),
    needed("sent_to", Instant),
    needed("ended", Boolean),
    UniqueConstraint("community", "number"),
    Index("ix_subscriptions_due", "ended", "due"),
)
