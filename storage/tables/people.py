"""Communities, spaces, accounts, members and who was where when."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.domain.charter import Authority
from bot.domain.codes import Purpose
from bot.domain.people import Platform
from bot.domain.proposals import Kind
from bot.domain.rules import RollKind
from storage.tables.columns import belongs, identifier, metadata, needed
from storage.types import Instant, words

communities = Table(
    "communities",
    metadata,
    identifier(),
    needed("name", Text),
    needed("founded", Instant),
    needed("phrased", Integer, server_default=text("0")),  # how often its phrases were changed
)

charters = Table(
    "charters",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    needed("roll", words(RollKind)),
    needed("admission", Boolean),
    needed("authority", words(Authority)),
    needed("bridges_allowed", Integer),  # spaces that a vote allowed to be brought, and nobody has yet
)

charter_terms = Table(
    "charter_terms",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    Column("kind", words(Kind), primary_key=True),
    Column("quorum", Text),
    Column("threshold", Text),
    Column("voting_seconds", Integer),
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
    Column("notices", Text),
    Column("zone", Text),
    Column("language", Text),
    Column("quiet_from", Text),
    Column("quiet_until", Text),
    Column("role", Text),
    Column("role_name", Text),
    Column("lost", Text),
    UniqueConstraint("platform", "key"),
)

seats = Table(
    "seats",
    metadata,
    belongs("space", "spaces.id", primary_key=True),
    Column("spell", Integer, primary_key=True, autoincrement=False),
    belongs("community", "communities.id"),
    needed("place", Integer),  # in the order of coming to that table: clocks go backwards
    needed("since", Instant),
    Column("until", Instant),
    UniqueConstraint("community", "place"),
    Index(
        "uq_seats_open",
        "space",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
)

accounts = Table(
    "accounts",
    metadata,
    identifier(),
    needed("platform", words(Platform)),
    needed("realm", Text),
    needed("user_id", Text),
    needed("name", Text),
    Column("home", ForeignKey("spaces.id")),  # where what they write to the bot alone belongs
    UniqueConstraint("platform", "realm", "user_id"),
)

members = Table(
    "members",
    metadata,
    identifier(),
    belongs("community", "communities.id", index=True),
    needed("joined", Instant),
    Column("absorbed_into", ForeignKey("members.id"), index=True),  # whom a link made them one with
)

member_accounts = Table(
    "member_accounts",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    belongs("account", "accounts.id", primary_key=True),
    belongs("member", "members.id", index=True),
    Column("acted", Instant),  # when they last did anything here, and in which space
    Column("acted_in", ForeignKey("spaces.id")),
)

presences = Table(
    "presences",
    metadata,
    belongs("space", "spaces.id", primary_key=True),
    belongs("account", "accounts.id", primary_key=True, index=True),
    Column("spell", Integer, primary_key=True, autoincrement=False),
    needed("since", Instant),
    Column("until", Instant),
    Column("role", Text),  # the one that the space asked for, where they held it when they were last seen
    Index(
        "uq_presences_open",
        "space",
        "account",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
)

facilitators = Table(
    "facilitators",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    belongs("member", "members.id", primary_key=True),
    needed("since", Instant),
)

registrations = Table(
    "registrations",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    belongs("member", "members.id", primary_key=True),
    needed("joined", Instant),
    Column("admitted", Instant),
)

codes = Table(
    "codes",
    metadata,
    Column("code", String(16), primary_key=True),
    needed("purpose", words(Purpose)),
    belongs("community", "communities.id"),
    belongs("space", "spaces.id"),
    needed("channel", Text),
    belongs("account", "accounts.id"),
    needed("made", Instant),
    needed("expires", Instant, index=True),
    Column("used", Instant),
)

tries = Table(
    "tries",
    metadata,
    belongs("account", "accounts.id", primary_key=True),
    Column("at", Instant, primary_key=True),
)

acts = Table(
    "acts",
    metadata,
    belongs("community", "communities.id", primary_key=True),
    Column("leaf", Integer, primary_key=True, autoincrement=False),
    needed("at", Instant),
    belongs("member", "members.id"),
    needed("name", Text),
    belongs("space", "spaces.id"),
    needed("told", Text),
)
