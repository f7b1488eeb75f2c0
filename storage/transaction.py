"""One transaction: every repository over one connection."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.acts import SqlActs
from storage.choices import SqlChoices
from storage.codes import SqlCodes
from storage.communities import SqlCommunities
from storage.drafts import SqlDrafts
from storage.editions import SqlEditions
from storage.entries import SqlEntries
from storage.evidence import SqlEvidence
from storage.facilitators import SqlFacilitators
from storage.feeds import SqlFeeds
from storage.inbox import SqlInbox
from storage.installations import SqlInstallations
from storage.obstacles import SqlObstacles
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.phrases import SqlPhrases
from storage.postings import SqlPostings
from storage.proposals import SqlProposals
from storage.record import SqlRecords
from storage.rolls import SqlRolls
from storage.submissions import SqlSubmissions
from storage.subscriptions import SqlSubscriptions
from storage.votes import SqlVotes

T = TypeVar("T")


class SqlTransaction:
    """The store as one transaction sees it; whoever holds *db* begins and ends it."""

    def __init__(self, db: AsyncConnection) -> None:
        self._db = db
        self.communities = SqlCommunities(db)
        self.people = SqlPeople(db)
        self.codes = SqlCodes(db)
        self.proposals = SqlProposals(db)
        self.drafts = SqlDrafts(db)
        self.evidence = SqlEvidence(db)
        self.votes = SqlVotes(db)
        self.record = SqlRecords(db)
        self.inbox = SqlInbox(db)
        self.postings = SqlPostings(db)
        self.obstacles = SqlObstacles(db)
        self.outbox = SqlOutbox(db)
        self.feeds = SqlFeeds(db)
        self.entries = SqlEntries(db)
        self.choices = SqlChoices(db)
        self.editions = SqlEditions(db)
        self.phrases = SqlPhrases(db)
        self.submissions = SqlSubmissions(db)
        self.subscriptions = SqlSubscriptions(db)
        self.acts = SqlActs(db)
        self.installations = SqlInstallations(db)
        self.facilitators = SqlFacilitators(db)
        self.rolls = SqlRolls(db)

    async def attempt(self, fn: Callable[[], Awaitable[T]]) -> T:
        """Return what *fn* returns; if it raises, a savepoint undoes what it changed, and nothing else."""
        async with self._db.begin_nested():
            return await fn()
