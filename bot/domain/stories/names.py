"""Who acts in this field: organisations and persons, states and places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.stories.tables import phrases, table


@dataclass(frozen=True, slots=True)
class Body:
    """*aliases* are the names by which headlines call it; at *hosts*, and at theirs below them, it speaks itself."""

    name: str
    aliases: Sequence[str]
    hosts: Sequence[str]
    place: bool


@cache
def bodies() -> Mapping[str, Body]:
    """Return every body that is known, by its name."""
    return {
        name: Body(name, (name, *phrases(said["also"])), tuple(phrases(said["hosts"])), section == "states")
        for section, listed in table("names").items()
        for name, said in listed.items()
    }
