"""One red line all the way through, as people live it, in both towns at once, with power cuts in between."""

from tests.end_to_end.town import Town


async def test_the_bot_comes_back_after_a_power_cut(town: Town) -> None:
    for _ in range(2):
        assert "propose red-line" in (await town.slack.person("alice").command("/pause", "help")).text
        assert "propose red-line" in (await town.discord.person("alice").slash("help")).text
        assert "Nothing is in force" in await town.register()
        await town.restart()
    assert await town.bot.stop() < 5
