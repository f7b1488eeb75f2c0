"""Members who vote again and again whatever becomes of the bot, and who remember what they were told."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TypeVar

from bot.domain.ids import CommunityId
from bot.domain.people import Platform
from bot.domain.record import commit
from bot.ports import Transaction
from storage.open import open_store
from tests.end_to_end.hands import Hands
from tests.end_to_end.town import Town
from tests.servers.slack_answer import Answer as SlackAnswer
from tests.servers.slack_delivery import Delivery

T = TypeVar("T")

CHOICES = ("for", "against", "abstain")
ON_EACH = 5
PATIENCE = 4.0
"""Seconds after which somebody who has seen no answer tries again."""


@dataclass
class Voter:
    """One member on one platform, who does not go on to the next ballot before this one is said to be recorded.

    Every ballot has its own reason, so that each can be told from every other in the database.
    """

    town: Town
    platform: Platform
    name: str
    chance: Random
    told: list[tuple[str, str]] = field(default_factory=list)
    """The ballots, choice and reason, that were said to be recorded, in order."""
    again: set[str] = field(default_factory=set)
    """The reasons of those ballots that were told only when they were given a second time."""

    async def vote_on(self, done: Callable[[], bool]) -> None:
        while not done():
            await self.vote()

    async def vote(self) -> None:
        choice, reason = self.chance.choice(CHOICES), f"{self.name} {len(self.told)}"
        vote = self._in_slack if self.platform is Platform.SLACK else self._in_discord
        await vote(choice, reason)
        self.told.append((choice, reason))

    async def _in_slack(self, choice: str, reason: str) -> None:
        """Submit the form once; what is not answered is delivered again, as it was, until it is."""
        town, voter = self.town, self.town.slack.person(self.name)
        sent: Delivery | None = None
        while True:
            await town.slack.connected(60)
            if sent is not None:
                self.again.add(reason)
                answer = await self._while_it_lives(town.slack.redeliver(sent, patience=PATIENCE))
            else:
                [card] = town.in_slack.posted("RL-1 · Red line · Voting")
                opened = await self._while_it_lives(voter.press(card, "Vote", patience=PATIENCE))
                if opened is None or opened.view is None:
                    continue
                filled = {"choice": choice, "reason": reason}
                answer = await self._while_it_lives(voter.submit(opened.view, filled, patience=PATIENCE))
                sent = next((d for d in reversed(town.slack.deliveries) if _holds(d, reason)), None)
            if answer is not None and await self._was_told(answer, choice):
                return

    async def _was_told(self, answer: SlackAnswer, choice: str) -> bool:
        if answer.acked:
            await self._while_it_lives(self.town.slack.pulse.reached(lambda: answer.ephemerals, PATIENCE))
        return f"Recorded: {choice.capitalize()}" in answer.text

    async def _in_discord(self, choice: str, reason: str) -> None:
        """Press and submit until it is answered: Discord delivers nothing twice."""
        town, voter = self.town, self.town.discord.person(self.name)
        while True:
            await town.discord.ready(60)
            [card] = town.in_discord.posted("RL-1 · Red line · Voting")
            opened = await self._while_it_lives(voter.click(card, "Vote", patience=PATIENCE))
            if opened is None or opened.modal is None:
                continue
            filled = {"choice": choice, "reason": reason}
            answer = await self._while_it_lives(voter.submit(opened, filled, patience=PATIENCE))
            if answer is not None and f"Recorded: {choice.capitalize()}" in answer.text:
                return
            self.again.add(reason)

    async def _while_it_lives(self, waiting: Coroutine[object, object, T]) -> T | None:
        """Return what *waiting* does, or None where the bot is gone before: nothing comes of it any more."""
        task = asyncio.create_task(waiting)
        over = asyncio.create_task(self.town.gone.wait())
        try:
            await asyncio.wait({task, over}, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            over.cancel()


def _holds(delivery: Delivery, reason: str) -> bool:
    view = delivery.payload.get("view") or {}
    values = (view.get("state") or {}).get("values") or {}
    return reason in [field.get("value") for block in values.values() for field in block.values()]


class Electorate:
    """Five members on each platform, under whose load things happen to the bot."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.chance = Random(seed)
        self.voters: list[Voter] = []

    async def gather(self) -> None:
        """Let them arrive and a vote be opened on each platform."""
        town = self.town
        for number in range(ON_EACH):
            town.slack.add_person(f"slack{number}")
            town.discord.add_person(f"discord{number}")
            self.voters.append(Voter(town, Platform.SLACK, f"slack{number}", Random(self.chance.random())))
            self.voters.append(Voter(town, Platform.DISCORD, f"discord{number}", Random(self.chance.random())))
        for table in town.tables:
            assert "is open for voting" in await table.opens("alice")
            await town.appears(table, "RL-1 · Red line · Voting")
            await town.all_sent(table)

    async def progress(self, ballots: int) -> None:
        """Wait until so many more are recorded."""
        enough = self.told + ballots
        await self.town.until(lambda: self.told >= enough, 60, "ballots to be recorded")

    @property
    def told(self) -> int:
        return sum(len(voter.told) for voter in self.voters)

    async def vote_while(self, happening: Callable[[], Awaitable[object]]) -> None:
        """Let everybody vote until *happening* has ended, and each their last ballot to the end."""
        ended = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for voter in self.voters:
                group.create_task(voter.vote_on(ended.is_set))
            try:
                await happening()
            finally:
                ended.set()

    async def decided(self, database: str) -> None:
        """Close both votes, stop the bot and hold what is in the database to what people were told."""
        town = self.town
        town.passes(days=7, minutes=1)
        for table in town.tables:
            await town.until(partial(_closed, table), what="the close")
        await town.stop()
        store = await open_store(database)
        try:
            for space in await store.read(lambda tx: tx.communities.every_space()):
                here = [voter for voter in self.voters if voter.platform is space.platform]
                await store.read(partial(held_to, community=space.community, voters=here))
        finally:
            await store.aclose()


