"""What parsing found, and the form in which it passes between processes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.feeds import Entry, Outline, Page


@dataclass(frozen=True, slots=True)
class Parsed:
    """*asked* is how long the document asks to be left alone."""

    title: str
    entries: Sequence[Entry]
    asked: timedelta = timedelta(0)


def written(parsed: Parsed) -> dict[str, Any]:
    return {
        "title": parsed.title,
        "entries": [
            [entry.id, entry.title, entry.url, entry.summary, entry.published and entry.published.isoformat()]
            for entry in parsed.entries
        ],
        "asked": parsed.asked.total_seconds(),
    }


def read(message: Mapping[str, Any]) -> Parsed:
    return Parsed(
        message["title"],
        tuple(
            Entry(name, title, url, summary, datetime.fromisoformat(at) if at else None)
            for name, title, url, summary, at in message["entries"]
        ),
        timedelta(seconds=message["asked"]),
    )


def outlines_written(outlines: Sequence[Outline]) -> dict[str, Any]:
    return {"outlines": [[outline.title, outline.url] for outline in outlines]}


def outlines_read(message: Mapping[str, Any]) -> Sequence[Outline]:
    return tuple(Outline(title, url) for title, url in message["outlines"])


def page_written(page: Page) -> dict[str, Any]:
    return {"page": [page.url, page.title, page.summary, page.published and page.published.isoformat()]}


def page_read(message: Mapping[str, Any]) -> Page:
    url, title, summary, at = message["page"]
    return Page(url, title, summary, datetime.fromisoformat(at) if at else None)
