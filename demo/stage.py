"""Platforms that are not there: what is posted hangs on a wall, and is told to whoever watches."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.pacing import Ration
from bot.domain.people import Handle, Platform, Profile, Space, Standing
from bot.views.elements import Card
from demo.script import Part, Place


@dataclass(slots=True)
class Post:
    """A message in a channel, with every card that it has shown."""

    place: Place
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Change:
    """*post* shows *after* now; *before* is None where it is new."""

    post: Post
    before: Card | None
    after: Card


class Stage:
    """Fulfils ``bot.ports.Messenger`` for *platform*; what is posted is added to *changes*."""

    repeats_within = timedelta(0)

    def __init__(self, platform: Platform, parts: Sequence[Part], since: datetime, changes: list[Change]) -> None:
        self._people: Mapping[str, Sequence[Part]] = {
            place.key: [part for part in parts if part.place == place]
            for place in {part.place for part in parts if part.place.platform is platform}
        }
        self._lists_people = platform is not Platform.DISCORD
        self._since = since
        self._changes = changes
        self.posts: list[Post] = []

    async def send(self, space: Space, channel: str, card: Card, nonce: str, under: str | None = None) -> str:
        post = Post(self._people[space.key][0].place, [card])
        self.posts.append(post)
        self._changes.append(Change(post, None, card))
        return str(len(self.posts) - 1)

    async def edit(self, space: Space, channel: str, reference: str, card: Card) -> None:
        post = self.posts[int(reference)]
        self._changes.append(Change(post, post.cards[-1], card))
        post.cards.append(card)

    def send_rations(self, space: Space, channel: str) -> Sequence[Ration]:
        return ()

    def edit_rations(self, space: Space, channel: str, reference: str, now: datetime) -> Sequence[Ration]:
        return ()

    async def another_place(self, space: Space, avoiding: Collection[str]) -> str | None:
        return None

    def owner(self, space: Space) -> str | None:
        return None

    async def roll(self, space: Space) -> Sequence[Profile] | None:
        if not self._lists_people:
            return None  # Discord tells with each interaction when somebody joined
        return [profile(part, self._since) for part in self._people[space.key]]


def profile(part: Part, since: datetime) -> Profile:
    """Return *part* as their platform describes them, there since then."""
    return Profile(Handle(part.place.platform, "", part.name), part.name, Standing.FULL, since, admin=part.admin)
