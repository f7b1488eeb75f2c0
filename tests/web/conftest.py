"""A register to look at: proposals in every state, served over a real socket."""

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import aiohttp
import pytest

from bot.domain.ids import VoteId
from bot.domain.people import Platform
from bot.domain.proposals import State
from bot.domain.rules import TWO_THIRDS, Quorum, Rule
from bot.domain.voting import Choice, Tally, Vote, decide
from bot.ports import Transaction
from bot.services.closing import STATES
from bot.services.world import World
from bot.web.server import WebServer
from storage.open import open_store
from tests.storage.table import HOUR, NOON, Store, Table, cast, entropy, fresh, lay_table

RED_LINE = {
    "title": "No autonomous replication",
    "act": "A system copies itself to hardware that its operators do not control, without approval.",
    "benchmark": "RepliBench",
    "comparator": "at least",
    "value": "15 of 20 families",
    "scope": "Every system above 10^25 operations of training, tested before it is deployed",
    "response": "Stop the run and tell the parties within a day",
    "evidence": "https://example.org/replication\nhttps://example.org/methods",
}
WHO = ("alice", "bob", "carol")


class NoFeeds:
    async def read(self, url: str, validators: object, now: datetime) -> object:
        raise AssertionError("the register reads no feeds")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """The register's server, with tables laid for communities by name."""

    world: World
    url: str
    session: aiohttp.ClientSession
    store: Store

    async def table(self, key: str = "lab-a") -> Table:
        return await lay_table(self.store, key)

    async def propose(
        self, table: Table, state: State = State.DRAFT, text: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """Keep a proposal that was never opened; return its number and label."""

        async def add(tx: Transaction) -> tuple[int, str]:
            number = await tx.proposals.next_number(table.community)
            proposal = replace(table.proposal(number, state), text={**RED_LINE, **(text or {})})
            await tx.proposals.add(proposal)
            return proposal.number, proposal.label

        return await self.store.write(add)

    async def open(self, table: Table, text: Mapping[str, str] | None = None) -> tuple[str, Vote]:
        """Keep a proposal whose vote is open; return its label and the vote."""
        number, label = await self.propose(table, State.VOTING, text)

        async def begin(tx: Transaction) -> Vote:
            proposal = await tx.proposals.get(table.community, number)
            assert proposal is not None
            rule = Rule(Quorum(ballots=3), TWO_THIRDS)
            vote = Vote(VoteId(fresh()), proposal.id, 1, rule, NOON, NOON + 7 * 24 * HOUR, None)
            await tx.votes.open(vote)
            return vote

        return label, await self.store.write(begin)

    async def cast(self, table: Table, vote: Vote, choices: Sequence[Choice], reason: str = "") -> None:
        for name, choice in zip(WHO, choices, strict=False):
            await self.store.write(lambda tx, n=name, c=choice: cast(tx, table, vote.id, n, c, reason))

    async def close(self, vote: Vote) -> None:
        async def end(tx: Transaction) -> None:
            tally = Tally.of(await tx.votes.ballots(vote.id))
            outcome = decide(vote.rule, tally, vote.roll)
            closed = vote.closes + timedelta(seconds=1)
            await tx.votes.close(replace(vote, outcome=outcome, tally=tally, closed=closed))
            proposal = await tx.proposals.locked(vote.proposal)
            await tx.proposals.change(replace(proposal, state=STATES[outcome], revision=2))

        await self.store.write(end)

    async def decided(
        self, table: Table, choices: Sequence[Choice], text: Mapping[str, str] | None = None, reason: str = ""
    ) -> str:
        label, vote = await self.open(table, text)
        await self.cast(table, vote, choices, reason)
        await self.close(vote)
        return label

    async def get(self, path: str, method: str = "GET") -> tuple[int, str, Mapping[str, str]]:
        async with self.session.request(method, self.url + path) as response:
            return response.status, await response.text(), response.headers

    async def page(self, path: str) -> str:
        status, text, _ = await self.get(path)
        assert status == 200, (path, status)
        return text


@pytest.fixture
async def site(migrated_url: str) -> AsyncIterator[Site]:
    store = await open_store(migrated_url)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    world = World(store, lambda: NOON, entropy, {}, NoFeeds(), url, {Platform.CONSOLE: ""})
    server = WebServer(world)
    await server.start("127.0.0.1", port)
    async with aiohttp.ClientSession() as session:
        yield Site(world, url, session, store)
    await server.aclose()
    await store.aclose()
