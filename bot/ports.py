"""What the core needs from the world outside it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, TypeVar

from bot.domain.delivering import DeliveryKind
from bot.domain.feeds import Entry, Fetched, NotModified, Validators
from bot.domain.ids import (
    AccountId,
    CommunityId,
    DeliveryId,
    ElectorId,
    FeedId,
    MemberId,
    PostingId,
    ProposalId,
    SpaceId,
    SubscriptionId,
    VoteId,
)
from bot.domain.people import Account, Handle, Platform, Profile, Space
from bot.domain.periods import Weekly
from bot.domain.proposals import Draft, Kind, Proposal, State
from bot.domain.record import Leaf, Opening
from bot.domain.rules import Charter
from bot.domain.voting import Ballot, CastBallot, Vote
from bot.views.elements import Card

T = TypeVar("T")
Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC."""
Channel = tuple[SpaceId, str]
"""A channel of a space."""


class Communities(Protocol):
    async def space(self, platform: Platform, key: str) -> Space | None: ...

    async def space_by_id(self, id: SpaceId) -> Space: ...

    async def spaces(self, community: CommunityId) -> Sequence[Space]: ...

    async def every_space(self) -> Sequence[Space]:
        """Return the spaces of all communities."""
        ...

    async def found(self, space: Space, now: datetime) -> None:
        """Keep *space* and its community, which is new and has an empty record and the default charter."""
        ...

    async def name_space(self, space: SpaceId, name: str) -> None: ...

    async def set_channel(self, space: SpaceId, channel: str | None) -> None: ...

    async def charter(self, community: CommunityId) -> Charter: ...

    async def set_charter(self, community: CommunityId, charter: Charter) -> None: ...


class People(Protocol):
    async def account(self, handle: Handle) -> Account | None: ...

    async def keep(self, account: Account) -> None:
        """Add the account, or rename the one that has its id."""
        ...

    async def member(self, community: CommunityId, account: AccountId) -> MemberId | None: ...

    async def join(self, community: CommunityId, account: AccountId, member: MemberId, now: datetime) -> None:
        """Make *member*, and *account* theirs, in *community*."""
        ...

    async def present(self, space: SpaceId, account: AccountId, since: datetime) -> None:
        """Note that *account* has been a full member of *space* since then (the earliest known instant counts).

        After an absence a new interval begins, not before the absence was noted.
        """
        ...

    async def absent(self, space: SpaceId, account: AccountId, now: datetime) -> None:
        """Note that *account* is no longer a full member of *space*."""
        ...

    async def presence(self, community: CommunityId, member: MemberId) -> Sequence["Presence"]:
        """Return when any of *member*'s accounts was a full member of any space of *community*."""
        ...

    async def presences(self, space: SpaceId) -> Mapping[Handle, AccountId]:
        """Return the accounts that are full members of *space* now, as far as is known."""
        ...

    async def count_present(self, community: CommunityId, at: datetime) -> int:
        """Return how many members are known to have been in *community* at that instant."""
        ...


@dataclass(frozen=True, slots=True)
class Presence:
    """An interval in which somebody was a full member of a space; *until* is None while they still are."""

    since: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or self.until > at)


class Proposals(Protocol):
    async def next_number(self, community: CommunityId) -> int:
        """Return the next number, given under the lock that the record's head gives."""
        ...

    async def add(self, proposal: Proposal) -> None: ...

    async def get(self, community: CommunityId, number: int) -> Proposal | None: ...

    async def by_id(self, id: ProposalId) -> Proposal | None: ...

    async def locked(self, id: ProposalId) -> Proposal:
        """Return the proposal, which no other transaction changes until this one ends."""
        ...

    async def change(self, proposal: Proposal) -> None:
        """Keep the new state, version, text and revision; a text of a new version is kept beside the older ones."""
        ...

    async def touch(self, id: ProposalId) -> None:
        """Raise the revision by one: something that its card shows has changed."""
        ...

    async def listed(
        self, community: CommunityId, states: Sequence[State], drafts_of: MemberId | None = None
    ) -> Sequence[Proposal]:
        """Return those in *states*, newest first; drafts only of *drafts_of*."""
        ...

    async def decided(self, community: CommunityId, since: datetime, until: datetime) -> Sequence[Proposal]:
        """Return those that stand decided by a vote that closed in [since, until), newest first."""
        ...


