"""Feeds to begin with: what is known of each, and the date on which its address was read in public lists."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.domain.errors import Misread
from bot.domain.feeds import Outline


@dataclass(frozen=True, slots=True)
class Suggested:
    """*source* is the page of those who publish it; *first*: it is one of the few to begin with."""

    id: str
    name: str
    about: str
    url: str
    source: str
    retrieved: str
    first: bool

    @property
    def outline(self) -> Outline:
        return Outline(self.name, self.url)


@cache
def suggested() -> Sequence[Suggested]:
    """Return every suggestion, in the order of the data file: those to begin with come first."""
    return [Suggested(**row) for row in json.loads(files("commands").joinpath("data/sources.json").read_text("utf-8"))]


def suggestion(name: str) -> Suggested:
    """Return the suggestion called *name*.

    :raises Misread: where there is none.
    """
    for one in suggested():
        if one.id == name.strip().casefold():
            return one
    raise Misread(f"Nothing called “{name[:60]}” is suggested. `feed suggest` lists what is.")
