"""Who is shown first, and what is an update."""

from datetime import UTC, datetime, timedelta

from bot.domain.stories.items import Item
from bot.domain.stories.telling import goes_on, lead_of

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


def item(title: str, url: str = "", *, points: int = 4, days: int = 0) -> Item:
    return Item(title, "", url, "The Wire", MONDAY + timedelta(days=days), points)


def test_who_did_it_comes_before_who_reports_it() -> None:
    outlet = item("OpenAI pauses training", "https://example.org/openai-pauses-training", points=9)
    own = item("Pacing our next run", "https://openai.com/index/pacing-our-next-run", points=1, days=1)
    assert lead_of([outlet, own]) == 1


def test_a_body_that_nobody_names_is_an_outlet() -> None:
    outlet = item("Kenya signs a treaty", "https://example.org/kenya-signs", points=9)
    assert lead_of([item("Kenya signs", "https://openai.com/index/kenya-signs"), outlet]) == 1


def test_then_points_then_the_earliest() -> None:
    assert lead_of([item("A", points=3), item("B", points=5), item("C", points=5, days=-1)]) == 2


def test_one_more_outlet_is_no_update() -> None:
    told = [item("OpenAI pauses training of its next model after sandbox escape", "https://example.org/one-two-three")]
    assert not goes_on(told, [item("OpenAI halts training after model escapes sandbox")])
    assert not goes_on(told, [item("Anything else, $9bn", "https://example.org/one-two-three?utm_source=x")])
    assert not goes_on(told, [])


def test_what_others_do_is_no_old_story() -> None:
    told = [item("Nordic ministers draft a moratorium on frontier AI training")]
    assert goes_on(told, [item("Unions draft a moratorium on frontier AI training")])
    assert not goes_on(told, [item("A moratorium on frontier AI training is drafted by ministers")])


def test_a_new_act_or_figure_is_an_update() -> None:
    told = [item("OpenAI pauses training of its next model after sandbox escape")]
    assert goes_on(told, [item("OpenAI resumes training after Senate inquiry")])
    assert goes_on(told, [item("OpenAI pause will last 6 weeks")])
