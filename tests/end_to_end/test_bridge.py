"""One table over a Discord server and a Slack workspace, in a real process at both, with a power cut in between."""

import pytest

from tests.codes import code_in
from tests.end_to_end.town import Town


@pytest.mark.timeout(180)
async def test_what_is_proposed_on_one_platform_is_decided_on_both(town: Town) -> None:
    await bridged(town)
    await linked(town, "bob")
    assert "is open for voting" in await town.in_discord.opens("alice")
    cards = {table: await town.appears(table, "RL-1 · Red line · Voting") for table in town.tables}
    for table in town.tables:
        await town.all_sent(table)

    assert "Recorded: For" in await town.in_discord.votes("bob", cards[town.in_discord], "for")
    assert "Recorded: Against" in await town.in_slack.votes("bob", cards[town.in_slack], "against")
    await town.restart()
    assert "Recorded: For" in await town.in_slack.votes("carol", cards[town.in_slack], "for")
    assert "Recorded: For" in await town.in_discord.votes("alice", cards[town.in_discord], "for")
    town.passes(minutes=1)
    for table in town.tables:
        await town.appears(table, "3 voted; quorum 3 reached")

    town.passes(days=8)
    for table in town.tables:
        outcome = table.said(await town.appears(table, "RL-1 adopted"))
        assert "2 for, 1 against, 0 abstained" in outcome
    results = await town.in_discord.asks("carol", "results", proposal="1")
    assert "carol (Slack)" in results
    assert "bob (Slack)" in results
    assert "bob (Discord)" not in results
    town.check()
    town.check_answered()


async def bridged(town: Town) -> None:
    """Bring the Slack workspace to the Discord server's table."""
    code = code_in(await town.in_discord.asks("alice", "bridge create"))
    admin = town.slack.person("alice")
    preview = await admin.command("/pause", f"bridge join {code}")
    told = (await admin.press(preview.ephemerals[-1], "Join this table")).text
    assert "now share one table" in told
    for table in town.tables:
        await town.appears(table, "now share one table")


async def linked(town: Town, name: str) -> None:
    """Make *name*, on Discord and in Slack, one member."""
    code = code_in(await town.in_slack.asks(name, "link"))
    person = town.discord.person(name)
    asked = await person.slash("link", {"code": code})
    assert f"{name} (Slack)" in asked.text
    assert "are one member with one vote" in (await person.click(asked, "Link them")).text
