"""Quiet hours have a beginning and an end each day, whatever the clocks do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet import QuietHours

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))
hours = st.builds(QuietHours, clocks, clocks, st.sampled_from(ZONES))
instants = st.integers(0, 37 * 366 * 86_400).map(lambda s: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


def wall(day: str, clock: str, zone: str, fold: int = 0) -> datetime:
    there = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZoneInfo(zone), fold=fold)
    return there.astimezone(UTC)


def skipped(day: datetime, clock: time, zone: ZoneInfo) -> bool:
    """Return whether the clocks of *zone* never show *clock* on one of the days before or of *day*."""
    near = [datetime.combine(day.date() - timedelta(days=n), clock, zone) for n in (0, 1)]
    return any(there.astimezone(UTC).astimezone(zone).time() != clock for there in near)


@given(hours, instants)
def test_quiet_hours_end_later_at_the_wall_time_that_was_set_and_are_over_then(
    quiet: QuietHours, now: datetime
) -> None:
    until = quiet.until(now)
    if until is None:
        return
    assert now < until <= now + timedelta(hours=26)
    zone = ZoneInfo(quiet.zone)
    shows = until.astimezone(zone)
    assert shows.time() == quiet.ends or skipped(shows, quiet.ends, zone)
    assert quiet.until(until) is None, "they do not begin as they end"
    last = until - timedelta(microseconds=1)
    assert quiet.until(last) == until, "quiet up to the very end"


@given(hours, instants)
def test_away_from_changes_of_the_clocks_they_are_what_the_clock_shows(quiet: QuietHours, now: datetime) -> None:
    zone = ZoneInfo(quiet.zone)
    around = {(now + timedelta(hours=h)).astimezone(zone).utcoffset() for h in (-36, 0, 36)}
    if len(around) > 1:
        return
    shows, begins, ends = now.astimezone(zone).time(), quiet.begins, quiet.ends
    inside = begins <= shows < ends if begins < ends else shows >= begins or shows < ends
    assert (quiet.until(now) is not None) == (inside and begins != ends)


@pytest.mark.parametrize(
    ("begins", "ends", "day", "clock", "until"),
    [
        ("22:00", "08:00", "2026-06-05", "21:59", None),
        ("22:00", "08:00", "2026-06-05", "22:00", ("2026-06-06", "08:00")),
        ("22:00", "08:00", "2026-06-06", "07:59", ("2026-06-06", "08:00")),
        ("22:00", "08:00", "2026-06-06", "08:00", None),
        ("13:00", "14:00", "2026-06-06", "13:30", ("2026-06-06", "14:00")),
        ("13:00", "13:00", "2026-06-06", "13:00", None),
        ("00:00", "23:59", "2026-06-06", "12:00", ("2026-06-06", "23:59")),
        # On 29 March 2026 Berlin's clocks go from 02:00 to 03:00.
        ("22:00", "08:00", "2026-03-28", "23:00", ("2026-03-29", "08:00")),
        ("22:00", "02:30", "2026-03-29", "01:59", ("2026-03-29", "03:30")),
        ("22:00", "02:30", "2026-03-29", "03:29", ("2026-03-29", "03:30")),
        ("22:00", "02:30", "2026-03-29", "03:30", None),
        ("02:30", "08:00", "2026-03-29", "03:15", None),
        ("02:30", "08:00", "2026-03-29", "03:30", ("2026-03-29", "08:00")),
        # On 25 October 2026 they go from 03:00 back to 02:00.
        ("22:00", "08:00", "2026-10-24", "23:00", ("2026-10-25", "08:00")),
        ("22:00", "02:30", "2026-10-25", "02:29", ("2026-10-25", "02:30")),
        ("22:00", "02:30", "2026-10-25", "02:30", None),
        ("02:30", "08:00", "2026-10-25", "02:30", ("2026-10-25", "08:00")),
    ],
)
def test_nights_in_berlin(begins: str, ends: str, day: str, clock: str, until: tuple[str, str] | None) -> None:
    quiet = QuietHours(time.fromisoformat(begins), time.fromisoformat(ends), "Europe/Berlin")
    told = quiet.until(wall(day, clock, "Europe/Berlin"))
    assert told == (None if until is None else wall(*until, "Europe/Berlin"))


def test_of_an_hour_that_comes_twice_the_first_end_is_the_end() -> None:
    quiet = QuietHours(time(22), time(2, 30), "Europe/Berlin")
    assert quiet.until(wall("2026-10-25", "02:10", "Europe/Berlin", fold=1)) is None
    assert quiet.until(wall("2026-10-25", "02:10", "Europe/Berlin")) is not None


@given(hours, instants)
def test_they_last_as_long_as_was_set_and_no_longer_than_a_change_of_the_clocks_makes_them(
    quiet: QuietHours, now: datetime
) -> None:
    set_for = timedelta(
        minutes=(quiet.ends.hour * 60 + quiet.ends.minute - quiet.begins.hour * 60 - quiet.begins.minute) % 1440
    )
    until = quiet.until(now)
    if until is not None:
        begun = now
        while quiet.until(begun - timedelta(minutes=10)) == until:
            begun -= timedelta(minutes=10)
        assert until - begun <= set_for + timedelta(hours=1)
