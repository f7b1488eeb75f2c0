"""Help: what this person can do here, and how each thing is typed."""

import pytest

from bot.domain.people import Platform, Standing
from bot.ports import NotSent
from bot.views.elements import Code, Fields, Items, Prose, Small, plain
from commands.catalogue import COMMANDS
from tests.commands.desk import Desk, button
from tests.commands.small import SMALL

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


def typed(card):
    """Return the lines that *card* lists as code."""
    lines = [line for element in card.elements if isinstance(element, Items) for line in element.lines]
    return [span.text for line in lines for span in line if isinstance(span, Code)]


def words(card):
    parts = [element.spans for element in card.elements if isinstance(element, Prose | Small)]
    return [plain(spans) for spans in parts]


async def test_help_lists_what_a_member_may_do(desk):
    card = (await desk.answer("help")).view
    assert typed(card) == [
        "propose red-line [template]",
        "open <proposal> [for <period>]",
        "vote <proposal> <choice> [reason…]",
        "proposals",
        "digest list",
        "note <text…>",
        "entries",
        "help [command…]",
    ]
    assert "Admins of this space have more commands." in words(card)


async def test_help_lists_everything_for_an_admin(desk):
    card = (await desk.answer("help", admin=True, platform=Platform.SLACK, told=False)).view
    assert typed(card) == [f"/pause {command.usage}" for command in SMALL.listed]
    assert "Admins of this space have more commands." not in words(card)


async def test_help_lists_less_for_a_guest(desk):
    card = (await desk.answer("help", standing=Standing.GUEST)).view
    assert "open <proposal> [for <period>]" not in typed(card)
    assert "Admins of this space have more commands." in words(card)


async def test_help_does_without_a_platform_that_does_not_answer(desk):
    desk.trouble = NotSent("it answered 503")
    card = (await desk.answer("help", platform=Platform.SLACK, told=False)).view
    assert "/pause open <proposal> [for <period>]" in typed(card)
    assert "/pause settings [quorum 3] [voting-period 7d] [channel #general]" not in typed(card)


@pytest.mark.parametrize("line", ["help vote", "HELP  /Vote", "help vote 12 for", "/help “vote”"])
async def test_help_tells_how_one_command_is_used(desk, line):
    card = (await desk.answer(line, platform=Platform.DISCORD)).view
    assert words(card) == [
        "Cast or change your ballot.",
        "/vote <proposal> <choice> [reason…]",
        "For example: /vote 12 for",
        "Anyone here may use it.",
    ]
    (fields,) = (element for element in card.elements if isinstance(element, Fields))
    assert [(name, plain(spans)) for name, spans in fields.pairs] == [
        ("proposal", "Its number, such as 12 or RL-12"),
        ("choice", "How you vote (for, against, abstain)"),
        ("reason", "Why, if you like (can be left out)"),
    ]


async def test_an_example_that_is_copied_changes_little(store):
    assert COMMANDS["charter set"].example == "charter set kind red-line quorum 3"


async def test_help_tells_of_a_group(desk):
    assert typed((await desk.answer("help digest")).view) == [
        "digest subscribe <every> <day> <time> <zone>",
        "digest list",
        "digest unsubscribe <subscription>",
    ]


async def test_help_offers_the_nearest(desk):
    card = (await desk.answer("help digest subscrib")).view
    assert card.summary == "There is no command digest subscrib. Did you mean digest subscribe?"
    assert (await desk.answer(button(card))).view.summary == "How digest subscribe is used"


@pytest.mark.parametrize("text", ["nothing like it", "draft save", "`x`", "\u202e", "@everyone", "=" * 100])
async def test_help_of_what_is_not_there(desk, text):
    answer = await desk.answer(f"help {text}")
    if answer.refusal is not None:
        assert answer.refusal.message.startswith("There is no command `")
        assert button(answer.view).command == "help"


@pytest.mark.parametrize("name", [command.name for command in COMMANDS.listed])
async def test_every_command_explains_itself(store, name):
    desk = Desk(store, COMMANDS)
    command = COMMANDS[name]
    assert (await desk.answer(f"help {name}")).view.summary == f"How {name} is used"
    invocation = desk.dispatcher.read(command.example)
    assert invocation.command == name
    assert not command.missing(invocation)
    assert not command.summary.endswith(".")
    for parameter in command.parameters:
        assert parameter.help[0].isupper()
        assert not parameter.help.endswith(".")