class Drafts(Protocol):
    """One draft for each account, space, kind and proposal being edited (None: a new one)."""

    async def get(
        self, account: AccountId, space: SpaceId, kind: Kind, proposal: ProposalId | None
    ) -> Draft | None: ...

    async def save(self, draft: Draft) -> None:
        """Keep it in the place of an older one."""
        ...

    async def discard(self, account: AccountId, space: SpaceId, kind: Kind, proposal: ProposalId | None) -> None: ...


class Votes(Protocol):
    async def open(self, vote: Vote) -> None: ...

    async def of(self, proposal: ProposalId) -> Vote | None:
        """Return the latest vote on it."""
        ...

    async def latest(self, proposals: Sequence[ProposalId]) -> Mapping[ProposalId, tuple[Vote, int]]:
        """Return the latest vote on each of *proposals* that ever had one, and how many voted in it."""
        ...

    async def get(self, id: VoteId) -> Vote: ...

    async def locked(self, id: VoteId) -> Vote:
        """Return the vote, which no other transaction closes or votes on until this one ends."""
        ...

    async def close(self, vote: Vote) -> None:
        """Keep its outcome, tally and when it closed.

        :raises ValueError: where it is closed already.
        """
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[VoteId]:
        """Return open votes whose closing instant has come, the earliest first."""
        ...

    async def elector(self, vote: VoteId, member: MemberId) -> ElectorId | None: ...

    async def enrol(self, vote: VoteId, member: MemberId, elector: ElectorId) -> None: ...

    async def cast(
        self, vote: VoteId, ballot: Ballot, reason: str, account: AccountId, now: datetime, version: int
    ) -> None: ...

    async def ballots(self, vote: VoteId) -> Sequence[Ballot]: ...

    async def turnout(self, vote: VoteId) -> int: ...

    async def cast_by(self, vote: VoteId, member: MemberId) -> CastBallot | None:
        """Return the ballot of *member* that counts."""
        ...

    async def reasons(self, vote: VoteId) -> Sequence[CastBallot]:
        """Return the counting ballots with who cast them."""
        ...


class Records(Protocol):
    async def lock(self, community: CommunityId) -> int:
        """Take the log for this transaction and return its size: the index of the next leaf."""
        ...

    async def size(self, community: CommunityId) -> int: ...

    async def append(
        self, community: CommunityId, leaf: Leaf, openings: Sequence[Opening], event: str, at: datetime
    ) -> None:
        """Keep *leaf* and what opens it.

        :raises ValueError: where its index is not the log's size.
        """
        ...

    async def leaves(self, community: CommunityId, start: int = 0) -> Sequence[Leaf]: ...

    async def opening(self, commitment: str) -> Opening | None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What an invocation was answered: a card, or the message of a refusal."""

    card: Card | None
    refusal: str | None = None


class Inbox(Protocol):
    async def answer(self, key: str) -> Answer | None: ...

    async def keep(self, key: str, answer: Answer, now: datetime) -> None:
        """Keep it; where another transaction has kept one meanwhile this one is run again, and finds it."""
        ...

    async def forget(self, before: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a proposal's card stands. *reference* is the platform's name of the message, None until it is posted.

    *shown* and *state* are what was last shown there; *edited* is when. Until *retry_at* it is left alone: it waits for
    its next try, or somebody holds it. *given_up* says why it cannot be edited, None where it can.
    """

    id: PostingId
    proposal: ProposalId
    space: SpaceId
    channel: str
    reference: str | None
    shown: int
    state: State | None
    edited: datetime | None
    retry_at: datetime | None = None
    given_up: str | None = None


