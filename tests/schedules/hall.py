"""Tables in many spaces, played by random schedules whose every answer the model foretells."""

import asyncio
import copy
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import people
from bot.domain.people import Handle, Platform, Profile, Space
from bot.domain.rules import RollKind
from bot.domain.voting import Choice, Tally
from bot.services.closing import close_due
from bot.views.elements import Invocation
from commands.context import Request
from tests.codes import code_in
from tests.scenarios.feeds import Shelf
from tests.scenarios.table import RED_LINE, Table, Wall, button, shown
from tests.schedules.model import Account, Model

PLACES = {
    "d1": (Platform.DISCORD, 1),
    "k1": (Platform.SLACK, 1),
    "d2": (Platform.DISCORD, 2),
    "k2": (Platform.SLACK, 2),
}
NAMES = ("alice", "bob", "carol", "dave")
CHOICES = ("for", "for", "against", "abstain")
FEWEST_STEPS, MOST_STEPS = 6, 16
OFTEN = 0.85
"""How often what is pressed is likely to be possible."""


@dataclass(frozen=True)
class Standing:
    """Where all votes and spaces stand: what counts in each vote, the size of each registered *roll*, how many have
    *joined* where each space sits, and what shares a table."""

    counts: Mapping[str, Mapping[str, int]]
    rolls: Mapping[str, int]
    joined: Mapping[str, int]
    tables: frozenset[frozenset[str]]


@dataclass(frozen=True)
class Step:
    """One thing done at once: *press* does it and returns what is told, *expect* does it to the model.

    *done* is in what is told where it was done, and only there.
    """

    name: str
    press: Callable[[], Awaitable[str]]
    expect: Callable[[Model], bool]
    done: str


class RollWall(Wall):
    """A Slack whose workspaces have people of their own."""

    def __init__(self) -> None:
        super().__init__({})
        self.of_space: dict[str, dict[str, Profile]] = {}

    async def roll(self, space: Space) -> Sequence[Profile] | None:
        return list(self.of_space.get(space.key, {}).values())


class Hall(Table):
    """A table whose people are in the spaces that they came to. *number* keeps the schedules of one store apart."""

    def __init__(self, store) -> None:
        super().__init__(store, Shelf())
        self.number = 0
        self.walls[Platform.SLACK] = RollWall()
        self.since: dict[tuple[str, str], datetime] = {}

    @property
    def space_key(self) -> str:
        return f"{super().space_key}-{self.number}"

    def comes(self, name: str) -> None:
        self.since[self.space_key, name] = self.now
        handle = Handle(self.platform, "", f"{name}-{self.number}")
        wall = self.walls[Platform.SLACK]
        if self.platform is Platform.SLACK:
            profile = Profile(handle, name, people.Standing.FULL, self.now)
            wall.of_space.setdefault(self.space_key, {})[name] = profile

    def go(self, space: str) -> "Hall":
        self.at(*PLACES[space])
        return self

    def request(self, person: str, key: str | None = None) -> Request:
        self.typed += 1
        handle = Handle(self.platform, "", f"{person}-{self.number}")
        since = self.since[self.space_key, person]
        profile = Profile(handle, person, people.Standing.FULL, since, admin=person == "alice")

        async def ask() -> Profile:
            return profile

        return Request(
            key or f"{self.number}:{self.typed}", self.platform, self.space_key, self.space_key, "general",
            handle, person, profile, ask,
        )  # fmt: skip


