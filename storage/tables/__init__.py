"""The schema, stated once for SQLite and PostgreSQL.

Ids are random text, instants are UTC, cards and texts are JSON. Nothing is deleted by a cascade: an append-only table
must never lose a row because another one did.
"""

from storage.tables.columns import metadata
from storage.tables.deciding import ballots, drafts, electors, evidence, proposals, roll_entries, versions, votes
from storage.tables.delivery import inbox, obstacles, outbox, postings
from storage.tables.news import catchups, choices, editions, entries, feeds, phrases, subscriptions
from storage.tables.people import (
    accounts,
    acts,
    charter_terms,
    charters,
    codes,
    communities,
    facilitators,
    member_accounts,
    members,
    presences,
    registrations,
    seats,
    spaces,
    tries,
)
from storage.tables.record import leaves, openings, record_heads
from storage.tables.slack import installations

__all__ = [
    "accounts",
    "acts",
    "ballots",
    "catchups",
    "charter_terms",
    "charters",
    "choices",
    "codes",
    "communities",
    "drafts",
    "editions",
    "electors",
    "entries",
    "evidence",
    "facilitators",
    "feeds",
    "inbox",
    "installations",
    "leaves",
    "member_accounts",
    "members",
    "metadata",
    "obstacles",
    "openings",
    "outbox",
    "phrases",
    "postings",
    "presences",
    "proposals",
    "record_heads",
    "registrations",
    "roll_entries",
    "seats",
    "spaces",
    "subscriptions",
    "tries",
    "versions",
    "votes",
]
