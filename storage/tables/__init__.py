"""The schema, stated once for SQLite and PostgreSQL.

Ids are random text, instants are UTC, cards and texts are JSON. Nothing is deleted by a cascade: an append-only table
must never lose a row because another one did.
"""

from storage.tables.columns import metadata
from storage.tables.deciding import ballots, drafts, electors, proposals, versions, votes
from storage.tables.delivery import inbox, outbox, postings
from storage.tables.news import entries, feeds, subscriptions
from storage.tables.people import accounts, charters, communities, member_accounts, members, presences, spaces
from storage.tables.record import leaves, openings, record_heads

__all__ = [
    "accounts",
    "ballots",
    "charters",
    "communities",
    "drafts",
    "electors",
    "entries",
    "feeds",
    "inbox",
    "leaves",
    "member_accounts",
    "members",
    "metadata",
    "openings",
    "outbox",
    "postings",
    "presences",
    "proposals",
    "record_heads",
    "spaces",
    "subscriptions",
    "versions",
    "votes",
]
