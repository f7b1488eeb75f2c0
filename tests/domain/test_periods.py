"""Daily, weekly and monthly instants by the clocks of six zones, across both changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.periods import LAST, Every, Recurrence, Weekday, weekly

ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Pacific/Apia",
]  # fmt: skip
walls = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(ZONES)
weeklies = st.builds(weekly, st.sampled_from(Weekday), walls, zones)
dailies = st.builds(Recurrence, st.just(Every.DAILY), st.just(0), walls, zones)
monthlies = st.builds(Recurrence, st.just(Every.MONTHLY), st.integers(1, LAST), walls, zones)
recurrences = weeklies | dailies | monthlies
instants = st.datetimes(datetime(2011, 12, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds)


def local_days(recurrence: Recurrence, coming: list[datetime]) -> list[date]:
    zone = ZoneInfo(recurrence.zone)
    return [at.astimezone(zone).date() for at in coming]


@given(weeklies, instants)
def test_there_is_one_instant_a_week_on_the_day_and_never_one_in_the_past(recurrence, now):
    coming = list(islice(recurrence.after(now), 60))
    assert all(now < a < b for a, b in pairwise(coming))
    days = local_days(recurrence, coming)
    assert all(b - a == timedelta(days=7) or recurrence.zone == "Pacific/Apia" for a, b in pairwise(days))
    assert {day.weekday() for day in days} <= {recurrence.day, (recurrence.day + 1) % 7}  # a gap can move it


@given(dailies, instants)
def test_there_is_one_instant_a_day(recurrence, now):
    coming = list(islice(recurrence.after(now), 400))
    days = local_days(recurrence, coming)
    assert len(set(days)) == len(days)
    skipped = {date(2011, 12, 30)} if recurrence.zone == "Pacific/Apia" else set()
    whole = {days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)}
    moved = {day for day in whole if recurrence.wall.hour == 0}  # a gap at midnight moves it within its day
    assert whole - set(days) - skipped <= moved


@given(monthlies, instants)
def test_there_is_one_instant_a_month_on_the_day_or_its_last(recurrence, now):
    coming = list(islice(recurrence.after(now), 40))
    assert all(now < a < b for a, b in pairwise(coming))
    zone = ZoneInfo(recurrence.zone)
    for a, b in pairwise(at.astimezone(zone) for at in coming):
        months = (b.year - a.year) * 12 + b.month - a.month
        assert months == 1 or 1 in (a.day, b.day)  # a gap can move it past the month's end
        assert b.day <= recurrence.day or b.day == 1 or b.day - recurrence.day == 1


@given(recurrences, instants)
def test_the_last_one_until_now_comes_just_before_the_next(recurrence, now):
    last = recurrence.last_until(now)
    assert last <= now
    assert recurrence.next_after(last) == recurrence.next_after(now)
    assert recurrence.before(recurrence.next_after(now)) == last


@given(recurrences, instants)
def test_no_two_lie_further_apart_than_is_said(recurrence, now):
    coming = list(islice(recurrence.after(now), 30))
    longest = recurrence.every.longest
    skipped = timedelta(days=1) if recurrence.zone == "Pacific/Apia" else timedelta()
    assert all(b - a <= longest + skipped for a, b in pairwise(coming))


MONTHLY_29 = Recurrence(Every.MONTHLY, 29, time(2, 30), "Europe/Berlin")
MONTHLY_LAST = Recurrence(Every.MONTHLY, LAST, time(9), "UTC")
DAILY = Recurrence(Every.DAILY, 0, time(2, 30), "Europe/Berlin")


@pytest.mark.parametrize(
    ("recurrence", "around", "expected"),
    [
        # 02:30 does not exist on 29 March 2026 in Berlin: it moves forward by the hour that is skipped.
        (weekly(Weekday.SUN, time(2, 30), "Europe/Berlin"), "2026-03-28T00:00", "2026-03-29T01:30"),
        (MONTHLY_29, "2026-03-28T00:00", "2026-03-29T01:30"),
        (DAILY, "2026-03-29T00:00", "2026-03-29T01:30"),
        # 02:30 comes twice on 25 October 2026: the first is taken.
        (weekly(Weekday.SUN, time(2, 30), "Europe/Berlin"), "2026-10-24T00:00", "2026-10-25T00:30"),
        (DAILY, "2026-10-25T00:30", "2026-10-26T01:30"),
        (weekly(Weekday.MON, time(9), "Europe/Berlin"), "2026-10-20T00:00", "2026-10-26T08:00"),
        (weekly(Weekday.MON, time(9), "Europe/Berlin"), "2026-10-13T00:00", "2026-10-19T07:00"),
        (weekly(Weekday.SUN, time(2, 15), "Australia/Lord_Howe"), "2026-10-03T00:00", "2026-10-03T15:45"),
        (MONTHLY_29, "2026-02-01T00:00", "2026-02-28T01:30"),
        (MONTHLY_LAST, "2026-02-01T00:00", "2026-02-28T09:00"),
        (MONTHLY_LAST, "2026-12-31T09:00", "2027-01-31T09:00"),
        # Samoa had no 30 December 2011: what was due on it falls together with the day after, once.
        (Recurrence(Every.DAILY, 0, time(9), "Pacific/Apia"), "2011-12-30T18:00", "2011-12-30T19:00"),
        (Recurrence(Every.DAILY, 0, time(9), "Pacific/Apia"), "2011-12-30T19:00", "2011-12-31T19:00"),
    ],
)
def test_changes_of_the_clocks_and_lengths_of_months(recurrence, around, expected):
    assert recurrence.next_after(datetime.fromisoformat(around).replace(tzinfo=UTC)) == datetime.fromisoformat(
        expected
    ).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("recurrence", "said"),
    [
        (weekly(Weekday.MON, time(9), "Europe/Berlin"), "weekly, Mon 09:00 Europe/Berlin"),
        (DAILY, "daily, 02:30 Europe/Berlin"),
        (MONTHLY_29, "monthly, on day 29, 02:30 Europe/Berlin"),
        (MONTHLY_LAST, "monthly, on the last day, 09:00 UTC"),
    ],
)
def test_what_it_is_called(recurrence, said):
    assert str(recurrence) == said
