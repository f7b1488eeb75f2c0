"""Whatever is typed into any literal is shown as it was typed, and does nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.platforms.discord.limits import cut, size
from bot.platforms.discord.markup import code, escape, link, spans, strong, tidy
from bot.platforms.discord.render import render
from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Card,
    Channel,
    Code,
    Fields,
    Heading,
    Items,
    Link,
    Mention,
    Moment,
    Prose,
    Quote,
    Small,
    Strong,
    Struck,
    runs,
)
from tests.platforms.discord.markdown import live, live_in_card, seen

PIECES = (
    "@everyone", "@here", "<@1>", "<@!1>", "<@&1>", "<#1>", "<t:1:R>", "</vote:1>", "<:e:1>", "<a:e:1>", "<id:guide>",
    "](https://b.example.org)", "[a](https://b.example.org)", "[a]", "(b)", "<https://a.example.org>",
    "https://", "http", "://", "s://", ":", "//", "https://example.org/a_b*c~d", "https://example.org/a_(b)",
    "# ", "## ", "-# ", "- ", "> ", ">>> ", "+ ", "1. ", "2)", "12", ".", "\n", "\r\n", "\u2028", "\n\n", " ", "\t",
    "*", "**", "_", "__", "~~", "||", "`", "```", "``", "\\", "\\\\", "x", "é", "漢", "👩\u200d🔬",
    "\u202e", "\u2067", "\u2069", "\u200b", "\x00", "\ud800", "\x1b[31m",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=12).map("".join)
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@settings(deadline=None)  # the machine may be busy
@given(hostile)
@example("a\\")
@example("https://example.org/)")
def test_a_literal_is_inert_and_reads_as_typed(text: str) -> None:
    said = escape(text)
    assert not live(said)
    assert seen(said) == tidy(text)


@settings(deadline=None)
@given(st.lists(hostile, max_size=5))
@example(["1", ". one"])
@example(["https:", "//example.org"])
@example(["", "# heading"])
@example([" ", "\n", "- item"])
def test_literals_side_by_side_make_nothing_new(texts: list[str]) -> None:
    said = spans(texts)
    assert not live(said)
    assert seen(said) == "".join(map(tidy, texts))


@settings(deadline=None)
@given(hostile)
def test_no_element_lets_a_literal_live(text: str) -> None:
    card = Card(
        text,
        (
            Heading(text),
            Prose((text, Strong(text), text, Code(text), Link(text, "https://example.org/x"), Moment(NOON), text)),
            Small((Mention(f"u{text}", text), Channel(f"c{text}"), text)),
            Quote(text),
            Fields(((text, (text,)),)),
            Items(((text, Strong(text)), (Code(text), Code(text)), (text, Struck(text), text, Added(text), text))),
            Buttons((Button(text, runs("vote", proposal=text[:5])),)),
        ),
    )
    texts = [item.content for item in render(card).walk_children() if hasattr(item, "content")]
    for said in texts:
        assert said.strip()
        assert not live_in_card(said), said


@settings(deadline=None)
@given(hostile)
def test_reordering_ends_where_the_literal_ends(text: str) -> None:
    for line in tidy(text).split("\n"):
        assert line.count("\u202e") <= line.count("\u202c")
        assert sum(map(line.count, "\u2066\u2067\u2068")) <= line.count("\u2069")


def test_addresses_can_be_followed_and_are_shown_as_they_are() -> None:
    assert escape("See https://example.org/a_b, or not") == "See <https://example.org/a_b>, or not"
    assert escape("https://example.org/wiki/Foo_(bar)") == "<https://example.org/wiki/Foo_(bar)>"
    assert "<" not in escape("xhttps://example.org").replace("\\<", "")
    assert escape("javascript://x") == "javascript\\://x"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vote 12 for", "`vote 12 for`"),
        ("a `b` c", "``a `b` c``"),
        ("`b`", "`` `b` ``"),
        ("a``b", r"a\`\`b"),
        ("C:\\", "`C:\\`"),
        ("", ""),
    ],
)
def test_code_holds_backticks(text: str, said: str) -> None:
    assert code(text) == said


@pytest.mark.parametrize(
    ("text", "url", "said"),
    [
        ("The source", "https://example.org/a(b) c", "[The source](https://example.org/a%28b%29%20c)"),
        ("a](https://b.example.org)", "https://example.org", r"a\](https\://b.example.org) <https://example.org>"),
        ("https://b.example.org", "https://example.org", r"https\://b.example.org <https://example.org>"),
        ("", "https://example.org", "<https://example.org>"),
        ("# [a]", "https://example.org", r"\# \[a\] <https://example.org>"),
        ("x", "javascript:alert(1)", "x (javascript:alert(1))"),
        ("x", "https://example.org/>)[a](", "[x](https://example.org/%3E%29%5Ba%5D%28)"),
    ],
)
def test_links_lead_where_they_say(text: str, url: str, said: str) -> None:
    assert link(text, url) == said


def test_what_is_struck_and_what_is_new_differ_from_what_is_kept_without_colour() -> None:
    told = spans(("at least ", Struck("15"), " ", Added("12"), " ", Struck("~~of~~ *20*"), " families"))
    assert told == r"at least ~~15~~ **12** ~~\~\~of\~\~ \*20\*~~ families"


def test_strong_keeps_its_distance() -> None:
    assert strong("If you open it: ") == "**If you open it:** "
    assert strong("") == ""


def test_moments_are_in_the_readers_zone() -> None:
    unix = int(NOON.timestamp())
    assert spans((Moment(NOON, relative=True), ". ")) == f"<t:{unix}:f> (<t:{unix}:R>). "


@settings(deadline=None)
@given(st.text(), st.integers(1, 50))
def test_what_is_cut_fits(text: str, room: int) -> None:
    assert size(cut(text, room)) <= room


def test_an_instant_is_told_to_the_minute_or_to_the_second() -> None:
    at = datetime(2026, 1, 5, 12, 4, 30, tzinfo=UTC)
    assert spans((Moment(at, relative=True),)) == "<t:1767614670:f> (<t:1767614670:R>)"
    assert spans((Moment(at, seconds=True),)) == "<t:1767614670:D> <t:1767614670:T>"