class Postings(Protocol):
    async def add(self, posting: Posting) -> None: ...

    async def get(self, id: PostingId) -> Posting | None: ...

    async def of(self, proposal: ProposalId) -> Sequence[Posting]: ...

    async def stale(
        self, turnout_before: datetime, now: datetime, limit: int, busy: Collection[Channel] = ()
    ) -> Sequence[Posting]:
        """Return posted cards that show too little: an older state, or an older revision and not edited since
        *turnout_before*; none that waits for its next try, nor one that was given up, nor one in a *busy* channel."""
        ...

    async def claim(self, ids: Sequence[PostingId], now: datetime, until: datetime) -> Sequence[Posting]:
        """Take those of *ids* that nobody holds, in that order; until then nobody else gets them."""
        ...

    async def renew(self, posting: Posting, until: datetime) -> bool:
        """Hold *posting* until then; return False where its claim was lost."""
        ...

    async def shown(
        self, id: PostingId, revision: int, state: State, at: datetime, claim: datetime | None = None
    ) -> bool:
        """Keep what the card shows now, and end the *claim*.

        Where that was lost, which of two edits came last is not known: the card is marked to be edited once more, and
        False is returned.
        """
        ...

    async def posted(self, id: PostingId, reference: str, revision: int, state: State, at: datetime) -> None: ...

    async def retry(self, id: PostingId, at: datetime) -> None: ...

    async def give_up(self, id: PostingId, reason: str) -> None: ...

    async def resume(self, id: PostingId) -> None:
        """Take up again a card that was given up."""
        ...

    async def given_up(self, community: CommunityId, since: datetime, limit: int) -> Sequence[Posting]:
        """Return the cards that were given up, of open votes and of what was shown since then, the latest first."""
        ...


