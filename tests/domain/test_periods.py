"""Weekly instants by the clocks of six zones, across both changes."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.periods import Weekday, Weekly

ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Apia",
]  # fmt: skip
weeklies = st.builds(
    Weekly,
    st.sampled_from(Weekday),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.sampled_from(ZONES),
)
instants = st.datetimes(datetime(2012, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds)


@given(weeklies, instants)
def test_there_is_one_instant_a_week_on_the_day_and_never_one_in_the_past(weekly, now):
    coming = list(islice(weekly.after(now), 60))
    zone = ZoneInfo(weekly.zone)
    assert all(now < a < b for a, b in pairwise(coming))
    days = [at.astimezone(zone).date() for at in coming]
    assert all(b - a == timedelta(days=7) for a, b in pairwise(days))
    assert {day.weekday() for day in days} <= {weekly.day, (weekly.day + 1) % 7}  # a gap can move it past midnight


@given(weeklies, instants)
def test_the_last_one_until_now_comes_just_before_the_next(weekly, now):
    last = weekly.last_until(now)
    assert last <= now
    assert weekly.next_after(last) == weekly.next_after(now)


@pytest.mark.parametrize(
    ("weekly", "around", "expected"),
    [
        # 02:30 does not exist on 29 March 2026 in Berlin: it moves forward by the hour that is skipped.
        (Weekly(Weekday.SUN, time(2, 30), "Europe/Berlin"), "2026-03-28T00:00", "2026-03-29T01:30"),
        # 02:30 comes twice on 25 October 2026: the first is taken.
        (Weekly(Weekday.SUN, time(2, 30), "Europe/Berlin"), "2026-10-24T00:00", "2026-10-25T00:30"),
        (Weekly(Weekday.MON, time(9), "Europe/Berlin"), "2026-10-20T00:00", "2026-10-26T08:00"),
        (Weekly(Weekday.MON, time(9), "Europe/Berlin"), "2026-10-13T00:00", "2026-10-19T07:00"),
        (Weekly(Weekday.SUN, time(2, 15), "Australia/Lord_Howe"), "2026-10-03T00:00", "2026-10-03T15:45"),
    ],
)
def test_changes_of_the_clocks(weekly, around, expected):
    assert weekly.next_after(datetime.fromisoformat(around).replace(tzinfo=UTC)) == datetime.fromisoformat(
        expected
    ).replace(tzinfo=UTC)
