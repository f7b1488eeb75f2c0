"""What the simulated Slack's app does about one thing a person did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.slack_blocks import Json
from tests.servers.slack_delivery import Delivery
from tests.servers.slack_things import Message, ResponseUrl, View
from tests.servers.slack_workspace import Workspace
from tests.servers.waiting import Pulse

# How long a verb waits for something to be shown, in seconds of real time.
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Before:
    """What a person already had before them, so that what is new can be told."""

    ephemerals: Mapping[str, int]
    views: frozenset[tuple[str, str]]


def before(space: Workspace, user: str) -> Before:
    """What this person has before them now: ephemerals by their number of edits, views by their hash."""
    own = {m.ts: len(m.edits) for m in space.ephemerals if m.only_for == user}
    return Before(own, frozenset((v.id, v.hash) for v in _views_of(space, user)))


@dataclass(slots=True, eq=False)
class Answer:
    """What the app did about one thing a person did; it goes on growing while the app works."""

    delivery: Delivery
    reader: str
    pulse: Pulse
    space: Workspace
    before: Before
    response: ResponseUrl | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def acked(self) -> bool:
        """Acknowledged within three seconds."""
        return self.delivery.acked

    @property
    def seconds(self) -> float | None:
        return self.delivery.seconds

    @property
    def payload(self) -> Any:
        """What the ack carried; None for an empty one."""
        return self.delivery.answer

    @property
    def responses(self) -> list[Json]:
        """What was posted to the response_url."""
        return self.response.posts if self.response else []

    @property
    def ephemerals(self) -> list[Message]:
        """What only this person was shown since, new or changed; deleted ones left out."""
        had = self.before.ephemerals
        own = [m for m in self.space.ephemerals if m.only_for == self.reader and not m.deleted]
        return [m for m in own if len(m.edits) > had.get(m.ts, -1)]

    @property
    def views(self) -> list[View]:
        """The modals and the Home tab opened or changed for this person since."""
        return [v for v in _views_of(self.space, self.reader) if (v.id, v.hash) not in self.before.views]

    @property
    def view(self) -> View | None:
        """The last of them."""
        return self.views[-1] if self.views else None

    @property
    def text(self) -> str:
        """Everything shown to this person alone, errors of a form included."""
        shown = [m.shown for m in self.ephemerals] + [v.shown for v in self.views]
        return "\n".join(shown + list(self.errors.values()))

    @property
    def shown(self) -> bool:
        """Whether the person can see any answer yet."""
        return bool(self.responses or self.ephemerals or self.views or self.errors or self.payload)

    async def until(self, condition: Callable[["Answer"], object], limit: float = PATIENCE) -> "Answer":
        """Wait until the condition holds of this answer.

        Raises:
            AssertionError: it did not within `limit` seconds.
        """
        await self.pulse.until(lambda: condition(self), limit, f"an answer as asked for; shown: {self.text!r}")
        return self


def _views_of(space: Workspace, user: str) -> list[View]:
    homes = [space.homes[user]] if user in space.homes else []
    return [v for v in space.views.values() if v.user == user and v not in homes] + homes