class Schedule:
    """One random schedule in spaces of its own."""

    def __init__(self, hall: Hall, seed: int) -> None:
        hall.number = seed
        self.hall = hall
        self.random = random.Random(seed)
        self.places = list(PLACES)[: self.random.choice((2, 3, 3, 4))]
        self.models = [Model(self.places)]
        """What may be so: of things done at once, more than one order may explain all that was seen since."""
        self.registering = seed % 2 * 0.7
        """How likely a table begins with a registered roll: in every other schedule none does."""
        roll = {"join": 6 * self.registering, "leave": self.registering}
        self._gathering = {"arrive": 4.0, "bridge": 4.0, "link": 2.0} | roll
        self._deciding = {"arrive": 1, "open": 2, "vote": 24, "link": 2, "unlink": 1, "bridge": 1, "depart": 1}
        self._deciding |= {"together": 6, "close": 1} | roll
        self._at_once = {"open": 1, "vote": 3, "link": 1, "unlink": 1, "bridge": 1, "depart": 1} | roll
        self.communities: dict[str, str] = {}
        """Where each proposal belongs that was put to a vote."""
        self.log: list[str] = []

    async def play(self) -> None:
        """Play it to the end.

        :raises AssertionError: where what is told, or what is counted, is not what the model says.
        """
        for space in self.places:
            self._come(space, "alice")
            if self.random.random() < self.registering:
                assert "Done" in await self.hall.says("alice", "charter set roll registered")
                self._each(lambda model, space=space: model.register(space))
            else:
                assert "Done" in await self.hall.says("alice", "charter set quorum 2")
                self._each(lambda model, space=space: model.ask_for(space, 2))
        for space in self.places if self.registering else ():
            await self._together([self._joining(space, self._account(space, "alice"))])
        steps = self.random.randint(FEWEST_STEPS, MOST_STEPS)
        for number in range(steps):
            self.hall.now += timedelta(seconds=1)
            await self._step(self._gathering if number < steps / 3 else self._deciding)
        await self._close()
        await self._compare_outcomes()

    async def _step(self, weights: Mapping[str, float]) -> None:
        kind = self.random.choices(list(weights), list(weights.values()))[0]
        if kind == "arrive":
            near = self.model.at_table(self._middle) if self._often() else self.places
            space, name = self.random.choice(near), self.random.choice(NAMES)
            if (space, self._account(space, name)) not in self.model.arrived:
                await self._arrive(space, name)
        elif kind == "close":
            await self._close()
        elif kind == "together":
            kinds = self.random.choices(list(self._at_once), list(self._at_once.values()), k=2)
            # Whose draft it is depends on who stands for whom, and one code of an account's ends its other.
            if set(kinds) == {"open", "unlink"} or kinds in (["link", "link"], ["bridge", "bridge"]):
                return
            await self._together([step for kind in kinds if (step := await self._prepared(kind)) is not None])
        elif (step := await self._prepared(kind)) is not None:
            await self._together([step])

    async def _together(self, steps: Sequence[Step]) -> None:
        """Do all of *steps* at once; the answers are those of one order of them, and so is what is left."""
        told = await asyncio.gather(*(step.press() for step in steps))
        found = [step.done in answer for step, answer in zip(steps, told, strict=True)]
        self.log.append(" | ".join(f"{step.name}: {answer[:70]!r}" for step, answer in zip(steps, told, strict=True)))
        explained: list[Model] = []
        stands: dict[frozenset[str], Standing] = {}
        for before, order in itertools.product(self.models, itertools.permutations(range(len(steps)))):
            model = copy.deepcopy(before)
            expected = {place: steps[place].expect(model) for place in order}
            answers = [expected[place] for place in range(len(steps))]
            if answers != found:
                continue
            votes = frozenset(model.votes)
            if votes not in stands:
                stands[votes] = await self._standing(sorted(votes))
            if stands[votes] == self._expected(model) and vars(model) not in map(vars, explained):
                explained.append(model)
        assert explained, "no order of these explains it:\n" + "\n".join(self.log)
        self.models = explained

    async def _prepared(self, kind: str) -> Step | None:
        """Return a step of *kind* that only has to be pressed, or None where there is nothing to press."""
        hall, model = self.hall, self.model
        space, account = self._somebody_at(self._middle)
        name = account[1]
        if kind == "vote" and not model.open_in(self._middle):
            kind = "open"
        match kind:
            case "open":
                return await self._opening(space, name)
            case "vote":
                proposal, choice = self._some_vote(), self.random.choice(CHOICES)
                space, account = self._somebody_at(model.votes[proposal].community)
                name = account[1]
                invocation = Invocation("vote", (("proposal", f"~{proposal}.1"), ("choice", choice)))
                return self._pressing(
                    f"vote {choice}", space, name, invocation,
                    lambda model: model.cast(space, account, proposal, choice), "Recorded: ",
                )  # fmt: skip
            case "join":
                return self._joining(space, account)
            case "leave":
                return self._pressing(
                    "leave", space, name, Invocation("leave"),
                    lambda model: model.leave(space, account), "You are off the roll of later votes.",
                )  # fmt: skip
            case "link":
                other, maker = self._somebody_at(model.seat(space).community)
                code = code_in(await hall.go(other).says(maker[1], Invocation("link another")))
                invocation = Invocation("link confirm", (("code", code),))
                return self._pressing(
                    f"link {other}/{maker}", space, name, invocation,
                    lambda model: model.link((other, maker), (space, account)), "Linked.",
                )  # fmt: skip
            case "unlink":
                return self._pressing(
                    "unlink", space, name, Invocation("unlink"),
                    lambda model: model.unlink(space, account), "This account is a member by itself again",
                )  # fmt: skip
            case "bridge":
                founder, space = self._two_spaces()
                offered = await hall.go(founder).says("alice", "bridge create")
                made = "Only you see this" in offered
                self.models = [model for model in self.models if model.offer(founder) == made]
                assert self.models, offered
                if not made:
                    return None
                invocation = Invocation("bridge cross", (("code", code_in(offered)),))
                return self._pressing(
                    f"bridge {founder}", space, "alice", invocation,
                    lambda model: model.cross(founder, space), "now share one table.",
                )  # fmt: skip
            case "depart":
                return self._pressing(
                    "depart", space, "alice", Invocation("bridge depart"),
                    lambda model: model.depart(space), "now has a table of its own",
                )  # fmt: skip
        return None

    @property
    def model(self) -> Model:
        return self.models[0]

    def _each(self, act: Callable[[Model], object]) -> None:
        for model in self.models:
            act(model)

    @property
    def _middle(self) -> int:
        """The table at which most things happen."""
        return self.model.seat("d1").community

    def _often(self) -> bool:
        return self.random.random() < OFTEN

    def _somebody_at(self, community: int) -> tuple[str, Account]:
        """Return somebody who is in a space at that table, mostly, or else anywhere."""
        there = [one for one in self.model.arrived if self.model.seat(one[0]).community == community]
        return self.random.choice(there if there and self._often() else list(self.model.arrived))

    def _some_vote(self) -> str:
        """Return a proposal whose vote is open, mostly, or else any that was put to a vote."""
        votes = self.model.votes
        still = [proposal for proposal, vote in votes.items() if vote.outcome is None]
        return self.random.choice(still if still and self._often() else list(votes))

    def _two_spaces(self) -> tuple[str, str]:
        """Return a space at the middle table and one that can come to it, mostly, or else any two."""
        pairs = [(founder, space) for founder in self.places for space in self.places]
        able = [pair for pair in pairs if self.model.seat(pair[0]).community == self._middle and self._can_cross(*pair)]
        return self.random.choice(able if able and self._often() else pairs)

    def _can_cross(self, founder: str, space: str) -> bool:
        model = copy.deepcopy(self.model)
        return model.offer(founder) and model.cross(founder, space)

    async def _close(self) -> None:
        """Let all votes end that are open."""
        self.hall.now += timedelta(hours=2)
        await close_due(self.hall.world)
        for proposal, vote in self.model.votes.items():
            if vote.outcome is None:
                self._each(lambda model, one=proposal: model.close(one))

    def _joining(self, space: str, account: Account) -> Step:
        return self._pressing(
            "join", space, account[1], Invocation("join"),
            lambda model: model.join(space, account), "You are on the roll of votes that open from now on.",
        )  # fmt: skip

    async def _opening(self, space: str, name: str) -> Step | None:
        hall = self.hall.go(space)
        form = (await hall.answered(name, "propose red-line")).view
        preview = (await hall.fills(name, form, RED_LINE)).view
        nobody = "Nobody is on the registered roll" in shown(preview)
        self.models = [model for model in self.models if model.lacks_electors(space) == nobody]
        assert self.models, shown(preview)
        if nobody:
            return None
        arguments = button(preview, "Open the vote").arguments
        proposal = dict(arguments)["proposal"].removeprefix("~").removesuffix(".1")
        invocation = Invocation("open", (*arguments, ("for", "1h")))
        return self._pressing(
            "open", space, name, invocation, lambda model: model.open(space, proposal), "is open for voting"
        )

    def _pressing(
        self, what: str, space: str, name: str, invocation: Invocation, expect: Callable[[Model], bool], done: str
    ) -> Step:
        async def press() -> str:
            # Where it is pressed is read at once, before anything is awaited.
            request = self.hall.go(space).request(name)
            return shown((await self.hall.dispatcher.answer(request, invocation)).view)

        return Step(f"{name}@{space} {what}", press, expect, done)

    async def _standing(self, proposals: Sequence[str]) -> Standing:
        async def look(tx) -> Standing:
            votes = await tx.votes.latest(proposals)
            for one in proposals:
                if one not in self.communities:  # it stays where it was put to a vote
                    self.communities[one] = (await tx.proposals.by_id(one)).community
            where = {one: self.communities[one] for one in proposals}
            for space in self.places:
                platform, _ = PLACES[space]
                where[space] = (await tx.communities.space(platform, self.hall.go(space).space_key)).community
            size = {table: len(await tx.rolls.registered(table)) for table in {where[space] for space in self.places}}
            joined = {space: size[where[space]] for space in self.places}
            return Standing(
                {
                    one: _counts(vote.tally or Tally.of(await tx.votes.ballots(vote.id)))
                    for one, (vote, _) in votes.items()
                },
                {one: vote.roll for one, (vote, _) in votes.items() if vote.roll_kind is RollKind.REGISTERED},
                joined,
                _tables(where),
            )

        return await self.hall.world.store.read(look)

    def _expected(self, model: Model) -> Standing:
        seats = {space: model.seat(space).community for space in self.places}
        return Standing(
            {one: dict(Counter(model.counting(vote).values())) for one, vote in model.votes.items()},
            {one: size for one, vote in model.votes.items() if (size := model.size(vote)) is not None},
            {space: len(model.members_joined(community)) for space, community in seats.items()},
            _tables({one: vote.community for one, vote in model.votes.items()} | seats),
        )

    async def _compare_outcomes(self) -> None:
        found = {}
        for proposal in self.model.votes:
            vote = await self.hall.world.store.read(lambda tx, one=proposal: tx.votes.of(one))
            found[proposal] = (vote.outcome.value, _counts(vote.tally))
        foretold = [{one: (vote.outcome, vote.counts) for one, vote in model.votes.items()} for model in self.models]
        assert found in foretold, f"{found}, none of {foretold}:\n" + "\n".join(self.log)

    def _come(self, space: str, name: str) -> None:
        self.hall.go(space).comes(name)
        self._each(lambda model: model.arrive(space, self._account(space, name)))

    async def _arrive(self, space: str, name: str) -> None:
        self._come(space, name)
        if self.registering:  # a registered roll takes in who was seen there; an open one needs to have seen nobody
            await self.hall.says(name, "mine")
            if self._often():
                await self._together([self._joining(space, self._account(space, name))])

    @staticmethod
    def _account(space: str, name: str) -> Account:
        return (PLACES[space][0].value, name)


def _counts(tally: Tally) -> dict[str, int]:
    return {choice.value: tally[choice] for choice in Choice if tally[choice]}


def _tables(where: Mapping[str, object]) -> frozenset[frozenset[str]]:
    """Return what is at each table, whatever the tables are called."""
    return frozenset(frozenset(one for one in where if where[one] == table) for table in where.values())
