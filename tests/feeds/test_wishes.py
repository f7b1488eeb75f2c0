"""What servers and feeds ask for is followed where it makes sense, and is nothing where it does not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.wishes import LONGEST, NONE, fresh_for, in_document, retry_after
from tests.feeds.serving import NOW, item, rss


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        ("0", 0),
        ("1", 1),
        (" 3600 ", 3600),
        ("Mon, 23 Nov 2026 10:00:00 GMT", 3600),
        ("Mon, 23 Nov 2026 08:00:00 GMT", 0),
        ("Mon, 23 Nov 99999 08:00:00 GMT", 0),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("²", 0),
        ("9" * 400, 0),
    ],
)
def test_retry_after(text: str, seconds: int) -> None:
    assert retry_after({"Retry-After": text}, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "age", "seconds"),
    [
        ("", "", 0),
        ("max-age=600", "", 600),
        ("public, s-maxage=9, Max-Age=600", "", 600),
        ('max-age="600"', "", 600),
        ("max-age=600", "500", 100),
        ("max-age=600", "700", 0),
        ("no-cache, max-age=600", "", 0),
        ("max-age=600, no-store", "", 0),
        ("max-age", "", 0),
        ("max-age=-1", "", 0),
        ("max-age=600", "old", 600),
    ],
)
def test_cache_control(text: str, age: str, seconds: int) -> None:
    assert fresh_for({"Cache-Control": text, "Age": age}) == timedelta(seconds=seconds)


@given(st.text(max_size=200))
def test_no_wish_is_without_bounds(text: str) -> None:
    for wish in (retry_after({"Retry-After": text}, NOW), fresh_for({"Cache-Control": text, "Age": text})):
        assert NONE <= wish <= LONGEST


@pytest.mark.parametrize(
    ("head", "hours"),
    [
        ("<ttl>120</ttl>", 2),
        ("<ttl>soon</ttl>", 0),
        ("<sy:updatePeriod>\n hourly </sy:updatePeriod><sy:updateFrequency> 2 </sy:updateFrequency>", 0.5),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", 168),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 24),
        ("<sy:updatePeriod>never</sy:updatePeriod>", 0),
    ],
)
def test_what_the_document_says_of_itself(head: str, hours: float) -> None:
    title = f"News</title>{head}<title>"
    assert in_document(rss(item(), title=title)) == timedelta(hours=hours)
    assert in_document(rss(item(more=head))) == NONE
