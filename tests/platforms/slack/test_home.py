"""The Home tab, where people of Slack look for what needs them."""

import pytest

from tests.platforms.slack.conftest import Bot
from tests.platforms.slack.test_thread import opened, proposed
from tests.servers.slack_blocks import message_text, wrong_view
from tests.servers.slack_things import View


async def shows(bot: Bot, name: str, text: str) -> View:
    """Return the Home tab of *name* once it says *text*."""

    def said() -> bool:
        home = bot.slack.home(name)
        return home is not None and text in message_text(home.blocks)

    await bot.slack.until(said, what=f"{text!r} on the Home tab of {name}")
    home = bot.slack.home(name)
    assert home is not None
    return home


def told(bot: Bot, name: str) -> str:
    """Return what the bot wrote to *name* last."""
    return bot.slack.messages(name)[-1].shown


async def test_the_home_tab_shows_what_needs_its_member_and_follows_what_they_do(bot: Bot) -> None:
    await opened(bot)
    bob = bot.slack.person("bob")
    await bob.open_home()
    home = await shows(bot, "bob", "Vote on RL-1")
    assert not wrong_view(home.body)
    asked = await bob.press(home, "Vote on RL-1")
    assert asked.view is not None
    await bob.submit(asked.view, {"choice": "For"})
    await shows(bot, "bob", "You voted, and can still change it")
    await bot.slack.until(lambda: bot.slack.messages("bob"))
    assert "Recorded: For" in told(bot, "bob")


async def test_a_home_tab_that_nobody_opened_is_not_published(bot: Bot) -> None:
    await opened(bot)
    assert not [call for call in bot.slack.calls if call.method == "views.publish"]


async def test_a_draft_is_opened_from_the_home_tab(bot: Bot) -> None:
    alice = bot.slack.person("alice")
    await proposed(bot)
    await alice.open_home()
    await alice.press(await shows(bot, "alice", "not put to the vote"), "Look at RL-1")
    await bot.slack.until(lambda: bot.slack.messages("alice"))
    assert "Open the vote" in told(bot, "alice")


@pytest.mark.parametrize("error", ["not_enabled", "hash_conflict"])
async def test_a_home_tab_that_slack_does_not_take_troubles_nobody(bot: Bot, error: str) -> None:
    await opened(bot)
    bob = bot.slack.person("bob")
    bot.slack.fault("views.publish", error=error)
    await bob.open_home(patience=0)
    await bot.slack.until(lambda: [call for call in bot.slack.calls if call.method == "views.publish"])
    assert (await bob.command("/pause", "mine")).text
