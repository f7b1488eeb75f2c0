"""A play performed: each line goes the way that members' lines go, and what is shown is what came of it."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import aiohttp

from bot.domain.people import Platform
from bot.views.elements import Card, Form, Heading, Invocation, View
from demo.recount import recount
from demo.screen import Screen, buttons, shown
from demo.script import (
    CODE,
    FEEDS,
    AllSee,
    Clock,
    Fills,
    OneSees,
    Part,
    Place,
    Play,
    Presses,
    Recount,
    Says,
    Scene,
    Step,
    Types,
    Visit,
)
from demo.stage import Change
from demo.theatre import Theatre

BETWEEN = timedelta(seconds=40)
"""How long people take for what they do."""
HOUR = timedelta(hours=1)
_CODE = re.compile(r"[2-9A-Z]{4}(-[2-9A-Z]{1,4})+")


class OutOfStep(Exception):
    """Something else came than the play needs; the message says what."""


class Performance:
    def __init__(self, play: Play, theatre: Theatre, screen: Screen) -> None:
        self._play = play
        self._theatre = theatre
        self._screen = screen
        self._views: dict[Part, View] = {}
        self._code = ""
        self._since_line: list[Change] = []

    async def perform(self) -> None:
        """:raises OutOfStep: where the play cannot go on."""
        for number, scene in enumerate(self._play.scenes, 1):
            await self._scene(number, scene)

    async def _scene(self, number: int, scene: Scene) -> None:
        await self._screen.headline(f"{number} · {scene.heading}")
        for step in scene.steps:
            try:
                await self._step(step)
            except OutOfStep as fault:
                raise OutOfStep(f"Scene {number}, {scene.heading}: {fault}") from fault

    async def _step(self, step: Step) -> None:
        match step:
            case str(text):
                await self._screen.narrates(text)
            case Types(part, line, sees):
                typed = line.replace(CODE, self._code).replace(FEEDS, self._theatre.feeds_url)
                await self._screen.types(part, typed)
                await self._act(part, typed, sees)
            case Presses(part, label, sees, on_card):
                number, runs = self._button(part, label, on_card)
                await self._screen.presses(part, number, label)
                await self._act(part, runs, sees)
            case Fills(part, answers, sees):
                await self._act(part, await self._filled(part, answers), sees)
            case Says(part, words):
                await self._screen.says(part, words)
            case Clock(to):
                await self._clock(to)
            case AllSee(words):
                self._check_posted(words, self._play.places)
            case OneSees(place, words):
                self._check_posted(words, [place])
            case Visit(path, words):
                await self._visit(path, words)
            case Recount():
                await self._recount()

    async def _act(self, part: Part, what: Invocation | str, sees: Sequence[str]) -> None:
        """Let the dispatcher answer, show the answer, and then what is posted of it."""
        answered = await self._theatre.dispatcher.answer(self._theatre.request(part), what)
        view, now = answered.view, self._theatre.clock.now
        await self._screen.answered(part, view, part.place.platform is Platform.DISCORD, now)
        if answered.refusal is not None:
            raise OutOfStep(f"{part.name} was refused: {answered.refusal.message}")
        _check(f"{part.name} was answered", shown(view, now), sees)
        self._views[part] = view
        self._code = _code(view) or self._code
        self._since_line.clear()
        self._theatre.clock.now += BETWEEN
        await self._theatre.beat()
        await self._show_changes()

    def _button(self, part: Part, label: str, on_card: bool) -> tuple[int, Invocation]:
        card = self._card_at(part.place) if on_card else self._views.get(part)
        if isinstance(card, Card):
            for number, button in enumerate(buttons(card), 1):
                if button.label == label:
                    return number, button.runs
        raise OutOfStep(f"{part.name} sees no button “{label}”")

    def _card_at(self, place: Place) -> Card | None:
        """Return the latest card in *place* that has a button."""
        posts = [post for post in self._theatre.stages[place.platform].posts if post.place == place]
        return next((post.cards[-1] for post in reversed(posts) if buttons(post.cards[-1])), None)

    async def _filled(self, part: Part, answers: dict[str, str]) -> Invocation:
        """Return what handing in *part*'s form asks for: a page of it on Discord, and all of it in Slack."""
        form = self._views.get(part)
        if not isinstance(form, Form):
            raise OutOfStep(f"{part.name} has no form to fill in")
        asked = form.pages[form.page] if part.place.platform is Platform.DISCORD else form.fields
        stands = {field.name: field.value for field in asked}
        if unknown := answers.keys() - stands.keys():
            raise OutOfStep(f"the form “{form.title}” does not ask for {', '.join(sorted(unknown))}")
        await self._screen.fills(part, form, answers)
        return Invocation(form.runs.command, tuple({**dict(form.runs.arguments), **stands, **answers}.items()))

    async def _clock(self, to: datetime) -> None:
        clock = self._theatre.clock
        await self._screen.moves_clock(to)
        self._since_line.clear()
        while clock.now < to:
            hour = clock.now.replace(minute=0, second=0, microsecond=0) + HOUR
            clock.now = min(hour, to)
            await self._theatre.beat()
            await self._show_changes()

    async def _show_changes(self) -> None:
        """Show what was posted and edited, once where it was the same in several places."""
        places = self._play.places
        changes = sorted(self._theatre.changes, key=lambda change: places.index(change.post.place))
        now = self._theatre.clock.now
        self._theatre.changes.clear()
        self._since_line += changes
        told: dict[tuple[bool, str], list[Change]] = {}
        for change in changes:
            told.setdefault((change.before is None, shown(change.after, now)), []).append(change)
        for first, *others in told.values():
            where = [change.post.place for change in (first, *others)]
            if first.before is None:
                await self._screen.posted(where, first.after, now)
            else:
                await self._screen.edited(where, first.before, first.after, now)

    def _check_posted(self, words: str, places: Sequence[Place]) -> None:
        for place in places:
            told = [shown(c.after, self._theatre.clock.now) for c in self._since_line if c.post.place == place]
            _check(f"in {place} was posted", "\n".join(told), [words])

    async def _visit(self, path: str, words: str) -> None:
        url = self._theatre.world.register_url + path
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            _check(f"{url} says ({answer.status})", await answer.text(), [words])
        await self._screen.page(url)

    async def _recount(self) -> None:
        for found in recount(self._theatre.database):
            told = "{for} for, {against} against, {abstain} abstained".format(**found.tally)
            await self._screen.narrates(
                f"Checked just now, with Python's hashlib and json alone: all {found.leaves} entries are there without "
                f"a gap, each with its hash, and the ballots in them, counted anew, are {told}: what was announced."
            )


def _check(who: str, text: str, sees: Sequence[str]) -> None:
    for words in sees:
        if words not in text:
            raise OutOfStep(f"{who}, where the play needs “{words}”:\n{text}")


def _code(view: View) -> str | None:
    """Return the code that *view* shows."""
    headings = [e.text for e in view.elements if isinstance(e, Heading)] if isinstance(view, Card) else []
    return next((text for text in headings if _CODE.fullmatch(text)), None)
