"""What a feed says, once it has been fetched, parsed and made plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


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


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed as it stands: *url* is where it has moved for good, *entries* come newest first."""

    url: str
    title: str
    entries: Sequence[Entry]
    validators: Validators


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing has changed since the validators were given."""


class FeedFault(Exception):
    """A feed could not be read; *reason* is one or two sentences fit to show to a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
