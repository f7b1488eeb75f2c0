"""The slash commands as they are made from the declarations, and what somebody typed into one."""

from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any

import pytest

from bot.domain.charter import Unset
from bot.domain.people import MemberRef
from bot.domain.periods import Every, Weekday
from bot.domain.proposals import Kind, ProposalRef
from bot.domain.rules import Quorum
from bot.domain.voting import Choice
from bot.platforms.discord import limits, tree
from bot.platforms.discord.declared import differs
from bot.platforms.discord.tree import choices, declaration, focused, invocation
from bot.views.elements import Card, note, runs
from commands.catalogue import COMMANDS
from commands.context import Context
from commands.spec import Catalogue, Param, Who
from commands.types import PARAM_TYPES, Answers, ChannelKey, FeedRef, FeedUrl, Zone
from tests.platforms.conftest import Golden

GOLDEN = Path(__file__).with_name("golden")


async def offers(ctx: Context, text: str) -> list[tuple[str, str]]:
    return []


def sample() -> Catalogue:
    """Return commands with every type that a person can type."""
    made = Catalogue()

    @made.command("vote", "Cast a ballot")
    async def vote(
        ctx: Context,
        proposal: Annotated[ProposalRef, Param("Its number", suggest=offers)],
        choice: Annotated[Choice, Param("How")],
        reason: Annotated[str, Param("Why", rest=True, long=True)] = "",
    ) -> Card:
        return note("done")

    @made.command("settings", "Change the rules", who=Who.ADMIN)
    async def settings(
        ctx: Context,
        quorum: Annotated[Quorum | Unset | None, Param("How many", named=True)] = None,
        voting_period: Annotated[timedelta | None, Param("How long", name="voting-period", named=True)] = None,
        channel: Annotated[ChannelKey | Unset | None, Param("Where", named=True)] = None,
    ) -> Card:
        return note("done")

    @made.command("digest subscribe", "Subscribe a channel", who=Who.ADMIN)
    async def subscribe(
        ctx: Context,
        every: Annotated[Every, Param("How often")],
        day: Annotated[Weekday, Param("The day")],
        at: Annotated[time, Param("The time", name="time")],
        zone: Annotated[Zone, Param("The zone")],
    ) -> Card:
        return note("done")

    @made.command("digest unsubscribe", "End a subscription", who=Who.ADMIN)
    async def unsubscribe(ctx: Context, number: Annotated[int, Param("Its number", suggest=offers)]) -> Card:
        return note("done")

    @made.command("feed add", "Add a feed", who=Who.ADMIN)
    async def add(ctx: Context, url: Annotated[FeedUrl, Param("Where", limit=2000)]) -> Card:
        return note("done")

    @made.command("feed list", "Which there are")
    async def listing(
        ctx: Context,
        feed: Annotated[FeedRef | None, Param("Only this")] = None,
        of: Annotated[Kind, Param("A kind")] = Kind.RED_LINE,
    ) -> Card:
        return note("done")

    @made.command("roll admit", "Admit somebody")
    async def admit(ctx: Context, member: Annotated[MemberRef, Param("Who waits", suggest=offers)]) -> Card:
        return note("done")

    @made.command("ask", "Ask for a paragraph")
    async def ask(
        ctx: Context,
        first: Annotated[str, Param("Optional")] = "",
        *,
        text: Annotated[str, Param("A paragraph", long=True)],
        word: Annotated[str, Param("A word")],
    ) -> Card:
        return note("done")

    @made.command("draft save", "Keep what was typed", listed=False)
    async def save(ctx: Context, answers: Annotated[Answers, Param("All")]) -> Card:
        return note("done")

    return made


def test_golden(golden: Golden) -> None:
    golden(GOLDEN / "commands.json", "PUT /applications/1/commands", declaration(sample().listed))


def test_every_type_has_an_option() -> None:
    assert set(tree.OPTIONS) == set(PARAM_TYPES) - {Answers}


