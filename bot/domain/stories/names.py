"""Who acts in this field: organisations and persons, states and places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.domain.stories.tables import phrases, table


@dataclass(frozen=True, slots=True)
class Body:
    """*aliases* are the names by which headlines call it; at *hosts*, and at theirs below them, it speaks itself.

    *of* is the body that it belongs to, or empty.
    """

    name: str
    aliases: Sequence[str]
    hosts: Sequence[str]
    place: bool
    of: str


@cache
def bodies() -> Mapping[str, Body]:
    """Return every body that is known, by its name."""
    return {
        name: _body(name, said, section == "states")
        for section, listed in table("names").items()
        for name, said in listed.items()
    }


def _body(name: str, said: Mapping[str, str], place: bool) -> Body:
    aliases = (name, *phrases(said["also"]))
    return Body(name, aliases, tuple(phrases(said["hosts"])), place, said.get("of", ""))


@cache
def host_bodies() -> Mapping[str, str]:
    """Return which body speaks at each host."""
    return {host: body.name for body in bodies().values() for host in body.hosts}


def speaker(host: str) -> str | None:
    """Return the name of the body that speaks at *host*, or None."""
    known = host_bodies()
    while host:
        if host in known:
            return known[host]
        host = host.partition(".")[2]
    return None
