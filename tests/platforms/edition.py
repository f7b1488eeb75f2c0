"""An edition as it is drawn in the tests of every platform."""

from datetime import timedelta

from bot.domain.editions import Contents, Correction, NearMiss, Standing, Story, Tabled, Window
from bot.domain.stories.items import Item
from tests.platforms.redline import NOW, REGISTER

TABLE_URL = f"{REGISTER}/c/c1"
PAGE = f"{TABLE_URL}/digests/14"
ZONE = "Europe/Berlin"
HEADLINES = (
    "Lab A & Lab B <agree> to wait before the next training run",
    "Ministers propose a bill that would let a regulator halt the training of frontier models",
    "A statement: *evaluations* before scale, and `thresholds` before training",
    "Lab C publishes the thresholds at which it would stop training, and who may say that they are crossed, "
    "in a policy of ninety pages",
)


def item(place: int, source: str = "The Example") -> Item:
    title = HEADLINES[place % len(HEADLINES)]
    url = f"https://news.example.org/2026/{place}/a-story?page=1&of={place}"
    return Item(title, "", url, source, NOW - timedelta(hours=20 * place + 3), 9 - place % 8)


def story(place: int) -> Story:
    others = tuple(item(place, f"Outlet {letter}") for letter in "ABC"[: place % 4])
    updates = NOW - timedelta(days=12) if place == 2 else None
    reasons = (("red line", "METR"), ("frontier law",), ("evaluations", "training run", "pause"))[place % 3]
    return Story(item(place), others, tuple(f"{n}-0123456789" for n in range(len(others) + 1)), reasons, False, updates)


def contents(stories: int = 3, *, near: bool = True) -> Contents:
    """Return what an edition with so many stories says."""
    return Contents(
        window=Window(NOW - timedelta(days=7), NOW, NOW - timedelta(hours=3)),
        table=(
            Tabled(Standing.CLOSING, "RL-12", "No autonomous replication", NOW + timedelta(days=2), False, "23 voted"),
            Tabled(Standing.OPENED, "PA-4", "Six months of no larger run", NOW + timedelta(days=9), False, "5 voted"),
            Tabled(Standing.DECIDED, "BM-3", "Replication suite", NOW - timedelta(days=1), False, "adopted"),
        ),
        stories=tuple(map(story, range(stories))),
        near=(NearMiss("3-9f86d08188", item(7), ("benchmark",)),) if near else None,
        kept=stories + 2,
        read=240,
        repeated=(Correction(13, 2, HEADLINES[1], "The bill was tabled, not passed.", NOW - timedelta(days=5)),),
    )
