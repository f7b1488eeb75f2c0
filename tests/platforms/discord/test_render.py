"""Cards as they go over the wire: kept as text, within Discord's limits, with nothing lost unsaid."""

import re
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.http import handle_message_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.platforms.discord import limits
from bot.platforms.discord.render import render
from bot.platforms.discord.wording import fitted, markdown
from bot.views.elements import (
    Button,
    Buttons,
    Captioned,
    Card,
    Divider,
    Fields,
    Heading,
    Items,
    Menu,
    Option,
    Prose,
    Quote,
    Small,
    Strong,
    runs,
)
from commands.catalogue import COMMANDS
from commands.help import overview, summary
from commands.token import read
from tests.platforms.conftest import Golden
from tests.platforms.discord.samples import CARDS

GOLDEN = Path(__file__).with_name("golden")


def body(card: Card) -> dict[str, Any]:
    nothing = discord.AllowedMentions.none()
    with handle_message_parameters(view=render(card), nonce="n" * 25, allowed_mentions=nothing) as parameters:
        assert parameters.payload is not None
        return parameters.payload


def texts(card: Card) -> list[str]:
    return [item.content for item in render(card).walk_children() if isinstance(item, discord.ui.TextDisplay)]


def check_limits(card: Card) -> None:
    view = render(card)
    items = list(view.walk_children())
    assert items
    assert view.content_length() or any(isinstance(item, discord.ui.Button | discord.ui.Select) for item in items)
    assert sum(map(limits.size, texts(card))) <= limits.MESSAGE_TEXT
    assert len(items) <= limits.MESSAGE_COMPONENTS
    buttons = [item for item in items if isinstance(item, discord.ui.Button)]
    menus = [item for item in items if isinstance(item, discord.ui.Select)]
    names = [item.custom_id for item in (*buttons, *menus) if item.custom_id]
    assert len(set(names)) == len(names)
    assert all(len(name) <= limits.CUSTOM_ID for name in names)
    assert all(button.label and len(button.label) <= limits.BUTTON_LABEL for button in buttons)
    for menu in menus:
        assert 0 < len({option.value for option in menu.options}) == len(menu.options) <= limits.SELECT_OPTIONS
        assert limits.size(menu.placeholder or "") <= limits.PLACEHOLDER
        for option in menu.options:
            assert option.label
            assert option.value
            for said in (option.label, option.value, option.description or ""):
                assert limits.size(said) <= limits.OPTION_TEXT
    assert all(item.content.strip() for item in items if isinstance(item, discord.ui.TextDisplay))


@pytest.mark.parametrize("name", CARDS)
def test_golden(name: str, golden: Golden) -> None:
    check_limits(CARDS[name])
    golden(GOLDEN / f"card-{name}.json", "POST /channels/1/messages", body(CARDS[name]))


words = st.text("ab *<@\n😀", max_size=3000)
lines = st.tuples(words, words.map(Strong))
element = st.one_of(
    words.map(Heading),
    words.map(Quote),
    lines.map(Prose),
    lines.map(Small),
    st.builds(Captioned, lines, lines),
    st.lists(st.tuples(words, lines), max_size=8).map(lambda pairs: Fields(tuple(pairs))),
    st.lists(lines, max_size=30).map(lambda many: Items(tuple(many))),
    st.just(Divider()),
    st.lists(st.builds(Button, words, st.builds(lambda n: runs("vote", proposal=n), words)), max_size=7).map(
        lambda buttons: Buttons(tuple(buttons))
    ),
    st.builds(
        Menu,
        words,
        st.lists(
            st.builds(Option, words, st.builds(lambda n: runs("vote", proposal=n), words), words), max_size=30
        ).map(tuple),
    ),
)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(element, max_size=30))
def test_any_card_fits(elements: list[Any]) -> None:
    check_limits(Card("Summary", tuple(elements)))


def test_the_longest_is_shortened_and_says_so() -> None:
    card = CARDS["proposal-very-long"]
    said = "\n".join(texts(card))
    assert "-# Shortened to fit: the first" in said
    assert "of 11,400 characters." in said
    assert "**Turnout** 2 voted; quorum 3 not yet reached" in said  # what stands below it is whole


def test_lines_and_fields_that_do_not_fit_are_counted() -> None:
    shown = texts(CARDS["many-lines"])[-1]
    assert shown.count("\n- ") + 1 + int(shown.rsplit("-# ", 1)[1].split(" ")[0]) == 200
    assert "-# 44 more parts would not fit here." in texts(CARDS["many-fields"])[-1]


def test_buttons_that_do_not_fit_are_counted_or_named() -> None:
    buttons = [item for item in render(CARDS["many-buttons"]).walk_children() if isinstance(item, discord.ui.Button)]
    assert f"-# {36 - len(buttons)} more buttons do not fit here." in texts(CARDS["many-buttons"])
    assert "“Vote so” holds more than a button can here: type /vote instead." in texts(CARDS["heavy-button"])[0]


def test_all_that_can_be_typed_is_told_whole() -> None:
    everything = "\n".join(texts(summary(COMMANDS.listed, COMMANDS.listed, "/")))
    assert "would not fit" not in everything
    for command in COMMANDS.listed:
        first, _, second = command.name.partition(" ")
        group = COMMANDS.group(first)
        if f"`/{command.usage}` {command.summary}" not in everything:
            assert re.search(rf"`/{first}` .*\b{second}\b", everything)
            opened = "\n".join(texts(overview(group, group, "/")))
            assert f"`/{command.usage}` {command.summary}" in opened


def test_two_buttons_that_run_the_same_are_two() -> None:
    same = Button("Same", runs("vote", proposal="~p.1"))
    row = [
        item
        for item in render(Card("x", (Buttons((same, same)),))).walk_children()
        if isinstance(item, discord.ui.Button)
    ]
    first, second = (button.custom_id or "" for button in row)
    assert first != second
    assert read(first) == read(second.rstrip(" ")) == same.runs


def test_what_fits_is_whole() -> None:
    parts = [Heading("a"), Quote("b\nc"), Fields((("d", ("e",)), ("f", ("g " * 40,))))]
    assert fitted(parts, 4000) == [markdown(part) for part in parts]
    assert markdown(parts[1]) == "> b\n> c"
    assert markdown(parts[2]).startswith("**d** e\n**f**\ng g")


def test_what_does_not_fit_into_a_menu_is_counted_or_named() -> None:
    card = CARDS["long-menu"]
    (menu,) = [item for item in render(card).walk_children() if isinstance(item, discord.ui.Select)]
    assert [option.label for option in menu.options[:2]] == ["…", "The same"]
    first, same = (option.value for option in menu.options[:2])
    assert first != same
    assert read(first) == read(same.rstrip(" ")) == runs("mine")
    said = "\n".join(texts(card))
    assert "“Holds too much” holds more than a button can here: type /vote instead." in said
    assert "3 more to choose from do not fit here." in said
    assert menu.min_values == 0


def test_a_menu_is_kept_before_buttons() -> None:
    rows = tuple(Buttons(tuple(Button(f"{n}{m}", runs("story", n=f"{n}")) for m in "abc")) for n in range(12))
    shown = list(render(Card("x", (Menu("Choose", (Option("One", runs("mine")),)), *rows))).walk_children())
    assert len(shown) <= limits.MESSAGE_COMPONENTS
    assert sum(isinstance(item, discord.ui.Select) for item in shown) == 1


async def test_the_library_keeps_nothing_of_a_card() -> None:
    assert render(CARDS["recorded"]).is_finished()
