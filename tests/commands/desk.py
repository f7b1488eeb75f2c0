"""A desk at which requests come in, over a real store, with a clock moved by hand."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from bot.domain.people import Handle, Platform, Profile, Standing
from bot.ports import Messenger, Store, Trouble
from bot.services.world import World
from bot.views.elements import Button, Buttons, Card, Form, Invocation, View
from commands.context import Request
from commands.dispatch import Answered, Dispatcher
from commands.spec import Catalogue
from tests.commands.small import SMALL

T = TypeVar("T")
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
PREFIXES = {Platform.DISCORD: "/", Platform.SLACK: "/pause ", Platform.CONSOLE: ""}


class Unread:
    """No feed is read here."""

    async def read(self, *_: object) -> None:
        raise AssertionError("nothing here reads feeds")


class Desk:
    def __init__(self, store: Store, catalogue: Catalogue = SMALL) -> None:
        self.now = NOON
        self.drawn = 0
        self.asked = 0
        self.heard = 0
        self.trouble: Trouble | None = None
        messengers: dict[Platform, Messenger] = {}
        self.world = World(
            store, lambda: self.now, self.entropy, messengers, Unread(), "https://register.example.org", PREFIXES
        )
        self.dispatcher = Dispatcher(self.world, catalogue)

    def entropy(self, size: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_128(self.drawn.to_bytes(8, "big")).digest(size)

    def request(
        self,
        key: str | None = None,
        platform: Platform = Platform.CONSOLE,
        *,
        admin: bool = False,
        standing: Standing = Standing.FULL,
        told: bool = True,
    ) -> Request:
        self.heard += 1
        handle = Handle(platform, "", "alice")
        profile = Profile(handle, "Alice", standing, NOON, admin)

        async def ask() -> Profile:
            self.asked += 1
            if self.trouble is not None:
                raise self.trouble
            return profile

        return Request(
            key=key or f"request {self.heard}",
            platform=platform,
            space_key="lab-a",
            space_name="Lab A",
            channel="general",
            handle=handle,
            name="Alice",
            profile=profile if told else None,
            ask=ask,
        )

    async def answer(self, what: Invocation | str, **about: object) -> Answered:
        return await self.dispatcher.answer(self.request(**about), what)  # type: ignore[arg-type]

    async def says(self, what: Invocation | str, **about: object) -> str:
        """Return the summary of the answer."""
        return summary((await self.answer(what, **about)).view)

    async def entries(self) -> int:
        """Return how many effects there were in all."""
        return int((await self.says("entries")).split()[0])


def summary(view: View) -> str:
    return view.title if isinstance(view, Form) else view.summary


def button(view: View) -> Invocation | None:
    """Return what the one button of *view* runs."""
    assert isinstance(view, Card)
    found = [b for e in view.elements if isinstance(e, Buttons) for b in e.buttons if isinstance(b, Button)]
    assert len(found) <= 1
    return found[0].runs if found else None


def by(it: T, **changes: object) -> T:
    """Return *it* with some of its fields changed."""
    return replace(it, **changes)  # type: ignore[type-var]
