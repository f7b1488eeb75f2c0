"""What parsing found, and the form in which it passes between processes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.feeds import Entry


@dataclass(frozen=True, slots=True)
class Parsed:
    title: str
    entries: Sequence[Entry]


def written(parsed: Parsed) -> dict[str, Any]:
    return {
        "title": parsed.title,
        "entries": [
            [entry.id, entry.title, entry.url, entry.summary, entry.published and entry.published.isoformat()]
            for entry in parsed.entries
        ],
    }


def read(message: Mapping[str, Any]) -> Parsed:
    return Parsed(
        message["title"],
        tuple(
            Entry(name, title, url, summary, datetime.fromisoformat(at) if at else None)
            for name, title, url, summary, at in message["entries"]
        ),
    )
