"""Evidence: what was told elsewhere and speaks to a proposal."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import MemberId

MOST = 20
"""So much is attached to one proposal."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A story that *by*, called *name* then, attached to a proposal. *number* counts what was ever attached to it.

    *title* is in the source's own words; *url* is http or https without tracking parameters, empty where there is none.
    """

    number: int
    title: str
    source: str
    url: str
    published: datetime
    by: MemberId
    name: str
    added: datetime
