"""A card comes back from storage as it went in, whatever it is made of."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Captioned,
    Card,
    Channel,
    Code,
    Divider,
    Element,
    Emphasis,
    Fields,
    Heading,
    Inline,
    Invocation,
    Items,
    Link,
    LinkButton,
    Mention,
    Menu,
    Moment,
    Option,
    Prose,
    Quote,
    Small,
    Strong,
    Struck,
    Tone,
    note,
)
from storage.cards import UnknownElement, read_card, write_card

TEXT = st.text(st.characters())  # lone surrogates and NUL included
INSTANTS = st.datetimes(timezones=st.just(UTC))

INLINE: dict[type, st.SearchStrategy[Inline]] = {
    str: TEXT,
    Strong: st.builds(Strong, TEXT),
    Struck: st.builds(Struck, TEXT),
    Added: st.builds(Added, TEXT),
    Moment: st.builds(Moment, INSTANTS, st.booleans(), st.booleans()),
    Link: st.builds(Link, TEXT, TEXT),
    Mention: st.builds(Mention, TEXT, TEXT),
    Channel: st.builds(Channel, TEXT),
    Code: st.builds(Code, TEXT),
}
SPANS = st.lists(st.one_of(*INLINE.values()), max_size=4).map(tuple)
INVOCATIONS = st.builds(Invocation, TEXT, st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple))
BUTTONS = st.one_of(
    st.builds(Button, TEXT, INVOCATIONS, st.sampled_from(Emphasis)),
    st.builds(LinkButton, TEXT, TEXT),
)
ELEMENTS: dict[type, st.SearchStrategy[Element]] = {
    Heading: st.builds(Heading, TEXT),
    Prose: st.builds(Prose, SPANS),
    Small: st.builds(Small, SPANS),
    Captioned: st.builds(Captioned, SPANS, SPANS),
    Quote: st.builds(Quote, TEXT),
    Fields: st.builds(Fields, st.lists(st.tuples(TEXT, SPANS), max_size=3).map(tuple)),
    Items: st.builds(Items, st.lists(SPANS, max_size=3).map(tuple)),
    Divider: st.builds(Divider),
    Buttons: st.builds(Buttons, st.lists(BUTTONS, max_size=5).map(tuple)),
    Menu: st.builds(Menu, TEXT, st.lists(st.builds(Option, TEXT, INVOCATIONS, TEXT), max_size=5).map(tuple)),
}
CARDS = st.builds(Card, TEXT, st.lists(st.one_of(*ELEMENTS.values()), max_size=6).map(tuple), st.sampled_from(Tone))


def test_every_element_is_tried() -> None:
    assert set(ELEMENTS) == set(get_args(Element))
    assert set(INLINE) == set(get_args(Inline))


@given(CARDS)
def test_a_card_comes_back_as_it_was(card: Card) -> None:
    assert read_card(write_card(card)) == card


@pytest.mark.parametrize("kind", ELEMENTS, ids=lambda kind: kind.__name__)
def test_each_element_comes_back_as_its_own_kind(kind: type) -> None:
    @given(ELEMENTS[kind])
    def check(element: Element) -> None:
        (found,) = read_card(write_card(Card("", (element,)))).elements
        assert type(found) is kind
        assert found == element

    check()


@given(CARDS)
def test_what_is_kept_is_text_that_both_databases_take(card: Card) -> None:
    kept = write_card(card)
    assert "\0" not in kept
    assert kept.isascii()


def test_an_instant_is_kept_in_utc() -> None:
    berlin = datetime(2026, 6, 5, 18, tzinfo=timezone(timedelta(hours=2)))
    kept = json.loads(write_card(note(Moment(berlin))))
    assert kept["elements"][0]["spans"][0]["at"] == "2026-06-05T16:00:00+00:00"


@pytest.mark.parametrize(
    "element",
    [
        {"is": "chart"},
        {"is": "prose", "spans": [{"is": "chart"}]},
        {"is": "buttons", "buttons": [{"is": "chart"}]},
    ],
)
def test_an_element_of_a_later_version_is_named(element: object) -> None:
    kept = json.dumps({"summary": "", "tone": "neutral", "elements": [element]})
    with pytest.raises(UnknownElement, match="chart"):
        read_card(kept)
