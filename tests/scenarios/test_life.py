"""The whole life of proposals, random, against a model of a page: the rules as they are promised, nothing of ours."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.people import Platform
from bot.views.elements import Form
from storage.open import open_store
from tests.scenarios.feeds import Shelf
from tests.scenarios.table import Table, button

TABLE = ("alice", "bob", "carol", "dave", "erin")
PEOPLE = st.sampled_from([*TABLE, "frank", "grace"])
NUMBERS = st.integers(1, 3)
CHOICES = st.sampled_from(["for", "against", "abstain"])
POLLS = st.sampled_from(  # on either side of what the rule asks, so that no wrong rule passes for it
    [
        ["for", "for", "for", "against", "against"],
        ["for", "for", "against", "abstain", "abstain"],
        ["for", "for", "against", "against", "abstain"],
        ["for", "abstain", "abstain", "abstain", "abstain"],
        ["abstain"] * 5,
    ]
)
HOURS = st.sampled_from([1, 36, 24 * 7])


@dataclass
class Model:
    """One proposal, as the rules have it."""

    author: str
    state: str = "draft"
    closes: datetime | None = None
    quorum: int = 3
    roll: frozenset[str] = frozenset()
    ballots: dict[str, str] = field(default_factory=dict)
    amended: int = 0

    def strike(self, now: datetime) -> None:
        if self.state != "voting" or now < self.closes:
            return
        votes = list(self.ballots.values())
        yes, no = votes.count("for"), votes.count("against")
        if len(votes) < self.quorum:
            self.state = "no quorum"
        else:
            adopted = yes + no > 0 and Fraction(yes, yes + no) >= Fraction(2, 3)
            self.state = "adopted" if adopted else "rejected"


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.home = Path(tempfile.mkdtemp())
        self.store = self.runner.run(open_store(f"sqlite+aiosqlite:///{self.home}/life.db"))
        self.table = Table(self.store, Shelf())
        self.models: list[Model] = []
        self.quorum = 3
        self.here = set(TABLE)
        for person in TABLE:
            self.table.arrives(person, Platform.CONSOLE)

    def teardown(self) -> None:
        self.runner.run(self.store.aclose())
        self.runner.close()
        shutil.rmtree(self.home)

    def says(self, person: str, line: str) -> str:
        """Type a line, a second after the one before it."""
        self.comes(person)
        return self.runner.run(self.table.says(person, line))

    def comes(self, person: str) -> None:
        self.table.now += timedelta(seconds=1)
        if person not in self.here:
            self.table.arrives(person, Platform.CONSOLE)

    def model(self, number: int) -> Model | None:
        return self.models[number - 1] if number <= len(self.models) else None

    @precondition(lambda self: len(self.models) < 3)
    @rule(person=PEOPLE, at_once=st.booleans())
    def propose(self, person: str, at_once: bool) -> None:
        self.comes(person)
        self.runner.run(self.table.proposes(person))
        self.models.append(Model(person))
        self.here.add(person)
        if at_once:
            self.open(person, len(self.models))

    @rule(person=PEOPLE, number=NUMBERS)
    def open(self, person: str, number: int) -> None:
        told = self.says(person, f"open {number}")
        self.here.add(person)
        model = self.model(number)
        allowed = model is not None and model.state == "draft" and model.author == person
        assert ("is open for voting. It closes" in told) == allowed, told
        if allowed:
            model.state, model.quorum, model.roll = "voting", self.quorum, frozenset(self.here)
            model.closes = self.table.now + timedelta(days=7)

    @rule(person=PEOPLE, number=NUMBERS, choice=CHOICES)
    def vote(self, person: str, number: int, choice: str) -> None:
        told = self.says(person, f"vote {number} {choice}")
        model = self.model(number)
        open_now = model is not None and model.state == "voting" and self.table.now < model.closes
        allowed = open_now and person in model.roll
        assert told.startswith("Recorded: ") == allowed, told
        if open_now and not allowed:
            assert "roll was fixed" in told
        if allowed:
            model.ballots[person] = choice
        self.here.add(person)

    @rule(person=PEOPLE, number=NUMBERS)
    def amend(self, person: str, number: int) -> None:
        self.comes(person)
        self.here.add(person)
        model = self.model(number)
        form = self.runner.run(self.table.answered(person, f"edit {number}")).view
        is_open = model is not None and model.state == "voting" and self.table.now < model.closes
        changes = is_open and model.author == person and model.amended < 2
        assert isinstance(form, Form) == (
            changes or (model is not None and model.state == "draft" and model.author == person)
        )
        if not changes:
            return
        text = {one.name: one.value for one in form.fields} | {"scope": f"Scope {model.amended}"}
        preview = self.runner.run(self.table.fills(person, form, text)).view
        told = self.runner.run(self.table.says(person, button(preview, "Put it to the vote")))
        assert f"RL-{number} is now version {model.amended + 2}" in told
        model.ballots, model.amended = {}, model.amended + 1
        model.quorum, model.roll = self.quorum, frozenset(self.here)
        model.closes = self.table.now + timedelta(days=7)

    @precondition(lambda self: any(model.state == "voting" for model in self.models))
    @rule(choices=POLLS, then=st.booleans())
    def everybody_votes(self, choices: list[str], then: bool) -> None:
        number = next(i for i, model in enumerate(self.models, 1) if model.state == "voting")
        self.vote("alice", number, "against")  # and changes her mind
        for person, choice in zip(TABLE, choices, strict=True):
            self.vote(person, number, choice)
        if then:
            self.pass_time(24 * 7)

    @rule(person=PEOPLE, number=NUMBERS)
    def withdraw(self, person: str, number: int) -> None:
        told = self.says(person, f"withdraw {number} sure")
        self.here.add(person)
        model = self.model(number)
        may_see = model is not None and (model.closes is not None or model.author == person)
        is_open = model is not None and (
            model.state == "draft" or (model.state == "voting" and self.table.now < model.closes)
        )
        allowed = may_see and is_open and person == model.author
        gone = (f"RL-{number} is withdrawn.", f"RL-{number} is discarded.")
        assert told.startswith(gone) == allowed, told
        if allowed:
            model.state = "withdrawn"

    @rule(quorum=st.integers(1, 4))
    def set_quorum(self, quorum: int) -> None:
        self.says("alice", f"charter set quorum {quorum}")
        self.quorum = quorum

    @rule(hours=HOURS)
    def pass_time(self, hours: int) -> None:
        self.runner.run(self.table.passes(hours=hours))
        for model in self.models:
            model.strike(self.table.now)

    @invariant()
    def what_is_shown_is_what_the_rules_say(self) -> None:
        for number, model in enumerate(self.models, 1):
            told = self.says(model.author, f"proposal {number}")
            assert f"RL-{number} · Red line · {model.state.capitalize()}" in told, told
            if model.state in ("adopted", "rejected", "no quorum"):
                votes = list(model.ballots.values())
                counts = (
                    f"{votes.count('for')} for, {votes.count('against')} against, {votes.count('abstain')} abstained"
                )
                assert counts in told
            elif model.state == "voting":
                assert f"{len(model.ballots)} voted" in told
                assert " against, " not in told


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
