"""A feed is asked within bounds, as often as it brings news, and never all of them at once."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rhythm import (
    FIRST,
    LONGEST,
    LONGEST_WAIT,
    MOST_ASKED,
    SHORTEST,
    after_failure,
    after_reading,
    drawn,
    interval,
)

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NOTHING = timedelta(0)
HOUR = timedelta(hours=1)
DRAWS = st.fractions(0, Fraction(2**32 - 1, 2**32))


@given(st.lists(st.booleans(), max_size=40))
def test_an_interval_stays_within_its_bounds_whatever_comes(brought: list[bool]) -> None:
    every = FIRST
    for news in brought:
        following = interval(every, news)
        assert SHORTEST <= following <= LONGEST
        assert following <= every if news else following >= every
        every = following


def test_a_silent_feed_is_soon_asked_twice_a_day_and_a_busy_one_twice_an_hour() -> None:
    silent = busy = FIRST
    for _ in range(8):
        silent, busy = interval(silent, brought_news=False), interval(busy, brought_news=True)
    assert (silent, busy) == (LONGEST, SHORTEST)


@given(DRAWS)
def test_a_reading_is_spread_over_the_last_tenth_of_its_interval(draw: Fraction) -> None:
    assert NOW + 0.9 * HOUR <= after_reading(NOW, HOUR, NOTHING, draw) <= NOW + HOUR


@given(DRAWS, st.timedeltas(min_value=NOTHING))
def test_a_server_s_wish_is_a_floor_up_to_a_day(draw: Fraction, asked: timedelta) -> None:
    for due in (after_reading(NOW, HOUR, asked, draw), after_failure(NOW, 1, asked, draw)):
        assert NOW + min(asked, MOST_ASKED) <= due <= NOW + max(HOUR, MOST_ASKED)


@pytest.mark.parametrize(
    ("failures", "hours"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (7, 24), (10**6, 24)]
)
def test_each_failure_doubles_the_wait_up_to_a_day(failures: int, hours: int) -> None:
    assert after_failure(NOW, failures, NOTHING, Fraction(0)) == NOW + hours * HOUR
    assert after_failure(NOW, failures, NOTHING, Fraction(1, 2)) == NOW + 0.875 * hours * HOUR
    assert after_failure(NOW, failures, NOTHING, Fraction(0)) <= NOW + LONGEST_WAIT


def test_a_share_is_drawn_from_what_is_passed_in() -> None:
    assert drawn(lambda size: bytes(size)) == 0
    assert Fraction(1, 2) < drawn(lambda size: b"\xff" * size) < 1
