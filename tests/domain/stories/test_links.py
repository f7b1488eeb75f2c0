"""A link without what only tracks, and when two links are one page."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.stories.links import host_of, names_a_page, page_of, plain_link

PAGE = "https://example.org/news/lab-a-pauses"


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (f"{PAGE}?utm_source=rss&utm_medium=feed", PAGE),
        (f"{PAGE}?UTM_Source=rss&fbclid=1&gclid=2&mc_cid=3", PAGE),
        (f"{PAGE}?id=7&fbclid=1&page=2", f"{PAGE}?id=7&page=2"),
        (f"{PAGE}?ref=rss", PAGE),
        (f"{PAGE}?ref=main", f"{PAGE}?ref=main"),
        (f"{PAGE}?a=x%26y&b", f"{PAGE}?a=x%26y&b"),
        (f"{PAGE}#:~:text=pauses", PAGE),
        (f"{PAGE}#part-2:~:text=pauses", f"{PAGE}#part-2"),
        (f"{PAGE}#comments", PAGE),
        (f"{PAGE}#xtor=RSS-1", PAGE),
        ("HTTPS://Example.ORG:443/News", "https://example.org/News"),
        ("http://example.org:8080", "http://example.org:8080/"),
        (f" {PAGE}\n", PAGE),
        (f"https://www.google.com/url?sa=t&url={quote(PAGE, safe='')}&ved=1", PAGE),
        (f"https://l.facebook.com/l.php?u={quote(PAGE + '?fbclid=1', safe='')}&h=2", PAGE),
        (f"https://eur01.safelinks.protection.outlook.com/?url={quote(PAGE, safe='')}&data=1", PAGE),
        ("https://www.google.com/amp/s/example.org/news/lab-a-pauses", PAGE),
        (
            f"https://www.google.com/url?q={quote('https://l.facebook.com/l.php?u=' + quote(PAGE, safe=''), safe='')}",
            PAGE,
        ),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        ("https://www.google.com/search?q=https://example.org", "https://www.google.com/search?q=https://example.org"),
        ("https://news.google.com/rss/articles/CBMiX?oc=5", "https://news.google.com/rss/articles/CBMiX?oc=5"),
        ("mailto:alice@example.org?utm_source=x", "mailto:alice@example.org?utm_source=x"),
        ("https://[broken/?utm_source=x", "https://[broken/?utm_source=x"),
        ("", ""),
    ],
)
def test_what_tracks_goes_and_what_is_needed_stays(given: str, plain: str) -> None:
    assert plain_link(given) == plain


@pytest.mark.parametrize(
    "other",
    [
        "http://www.example.org/news/lab-a-pauses/",
        "https://m.example.org/news/lab-a-pauses?utm_source=x#comments",
        "https://example.org/news/lab-a-pauses/amp",
        "https://example.org/news/lab%2Da%2Dpauses",
    ],
)
def test_one_page_however_spelt(other: str) -> None:
    assert page_of(other) == page_of(PAGE)


@pytest.mark.parametrize(
    "other", [f"{PAGE}?id=2", "https://example.org/news/lab-b-pauses", "https://other.example.org/news/lab-a-pauses"]
)
def test_other_pages_are_others(other: str) -> None:
    assert page_of(other) != page_of(PAGE)


def test_a_front_page_names_no_page() -> None:
    assert names_a_page(PAGE)
    assert names_a_page("https://example.org/watch?v=1")
    assert not any(names_a_page(f"https://example.org/{path}") for path in ("", "news", "news/", "en/blog/"))


def test_the_host_is_bare() -> None:
    assert host_of("https://www.Example.org:8080/x") == "example.org"
    assert host_of("no link") == ""


@given(
    st.text()
    | st.builds(
        "https://{}/{}?{}#{}".format,
        st.sampled_from(["example.org", "www.google.com", "x.ai:80", "[::1]", "a:b@c"]),
        st.text(max_size=9),
        st.text(max_size=9),
        st.text(max_size=9),
    )
)
def test_no_text_breaks_it_and_doing_it_twice_changes_nothing(url: str) -> None:
    plain = plain_link(url)
    assert plain_link(plain) == plain
    assert isinstance(page_of(url) + host_of(url), str)
    assert names_a_page(url) in (True, False)