def test_every_command_of_ours_is_declared() -> None:
    def leaves(command: Mapping[str, Any]) -> list[str]:
        below = [f"{command['name']} {o['name']}" for o in command["options"] if o["type"] == 1]
        return below or [command["name"]]

    assert [leaf for command in tree.COMMANDS for leaf in leaves(command)] == [c.name for c in COMMANDS.listed]


def test_what_discord_has_no_form_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "OPTIONS", {kind: form for kind, form in tree.OPTIONS.items() if kind is not Choice})
    with pytest.raises(TypeError, match="vote: Discord has no option for choice, a choice"):
        declaration(sample().listed)


def test_a_word_cannot_be_a_command_and_a_group() -> None:
    made = Catalogue()

    @made.command("digest", "One")
    async def one(ctx: Context) -> Card:
        return note("done")

    @made.command("digest list", "Two")
    async def two(ctx: Context) -> Card:
        return note("done")

    with pytest.raises(TypeError, match="/digest cannot be a command and a group"):
        declaration(made.listed)


def named(commands: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(command for command in commands if command["name"] == name)


def test_admins_are_shown_what_is_theirs_alone() -> None:
    made = declaration(sample().listed)
    assert named(made, "settings")["default_member_permissions"] == "32"
    assert named(made, "digest")["default_member_permissions"] == "32"
    assert named(made, "feed")["default_member_permissions"] is None  # some of it is for everybody
    assert all(command["contexts"] == [0, 1] for command in made)


def test_required_options_come_first_and_paragraphs_are_asked_for() -> None:
    options = named(declaration(sample().listed), "ask")["options"]
    assert [(option["name"], option["required"]) for option in options] == [
        ("word", True), ("first", False), ("text", False),
    ]  # fmt: skip


def as_discord_tells_it(command: dict[str, Any]) -> dict[str, Any]:
    """Return a command as it is fetched: with its ids, and without what is not set."""
    told = {key: value for key, value in command.items() if value not in (None, False, [])}
    told["options"] = [as_discord_tells_it(option) for option in command.get("options", [])]
    return told | {"id": "1", "version": "2", "application_id": "3", "name_localizations": None}


def test_the_same_declaration_does_not_differ() -> None:
    ours = declaration(sample().listed)
    theirs = [as_discord_tells_it(command) for command in reversed(ours)]
    assert not differs(ours, theirs)
    assert differs(ours, theirs[1:])
    assert differs(ours, [*theirs[1:], theirs[0] | {"description": "Another"}])
    changed = as_discord_tells_it(named(ours, "vote"))
    changed["options"][1]["choices"] = changed["options"][1]["choices"][:2]
    assert differs([named(ours, "vote")], [changed])
    assert differs([named(ours, "settings")], [as_discord_tells_it(named(ours, "settings")) | {"contexts": [0]}])


def test_what_was_typed_is_an_invocation() -> None:
    data = {
        "name": "digest",
        "options": [{"type": 1, "name": "unsubscribe", "options": [{"type": 4, "name": "number", "value": 3}]}],
    }
    assert invocation(data) == runs("digest unsubscribe", number="3")
    assert invocation({"name": "help"}) == runs("help")
    typing = {"name": "vote", "options": [{"type": 3, "name": "proposal", "value": "rl", "focused": True}]}
    assert focused(typing) == ("vote", "proposal", "rl")
    assert focused({"name": "vote", "options": []}) == ("vote", "", "")


def test_offers_fit() -> None:
    found = choices("vote", "proposal", [("1", "x" * 150), ("", "nothing"), ("y" * 101, "too long"), ("2", "  ")])
    assert [(choice.name, choice.value) for choice in found] == [("x" * 99 + "…", "1"), ("2", "2")]
    assert len(choices("vote", "proposal", [(str(n), str(n)) for n in range(40)])) == limits.CHOICES
    assert choices("no such", "x", [("1", "one")])[0].value == "1"
