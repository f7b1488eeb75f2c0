"""What Slack makes of a typed line is undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.lines import named, typed


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("vote 12 for I don’t &amp; won’t", "vote 12 for I don’t & won’t"),
        ("&lt;!channel&gt; &amp;lt;", "<!channel> &lt;"),
        ("as <@U02BOB|bob>", "as @bob"),
        ("as <@U02BOB>", "as @U02BOB"),
        ("in <#C01GEN|general>, or <#C02RND>", "in #general, or #C02RND"),
        ("feed add <https://example.org/feed?a=1&amp;b=2>", "feed add https://example.org/feed?a=1&b=2"),
        (
            'feed import &lt;outline xmlUrl="<https://example.org/feed?a=1&amp;amp;b=2>"/&gt;',
            'feed import <outline xmlUrl="https://example.org/feed?a=1&amp;b=2"/>',
        ),
        ("feed add <http://example.org|example.org>", "feed add example.org"),
        ("<https://example.org|click>", "https://example.org"),
        ("<mailto:alice@example.org|alice@example.org>", "alice@example.org"),
        ("<!here|here> <!channel> <!subteam^S1|@group> <!date^1^{date}|today>", "@here @channel @group today"),
        ("1 < 2 > 1", "1 < 2 > 1"),
    ],
)
def test_a_line_is_as_it_was_typed(sent: str, meant: str) -> None:
    assert named(typed(sent)) == meant


def test_a_channel_keeps_its_id_until_it_is_known_what_for() -> None:
    assert typed("settings channel <#C02RND|random>") == "settings channel <#C02RND|random>"


@given(st.text(max_size=200))
def test_what_people_type_by_themselves_survives(text: str) -> None:
    sent = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert typed(sent) == text