class DeliveryState(Enum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to be sent once. *key* says what it is and is unique, so that it is queued once at most.

    *card* is None where it is composed as it is sent (a proposal's card); *posting* is what it then stands as.
    *first* is when its first try began; *attempts* counts the tries that may have reached the platform. SENDING means
    that a try has begun and its end is not known; until *claimed_until* one process alone may try.
    """

    id: DeliveryId
    key: str
    kind: DeliveryKind
    space: SpaceId
    channel: str
    card: Card | None
    posting: PostingId | None
    state: DeliveryState
    due: datetime
    attempts: int = 0
    first: datetime | None = None
    note: str = ""
    claimed_until: datetime | None = None


class Outbox(Protocol):
    async def put(self, delivery: Delivery) -> bool:
        """Queue it; return False where its key is there already."""
        ...

    async def claim(
        self, now: datetime, until: datetime, limit: int, busy: Collection[Channel] = ()
    ) -> Sequence[Delivery]:
        """Take deliveries that are due and that nobody holds, as they stood but for the claim, in the order in which
        they were queued; none in a *busy* channel, and none behind one of its channel that is not taken with it.

        What was due by a clock that ran ahead is due. A card that cannot be read fails, and is not returned.
        """
        ...

    async def begin(self, delivery: Delivery, until: datetime) -> bool:
        """Note that a try begins, with its *first* and *attempts*, and hold it until then.

        Return False, and change nothing, where the claim was lost.
        """
        ...

    async def settle(self, delivery: Delivery) -> bool:
        """Keep the state, due instant, attempts, first try and note, and end the claim.

        Return False, and change nothing, where the claim was lost.
        """
        ...

    async def get(self, community: CommunityId, id: DeliveryId) -> Delivery | None:
        """Return it; a card that cannot be read is None."""
        ...

    async def in_state(
        self, community: CommunityId, states: Sequence[DeliveryState], since: datetime | None, limit: int
    ) -> Sequence[Delivery]:
        """Return those in *states* that were due since then, the latest first; a card that cannot be read is None."""
        ...


@dataclass(frozen=True, slots=True)
class Feed:
    """A news source of a community. *fault* is the reason of the last failure, empty while it is well."""

    id: FeedId
    community: CommunityId
    number: int
    url: str
    title: str
    validators: Validators
    due: datetime
    failures: int = 0
    fault: str = ""
    read: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry as it was first seen in a feed, and where it came from."""

    entry: Entry
    source: str
    seen: datetime


class Feeds(Protocol):
    async def add(self, feed: Feed) -> None: ...

    async def listed(self, community: CommunityId) -> Sequence[Feed]: ...

    async def remove(self, id: FeedId) -> None:
        """Forget it and its entries; its number is not given again, its address can be added again."""
        ...

    async def next_number(self, community: CommunityId) -> int: ...

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Feed]:
        """Take feeds that are due; another process does not get them until then."""
        ...

    async def keep(self, feed: Feed) -> None:
        """Keep what a reading said; its address stays as it was where another feed of the community has the new one."""
        ...

    async def keep_entries(self, feed: FeedId, entries: Sequence[Entry], now: datetime) -> None:
        """Add those that are new to *feed*."""
        ...

    async def entries(self, community: CommunityId, since: datetime, until: datetime) -> Sequence[KeptEntry]:
        """Return entries of the community's feeds first seen in [since, until), newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Subscription:
    """A digest for a channel. *sent_to* is the end of the window that the last edition covered."""

    id: SubscriptionId
    space: SpaceId
    channel: str
    number: int
    weekly: Weekly
    due: datetime
    sent_to: datetime
    ended: bool = False


class Subscriptions(Protocol):
    async def add(self, subscription: Subscription) -> None: ...

    async def listed(self, community: CommunityId) -> Sequence[Subscription]:
        """Return those that have not ended, by number."""
        ...

    async def next_number(self, community: CommunityId) -> int: ...

    async def due(self, now: datetime, horizon: datetime, limit: int) -> Sequence[SubscriptionId]:
        """Return those due by *now*, and those due later than *horizon*, whose clock must have been wrong."""
        ...

    async def get(self, id: SubscriptionId) -> Subscription: ...

    async def locked(self, id: SubscriptionId) -> Subscription:
        """Return it; no other transaction changes it until this one ends."""
        ...

    async def change(self, subscription: Subscription) -> None: ...


class Transaction(Protocol):
    """One view of the store; what it changes is kept together or not at all."""

    @property
    def communities(self) -> Communities: ...
    @property
    def people(self) -> People: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def votes(self) -> Votes: ...
    @property
    def record(self) -> Records: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def postings(self) -> Postings: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def feeds(self) -> Feeds: ...
    @property
    def subscriptions(self) -> Subscriptions: ...

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


class Trouble(Exception):
    """A platform did not do what it was asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotSent(Trouble):
    """It certainly had no effect and may be tried again, not before *after* has passed."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Ambiguous(Trouble):
    """It may or may not have had its effect."""


class Impossible(Trouble):
    """It cannot be done, now or later, as things stand: *reason* says what an admin can mend."""


class Messenger(Protocol):
    """Speaks in the spaces of one platform. Every method raises ``Trouble`` of one sort or another."""

    repeats_within: timedelta
    """For how long a send with the same nonce is not shown twice; zero where the platform promises nothing."""

    async def send(self, space: Space, channel: str, card: Card, nonce: str) -> str:
        """Post *card* and return the reference by which ``edit`` finds it. *nonce* has at most 25 characters."""
        ...

    async def edit(self, space: Space, channel: str, reference: str, card: Card) -> None: ...

    async def roll(self, space: Space) -> Sequence[Profile] | None:
        """Return everybody in *space*, guests and bots marked; None where the platform tells when each joined."""
        ...


class FeedReader(Protocol):
    async def read(self, url: str, validators: Validators, now: datetime) -> Fetched | NotModified:
        """Fetch and parse a feed, bounded in time, size and address.

        :raises FeedFault: with a reason fit to show to a person.
        """
        ...
