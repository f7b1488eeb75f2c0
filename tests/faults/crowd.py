"""One community over many spaces, before platforms that count each request against the limits that are documented."""

import random
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import discord

from bot.domain.pacing import Ration
from bot.domain.people import Handle, Platform, Profile, Space, Standing
from bot.platforms.discord import rations as discord_rations
from bot.platforms.slack import rations as slack_rations
from bot.ports import NotSent
from bot.services.closing import close_due
from bot.services.delivery import deliver_due
from bot.services.refreshing import refresh_postings
from bot.views.elements import Card, Tone
from commands.context import Request
from tests.scenarios.table import LONG_AGO, Table
from tests.scenarios.test_bridging import bridged
from tests.servers.discord_rest import ALL, OLD_EDITS, SENDS
from tests.servers.limiting import Counted, Counter
from tests.servers.slack_wire import POSTS, POSTS_IN_CHANNEL, UPDATES

DISCORD, SLACK = Platform.DISCORD, Platform.SLACK
OUTCOME = re.compile(r"(RL-\d+) (adopted|rejected|no quorum)")


@dataclass
class Rationed:
    """A platform that limits: it keeps when which card showed what, and counts what was too much."""

    platform: Platform
    counter: Counter
    town: "Crowd"
    repeats_within = timedelta(0)
    sent: int = 0

    async def send(self, space: Space, channel: str, card: Card, nonce: str, under: str | None = None) -> str:
        now = self.town.now
        if self.platform is DISCORD:
            self.asked((f"{channel}:send", *SENDS), ("discord", *ALL))
        else:
            self.asked((f"{space.key}:{channel}:send", *POSTS_IN_CHANNEL), (f"{space.key}:send", *POSTS))
        self.sent += 1
        reference = str(discord.utils.time_snowflake(now) + self.sent)
        self.town.posted(space.key, card, now)
        return reference if self.platform is DISCORD else f"{channel}:{self.sent}"

    async def edit(self, space: Space, channel: str, reference: str, card: Card) -> None:
        now = self.town.now
        if self.platform is SLACK:
            self.asked((f"{space.key}:edit", *UPDATES))
        else:
            old = now - discord.utils.snowflake_time(int(reference)) > timedelta(hours=1)
            limits: list[Counted] = [(f"{channel}:edit", *SENDS), ("discord", *ALL)]
            self.asked(*limits, *([(f"{channel}:old", *OLD_EDITS)] if old else []))
        self.town.edited(space.key, card, now)

    def asked(self, *limits: Counted) -> None:
        """:raises NotSent: where it is one request too many."""
        wait = self.counter.count(*limits)
        if wait is not None:
            raise NotSent("too many requests", timedelta(seconds=wait))

    def send_rations(self, space: Space, channel: str) -> Sequence[Ration]:
        if self.platform is DISCORD:
            return discord_rations.sending(channel)
        return slack_rations.sending(space.key, channel)

    def edit_rations(self, space: Space, channel: str, reference: str, now: datetime) -> Sequence[Ration]:
        if self.platform is DISCORD:
            return discord_rations.editing(channel, reference, now)
        return slack_rations.editing(space.key)

    async def another_place(self, space: Space, avoiding: Collection[str]) -> str | None:
        return None

    def owner(self, space: Space) -> str | None:
        return None

    async def roll(self, space: Space) -> Sequence[Profile] | None:
        if self.platform is DISCORD:
            return None
        return [self.town.profile(person) for person in self.town.members(space.key)]


@dataclass(frozen=True)
class Person:
    name: str
    platform: Platform
    place: int

    @property
    def space_key(self) -> str:
        return f"{self.platform.value}-{self.place}"


