"""Proposals, drafts of them, what is attached to them, votes and ballots."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.domain.proposals import Kind, State
from bot.domain.rules import RollKind
from bot.domain.voting import Choice, Outcome
from storage.tables.columns import belongs, identifier, metadata, needed
from storage.types import Instant, words

proposals = Table(
    "proposals",
    metadata,
    identifier(),
    belongs("community", "communities.id"),
    needed("number", Integer),
    needed("kind", words(Kind)),
    needed("state", words(State)),
    needed("version", Integer),
    needed("revision", Integer),
    belongs("proposer", "members.id"),
    needed("author", Text),
    belongs("space", "spaces.id"),
    needed("channel", Text),
    needed("created", Instant),
    needed("unshown", Boolean, index=True),  # some card of it may show too little
    Column("act", Text),  # what its adoption does to the community
    UniqueConstraint("community", "number"),
)

versions = Table(
    "versions",
    metadata,
    belongs("proposal", "proposals.id", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    needed("text", Text),
)

drafts = Table(
    "drafts",
    metadata,
    belongs("account", "accounts.id", primary_key=True),
    belongs("space", "spaces.id", primary_key=True),
    Column("kind", words(Kind), primary_key=True),
    Column("proposal", String(26), primary_key=True),  # empty for a new one: a key has no null
    needed("text", Text),
    needed("saved", Instant),
)

evidence = Table(
    "evidence",
    metadata,
    belongs("proposal", "proposals.id", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    needed("title", Text),
    needed("source", Text),
    needed("url", Text),
    needed("published", Instant),
    belongs("member", "members.id"),
    needed("name", Text),
    needed("added", Instant),
    needed("removed", Boolean),
)

votes = Table(
    "votes",
    metadata,
    identifier(),
    belongs("proposal", "proposals.id"),
    needed("round", Integer),
    needed("version", Integer),
    needed("quorum", Text),
    needed("threshold", Text),
    needed("opened", Instant),
    needed("closes", Instant),
    needed("roll_kind", words(RollKind)),
    Column("roll", Integer),
    Column("outcome", words(Outcome)),
    Column("counts", Text),
    Column("closed", Instant),
    Column("told_to", Integer),  # how far voters are told that it was superseded; null where nobody is to be told
    UniqueConstraint("proposal", "round"),
    Index(
        "ix_votes_told_to",
        "told_to",
        sqlite_where=text("told_to IS NOT NULL"),
        postgresql_where=text("told_to IS NOT NULL"),
    ),
    Index("ix_votes_due", "outcome", "closes"),
    Index(
        "uq_votes_open",
        "proposal",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)

electors = Table(
    "electors",
    metadata,
    belongs("vote", "votes.id", primary_key=True),
    belongs("member", "members.id", primary_key=True),
    needed("elector", String(26)),
    needed("struck", Boolean),  # one member had two, before a link made them one
    UniqueConstraint("vote", "elector"),
)

roll_entries = Table(
    "roll_entries",
    metadata,
    belongs("vote", "votes.id", primary_key=True),
    belongs("member", "members.id", primary_key=True),
    needed("struck", Boolean),
)

ballots = Table(
    "ballots",
    metadata,
    Column("vote", String(26), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    needed("elector", String(26)),
    needed("choice", words(Choice)),
    needed("reason", Text),
    belongs("account", "accounts.id"),
    needed("cast_at", Instant),
    needed("version", Integer),
    ForeignKeyConstraint(["vote", "elector"], ["electors.vote", "electors.elector"], name="fk_ballots_elector"),
    Index("ix_ballots_elector", "vote", "elector", "sequence"),
)
