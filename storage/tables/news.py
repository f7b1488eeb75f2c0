"""Feeds, their entries, the channels that get a digest, and its editions."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false, text

from bot.domain.editions import Choice, Stage
from storage.tables.columns import belongs, identifier, metadata, needed
from storage.types import Instant, words

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
    needed("added", Text),
    needed("every", Integer),  # seconds
    needed("asked", Integer),  # seconds
    needed("size", Integer),
    Column("faulty", Instant),
    needed("stopped", Boolean),
    Column("twin", ForeignKey("feeds.id")),
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
    needed("judged", Boolean, server_default=false()),
    needed("points", Integer, server_default=text("0")),
    needed("kept", Boolean, server_default=false()),
    needed("reasons", Text, server_default=text("'[]'")),
    Column("choice", words(Choice)),
    Column("place", String(64), index=True),  # of its address, without what differs between copies of one page
    Index("ix_entries_seen", "feed", "seen"),
    Index("ix_entries_unjudged", "seen", sqlite_where=text("NOT judged"), postgresql_where=text("NOT judged")),
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

editions = Table(
    "editions",
    metadata,
    identifier(),
    belongs("community", "communities.id"),
    belongs("subscription", "subscriptions.id"),
    needed("number", Integer),
    needed("period", Text),
    needed("since", Instant),
    needed("until", Instant),
    needed("made", Instant),
    needed("stage", words(Stage)),
    needed("body", Text),
    UniqueConstraint("subscription", "period"),
    UniqueConstraint("community", "number"),
    Index("ix_editions_until", "subscription", "until"),
)