class Crowd(Table):
    """*spaces* spaces, of either platform in turn, and *members* members, who sit at one table.

    *posted_at*, *told_at* and *decided_at* say when a card was posted, an outcome told and a card's last state shown,
    by space and proposal; *lags* how long a ballot waited to be counted on a card. *counters* has the hits.
    """

    def __init__(self, store: Any, feeds: Any, spaces: int, members: int, seed: int) -> None:
        super().__init__(store, feeds)
        self.chance = random.Random(seed)
        self.counters = {platform: Counter(lambda: self.now.timestamp()) for platform in (DISCORD, SLACK)}
        self.walls = {platform: Rationed(platform, counter, self) for platform, counter in self.counters.items()}
        self.world = replace(self.world, messengers=self.walls)
        self.dispatcher = type(self.dispatcher)(self.world)
        self.places = [((DISCORD, SLACK)[number % 2], number // 2 + 1) for number in range(spaces)]
        self.people = [Person(f"m{n}", *self.places[n % spaces]) for n in range(members)]
        self.posted_at: dict[tuple[str, str], datetime] = {}
        self.told_at: dict[tuple[str, str], datetime] = {}
        self.decided_at: dict[tuple[str, str], datetime] = {}
        self.lags: list[tuple[str, str, timedelta]] = []
        self._unshown: dict[tuple[str, str], datetime] = {}
        self._seconds = 0

    # -- people ------------------------------------------------------------------------------------------

    def request(self, person: str, key: str | None = None) -> Request:
        return replace(super().request(person, key), channel=f"{self.space_key}:cards")

    def members(self, space_key: str) -> Iterator[Person]:
        yield from (person for person in self.people if person.space_key == space_key)
        platform, place = space_key.split("-")
        yield Person("alice", Platform(platform), int(place))

    def profile(self, person: Person) -> Profile:
        handle = Handle(person.platform, "", person.name)
        return Profile(handle, person.name, Standing.FULL, LONG_AGO, admin=person.name in self.admins)

    async def sits_down(self) -> None:
        """Bring all spaces to one table, and let what is said of that be read."""
        await bridged(self, *self.places)
        while await self.world.store.read(lambda tx: tx.outbox.due(self.now)):
            await self.lasts(10)

    async def opens_all(self, count: int, period: str) -> None:
        """Let members of the founding space propose, none of them more than a few, and open all votes at once."""
        self.at(*self.places[0])
        authors = [person.name for person in self.people if (person.platform, person.place) == self.places[0]]
        for number in range(count):
            await self.proposes(authors[number // 5])
        for number in range(count):
            told = await self.says(authors[number // 5], f"open {number + 1} for {period}")
            assert "is open" in told or "open for voting" in told, told

    async def votes(self, open_votes: int) -> None:
        """Let somebody vote on something."""
        person, number = self.chance.choice(self.people), self.chance.randint(1, open_votes)
        choice = self.chance.choice(("for", "against", "abstain"))
        self.at(person.platform, person.place)
        told = await self.says(person.name, f"vote {number} {choice}")
        assert told.startswith("Recorded"), told
        for space_key, label in self.posted_at:
            if label == f"RL-{number}":
                self._unshown.setdefault((space_key, label), self.now)

    # -- time --------------------------------------------------------------------------------------------

    async def lasts(self, seconds: int, votes: float = 0, open_votes: int = 0) -> None:
        """Let so many seconds pass, each with what is due in it and *votes* ballots."""
        for _ in range(seconds):
            whole, part = divmod(votes, 1)
            for _ in range(int(whole) + (self.chance.random() < part)):
                await self.votes(open_votes)
            await close_due(self.world)
            await deliver_due(self.world)
            if self._seconds % 2 == 0:
                await refresh_postings(self.world)
            self._seconds += 1
            self.now += timedelta(seconds=1)

    # -- what is seen ------------------------------------------------------------------------------------

    def posted(self, space_key: str, card: Card, now: datetime) -> None:
        outcome = OUTCOME.match(card.summary)
        if outcome is not None:
            self.told_at.setdefault((space_key, outcome[1]), now)
        elif card.summary.startswith("RL-"):
            self.posted_at.setdefault((space_key, card.summary.split()[0]), now)

    def edited(self, space_key: str, card: Card, now: datetime) -> None:
        about = (space_key, card.summary.split()[0])
        since = self._unshown.pop(about, None)
        if since is not None:
            self.lags.append((*about, now - since))
        if card.tone is not Tone.OPEN:
            self.decided_at.setdefault(about, now)

    def longest_lag(self, platform: Platform) -> timedelta:
        """Return how long a ballot waited at most, those that are not shown yet included, and begin anew."""
        waited = [lag for key, _, lag in self.lags if key.startswith(platform.value)]
        waited += [self.now - since for (key, _), since in self._unshown.items() if key.startswith(platform.value)]
        return max(waited, default=timedelta(0))

    @property
    def hits(self) -> list[tuple[float, str]]:
        return [hit for counter in self.counters.values() for hit in counter.hits]


def done_within(count: int, most: int, seconds: float) -> float:
    """Return how long *count* requests take where *most* are allowed in so many seconds, and none was made before."""
    return (ceil(count / most) - 1) * seconds
