"""One workspace and what a test does and sees there."""

from tests.servers.slack_answer import Answer
from tests.servers.slack_blocks import Json
from tests.servers.slack_delivery import Delivery
from tests.servers.slack_hand import Hand
from tests.servers.slack_methods import Methods
from tests.servers.slack_person import Person
from tests.servers.slack_things import BOT_USER, Channel, Group, Message, User, View


class Place:
    """A workspace with its people and channels; the app may be installed there or not."""

    def __init__(self, methods: Methods, hand: Hand) -> None:
        self.methods = methods
        self.hand = hand
        self.space = methods.space

    @property
    def scopes(self) -> set[str]:
        """The scopes of the bot's token here, which may be changed."""
        return self.methods.scopes

    # -- people and places -------------------------------------------------------------------------------

    def person(self, name: str) -> Person:
        return Person(self.space.user(name), self.hand)

    def add_person(
        self, name: str, *, admin: bool = False, guest: bool = False, deleted: bool = False, bot: bool = False
    ) -> Person:
        """A new person, in general like everybody."""
        user = User(f"U{self.space.number():03}{name.upper()}", name, admin, guest, bot, deleted)
        self.space.users[user.id] = user
        self.space.channel("general").members.add(user.id)
        return Person(user, self.hand)

    def add_channel(self, name: str, members: list[str] | None = None, *, bot: bool = True) -> Channel:
        ids = {self.space.user(m).id for m in members or []}
        return self.space.add_channel(
            name, f"C{self.space.number():03}{name.upper()}", ids | ({BOT_USER} if bot else set())
        )

    def add_group(self, handle: str, members: list[str]) -> Group:
        """A user group of people by their names; plans that are not paid for (`space.paid`) have none."""
        return self.space.add_group(handle, {self.space.user(m).id for m in members})

    def archive(self, channel: str) -> None:
        self.space.channel(channel).archived = True

    def remove_bot(self, channel: str) -> None:
        self.space.channel(channel).members.discard(BOT_USER)

    def join(self, channel: str, person: str) -> None:
        self.space.channel(channel).members.add(self.space.user(person).id)

    async def event(self, event: Json, person: str = "alice", patience: float = 0.0) -> Answer:
        """Deliver any event by the Events API."""
        return await self.hand.event(event, self.space.user(person), patience)

    async def redeliver(self, first: Delivery, reason: str = "timeout", patience: float = 0.0) -> Answer:
        """Deliver the same again: new envelope id, retry count and reason; over HTTP signed anew."""
        return await self.hand.again(first, reason, patience)

    # -- what there is to see ----------------------------------------------------------------------------

    def messages(self, channel: str) -> list[Message]:
        """A channel's messages, or those between the bot and a person; deleted ones left out."""
        return [m for m in self.space.channel(channel).messages if not m.deleted]

    def message(self, ts: str) -> Message:
        """The message at that timestamp.

        Raises:
            AssertionError: there is none.
        """
        found = self.space.message(ts)
        assert found is not None, f"no message at {ts}"
        return found

    def ephemerals(self, person: str) -> list[Message]:
        """What only that person was shown, deleted ones left out."""
        reader = self.space.user(person).id
        return [m for m in self.space.ephemerals if m.only_for == reader and not m.deleted]

    def view(self, person: str) -> View | None:
        """The modal on top before that person; None if there is none."""
        stack = self.space.stacks.get(self.space.user(person).id)
        return stack[-1] if stack else None

    def home(self, person: str) -> View | None:
        return self.space.homes.get(self.space.user(person).id)
