"""When a message that may have arrived is sent again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.delivering import DeliveryKind, Next, after_doubt, patience

FIRST = datetime(2026, 1, 5, 12, tzinfo=UTC)
WINDOW = timedelta(minutes=2)


@pytest.mark.parametrize(
    ("kind", "tries", "passed", "within", "following"),
    [
        (DeliveryKind.DIGEST, 1, timedelta(seconds=30), WINDOW, Next.AGAIN),
        (DeliveryKind.DIGEST, 1, WINDOW, WINDOW, Next.UNCERTAIN),
        (DeliveryKind.DIGEST, 1, timedelta(0), timedelta(0), Next.UNCERTAIN),
        (DeliveryKind.CARD, 1, timedelta(0), timedelta(0), Next.UNCERTAIN),
        (DeliveryKind.OUTCOME, 1, timedelta(hours=1), timedelta(0), Next.AGAIN),
        (DeliveryKind.OUTCOME, 2, timedelta(hours=1), timedelta(0), Next.UNCERTAIN),
        (DeliveryKind.CORRECTION, 9, timedelta(minutes=59), timedelta(0), Next.AGAIN),
        (DeliveryKind.CORRECTION, 1, timedelta(hours=1), WINDOW, Next.UNCERTAIN),
        (DeliveryKind.CORRECTION, 1, timedelta(hours=-1), timedelta(0), Next.UNCERTAIN),
        (DeliveryKind.DIGEST, 1, timedelta(hours=-1), WINDOW, Next.UNCERTAIN),
    ],
)
def test_after_doubt(kind, tries, passed, within, following):
    assert after_doubt(kind, tries, FIRST, FIRST + passed, within) is following


def test_patience_grows_and_is_bounded():
    waits = [patience(FIRST, FIRST + timedelta(seconds=2**n)) for n in range(20)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=2)
    assert waits[-1] == timedelta(minutes=5)
