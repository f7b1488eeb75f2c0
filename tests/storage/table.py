"""A community to ask the store about: Lab A on Discord, with alice, bob and carol."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from bot.domain.ids import AccountId, CommunityId, ElectorId, MemberId, PostingId, ProposalId, SpaceId, VoteId, new_id
from bot.domain.people import Account, Handle, Platform, Space
from bot.domain.proposals import Kind, Proposal, State
from bot.domain.record import Leaf, Opening, Secret, SecretKind, make_leaf
from bot.domain.rules import TWO_THIRDS, Quorum, Rule
from bot.domain.voting import Ballot, Choice, Vote
from bot.ports import Posting, Transaction
from storage.store import SqlStore

T = TypeVar("T")
Store = SqlStore[Transaction]

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

_drawn = count()


def entropy(size: int) -> bytes:
    """Return bytes that no other call returns."""
    return hashlib.shake_256(str(next(_drawn)).encode()).digest(size)


def fresh() -> str:
    return new_id(entropy)


@dataclass(frozen=True, slots=True)
class Person:
    account: AccountId
    member: MemberId
    handle: Handle


@dataclass(frozen=True, slots=True)
class Table:
    store: Store
    space: Space
    people: Mapping[str, Person] = field(default_factory=dict)

    @property
    def community(self) -> CommunityId:
        return self.space.community

    async def write(self, fn: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self.store.write(fn)

    async def read(self, fn: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self.store.read(fn)

    def proposal(self, number: int, state: State = State.VOTING, by: str = "alice") -> Proposal:
        return Proposal(
            id=ProposalId(fresh()),
            community=self.community,
            number=number,
            kind=Kind.RED_LINE,
            state=state,
            version=1,
            revision=1,
            text={"title": "No self-copying", "act": "A model copies its own weights out.\n\N{SNOWMAN} “So.”"},
            proposer=self.people[by].member,
            author=by,
            space=self.space.id,
            channel="general",
            created=NOON,
        )

    async def proposed(self, state: State = State.VOTING, by: str = "alice") -> Proposal:
        """Keep a proposal under the next number."""

        async def add(tx: Transaction) -> Proposal:
            proposal = self.proposal(await tx.proposals.next_number(self.community), state, by)
            await tx.proposals.add(proposal)
            return proposal

        return await self.write(add)

    async def opened(self, closes: datetime = NOON + HOUR, opened: datetime = NOON) -> Vote:
        """Keep a vote on a proposal of its own."""
        proposal = await self.proposed()
        vote = Vote(VoteId(fresh()), proposal.id, 1, Rule(Quorum(ballots=3), TWO_THIRDS), opened, closes, None)
        await self.write(lambda tx: tx.votes.open(vote))
        return vote

    async def posted(self, proposal: Proposal, at: datetime = NOON, channel: str = "general") -> Posting:
        """Keep a card of *proposal* that stands in *channel* and shows it as it is."""
        posting = Posting(PostingId(fresh()), proposal.id, self.space.id, channel, None, 0, None, None)

        async def add(tx: Transaction) -> Posting:
            await tx.postings.add(posting)
            await tx.postings.posted(posting.id, "message 1", proposal.revision, proposal.state, at)
            found = await tx.postings.get(posting.id)
            assert found is not None
            return found

        return await self.write(add)


async def lay_table(store: Store, key: str = "lab-a", names: tuple[str, ...] = ("alice", "bob", "carol")) -> Table:
    space = Space(SpaceId(fresh()), CommunityId(fresh()), Platform.DISCORD, key, "Lab A")
    people = {
        name: Person(AccountId(fresh()), MemberId(fresh()), Handle(Platform.DISCORD, "", f"{key}-{name}"))
        for name in names
    }

    async def found(tx: Transaction) -> None:
        await tx.communities.found(space.community, space.name, NOON)
        await tx.communities.add_space(space, NOON)
        for name, person in people.items():
            await tx.people.keep(Account(person.account, person.handle, name))
            await tx.people.join(space.community, person.account, person.member, NOON)

    await store.write(found)
    return Table(store, space, people)


async def cast(
    tx: Transaction,
    table: Table,
    vote: VoteId,
    name: str,
    choice: Choice,
    reason: str = "",
    at: datetime = NOON,
) -> int:
    """Cast a ballot as the services do: enrolled once, under the index of a leaf of its own; return that index."""
    person = table.people[name]
    index = await append(tx, table.community, at=at)
    elector = await tx.votes.elector(vote, person.member)
    if elector is None:
        elector = ElectorId(fresh())
        await tx.votes.enrol(vote, person.member, elector)
    await tx.votes.cast(vote, Ballot(index, elector, choice), reason, person.account, at, 1)
    return index


def leaf(community: CommunityId, index: int, at: datetime = NOON, text: str = "because") -> tuple[Leaf, list[Opening]]:
    made, openings = make_leaf(community, index, at, "tested", {"said": Secret(SecretKind.TEXT, text)}, entropy)
    return made, list(openings)


async def append(tx: Transaction, community: CommunityId, at: datetime = NOON) -> int:
    index = await tx.record.lock(community)
    made, openings = leaf(community, index, at)
    await tx.record.append(community, made, openings, "tested", at)
    return index
