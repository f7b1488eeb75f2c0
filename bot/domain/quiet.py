"""Quiet hours: when a space is spoken to no more than it must be."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.periods import at_wall_time


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From *begins* until *ends*, every night (or day) by the clocks of *zone*, an IANA name; none where both are one.

    Where the clocks change, either end is an instant as a digest's hour is: one that a spring change skips moves
    forward, and of one that an autumn change repeats the first is taken.
    """

    begins: time
    ends: time
    zone: str

    def until(self, now: datetime) -> datetime | None:
        """Return when the quiet hours end in which *now* falls, or None where it falls in none."""
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        next_day = timedelta(days=1 if self.ends <= self.begins else 0)
        if self.begins == self.ends:
            return None
        for day in (today - timedelta(days=1), today):
            begins = at_wall_time(day, self.begins, zone)
            ends = at_wall_time(day + next_day, self.ends, zone)
            if begins <= now < ends:
                return ends
        return None
