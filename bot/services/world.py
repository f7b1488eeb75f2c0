"""What use cases stand on, made once by the composition root."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.ids import Entropy
from bot.domain.pacing import Pacing
from bot.domain.people import Platform
from bot.ports import Clock, FeedReader, Messenger, Store
from bot.services.lines import Lines


@dataclass(frozen=True, slots=True)
class World:
    """*messengers* has an entry for each platform that is served; the root fills it as adapters are made.

    *register_url* is where the public register stands, without a slash at its end; *prefixes* is what people type
    before a command on each platform ("/", "/pause ", nothing on the console). *lines* holds what is being sent
    and edited, *pacing* how much was.
    """

    store: Store
    clock: Clock
    entropy: Entropy
    messengers: Mapping[Platform, Messenger]
    feeds: FeedReader
    register_url: str
    prefixes: Mapping[Platform, str]
    lines: Lines = field(default_factory=Lines)
    pacing: Pacing = field(default_factory=Pacing)
