"""How much one feed may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for fetching and for parsing, bytes after decompression, and bytes of memory to parse in.

    A feed that takes all of both times is given up after 15 seconds; waiting for its turn is not counted.
    """

    fetch: float = 12.0
    parse: float = 3.0
    size: int = 12_000_000
    redirects: int = 5
    entries: int = 500
    memory: int = 64 * 2**20
    start: float = 20.0
    """Seconds in which the parsing process itself must be up; the feed is not to blame for these."""
    at_once: int = 20
    """How many feeds are read at a time."""
    patience: float = 60.0
    """Seconds that a feed waits, at most, for its turn at the hosts to which it leads."""
    gap: float = 1.0
    """Seconds that one host is left alone between two visits."""
