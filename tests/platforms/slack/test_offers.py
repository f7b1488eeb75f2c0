"""What a form offers as somebody types into it."""

import pytest

from tests.platforms.redline import TEXT
from tests.platforms.slack.conftest import Bot
from tests.platforms.slack.test_interactions import locked
from tests.platforms.slack.test_thread import opened, proposed, submitted
from tests.servers.slack_things import View


async def test_a_proposal_is_found_by_words_of_its_title_and_chosen(bot: Bot) -> None:
    await opened(bot)
    bob = bot.slack.person("bob")
    asked = await bob.command("/pause", "proposal")
    assert await offered(bot, "bob", asked.view, "wild replic") == [f"RL-1 {TEXT['title']}"]
    assert await offered(bot, "bob", asked.view, "") == [f"RL-1 {TEXT['title']}"], "as it is opened"
    assert await offered(bot, "bob", asked.view, "pause") == []
    told = await submitted(bob, asked.view, {"proposal": "1"})
    assert "RL-1 · Red line · Voting" in told.text


@pytest.mark.parametrize("transport", ["socket"], indirect=True)
async def test_a_draft_is_offered_to_its_author_alone(bot: Bot) -> None:
    await proposed(bot)
    told = await bot.slack.person("bob").command("/pause", "proposal")
    assert told.view is None
    assert "Nothing is proposed yet." in told.text, "a draft of somebody else's is nothing to choose from"
    preview = await proposed(bot, title="No theft", act="A system takes what is not its own.")
    await bot.slack.person("alice").press(preview.ephemerals[-1], "Open the vote")
    for name, seen in (("alice", [f"RL-1 {TEXT['title']}"]), ("bob", [])):
        asked = await bot.slack.person(name).command("/pause", "proposal")
        assert await offered(bot, name, asked.view, "wild") == seen


@pytest.mark.parametrize("transport", ["socket"], indirect=True)
async def test_what_was_chosen_stands_there_again_where_it_is_not_recorded(bot: Bot) -> None:
    await opened(bot)
    alice = bot.slack.person("alice")
    asked = await alice.command("/pause", "withdraw")
    assert asked.view is not None
    with locked(bot.database):
        answer = await alice.submit(asked.view, {"proposal": "1"})
        await answer.until(lambda seen: seen.ephemerals, limit=8.0)
    told = await submitted(alice, asked.view, {})
    assert "It has no ballots yet. Withdrawing ends it for good" in told.text


@pytest.mark.parametrize("transport", ["socket"], indirect=True)
@pytest.mark.parametrize(
    "metadata", ["", "[]", '{"runs":"nothing","with":{}}', '{"runs":"proposal","with":[]}', '{"runs":"help","with":{}}']
)
async def test_a_forged_field_is_offered_nothing(bot: Bot, metadata: str) -> None:
    await opened(bot)
    asked = await bot.slack.person("bob").command("/pause", "proposal")
    assert asked.view is not None
    asked.view.body["private_metadata"] = metadata
    assert await offered(bot, "bob", asked.view, "wild") == []


async def offered(bot: Bot, name: str, view: View | None, typed: str) -> list[str]:
    """Return what *name* is offered who types *typed* into the form."""
    assert view is not None
    return [option["text"]["text"] for option in await bot.slack.person(name).suggest(view, "proposal", typed)]
