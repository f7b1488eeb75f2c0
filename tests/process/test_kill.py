"""Killed at random points under load, and started again: what a member was told is recorded stays recorded."""

import asyncio
import json
import random
import signal
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage.open import open_store
from tests.process.home import LAUNCHER, ROOT, Home, Process
from tests.servers.slack import SlackServer

PEOPLE = [f"member{number}" for number in range(8)]
CHOICES = ("for", "against", "abstain")
FORM = {"Title": "No autonomous replication", "The act or capability": "A system copies itself without approval."}


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        for person in PEOPLE:
            server.add_person(person)
            server.join("general", person)
        yield server


async def start(home: Home, slack: SlackServer) -> Process:
    tokens = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token}
    process = await home.start("--slack", str(slack.port), program=LAUNCHER, PYTHONPATH=str(ROOT), **tokens)
    await process.until("Slack: connected by Socket Mode")
    return process


class Voter:
    """Votes again and again by the button of the one card, and remembers what it was told."""

    def __init__(self, slack: SlackServer, name: str, chance: random.Random) -> None:
        self.person = slack.person(name)
        self.slack = slack
        self.name = name
        self.chance = chance
        self.recorded = 0
        self.told: str | None = None
        self.since: set[str] = set()
        """What was chosen after that without an answer: it may count, or not."""

    async def vote(self) -> bool:
        """Vote once; return whether it was said to be recorded."""
        (card,) = [message for message in self.slack.messages("general") if "· Voting" in message.shown]
        choice = self.chance.choice(CHOICES)
        form = await self.person.press(card, "Vote", patience=1)
        if form.view is None:
            return False
        self.since.add(choice)
        told = await self.person.submit(form.view, {"choice": choice}, patience=1)
        try:
            await told.until(lambda answer: f"Recorded: {choice.capitalize()}" in answer.text, limit=2)
        except AssertionError:
            return False
        self.told, self.since = choice, set()
        return True

    async def vote_on(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self.recorded += await self.vote()


async def killed_again_and_again(home: Home, slack: SlackServer, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    print(f"seed {seed}")
    process = await start(home, slack)
    alice = slack.person("alice")
    form = await alice.command("/pause", "propose red-line", channel="general")
    preview = await alice.submit(form.view, FORM)
    await preview.until(lambda answer: bool(answer.ephemerals))
    await alice.press(preview.ephemerals[-1], "Open the vote")
    await slack.until(lambda: len(slack.messages("general")) == 1)
    voters = [Voter(slack, name, chance) for name in PEOPLE]
    stop = asyncio.Event()
    load = [asyncio.create_task(voter.vote_on(stop)) for voter in voters]
    for _ in range(kills):
        wanted = sum(voter.recorded for voter in voters) + chance.randint(1, 6)
        await slack.until(lambda wanted=wanted: sum(voter.recorded for voter in voters) >= wanted, limit=30)
        await asyncio.sleep(chance.random() * 0.03)  # so that it falls anywhere in what is under way
        process.child.send_signal(signal.SIGKILL)
        await process.ended()
        process = await start(home, slack)
    stop.set()
    await asyncio.gather(*load)
    for voter in voters[: len(voters) // 2]:  # the buttons of the old card still work
        assert await voter.vote()
    (home.directory / "clock").write_text(str(timedelta(days=7, minutes=1).total_seconds()))
    await slack.until(lambda: any("RL-1 " in m.shown and "· Voting" not in m.shown for m in slack.messages("general")))
    process.child.terminate()
    assert await process.ended(within=10) == 0
    await what_was_told_is_kept(home, voters)


async def what_was_told_is_kept(home: Home, voters: list[Voter]) -> None:
    store = await open_store(f"sqlite:///{home.directory}/data/moratorium.db")
    try:
        ((space,),) = [await store.read(lambda tx: tx.communities.every_space())]
        leaves = [json.loads(leaf.body) for leaf in await store.read(lambda tx: tx.record.leaves(space.community))]
        proposal = await store.read(lambda tx: tx.proposals.get(space.community, 1))
        vote = await store.read(lambda tx: tx.votes.of(proposal.id))
        counted = {cast.name: cast.choice.value for cast in await store.read(lambda tx: tx.votes.reasons(vote.id))}
        ballots = await store.read(lambda tx: tx.votes.ballots(vote.id))
    finally:
        await store.aclose()
    assert [leaf["index"] for leaf in leaves] == list(range(len(leaves)))
    cast = [leaf for leaf in leaves if leaf["event"] == "ballot.cast"]
    assert sorted(leaf["index"] for leaf in cast) == sorted(ballot.sequence for ballot in ballots)
    assert vote.tally.turnout == len(counted)
    for voter in voters:
        allowed = voter.since | ({voter.told} if voter.told else set())
        assert counted.get(voter.name) in (allowed or {None}), (voter.name, voter.told, voter.since)


@pytest.mark.timeout(240)
async def test_what_was_told_survives_thirty_kills(home: Home, slack: SlackServer) -> None:
    await killed_again_and_again(home, slack, kills=30, seed=11)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(30))
async def test_what_was_told_survives_a_thousand_kills(home: Home, slack: SlackServer, seed: int) -> None:
    await killed_again_and_again(home, slack, kills=34, seed=seed)