def _closed(table: Hands) -> bool:
    return not table.posted("RL-1 · Red line · Voting")


async def held_to(tx: Transaction, community: CommunityId, voters: Sequence[Voter]) -> None:
    """Each ballot that was told is there and whole, and of each member the last one told is the one that counts."""
    proposal = await tx.proposals.get(community, 1)
    assert proposal is not None
    vote = await tx.votes.of(proposal.id)
    assert vote is not None
    leaves = [json.loads(leaf.body) for leaf in await tx.record.leaves(community)]
    assert [leaf["index"] for leaf in leaves] == list(range(len(leaves)))
    cast = {leaf["index"]: leaf["data"] for leaf in leaves if leaf["event"] == "ballot.cast"}
    ballots = {ballot.sequence: ballot for ballot in await tx.votes.ballots(vote.id)}
    assert cast.keys() == ballots.keys(), "a ballot was torn from its leaf"
    kept: Counter[str] = Counter()
    for sequence, data in cast.items():
        choice, reason = [await tx.record.opening(data[name]) for name in ("choice", "reason")]
        assert choice is not None
        assert reason is not None
        assert commit(choice.salt, choice.value) == data["choice"]
        assert choice.value == ballots[sequence].choice.value
        kept[reason.value] += 1
    told = {reason for voter in voters for _, reason in voter.told}
    assert kept.keys() == told, "what was told is lost, or something was kept that nobody did"
    by_hand = {reason for voter in voters for reason in voter.again if voter.platform is Platform.DISCORD}
    assert {reason for reason, times in kept.items() if times > 1} <= by_hand, "one press was kept twice"
    counting = {ballot.name: (ballot.choice.value, ballot.reason) for ballot in await tx.votes.reasons(vote.id)}
    assert counting == {voter.name: voter.told[-1] for voter in voters}
    assert vote.tally is not None
    assert vote.tally.turnout == len(voters)
