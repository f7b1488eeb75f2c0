"""The workspace behind the simulated Slack: people, channels, messages, views; state only, no wire."""

import itertools
from collections.abc import Callable

from tests.servers.slack_blocks import Json, with_ids
from tests.servers.slack_refusals import Refusal
from tests.servers.slack_things import (
    BOT_USER,
    TEAM,
    Channel,
    Edit,
    Group,
    Message,
    ResponseUrl,
    Team,
    Trigger,
    User,
    View,
)

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5
STACK = 3


class Workspace:
    """All state; ids are counted so that runs repeat, time comes from `clock` (seconds since the epoch)."""

    def __init__(self, clock: Callable[[], float], team: Team = TEAM) -> None:
        self.clock = clock
        self.team = team
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, Group] = {}
        self.paid = True
        self.ephemerals: list[Message] = []
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, ResponseUrl] = {}
        self.edit_window: float | None = None
        self._ids = itertools.count(1)
        self._last_ts = 0
        self.users[BOT_USER] = User(BOT_USER, "moratorium", bot=True)
        for number, name in enumerate(("alice", "bob", "carol", "dave", "erin", "frank"), 1):
            user = User(f"U{number:02}{name.upper()}", name, owner=name == "alice", guest=name == "frank")
            self.users[user.id] = user
        self.add_channel("general", "C01GEN", set(self.users))
        self.add_channel("random", "C02RND", {BOT_USER, "U01ALICE"})

    def number(self) -> int:
        return next(self._ids)

    def ts(self) -> str:
        """A new timestamp: now by the clock, and later than every one before."""
        self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06}"

    # -- who and where, by name or id ------------------------------------------------------------------

    def user(self, name: str) -> User:
        """The person of that name or id.

        Raises:
            Refusal: user_not_found.
        """
        for user in self.users.values():
            if name in (user.id, user.name):
                return user
        raise Refusal("user_not_found")

    def channel(self, name: str) -> Channel:
        """The channel of that name or id; a person's name or id is the direct conversation with the bot.

        Raises:
            Refusal: channel_not_found.
        """
        plain = name.removeprefix("#")
        for channel in self.channels.values():
            if plain in (channel.id, channel.name):
                return channel
        try:
            return self.direct(self.user(plain))
        except Refusal:
            raise Refusal("channel_not_found") from None

    def direct(self, user: User) -> Channel:
        """The direct conversation between the bot and this person, opened if need be."""
        for channel in self.channels.values():
            if channel.im_with == user.id:
                return channel
        channel = Channel(f"D{self.number():03}{user.name.upper()}", "directmessage", {user.id, BOT_USER})
        channel.im_with = user.id
        self.channels[channel.id] = channel
        return channel

    def add_channel(self, name: str, channel_id: str, members: set[str]) -> Channel:
        self.channels[channel_id] = Channel(channel_id, name, members)
        return self.channels[channel_id]

    def add_group(self, handle: str, members: set[str]) -> Group:
        group = Group(f"S{self.number():03}{handle.upper()}", handle, members)
        self.groups[group.id] = group
        return group

    def message(self, ts: str, channel: str | None = None) -> Message | None:
        """The message at that timestamp, ephemeral ones included; None if there is none."""
        places = [self.channels[channel]] if channel else self.channels.values()
        everything = [m for place in places for m in place.messages] + self.ephemerals
        return next((m for m in everything if m.ts == ts), None)

    # -- what the app puts there -----------------------------------------------------------------------

    def post(
        self, channel: Channel, user: str, text: str, blocks: list[Json], *, thread_ts: str | None = None,
        only_for: str | None = None, call: Json | None = None,
    ) -> Message:  # fmt: skip
        """Put a message in a channel, or before one person only."""
        stored = with_ids(blocks, self.number() * 100)
        message = Message(
            channel.id, self.ts(), user, text, stored, thread_ts, only_for, call=call or {}, team=self.team.id
        )
        (self.ephemerals if only_for else channel.messages).append(message)
        return message

    def edit(self, message: Message, text: str | None, blocks: list[Json] | None) -> None:
        """Change a message; None keeps what is there, as chat.update does with a missing `blocks`."""
        message.edits.append(Edit(self.clock(), message.text, message.blocks))
        if text is not None:
            message.text = text
        if blocks is not None:
            message.blocks = with_ids(blocks, self.number() * 100)

    def new_trigger(self, user: str) -> str:
        trigger = f"{self.number()}.{int(self.clock())}.{self.number():08x}"
        self.triggers[trigger] = Trigger(user, self.clock())
        return trigger

    def spend_trigger(self, trigger_id: str) -> Trigger:
        """The trigger, now used.

        Raises:
            Refusal: invalid, expired (after 3 s) or exchanged (used before).
        """
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self.clock() - trigger.at >= TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    # -- views -----------------------------------------------------------------------------------------

    def open_view(self, user: str, body: Json, *, push: bool = False) -> View:
        """Open a modal for a person, alone or on top of the one they have.

        Raises:
            Refusal: push_limit_reached, at three on the stack.
        """
        stack = self.stacks.setdefault(user, [])
        if push and len(stack) >= STACK:
            raise Refusal("push_limit_reached")
        if not push:
            for old in stack:
                old.open = False
            stack.clear()
        view = self._view(user, body)
        if stack:
            view.root, view.previous = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def publish_home(self, user: str, body: Json) -> View:
        self.homes[user] = self._view(user, body)
        return self.homes[user]

    def update_view(self, view: View, body: Json) -> None:
        """Change an open view; what was typed under the same block and action stays."""
        view.body = {**body, "blocks": with_ids(body["blocks"], self.number() * 100)}
        view.hash = f"{self.clock():.0f}.{self.number()}"
        view.errors = {}

    def close_view(self, view: View, *, everything: bool = False) -> None:
        stack = self.stacks.get(view.user, [])
        for gone in list(stack) if everything else [view]:
            gone.open = False
            if gone in stack:
                stack.remove(gone)

    def _view(self, user: str, body: Json) -> View:
        number = self.number()
        view = View(f"V{number:04}", user, {}, "", f"V{number:04}", team=self.team.id)
        self.update_view(view, body)
        self.views[view.id] = view
        return view
