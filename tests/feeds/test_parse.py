"""Documents of every sort, parsed in this process: it is the same code that the parsing process runs."""

import json
import time
import warnings
from calendar import timegm
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feeds import Entry, FeedFault
from bot.feeds.items import LONGEST_SUMMARY, LONGEST_TITLE
from bot.feeds.parse import parse
from bot.feeds.parsed import Parsed
from tests.feeds.serving import NOW, item, rss

with warnings.catch_warnings(action="ignore"):
    import feedparser  # type: ignore[import-untyped]

URL = "https://example.org/feed"


def read(body: bytes, charset: str | None = None, most: int = 500) -> Parsed:
    return parse(body, charset, URL, NOW, most)


def only(body: bytes, charset: str | None = None) -> Entry:
    (entry,) = read(body, charset).entries
    return entry


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x00\x00", "empty"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "HTML page"),
        (b"\n\n<html><head></head></html>", "HTML page"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="http://www.w3.org/1999/xhtml"/>', "HTML page"),
        (b"Not found", "nothing in what was received"),
        (bytes(range(256)) * 4, "nothing in what was received"),
        (b"%PDF-1.7 \xe2\xe3", "nothing in what was received"),
        (b"<?xml version='1.0'?><opml version='2.0'><body/></opml>", "list of feeds"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "begins with <urlset>"),
        (b"<rss version='2.0'></rss>", "too broken"),
        (b"{", "begins like JSON, but is not"),
        (b"[" * 300_000, "begins like JSON, but is not"),
        (b'{"items": []}', "JSON of another kind"),
        (b'[{"version": "https://jsonfeed.org/version/1"}]', "JSON of another kind"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, reason: str) -> None:
    with pytest.raises(FeedFault, match=reason):
        read(body)


def test_a_page_that_names_its_feed_tells_us_where_it_is() -> None:
    page = b'<!doctype html><html><head><link rel=alternate type="application/atom+xml" href="/atom.xml"></head></html>'
    with pytest.raises(FeedFault, match=r"names a feed: https://example\.org/atom\.xml$"):
        read(page)


@pytest.mark.parametrize(
    "body",
    [
        rss(item("Zoë")),
        rss(item("Zoë")).decode().encode("utf-16"),
        b"\xef\xbb\xbf" + rss(item("Zoë")),
        rss(item("Zoë"), declaration='<?xml version="1.0" encoding="iso-8859-1"?>').decode().encode("latin-1"),
        # What it says of itself is wrong, or means nothing.
        rss(item("Zoë")).decode().encode("latin-1"),
        rss(item("Zoë"), declaration="").decode().encode("cp1252"),
        rss(item("Zoë"), declaration='<?xml version="1.0" encoding="klingon"?>'),
        rss(item("Zoë"), declaration='<?xml version="1.0" encoding="zip"?>'),
        rss(item("Zoë"), declaration='<?xml version="1.0" encoding="utf-16"?>'),
        rss(item("Z\x00o\x08ë")),
    ],
)
def test_any_encoding_is_read(body: bytes) -> None:
    assert only(body).title == "Zoë"


def test_the_header_says_the_encoding_where_the_document_does_not() -> None:
    assert only(rss(item("Žižek"), declaration="").decode().encode("iso-8859-2"), "iso-8859-2").title == "Žižek"


def test_markup_controls_and_hidden_marks_are_gone() -> None:
    title = "&lt;img src=x onerror=f()&gt;A\u202eB\u200b &lt;b&gt;c&lt;/b&gt; &amp;amp; e&lt;script&gt;d&lt;/script&gt;"
    entry = only(rss(item(title, more="<description>1 &amp;lt; 2\n\n&lt;br/&gt;3&lt;!-- 4 --&gt;</description>")))
    assert entry.title == "AB c & e"
    assert entry.summary == "1 < 2 3"


def test_texts_are_cut_at_their_limits() -> None:
    entry = only(rss(item("t" * 10_000, more=f"<description>{'s' * 100_000}</description>")))
    assert entry.title == "t" * (LONGEST_TITLE - 1) + "…"
    assert entry.summary == "s" * (LONGEST_SUMMARY - 1) + "…"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "http://[",
        "https://example.org/" + "x" * 3000,
    ],
)
def test_links_that_are_not_of_the_web_are_dropped(link: str) -> None:
    assert only(rss(item(link=escape(link)))).url == ""


def test_links_are_made_whole_and_safe() -> None:
    assert only(rss(item(link="a b?c=&lt;d&gt;|e#f"))).url == "https://example.org/a%20b?c=%3Cd%3E%7Ce#f"


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 02 Nov 99999 10:00:00 GMT",
        "99999-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-13-45",
        "yesterday",
        "9" * 10_000,
        "1 " * 10_000,
        "",
    ],
)
def test_dates_that_mean_nothing_are_none(date: str) -> None:
    assert only(rss(item(more=f"<pubDate>{date}</pubDate>"))).published is None
    body = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "date_published": date}]}
    assert only(json.dumps(body).encode()).published is None


