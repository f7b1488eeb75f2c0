"""Addresses out of feeds: ordinary ones are taken by a short way, which leads where the long one does."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.text import LONGEST_URL, link

BESIDE = "https://example.org/blog/feed.xml"
PIECE = st.text("aZ9-._~%:@!$*,+=/", max_size=8)


@given(
    scheme=st.sampled_from(["http", "https"]),
    host=st.text("az09-.", min_size=1, max_size=12),
    path=PIECE,
    query=PIECE.map(lambda text: f"?{text}&b" if text else ""),
    fragment=st.text("aZ9-._~%/", max_size=4).map(lambda text: f"#{text}" if text else ""),
)
def test_an_ordinary_address_is_left_as_it_is(scheme: str, host: str, path: str, query: str, fragment: str) -> None:
    url = f"{scheme}://{host}/{path}{query}{fragment}"
    assert link(url, BESIDE) == urljoin(BESIDE, url) == url


@given(st.text(":/?#[]@!$&'()*+,;=%. \t\n\\\"<>{}|^`aé0", max_size=30).map(lambda text: f"https://{text}"))
def test_whatever_is_taken_for_an_address_is_one_and_stays_what_it_is(text: str) -> None:
    url = link(text, BESIDE)
    assert link(url, BESIDE) == url if url else True
    assert not set(url) & set(' \t\n\\"<>{}|^`')


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("1", "https://example.org/blog/1"),
        ("/a?b=c#d", "https://example.org/a?b=c#d"),
        ("//example.net/a", "https://example.net/a"),
        ("https://example.net", "https://example.net"),
        ("https://example.net:8443/a", "https://example.net:8443/a"),
        ("https://example.net:0/a", ""),
        ("https:///a", "https://example.org/a"),
        ("HTTPS://example.net/a", "https://example.net/a"),
        ("https://example.net/a b", "https://example.net/a%20b"),
        (f"https://example.net/{'a' * LONGEST_URL}", ""),
    ],
)
def test_other_addresses_go_the_long_way(text: str, url: str) -> None:
    assert link(text, BESIDE) == url
