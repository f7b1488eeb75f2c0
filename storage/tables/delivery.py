"""What came in and was answered, what goes out, and where cards stand."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from bot.domain.delivering import DeliveryKind
from bot.domain.proposals import State
from bot.ports import DeliveryState
from storage.tables.columns import belongs, identifier, metadata, needed
from storage.types import Instant, words

inbox = Table(
    "inbox",
    metadata,
    Column("key", Text, primary_key=True),
    needed("answer", Text),
    needed("kept", Instant, index=True),
)

postings = Table(
    "postings",
    metadata,
    identifier(),
    belongs("proposal", "proposals.id"),
    belongs("space", "spaces.id"),
    needed("channel", Text),
    Column("reference", Text),
    needed("shown", Integer),
    Column("state", words(State)),
    Column("edited", Instant),
    Column("retry_at", Instant),
    Column("given_up", Text),
    UniqueConstraint("proposal", "space", "channel"),
)

obstacles = Table(
    "obstacles",
    metadata,
    belongs("space", "spaces.id", primary_key=True),
    Column("channel", Text, primary_key=True),
    needed("reason", Text),
    needed("since", Instant),
)

outbox = Table(
    "outbox",
    metadata,
    identifier(),
    needed("key", Text, unique=True),
    needed("sequence", Integer, index=True),
    needed("kind", words(DeliveryKind)),
    belongs("space", "spaces.id"),
    needed("channel", Text),
    Column("card", Text),
    Column("posting", ForeignKey("postings.id"), index=True),
    needed("state", words(DeliveryState)),
    needed("due", Instant),
    Column("claimed_until", Instant),
    needed("attempts", Integer),
    Column("first", Instant),
    needed("note", Text),
    needed("urgent", Boolean),
    Column("reference", Text),
    Column("after", Text),
    Column("edits", Text),
    Index("ix_outbox_due", "state", "due"),
    Index("ix_outbox_line", "space", "channel", "state", "sequence"),
)
