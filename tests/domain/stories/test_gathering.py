"""Entries become stories: each once, in any order, and one event's together. The headlines are made for this."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.stories.gathering import gather
from bot.domain.stories.items import Item

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def item(title: str, *, url: str = "", days: float = 0, summary: str = "", source: str = "The Wire") -> Item:
    return Item(title, summary, url, source, MONDAY + timedelta(days=days), 4)


def titles(items: Sequence[Item]) -> set[frozenset[str]]:
    return {frozenset(items[position].title for position in story) for story in gather(items)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OpenAI pauses training of Orion after sandbox escape", "OpenAI halts Orion training run after model escapes"),
        (
            "Kenya signs treaty on frontier models in Nairobi",
            "Nairobi treaty on frontier models gets Kenya's signature",
        ),
        ("xAI raises $9bn in Series F", "Musk's xAI secures $9 billion Series F round"),
        ("Lab C asks for a pause of six months", "Half a year of pause, asks Lab C"),
        ("Floods in Chile displace half a million", "500,000 flee rising waters in Chile"),
        ("Six in ten back pause in September poll", "Poll for September: 60% back pause"),
    ],
)
def test_one_event_in_other_words_is_one_story(one: str, other: str) -> None:
    assert len(gather([item(one), item(other, days=1)])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("xAI raises $9bn in Series F", "Anthropic raises $30bn in Series I"),
        ("California passes frontier AI bill", "New York passes frontier AI bill"),
        ("Lab B suspends training after tests", "Lab C suspends training after tests"),
        ("Evaluation of Model 7: cyber skills", "Evaluation of Model 9: cyber skills"),
        ("Monthly tracker, September: support for a pause", "Monthly tracker, October: support for a pause"),
        ("OpenAI publishes system card for GPT-8", "METR finds longer time horizons"),
        ("", "A headline"),
    ],
)
def test_another_body_place_or_figure_is_another_story(one: str, other: str) -> None:
    assert len(gather([item(one), item(other)])) == 2


def test_the_same_words_much_later_are_another_story() -> None:
    assert len(gather([item("Lab A pauses training"), item("Lab A pauses training", days=30)])) == 2


def test_one_page_is_one_story_whatever_it_is_called() -> None:
    page = "https://example.org/2026/11/lab-a-pauses"
    one = item("Lab A pauses training", url=f"{page}?utm_source=rss")
    assert len(gather([one, item("What a week it was", url=f"{page}#comments", days=40)])) == 1


def test_a_front_page_does_not_join() -> None:
    front = "https://example.org/news/"
    assert len(gather([item("Lab A pauses training", url=front), item("Rain expected on Sunday", url=front)])) == 2


def test_nothing_makes_no_story() -> None:
    assert gather([]) == []


WORDS = (
    "openai",
    "pauses",
    "halts",
    "training",
    "$9bn",
    "kenya",
    "treaty",
    "gpt-8",
    "rally",
    "London",
    "after",
    "12",
    "escapes",
    "METR",
    "éteint",
    "停止",
    "’",
)
ITEMS = st.lists(
    st.builds(
        Item,
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join) | st.text(max_size=12),
        st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join),
        st.sampled_from(["", "https://example.org/a-b-1", "https://example.org/a-b-2?utm_source=x", "https://[", "x"]),
        st.sampled_from(["A", "B"]),
        st.integers(0, 40).map(lambda days: MONDAY + timedelta(days=days)),
        st.integers(0, 9),
    ),
    max_size=14,
)


@given(ITEMS, st.randoms(use_true_random=False))
def test_each_is_in_one_story_and_order_changes_nothing(items: list[Item], random: object) -> None:
    stories = gather(items)
    assert sorted(position for story in stories for position in story) == list(range(len(items)))
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [[shuffled[p] for p in story] for story in gather(shuffled)] == [[items[p] for p in s] for s in stories]


@given(ITEMS)
def test_one_link_is_in_one_story(items: list[Item]) -> None:
    linked = {position for position, one in enumerate(items) if one.url == "https://example.org/a-b-1"}
    assert sum(not linked.isdisjoint(story) for story in gather(items)) <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Lab A and Lab B agree on red lines for frontier AI",
            "A moratorium on frontier AI training is proposed in parliament",
        ),
        (
            "Nordic ministers draft a moratorium on frontier AI training",
            "Lab C stops training its frontier AI model over a red line",
        ),
        (
            "Insurers demand a pause of frontier AI training runs",
            "A treaty to pause frontier AI training is signed by forty countries",
        ),
        (
            "Unions call for a moratorium on advanced AI training",
            "Nordic ministers draft a moratorium on frontier AI training",
        ),
    ],
)
def test_what_others_do_of_one_kind_in_the_words_of_the_field_is_not_one_story(one: str, other: str) -> None:
    at = datetime(2026, 1, 5, 12, tzinfo=UTC)
    items = [Item(title, "", f"https://example.org/{n}", f"Outlet {n}", at, 9) for n, title in enumerate((one, other))]
    assert len(gather(items)) == 2


def test_what_is_about_a_pause_and_what_is_dismissed_are_less_likely_one_story() -> None:
    at = datetime(2026, 1, 5, 12, tzinfo=UTC)

    def stories(points: int) -> int:
        kept = Item("Whistleblower says a lab trained past its threshold", "", "https://a.example.org", "A", at, 20)
        other = Item("Threshold for superbugs is passed in a hospital", "", "https://b.example.org", "B", at, points)
        return len(gather([kept, other]))

    assert (stories(9), stories(-10)) == (1, 2)
