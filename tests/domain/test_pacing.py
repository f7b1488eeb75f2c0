"""No limit is ever passed, whatever is asked when, and nothing waits for longer than its limits make it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import Haste, Limit, Pacing, Ration

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
WORKSPACE = Ration("workspace", Limit(50, timedelta(minutes=1)))
CHANNEL = Ration("channel", Limit(5, timedelta(seconds=5)))


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def asked(pacing: Pacing, ration: Ration, seconds: float, haste: Haste = Haste.AT_ONCE) -> bool:
    ticket = pacing.take([ration], at(seconds), haste)
    if ticket is not None:
        pacing.spent(ticket, at(seconds))
    return ticket is not None


limits = st.builds(Limit, st.integers(1, 60), st.integers(1, 120).map(lambda s: timedelta(seconds=s)))
asks = st.lists(
    st.tuples(
        st.integers(0, 20),  # tenths of a second since the one before
        st.integers(0, 40),  # how long it is under way
        st.sampled_from(Haste),
        st.booleans(),  # made at all
    ),
    max_size=120,
)


@given(limits, limits, asks)
def test_in_no_span_does_a_platform_count_more_than_its_limit(first: Limit, second: Limit, asks: list) -> None:
    """Wherever between its beginning and its end the platform counts a request."""
    rations = [Ration("a", first), Ration("b", second)]
    pacing, now, under_way, begins, ends = Pacing(), 0.0, [], [], []
    for pause, lasting, haste, made in asks:
        now += pause / 10
        for end, ticket in sorted(under_way, key=lambda one: one[0]):
            if end <= now:
                pacing.spent(ticket, at(end))
                under_way.remove((end, ticket))
        ticket = pacing.take(rations, at(now), haste)
        if ticket is None:
            continue
        if not made:
            pacing.give_back(ticket)
            continue
        under_way.append((now + lasting / 10, ticket))
        begins.append(now)
        ends.append(now + lasting / 10)
    for limit in (first, second):
        span = limit.span.total_seconds()
        for begin in begins:  # the latest that the earlier ones can be counted, the earliest for this one
            counted = sum(end > begin - span and start <= begin for start, end in zip(begins, ends, strict=True))
            assert counted <= limit.most


def test_what_comes_in_turn_leaves_room_and_is_spread_evenly() -> None:
    pacing = Pacing()
    turnout = [second for second in range(60) if asked(pacing, WORKSPACE, second, Haste.IN_TURN)]
    assert len(turnout) == 36
    assert all(len([s for s in turnout if start <= s < start + 10]) <= 6 for start in range(51))
    states = sum(asked(pacing, WORKSPACE, 60) for _ in range(100))
    assert states == 50 - 35, "all that is left of the minute"
    assert not asked(pacing, WORKSPACE, 60, Haste.IN_TURN)


def test_what_comes_at_once_uses_all_of_it_and_no_more() -> None:
    pacing = Pacing()
    assert [asked(pacing, CHANNEL, 0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert not asked(pacing, CHANNEL, 4.99)
    assert asked(pacing, CHANNEL, 5)


def test_of_several_limits_the_narrowest_holds_and_none_is_drawn_on_in_vain() -> None:
    pacing = Pacing()
    for _ in range(5):
        ticket = pacing.take([CHANNEL, WORKSPACE], NOON)
        assert ticket is not None
        pacing.spent(ticket, NOON)
    for _ in range(100):
        assert pacing.take([CHANNEL, WORKSPACE], NOON) is None
    assert sum(asked(pacing, WORKSPACE, 0) for _ in range(100)) == 45


def test_what_the_platform_asks_to_wait_for_is_waited_for() -> None:
    pacing = Pacing()
    pacing.hold([CHANNEL, WORKSPACE], NOON, timedelta(seconds=40))
    assert not asked(pacing, CHANNEL, 39)
    assert asked(pacing, WORKSPACE, 39)
    assert asked(pacing, CHANNEL, 40)
    pacing.hold([], NOON, timedelta(hours=1))


def test_a_clock_that_is_put_back_an_hour_holds_nothing_up_for_an_hour() -> None:
    pacing = Pacing()
    for _ in range(5):
        assert asked(pacing, CHANNEL, 3600)
    pacing.hold([WORKSPACE], at(3600), timedelta(seconds=30))
    assert not asked(pacing, CHANNEL, 0)
    assert asked(pacing, CHANNEL, 5)
    assert asked(pacing, WORKSPACE, 0)


def test_a_ticket_counts_once() -> None:
    pacing = Pacing()
    ticket = pacing.take([CHANNEL], NOON)
    assert ticket is not None
    pacing.spent(ticket, NOON)
    pacing.give_back(ticket)
    pacing.spent(ticket, NOON)
    assert [asked(pacing, CHANNEL, 0) for _ in range(5)] == [True] * 4 + [False]


def test_what_is_no_longer_counted_is_forgotten() -> None:
    pacing = Pacing()
    for number in range(20_000):
        assert asked(pacing, Ration(f"person:{number}", CHANNEL.limit), number)
    assert len(pacing._books) < 8_000
