"""The record and what opens its commitments, which can be erased."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from bot.domain.record import SecretKind
from storage.tables.columns import belongs, metadata, needed
from storage.types import Instant, words

record_heads = Table(
    "record_heads",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    needed("size", Integer),
)

leaves = Table(
    "leaves",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    needed("event", Text),
    needed("at", Instant),
    needed("body", Text),
    needed("hash", LargeBinary(32)),
)

openings = Table(
    "openings",
    metadata,
    Column("commitment", String(71), primary_key=True),
    belongs("community", "communities.id", index=True),
    needed("kind", words(SecretKind)),
    needed("salt", LargeBinary(32)),
    needed("value", Text),
)
