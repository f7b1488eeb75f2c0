"""Wall-clock recurrences: the instants at which a digest is due, across both clock changes."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, IntEnum
from zoneinfo import ZoneInfo

LAST = 31
"""The day of the month that is its last, however long it is."""
_DAY = timedelta(days=1)


class Weekday(IntEnum):
    MON = 0
    TUE = 1
    WED = 2
    THU = 3
    FRI = 4
    SAT = 5
    SUN = 6


class Every(Enum):
    """How often something comes round."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"

    @property
    def longest(self) -> timedelta:
        """Return the most time that lies between two instants, changes of the clocks included."""
        return {Every.DAILY: 1, Every.WEEKLY: 7, Every.MONTHLY: 31}[self] * _DAY + timedelta(hours=25)


def at_wall_time(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which *wall* shows on *day* in *zone*.

    A time that a spring change skips moves forward by the gap; of one that an autumn change repeats the first is taken.
    """
    # fold=0 names the first of two, and for a skipped time the offset before the gap, which moves it forward.
    return datetime.combine(day, wall.replace(fold=0), tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """*every* so often at *wall* by the clocks of *zone*, an IANA name.

    *day* is a ``Weekday`` where it is weekly; where it is monthly a day of the month from 1 to ``LAST``, and the
    month's last where it has no such day; and 0 where it is daily.
    """

    every: Every
    day: int
    wall: time
    zone: str

    def __str__(self) -> str:
        """Return ``weekly, Mon 09:00 Europe/Berlin``."""
        match self.every:
            case Every.DAILY:
                on = ""
            case Every.WEEKLY:
                on = f"{self.on.capitalize()} "
            case Every.MONTHLY:
                on = "on the last day, " if self.day == LAST else f"on day {self.day}, "
        return f"{self.every.value}, {on}{self.wall:%H:%M} {self.zone}"

    @property
    def on(self) -> str:
        """Return the day as it is typed: ``mon``, ``15``, nothing where it is every day."""
        match self.every:
            case Every.DAILY:
                return ""
            case Every.WEEKLY:
                return Weekday(self.day).name.lower()
            case Every.MONTHLY:
                return str(self.day)

    def after(self, instant: datetime) -> Iterator[datetime]:
        """Yield the due instants later than *instant*, in order, without end (UTC)."""
        zone = ZoneInfo(self.zone)
        last = instant
        # A day that a zone skipped altogether falls together with the next one: then it is due once.
        for day in self._days(instant.astimezone(zone).date() - 2 * _DAY):
            due = at_wall_time(day, self.wall, zone)
            if due > last:
                yield due
                last = due

    def next_after(self, instant: datetime) -> datetime:
        return next(self.after(instant))

    def last_until(self, instant: datetime) -> datetime:
        """Return the latest due instant that is not later than *instant*."""
        start = self.after(instant - 2 * self.every.longest)
        due = next(start)
        for later in start:
            if later > instant:
                return due
            due = later
        raise AssertionError("unreachable: it always comes round again")

    def before(self, instant: datetime) -> datetime:
        """Return the latest due instant that is earlier than *instant*."""
        return self.last_until(instant - timedelta(microseconds=1))

    def _days(self, since: date) -> Iterator[date]:
        """Yield the days from *since* on, *since* included, on which it is due by the calendar."""
        match self.every:
            case Every.DAILY:
                step = 1
            case Every.WEEKLY:
                since += (self.day - since.weekday()) % 7 * _DAY
                step = 7
            case Every.MONTHLY:
                yield from (day for day in self._days_of_months(since) if day >= since)
        while True:
            yield since
            since += step * _DAY

    def _days_of_months(self, since: date) -> Iterator[date]:
        year, month = since.year, since.month
        while True:
            yield date(year, month, min(self.day, monthrange(year, month)[1]))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def weekly(day: Weekday, wall: time, zone: str) -> Recurrence:
    return Recurrence(Every.WEEKLY, day, wall, zone)
