"""One page has many addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pages import language, page, without_tracking

PAGE = "https://example.org/blog/red-lines"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/blog/red-lines",
        "https://www.example.org/blog/red-lines/",
        "https://EXAMPLE.org:443/blog/red-lines#more",
        "https://example.org/es/blog/red-lines",
        "https://example.org/zh-Hans/blog/red-lines/",
        "https://example.org/pt_BR/blog/red-lines",
        "https://example.org/blog/red-lines?utm_source=rss&UTM_medium=feed&fbclid=1",
    ],
)
def test_addresses_of_one_page_are_alike(url: str) -> None:
    assert page(url) == page(PAGE)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.net/blog/red-lines",
        "https://example.org:8080/blog/red-lines",
        "https://example.org/blog/red-lines?id=7",
        "https://example.org/blog/es/red-lines",
        "https://example.org/xx/blog/red-lines",
        "https://example.org/it-security/blog/red-lines",
        "https://example.org/blog/Red-lines",
    ],
)
def test_addresses_of_other_pages_are_not(url: str) -> None:
    assert page(url) != page(PAGE)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://example.org/es/blog", "es"),
        ("https://example.org/zh-Hans", "zh-Hans"),
        ("https://example.org/blog", ""),
        ("https://[", ""),
    ],
)
def test_the_language_of_an_address_is_its_first_part(url: str, told: str) -> None:
    assert language(url) == told


def test_only_what_tracks_is_taken_from_an_address() -> None:
    assert without_tracking(f"{PAGE}?id=7&utm_source=x&q=a%20b#top") == f"{PAGE}?id=7&q=a+b#top"
    assert without_tracking(f"{PAGE}?q=a%20b") == f"{PAGE}?q=a%20b"
    assert without_tracking("https://[") == "https://["


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    for url in (text, f"https://example.org/{text}"):
        assert isinstance(page(url), str)
        assert isinstance(language(url), str)
        assert isinstance(without_tracking(url), str)
