"""Feeds, their entries, who gets a digest, its editions, and how far members have caught up."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false, text

from bot.domain.editions import Choice, Stage
from bot.domain.periods import Every
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
    Column("chosen", Instant),  # null where nobody chose
    Column("by", Text),  # who put it forward; null where a feed brought it
    Index("ix_entries_seen", "feed", "seen"),
    Index(
        "ix_entries_chosen",
        "feed",
        "chosen",
        sqlite_where=text("chosen IS NOT NULL"),
        postgresql_where=text("chosen IS NOT NULL"),
    ),
    Index("ix_entries_unjudged", "seen", sqlite_where=text("NOT judged"), postgresql_where=text("NOT judged")),
)

choices = Table(
    "choices",
    metadata,
    belongs("feed", "feeds.id", primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("leaf", Integer, primary_key=True, autoincrement=False),  # of the act, in the record of the feed's community
    Column("choice", words(Choice)),  # null where one was taken back
)

phrases = Table(
    "phrases",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    Column("key", String(200), primary_key=True),  # its words, as the judge reads them
    needed("words", Text),
    needed("points", Integer),
    needed("added", Instant),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    identifier(),
    belongs("community", "communities.id"),
    needed("number", Integer),
    belongs("space", "spaces.id"),
    needed("channel", Text),
    needed("every", words(Every), server_default=Every.WEEKLY.value),
    needed("day", Integer),
    needed("wall", Text),
    needed("zone", Text),
    needed("due", Instant),
    needed("sent_to", Instant),
    Column("owner", String(26), ForeignKey("members.id", name="fk_subscriptions_owner")),
    needed("minimum", Integer, server_default=text("0")),
    needed("sources", Text, server_default=text("''")),  # numbers of feeds; all where it is empty
    needed("length", Integer, server_default=text("10")),
    needed("sections", Text, server_default=text("'news,table'")),
    needed("approve", Boolean, server_default=false()),
    Column("paused", Text),
    needed("ended", Boolean),
    UniqueConstraint("community", "number"),
    Index("ix_subscriptions_due", "ended", "due"),
    Index("ix_subscriptions_sent_to", "ended", "sent_to"),
)

catchups = Table(
    "catchups",
    metadata,
    belongs("member", "members.id", primary_key=True),
    needed("since", Instant),
    needed("until", Instant),
)

OUTDATED = text("composed < revision")
"""An edition, once held, of which something was chosen that its contents do not follow."""

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
    needed("revision", Integer, server_default=text("0")),
    needed("composed", Integer, server_default=text("0")),
    UniqueConstraint("subscription", "period"),
    UniqueConstraint("community", "number"),
    Index("ix_editions_until", "subscription", "until"),
    Index("ix_editions_outdated", "stage", sqlite_where=OUTDATED, postgresql_where=OUTDATED),
)
