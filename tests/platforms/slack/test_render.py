"""Cards become blocks that Slack takes, in which nobody's text does anything."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from bot.domain.people import Platform
from bot.platforms.slack import limits
from bot.platforms.slack.forms import Origin, modal
from bot.platforms.slack.literals import CUT, cut, mrkdwn, size
from bot.platforms.slack.render import blocks, home, message, texts, weight
from bot.views.editions import cards as edition_cards
from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Captioned,
    Card,
    Code,
    Divider,
    Element,
    Field,
    Fields,
    Form,
    Heading,
    Inline,
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
    runs,
)
from tests.platforms import edition, needs
from tests.platforms.conftest import Golden
from tests.platforms.redline import NOW, VOTING
from tests.platforms.slack.samples import CARDS, FORMS, PRIVATE
from tests.servers.slack_blocks import broadcasts, wrong_blocks, wrong_view

GOLDEN = Path(__file__).parent / "golden"
LIVE = re.compile(r"<[!@#]|<(?:https?|mailto)")
NASTY = (
    "<!channel>", "<!here|x>", "<@U01ALICE>", "<#C01GEN|general>", "<https://example.org|here>", "*bold*", "_it_",
    "~no~", "`code`", "```block```", "> quoted", ">>> all", "&lt;!channel&gt;", "&amp;", ":tada:", "[a](https://example.org)",
    "@channel", "@everyone", "\u202eevil", "\ud800", "\x00", "👩‍👩‍👧‍👦", "é" * 3, "مرحبا", "\n", " ", "",
)  # fmt: skip

literals = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(NASTY), max_size=6).map(" ".join),
    st.sampled_from(NASTY).map(lambda text: text * 60),
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
inlines: st.SearchStrategy[Inline] = st.one_of(
    literals,
    literals.map(Strong),
    literals.map(Struck),
    literals.map(Added),
    literals.map(Code),
    st.builds(Mention, literals, literals),
    st.builds(Link, literals, st.one_of(literals, st.just("https://example.org/?a=1&b=<2>"))),
    st.builds(Moment, moments, st.booleans(), st.booleans()),
)
spans = st.lists(inlines, max_size=5).map(tuple)
buttons = st.one_of(
    st.builds(Button, literals, st.builds(lambda value: runs("vote", proposal=value), literals)),
    st.builds(LinkButton, literals, st.one_of(literals, st.just("https://example.org"))),
)
options = st.builds(Option, literals, st.builds(lambda value: runs("vote", proposal=value), literals), literals)
elements: st.SearchStrategy[Element] = st.one_of(
    literals.map(Heading),
    spans.map(Prose),
    spans.map(Small),
    st.builds(Captioned, spans, spans),
    literals.map(Quote),
    st.builds(Fields, st.lists(st.tuples(literals, spans), max_size=4).map(tuple)),
    st.builds(Items, st.lists(spans, max_size=5).map(tuple)),
    st.just(Divider()),
    st.builds(Buttons, st.lists(buttons, max_size=5).map(tuple)),
    st.builds(Menu, literals, st.lists(options, max_size=30).map(tuple)),
)
cards = st.builds(Card, literals, st.lists(elements, max_size=8).map(tuple))


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_posted_as_recorded(name: str, golden: Golden) -> None:
    body = {"channel": "C01GEN", **message(CARDS[name]), "unfurl_links": False, "unfurl_media": False}
    check(body["blocks"])
    golden(GOLDEN / f"{name}.json", "chat.postMessage", body)


@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_card_is_shown_as_recorded(name: str, golden: Golden) -> None:
    body = {"channel": "C01GEN", "user": "U01ALICE", **message(PRIVATE[name])}
    check(body["blocks"])
    golden(GOLDEN / f"{name}.json", "chat.postEphemeral", body)


def test_a_home_tab_is_published_as_recorded(golden: Golden) -> None:
    view = home(needs.full(VOTING, 20))
    assert wrong_view(view) == []
    golden(GOLDEN / "home.json", "views.publish", {"user_id": "U01ALICE", "view": view})


@pytest.mark.parametrize("name", FORMS)
def test_a_form_opens_as_recorded(name: str, golden: Golden) -> None:
    view = modal(FORMS[name], Origin("C01GEN", "https://hooks.slack.com/commands/T01TEST/1/x"))
    assert wrong_view(view) == []
    golden(GOLDEN / f"{name}.json", "views.open", {"trigger_id": "1.2.x", "view": view})


@pytest.mark.parametrize("text", NASTY)
def test_ten_thousand_of_it_are_shortened(text: str) -> None:
    long = text * 10_000
    inert(
        Card(
            long,
            (Heading(long), Prose((Strong(long), long)), Small((long, Code(long))), Quote(long), Items(((long,),))),
        )
    )


@given(cards)
def test_no_text_does_anything_wherever_it_stands(card: Card) -> None:
    inert(card)


def inert(card: Card) -> None:
    sent = message(card)
    check(sent["blocks"])
    assert sent["text"].strip()
    assert size(sent["text"]) <= limits.SUMMARY
    assert broadcasts(sent["text"], sent["blocks"]) == []
    assert not LIVE.search(sent["text"])
    for kind, text in told(sent["blocks"]):
        if kind == "mrkdwn":
            text = OURS.sub("", text)
            assert not set("<>") & set(text), "what is not ours is escaped"
        assert not LIVE.search(text), "not even where nothing would read it"


@given(literals)
def test_no_text_formats_anything_in_small_print(text: str) -> None:
    shown = mrkdwn(text)
    assert not set("*_~`<>") & set(shown)
    assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
    assert not re.search(r"^\s*&gt;", shown, re.MULTILINE)
    assert not re.search(r":[a-z0-9_+'-]+:", shown, re.IGNORECASE)


@given(literals, st.integers(5, 80))
def test_what_is_cut_fits_and_says_so(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert short == text or (size(short) <= limit and short.endswith(CUT))


def test_every_span_of_small_print_keeps_its_meaning() -> None:
    line = (Strong("now"), " at ", Moment(NOW), ", ", Link("R&D", "https://example.org/?a=1&b=2"), " ", Code("help"))
    [context] = blocks(Card("x", (Small(line),)))
    assert context["elements"][0]["text"] == (
        f"*now* at <!date^{int(NOW.timestamp())}^\u200b{{date_short_pretty}} at {{time}}|Tue 24 Nov 2026 09:00 UTC>, "
        "<https://example.org/?a=1&amp;b=2|R&amp;D> `help`"
    )


def test_a_mention_names_and_does_not_ping() -> None:
    [block] = blocks(Card("x", (Prose((Mention("U02BOB", "bob"), " votes")),)))
    assert block["elements"][0]["elements"] == [{"type": "text", "text": "bob"}, {"type": "text", "text": " votes"}]


def test_long_words_are_shortened_and_the_card_says_so_above_its_buttons() -> None:
    card = Card("x", (Heading("h" * 200), Quote("word " * 2_000), Buttons((Button("Vote", runs("vote")),))))
    *body, said, pressed = blocks(card)
    check([*body, said, pressed])
    assert body[0]["text"]["text"].endswith(CUT)
    assert "Shortened" in said["elements"][0]["text"]
    assert pressed["type"] == "actions"


def test_somebodys_own_ellipsis_is_not_taken_for_ours() -> None:
    shown = blocks(Card("x", (Prose(("<…> is needed, […] can be left out.",)), Small(("[…]",)))))
    assert len(shown) == 2


def test_a_card_that_is_too_long_loses_its_end_and_keeps_its_buttons() -> None:
    words = tuple(Quote("word " * 500) for _ in range(60))
    shown = blocks(Card("x", (*words, Divider(), Buttons((Button("Vote", runs("vote")),)))))
    check(shown)
    assert [block["type"] for block in shown[-2:]] == ["context", "actions"]
    assert "not shown" in shown[-2]["elements"][0]["text"]
    assert sum(map(weight, shown)) <= limits.CHARACTERS_IN_MESSAGE + 200


def test_a_button_that_slack_cannot_hold_is_left_out_and_named() -> None:
    shown = blocks(
        Card("x", (Buttons((Button("Again", runs("propose", text="y" * 3_000)), Button("Help", runs("help")))),))
    )
    check(shown)
    assert [button["text"]["text"] for button in shown[-1]["elements"]] == ["Help"]
    assert "“Again”" in shown[0]["elements"][0]["text"]


def test_what_can_be_chosen_is_short_and_what_slack_cannot_hold_is_left_out_and_named() -> None:
    chosen = tuple(Option(f"{n} " + "word " * 40, runs("proposal", proposal=f"{n}"), "more " * 40) for n in range(24))
    shown = blocks(Card("x", (Menu("p" * 200, (*chosen, Option("Again", runs("propose", text="y" * 150)))),)))
    check(shown)
    said, menu = shown
    assert "The choice “Again” is left out" in said["elements"][0]["text"]
    [select] = menu["elements"]
    assert len(select["options"]) == 24
    assert select["options"][0]["text"]["text"].endswith("…")
    assert "Shortened" not in str(shown)


def test_a_menu_is_kept_before_words() -> None:
    words = tuple(Quote("word " * 500) for _ in range(60))
    shown = blocks(Card("x", (Menu("Choose", (Option("One", runs("mine")),)), *words)))
    check(shown)
    assert shown[0]["elements"][0]["type"] == "static_select"


def test_an_empty_card_still_says_something() -> None:
    sent = message(Card("", (Prose(("",)), Heading(""))))
    check(sent["blocks"])
    assert sent["text"]


@given(literals, st.lists(st.tuples(literals, literals), max_size=120))
def test_a_form_of_any_words_is_one_that_slack_takes(text: str, options: list[tuple[str, str]]) -> None:
    pick = tuple({value: (value, label) for value, label in options if value.strip()}.values())
    form = Form(
        text,
        runs("vote", proposal="12"),
        ((Field("reason", text, text, text, long=True), Field("line", text, text, text, required=True)),)
        + (((Field("choice", text, options=pick, value=text),),) if pick else ()),
    )
    view = modal(form, Origin("C01GEN"))
    fields = [block for block in view["blocks"] if block.get("element", {}).get("options") != []]
    assert wrong_view(view | {"blocks": fields}) == []
    assert len(view["private_metadata"]) <= limits.METADATA


OURS = re.compile(r"<!date\^\d+\^[^|<>]+\|[^|<>]+>|<https?://[^|<>]+\|[^|<>]*>")


def told(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, child in node.items():
            if isinstance(child, str) and key in ("text", "fallback"):
                yield str(node.get("type")), child
            else:
                yield from told(child)
    elif isinstance(node, list):
        for child in node:
            yield from told(child)


def check(shown: list[dict[str, Any]]) -> None:
    """Slack's limits by the tests' server, and by the SDK's own validators."""
    assert shown
    assert wrong_blocks(shown) == []
    parsed = Block.parse_all(shown)
    assert all(block is not None for block in parsed)
    for block in parsed:
        block.to_dict()
    assert all(text for block in shown for text in texts(block)), "Slack refuses empty texts"
    actions = [e["action_id"] for block in shown if block["type"] == "actions" for e in block["elements"]]
    assert len(actions) == len(set(actions))


def test_many_short_stories_go_on_in_a_second_message_and_none_is_cut_off() -> None:
    contents = edition.contents(40)
    short = tuple(
        replace(story, lead=replace(story.lead, title=f"Story {place}.", url="https://example.org"), others=())
        for place, story in enumerate(contents.stories or ())
    )
    sent = [
        message(card)["blocks"]
        for card in edition_cards(replace(contents, stories=short), "", "UTC", Platform.SLACK, 14)
    ]
    told = " ".join(text for blocks in sent for text in texts(blocks))
    assert len(sent) == 3
    assert all(f"Story {place}." in told for place in range(40))
    assert "is not shown" not in told
