"""Words in any script stay whole wherever they are drawn, and turn nothing around that stands beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from itertools import count

import pytest
from discord.ui import TextDisplay
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.differences import differences
from bot.domain.directions import FIRST_STRONG, POP, contained, isolated
from bot.domain.editions import Correction, NearMiss, Standing, Tabled
from bot.domain.proposals import Kind, State
from bot.domain.voting import Choice
from bot.platforms.console.render import Look
from bot.platforms.console.render import render as drawn_on_console
from bot.platforms.discord.forms import modal as discord_modal
from bot.platforms.discord.render import render as drawn_on_discord
from bot.platforms.slack.forms import Origin
from bot.platforms.slack.forms import modal as slack_modal
from bot.platforms.slack.render import message
from bot.services.register import Register
from bot.views import changes, editions, lists, proposals, votes
from bot.views.elements import Card, Form
from bot.views.phrases import enumerated
from bot.views.standing import standing
from bot.web.pages import Pages
from bot.web.reading import Entry, Table
from commands.text import clean, visible
from tests.platforms import needs, redline
from tests.platforms.discord.samples import BALLOTS
from tests.platforms.edition import contents, item, story

TITLES = [
    "אין שכפול עצמי",
    "لا تكاثر ذاتي 5",
    "מודל GPT 5, גרסה 2",
    "GPT 5 בעברית",
    "\u200fRTL mark",
    "ends in עברית 12",
]
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f"
WORDS = st.text(st.sampled_from(TURNING + "\u200e\u200f\u061c\u200d" + "abאבجد12 ·().\n"), max_size=30)


def of(title: str) -> tuple[list[Card], list[Form]]:
    """Return every view in which a title, an author, a name or a reason stands beside other words."""
    proposal = replace(redline.proposal(title=title, benchmark=title, value=title), author=title)
    opened = proposals.Listed(proposal, redline.vote(), 2)
    closed = proposals.Listed(replace(proposal, state=State.ADOPTED), redline.ADOPTED.vote, 44)
    drafted = proposals.Listed(replace(proposal, state=State.DRAFT))
    ballots = [replace(ballot, name=title, reason=title) for ballot in BALLOTS]
    shown = replace(item(0, title), title=title)
    made = replace(
        contents(0),
        table=(Tabled(Standing.OPENED, "RL-12", proposal.title, redline.CLOSES, False, "5 voted"),),
        stories=(replace(story(0), lead=shown),),
        near=(NearMiss("3-9f86d08188", shown, ()),),
        repeated=(Correction(1, 1, title, title, redline.NOW),),
    )
    cards = [
        proposals.card(opened, redline.REGISTER),
        proposals.details(opened, Choice.FOR, True, redline.REGISTER),
        proposals.details(drafted, None, True, redline.REGISTER),
        lists.listing([opened, closed, drafted], 3, lists.Wanted(), "/"),
        votes.results(closed, ballots, redline.REGISTER),
        votes.outcome(closed, redline.REGISTER),
        editions.cards(made, redline.REGISTER)[0],
        needs.full(opened, 2),
        Card("As it stands", standing(opened, True, redline.NOW)),
        changes.announcement(opened, 2, differences(Kind.RED_LINE, redline.BEFORE | {"title": title}, proposal.text)),
    ]
    return cards, [votes.ballot_form(redline.ASKING, proposal, redline.vote(), ballots[0], ballots[1].platform)]


def on_console(title: str) -> Iterator[str]:
    numbers = count(1)
    for card in of(title)[0]:
        yield drawn_on_console(card, Look(10_000, zone=UTC), redline.NOW, lambda _: next(numbers))


def on_discord(title: str) -> Iterator[str]:
    cards, forms = of(title)
    for view in [*map(drawn_on_discord, cards), *map(discord_modal, forms)]:
        for part in view.walk_children():
            yield part.content if isinstance(part, TextDisplay) else ""


def in_slack(title: str) -> Iterator[str]:
    cards, forms = of(title)
    for body in [*map(message, cards), *(slack_modal(form, Origin("C1")) for form in forms)]:
        yield body.get("text", "")
        yield from _paragraphs(body["blocks"])


def _paragraphs(node: object) -> Iterator[str]:
    """Return what a reader sees as one run of words: the spans of a section together."""
    if isinstance(node, Sequence) and not isinstance(node, str):
        for child in node:
            yield from _paragraphs(child)
    elif isinstance(node, dict):
        if node.get("type") in ("rich_text_section", "rich_text_quote"):
            yield "".join(str(e.get("text", e.get("fallback", ""))) for e in node["elements"])
        elif isinstance(node.get("text"), str):
            yield node["text"]
        else:
            yield from _paragraphs(list(node.values()))


def on_the_web(title: str) -> Iterator[str]:
    proposal = replace(redline.proposal(State.ADOPTED, title=title, benchmark=title, value=title), author=title)
    closed = proposals.Listed(proposal, redline.ADOPTED.vote, 44)
    ballots = [replace(ballot, name=title, reason=title) for ballot in BALLOTS]
    pages = Pages()
    yield pages.entry(Entry(enumerated([title]), closed, ballots, {}), "../")
    yield pages.register(
        Table(proposal.community, enumerated([title]), Register([closed], [], [], []), {}), "../", False
    )


DRAWN = {"console": on_console, "discord": on_discord, "slack": in_slack}


def beside(line: str, title: str) -> Iterator[tuple[str, str]]:
    """Return what stands before and after each *title* in *line*."""
    start = line.find(title)
    while start >= 0:
        yield line[:start], line[start + len(title) :]
        start = line.find(title, start + len(title))


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("where", DRAWN)
def test_a_title_is_whole_and_apart_from_what_stands_beside_it(where: str, title: str) -> None:
    found = 0
    for text in DRAWN[where](title):
        for line in text.split("\n"):
            for before, after in beside(line, title):
                found += 1
                alone = not any(c.isalnum() for c in before + after)
                assert alone or (before.endswith(FIRST_STRONG) and after.startswith(POP)), line
    assert found > 20


@pytest.mark.parametrize("title", TITLES)
def test_on_the_web_a_title_is_in_an_element_of_its_own_or_apart_in_its_line(title: str) -> None:
    for page in on_the_web(title):
        assert title in page
        for line in page.split("\n"):
            for before, after in beside(line, title):
                apart = before.endswith(FIRST_STRONG) and after.startswith(POP)
                element = before.rpartition("<")[2]
                assert apart or ((element.startswith("bdi") or "dir=" in element) and after.startswith("<")), line


@pytest.mark.parametrize("where", [*DRAWN, "web"])
def test_nothing_turning_is_drawn_and_every_isolate_ends_on_its_line(where: str) -> None:
    drawn = {**DRAWN, "web": on_the_web}[where]

    @settings(max_examples=25, deadline=None)
    @given(WORDS)
    def check(words: str) -> None:
        for text in drawn("A title " + words):
            assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u206a\u206f")
            for line in text.split("\n"):
                assert contained(line) == line

    check()


@given(WORDS)
def test_what_is_typed_keeps_all_that_turns_nothing(words: str) -> None:
    kept = clean(words)
    assert kept == clean(kept)
    assert contained(kept) == kept
    seen = [c for c in words if c not in TURNING and not c.isspace()]
    assert [c for c in kept if c not in TURNING and not c.isspace()] == seen
    assert contained(isolated(kept)) == isolated(kept)
    assert visible(words) in ("", kept)


@pytest.mark.parametrize("emoji", ["👩\u200d🔬", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤\ufe0f", "می\u200cخواهم"])
def test_joiners_that_emoji_and_scripts_need_stay(emoji: str) -> None:
    assert clean(emoji) == emoji


def test_what_runs_from_left_to_right_is_left_as_it_is() -> None:
    for text in ("No autonomous replication", "Größe 5 · 漢字", "👩\u200d🔬", ""):
        assert isolated(text) == contained(text) == text
    assert contained("a\u202eb\u202c \u2067c\u2069 d\u2066\ne\u2069") == "ab \u2067c\u2069 d\ne"
