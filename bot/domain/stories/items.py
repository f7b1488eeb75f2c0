"""An entry, as far as it matters to stories."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Item:
    """*at* is aware, in UTC: when it was published or else first seen. *points* are its judgement's."""

    title: str
    summary: str
    url: str
    source: str
    at: datetime
    points: int
