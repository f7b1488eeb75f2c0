"""Checks a community's record as docs/reference/record.md says, with nothing of Moratorium's own."""

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHOICES = ("for", "against", "abstain")


class Broken(Exception):
    """The record does not say what it should; the message says where."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """A closed vote's *tally*, counted from its ballots anew, out of a log of so many *leaves*."""

    leaves: int
    tally: Mapping[str, int]


def recount(database: Path) -> Sequence[Recounted]:
    """Check every leaf in the SQLite file *database*, and count each closed vote.

    :raises Broken: where a leaf is not what it should be, or a count is not the announced one.
    """
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        leaves = list(_leaves(db))
        openings = {row[0]: row[1:] for row in db.execute("SELECT commitment, salt, value FROM openings")}
    size = Counter(leaf["community"] for leaf in leaves)
    closed = [leaf for leaf in leaves if leaf["event"] == "vote.closed"]
    return [Recounted(size[leaf["community"]], _tally(leaves, leaf["data"], openings)) for leaf in closed]


def _leaves(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    following: Counter[str] = Counter()
    rows = db.execute('SELECT community, "index", body, hash FROM leaves ORDER BY community, "index"')
    for community, index, body, digest in rows:
        leaf: dict[str, Any] = json.loads(body)
        canonical = json.dumps(leaf, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if (leaf["community"], leaf["index"], index) != (community, following[community], following[community]):
            raise Broken(f"leaf {index} of {community} is not the next one")
        if body != canonical or hashlib.sha256(b"\x00" + body.encode()).digest() != digest:
            raise Broken(f"leaf {index} of {community} does not have its hash")
        following[community] += 1
        yield leaf


def _tally(
    leaves: Sequence[Mapping[str, Any]], closed: Mapping[str, Any], openings: Mapping[str, tuple[bytes, str]]
) -> Mapping[str, int]:
    """Count the ballots of the vote that *closed* tells of, the last one of each elector."""
    about = [(leaf["event"], leaf["data"]) for leaf in leaves if leaf["data"].get("vote") == closed["vote"]]
    last = {data["elector"]: data["choice"] for event, data in about if event == "ballot.cast"}
    struck = {data["elector"] for event, data in about if event == "roll.struck"}
    counted = Counter(_opened(openings, choice) for elector, choice in last.items() if elector not in struck)
    tally = {choice: counted[choice] for choice in CHOICES}
    if tally != {choice: closed[choice] for choice in CHOICES}:
        raise Broken(f"the ballots say {tally}, the outcome says {closed}")
    return tally


def _opened(openings: Mapping[str, tuple[bytes, str]], commitment: str) -> str:
    salt, value = openings[commitment]
    if commitment != "sha256:" + hashlib.sha256(salt + value.encode()).hexdigest():
        raise Broken(f"{commitment} is not opened by what is kept for it")
    return value
