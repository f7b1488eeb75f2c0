"""What the simulated Discord's app does about one thing a person did, and how messages read."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simcord.backend import Backend, serializers
from simcord.backend.errors import BackendError
from simcord.backend.models import Interaction
from simcord.components import walk_components

from tests.servers.discord_limits import Json
from tests.servers.waiting import Pulse

RESPONSE_SECONDS = 3.0
PATIENCE = 5.0
TEXT_DISPLAY, BUTTON = 10, 2


@dataclass(slots=True, eq=False)
class Answer:
    """The response to one interaction; it goes on growing while the app works."""

    record: Interaction
    backend: Backend
    pulse: Pulse
    answered: Mapping[int, float]
    source_edited: str | None = None
    begun: float = field(default_factory=time.monotonic)

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def seconds(self) -> float | None:
        """How long the first response took, in real time; None while there is none."""
        at = self.answered.get(self.record.id)
        return None if at is None else at - self.begun

    @property
    def responded(self) -> bool:
        """Answered within three seconds."""
        return self.seconds is not None and self.seconds <= RESPONSE_SECONDS

    @property
    def kind(self) -> str | None:
        """message, deferred, deferred_update, update, modal or autocomplete; None while unanswered."""
        kind = self.record.response_kind
        return None if kind is None else str(kind)

    @property
    def ephemeral(self) -> bool:
        return self.record.ephemeral

    @property
    def modal(self) -> Json | None:
        return self.record.modal

    @property
    def choices(self) -> list[Json]:
        """The choices offered by an autocomplete."""
        return list(self.record.autocomplete_choices or [])

    @property
    def message(self) -> Json | None:
        """The answering message as it stands now, in wire form; None if there is none, or none any more."""
        return None if self.record.message_id is None else self._wire(self.record.message_id)

    @property
    def followups(self) -> list[Json]:
        found = [self._wire(i) for i in self.record.followup_ids]
        return [m for m in found if m is not None]

    @property
    def text(self) -> str:
        """Everything this interaction showed, the modal's title and labels included."""
        shown = [self.message] if self.message is not None else []
        parts = [read(m) for m in shown + self.followups]
        if self.modal is not None:
            components = list(walk_components(self.modal["components"]))
            labels = [c["content"] for c in components if c.get("content")]
            labels += [c["label"] for c in components if c.get("label")]
            parts += [self.modal["title"], *labels]
        return "\n".join(p for p in parts if p)

    @property
    def settled(self) -> bool:
        """Whether the person has the answer before them: a deferral alone is none."""
        if self.kind == "deferred":
            return bool(self.record.followup_ids)
        if self.kind == "deferred_update":
            source = self.message
            edited = source is not None and source["edited_timestamp"] != self.source_edited
            return bool(self.record.followup_ids) or edited
        return self.record.responded

    async def until(self, condition: Callable[["Answer"], object], limit: float = PATIENCE) -> "Answer":
        """Wait until the condition holds of this answer.

        Raises:
            AssertionError: it did not within `limit` seconds.
        """
        await self.pulse.until(lambda: condition(self), limit, f"an answer as asked for; shown: {self.text!r}")
        return self

    def _wire(self, message: int) -> Json | None:
        try:
            stored = self.backend.get_message(self.record.channel_id, message)
        except BackendError:
            return None
        return dict(serializers.message_payload(self.backend, stored))


def read(message: Json) -> str:
    """Everything a reader of this message sees in words, buttons left out."""
    texts = [message.get("content") or ""]
    texts += [c["content"] for c in walk_components(message.get("components") or []) if c["type"] == TEXT_DISPLAY]
    return "\n".join(t for t in texts if t)


def buttons(message: Json) -> list[Json]:
    """The message's buttons, wherever they stand in it."""
    return [c for c in walk_components(message.get("components") or []) if c["type"] == BUTTON]


def controls(message: Json) -> list[Json]:
    """Everything in the message, or modal, that a hand can move."""
    nodes: list[Any] = list(walk_components(message.get("components") or []))
    return [c for c in nodes if c.get("custom_id")]