def test_entries_without_an_id_are_known_by_their_address_or_their_words() -> None:
    body = rss("<item><title>A</title></item>", "<item><title>B</title></item>", item("C"))
    first, second = read(body).entries, read(body).entries
    assert [entry.id for entry in first] == [entry.id for entry in second]
    assert len({entry.id for entry in first}) == 3
    assert first[2].id == "https://example.org/1"


def test_different_entries_with_one_id_are_told_apart_and_repetitions_dropped() -> None:
    same = item("Same", "https://example.org/s", "<guid>s</guid>")
    one, two = (item(name, f"https://example.org/{name}", "<guid>1</guid>") for name in "AB")
    ids = {entry.title: entry.id for entry in read(rss(one, two, same, same)).entries}
    assert list(ids) == ["A", "B", "Same"]
    assert ids["Same"] == "s"
    assert len(set(ids.values())) == 3
    assert ids == {entry.title: entry.id for entry in read(rss(two, same, one)).entries}


def test_the_newest_are_kept_of_very_many() -> None:
    def one(number: int) -> str:
        at = format_datetime(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number))
        return item(f"{number}", f"https://example.org/{number}", f"<pubDate>{at}</pubDate>")

    entries = read(rss(*(one(number * 7919 % 20_000) for number in range(20_000)))).entries
    assert [entry.title for entry in entries] == [str(number) for number in range(19_999, 19_499, -1)]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % b SYSTEM "http://127.0.0.1/x.dtd"> %b; <!ENTITY a "x">]>',
        '<!DOCTYPE rss [<!ENTITY z "lollollollol">'
        + "".join(f'<!ENTITY {a} "{f"&{b};" * 10}">' for a, b in zip("yxwvutsrqpona", "zyxwvutsrqpon", strict=True))
        + "]>",
    ],
)
def test_entities_are_not_expanded(doctype: str) -> None:
    body = rss(item("Before &a; after")).replace(b"<rss", doctype.encode() + b"<rss")
    began = time.process_time()
    for entry in read(body).entries:
        assert len(entry.title) <= len("Before &a; after")
    assert time.process_time() - began < 1


def test_json_values_of_any_type_do_no_harm() -> None:
    odd: list[object] = [None, 1, [], {}, True, "x", 1e308, [{}], {"a": []}]
    fields = ("id", "url", "title", "summary", "content_html", "date_published")
    items = [dict.fromkeys(fields, value) for value in odd]
    for value in (items, odd, None, {"a": 1}, "x"):
        read(json.dumps({"version": "https://jsonfeed.org/version/1", "title": odd, "items": value}).encode())


words = st.text(st.sampled_from("abcXYZ019 .,:!?'\"-–—éß漢🎉"), min_size=1, max_size=40).filter(str.strip)
instants = st.integers(946_684_800, 1_795_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
stories = st.lists(st.tuples(words, words, instants), max_size=6)


@given(stories)
def test_rss_agrees_with_feedparser(told: list[tuple[str, str, datetime]]) -> None:
    compare(
        rss(
            *(
                f"<item><title>{escape(title)}</title><description>{escape(summary)}</description><guid>tag:{number}</guid>"
                f"<link>https://example.org/{number}</link><pubDate>{format_datetime(at)}</pubDate></item>"
                for number, (title, summary, at) in enumerate(told)
            )
        )
    )


@given(stories)
def test_atom_agrees_with_feedparser(told: list[tuple[str, str, datetime]]) -> None:
    entries = "".join(
        f"<entry><id>tag:{number}</id><title>{escape(title)}</title><summary>{escape(summary)}</summary>"
        f'<link href="https://example.org/{number}"/><updated>{at.isoformat()}</updated></entry>'
        for number, (title, summary, at) in enumerate(told)
    )
    compare(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{entries}</feed>'.encode())


def compare(body: bytes) -> None:
    ours = {entry.id: entry for entry in read(body).entries}
    theirs = feedparser.parse(body)
    assert read(body).title == theirs.feed.title
    assert set(ours) == {entry.id for entry in theirs.entries}
    for entry in theirs.entries:
        assert ours[entry.id].title == " ".join(entry.title.split())
        assert ours[entry.id].summary == " ".join(entry.summary.split())
        assert ours[entry.id].url == entry.link
        at = entry.get("published_parsed") or entry.updated_parsed
        assert ours[entry.id].published == datetime.fromtimestamp(timegm(at), UTC)
