"""Wall-clock recurrences: the instants at which a weekly digest is due, across both clock changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo


class Weekday(IntEnum):
    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6


def at_wall_time(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which *wall* shows on *day* in *zone*.

    A time that a spring change skips moves forward by the gap; of one that an autumn change repeats the first is taken.
    """
    # fold=0 names the first of two, and for a skipped time the offset before the gap, which moves it forward.
    return datetime.combine(day, wall.replace(fold=0), tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on *day* at *wall* by the clocks of *zone* (an IANA name)."""

    day: Weekday
    wall: time
    zone: str

    def __str__(self) -> str:
        """Return ``weekly, Mon 09:00 Europe/Berlin``."""
        return f"weekly, {self.day.name.capitalize()} {self.wall:%H:%M} {self.zone}"

    def after(self, instant: datetime) -> Iterator[datetime]:
        """Yield the due instants later than *instant*, in order, without end (UTC)."""
        zone = ZoneInfo(self.zone)
        today = instant.astimezone(zone).date()
        day = today + timedelta(days=(self.day - today.weekday()) % 7 - 7)
        while True:
            due = at_wall_time(day, self.wall, zone)
            if due > instant:
                yield due
            day += timedelta(days=7)

    def next_after(self, instant: datetime) -> datetime:
        return next(self.after(instant))

    def last_until(self, instant: datetime) -> datetime:
        """Return the latest due instant that is not later than *instant*."""
        start = self.after(instant - timedelta(days=15))
        due = next(start)
        for later in start:
            if later > instant:
                return due
            due = later
        raise AssertionError("unreachable: a week always comes round")
