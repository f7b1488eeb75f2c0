"""What a feed says, once it has been fetched, parsed and made plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, in plain text: no markup and no control characters.

    *id* is unique within its feed and the same at each reading. *url* is http or https, or empty. *published* is
    aware, in UTC, and None where the feed gives no date that can be believed.
    """

    id: str
    title: str
    url: str
    summary: str
    published: datetime | None


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server gave us to ask "has it changed?" with, verbatim."""

    etag: str | None
    modified: str | None


NOTHING_KNOWN = Validators(None, None)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed as it stands: *url* is where it has moved for good, *entries* come newest first.

    *asked* is how long its server and the feed itself ask to be left alone.
    """

    url: str
    title: str
    entries: Sequence[Entry]
    validators: Validators
    asked: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed as a list of feeds names it: *url* as it stands there, whether it is an address or not."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """A web page by what it says of itself, in plain text; *url* is where it has moved for good."""

    url: str
    title: str
    summary: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing has changed since the validators were given."""


class FeedFault(Exception):
    """A feed could not be read; *reason* is one or two sentences fit to show to a person.

    *asked* is how long its server asks to be left alone. *gone*: it says that there will never be a feed again.
    """

    def __init__(self, reason: str, *, asked: timedelta = timedelta(0), gone: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.asked = asked
        self.gone = gone
