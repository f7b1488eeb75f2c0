"""How often a simulated platform may be asked: it counts in sliding windows, which are stricter than any bucket."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

Counted = tuple[str, int, float]
"""What a request counts towards, and how many may in so many seconds."""


@dataclass
class Counter:
    """The requests under each key; *hits* are those too many, each with its key."""

    clock: Callable[[], float]
    hits: list[tuple[float, str]] = field(default_factory=list)
    _asked: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def count(self, *limits: Counted) -> float | None:
        """Count a request; where that passes one of *limits* it is a hit instead, and draws on none.

        Returns the seconds after which it would pass none, or None where it is counted.
        """
        now = self.clock()
        for key, most, seconds in limits:
            log = self._asked[key]
            while log and now - log[0] >= seconds:
                log.popleft()
            if len(log) >= most:
                self.hits.append((now, key))
                return log[0] + seconds - now
        for key, _, _ in limits:
            self._asked[key].append(now)
        return None
