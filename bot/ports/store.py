"""Everything that is kept, and how it is kept."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.ports.acts import Acts
from bot.ports.choices import Choices
from bot.ports.codes import Codes
from bot.ports.communities import Communities
from bot.ports.editions import Editions
from bot.ports.entries import Entries
from bot.ports.evidence import EvidenceOf
from bot.ports.facilitators import Facilitators
from bot.ports.feeds import Feeds
from bot.ports.inbox import Inbox
from bot.ports.installations import Installations
from bot.ports.obstacles import Obstacles
from bot.ports.outbox import Outbox
from bot.ports.people import People
from bot.ports.phrases import Phrases
from bot.ports.postings import Postings
from bot.ports.proposals import Drafts, Proposals
from bot.ports.record import Records
from bot.ports.rolls import Rolls
from bot.ports.submissions import Submissions
from bot.ports.subscriptions import Subscriptions
from bot.ports.votes import Votes

T = TypeVar("T")


class Transaction(Protocol):
    """One view of the store; what it changes is kept together or not at all."""

    @property
    def communities(self) -> Communities: ...
    @property
    def people(self) -> People: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def evidence(self) -> EvidenceOf: ...
    @property
    def votes(self) -> Votes: ...
    @property
    def record(self) -> Records: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def postings(self) -> Postings: ...
    @property
    def obstacles(self) -> Obstacles: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def feeds(self) -> Feeds: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def choices(self) -> Choices: ...
    @property
    def editions(self) -> Editions: ...
    @property
    def phrases(self) -> Phrases: ...
    @property
    def submissions(self) -> Submissions: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def acts(self) -> Acts: ...
    @property
    def installations(self) -> Installations: ...
    @property
    def facilitators(self) -> Facilitators: ...
    @property
    def rolls(self) -> Rolls: ...

    async def attempt(self, fn: Callable[[], Awaitable[T]]) -> T:
        """Run *fn*; if it raises, undo what it changed, and nothing else, and raise on."""
        ...


class Store(Protocol):
    """Keeps everything. Neither method ever waits for a platform or the network but the database's own."""

    async def write(self, fn: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run *fn* in a transaction and return its result once it is committed.

        Once begun it ends whatever becomes of the caller. *fn* may be run again after a conflict, so it has no effect
        outside the transaction.

        :raises NotRecorded: where the store cannot begin in time or cannot keep it.
        """
        ...

    async def read(self, fn: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run *fn* on a snapshot; it never waits for a writer."""
        ...
