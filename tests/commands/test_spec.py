"""Declarations that could not be typed, shown or read are refused at import."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import pytest

from bot.views.elements import Card, Form, note
from commands.spec import Answers, Catalogue, Param
from commands.types import PARAM_TYPES, FeedRef


@pytest.fixture
def catalogue():
    return Catalogue()


async def plain(ctx) -> Card:
    return note("x")


def test_a_type_that_nothing_reads_is_an_error(catalogue):
    async def handler(ctx, at: Annotated[datetime, Param("When")]) -> Card: ...

    with pytest.raises(TypeError, match=r"look: at is of .*datetime"):
        catalogue.command("look", "Look")(handler)
    assert not catalogue


def test_a_parameter_without_a_help_is_an_error(catalogue):
    async def handler(ctx, at: int) -> Card: ...

    with pytest.raises(TypeError, match="at needs Annotated"):
        catalogue.command("look", "Look")(handler)


def test_an_answer_that_nothing_shows_is_an_error(catalogue):
    async def handler(ctx) -> str: ...

    with pytest.raises(TypeError, match="return annotation"):
        catalogue.command("look", "Look")(handler)


def test_answers_are_for_unlisted_commands(catalogue):
    async def handler(ctx, answers: Annotated[Answers, Param("All")]) -> Card: ...

    with pytest.raises(TypeError, match="only an unlisted command takes answers"):
        catalogue.command("look", "Look")(handler)
    catalogue.command("look", "Look", listed=False)(handler)


def test_the_rest_of_a_line_is_last(catalogue):
    async def handler(ctx, text: Annotated[str, Param("All", rest=True)], more: Annotated[int, Param("N")]) -> Card: ...

    with pytest.raises(TypeError, match="only the last parameter takes the rest"):
        catalogue.command("look", "Look")(handler)


def test_a_named_parameter_is_optional(catalogue):
    async def handler(ctx, quorum: Annotated[int, Param("N", named=True)]) -> Card: ...

    with pytest.raises(TypeError, match="a named parameter is optional"):
        catalogue.command("look", "Look")(handler)


@pytest.mark.parametrize("name", ["", "Look", "look at me", " look", "look  at"])
def test_names_are_one_or_two_words(catalogue, name):
    with pytest.raises(ValueError, match="is not one or two words"):
        catalogue.command(name, "Look")(plain)


def test_a_command_is_declared_once(catalogue):
    catalogue.command("look", "Look")(plain)
    with pytest.raises(ValueError, match="declared twice"):
        catalogue.command("look", "Look")(plain)


@pytest.mark.parametrize("help", ["x" * 101, "two\nlines"])
def test_help_is_one_short_line(catalogue, help):
    async def handler(ctx, at: Annotated[int, Param(help)]) -> Card: ...

    with pytest.raises(ValueError, match="one line of at most 100"):
        catalogue.command("look", "Look")(handler)


def test_what_is_declared_is_what_platforms_read(catalogue):
    async def handler(
        ctx,
        feed: Annotated[FeedRef | None, Param("Which")] = None,
        voting_period: Annotated[int, Param("N", named=True, limit=7)] = 3,
        from_: Annotated[str, Param("Whence", lead="from")] = "",
    ) -> Card | Form: ...

    assert catalogue.command("look at", "Look")(handler) is handler
    command = catalogue["look at"]
    assert isinstance(catalogue, Mapping)
    assert command.opens_form
    assert catalogue.group("look") == (command,)
    feed, period, whence = command.parameters
    assert (feed.name, feed.kind, feed.required, feed.default) == ("feed", PARAM_TYPES[FeedRef], False, None)
    assert (period.name, period.keyword, period.limit, period.default) == ("voting-period", "voting_period", 7, 3)
    assert (whence.name, whence.keyword) == ("from", "from_")
    assert command.usage == "look at [feed] [voting-period 3] [from <text>]"


def test_what_asks_takes_what_the_command_takes(catalogue):
    async def handler(
        ctx, proposal: Annotated[FeedRef, Param("Which")], reason_: Annotated[str, Param("Why")]
    ) -> Card: ...
    async def asks_for_less(ctx, form, proposal) -> Form: ...
    async def asks(ctx, form, proposal, reason_) -> Form: ...

    with pytest.raises(TypeError, match="vote: what asks for its values cannot take them"):
        catalogue.command("vote", "Vote", asking=asks_for_less)(handler)
    catalogue.command("vote", "Vote", asking=asks)(handler)
    assert catalogue["vote"].asking is asks
