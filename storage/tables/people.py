"""Communities, spaces, accounts, members and who was where when."""

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint, text

from bot.domain.people import Platform
from storage.tables.columns import belongs, identifier, metadata, needed
from storage.types import Instant, words

communities = Table("communities", metadata, identifier(), needed("name", Text), needed("founded", Instant))

charters = Table(
    "charters",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    needed("quorum", Text),
    needed("threshold", Text),
    needed("voting_seconds", Integer),
)

spaces = Table(
    "spaces",
    metadata,
    identifier(),
    belongs("community", "communities.id", index=True),
    needed("platform", words(Platform)),
    needed("key", Text),
    needed("name", Text),
    Column("channel", Text),
    UniqueConstraint("platform", "key"),
)

accounts = Table(
    "accounts",
    metadata,
    identifier(),
    needed("platform", words(Platform)),
    needed("realm", Text),
    needed("user_id", Text),
    needed("name", Text),
    UniqueConstraint("platform", "realm", "user_id"),
)

members = Table(
    "members", metadata, identifier(), belongs("community", "communities.id", index=True), needed("joined", Instant)
)

member_accounts = Table(
    "member_accounts",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    belongs("account", "accounts.id", primary_key=True),
    belongs("member", "members.id", index=True),
)

presences = Table(
    "presences",
    metadata,
    belongs("space", "spaces.id", primary_key=True),
    belongs("account", "accounts.id", primary_key=True, index=True),
    Column("spell", Integer, primary_key=True, autoincrement=False),
    needed("since", Instant),
    Column("until", Instant),
    Index(
        "uq_presences_open",
        "space",
        "account",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
)
