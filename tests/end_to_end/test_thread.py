"""One red line all the way through, as people live it, on both platforms of one process, with power cuts in between."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.end_to_end.hands import Hands
from tests.end_to_end.town import Town
from tests.feeds.serving import item, rss

BERLIN = ZoneInfo("Europe/Berlin")
OLD_NEWS = "Lab A and Lab B agree on red lines for frontier AI"
NEW_NEWS = "Lab C asks governments for a pause of frontier AI training"


@pytest.mark.timeout(180)
async def test_a_red_line_goes_all_the_way_through_power_cuts_on_both_platforms(town: Town) -> None:
    await settled(town)
    closes = await proposed(town)
    due = await subscribed(town)
    await voted(town)
    await cut_off_between_acknowledgement_and_answer(town)
    await voted_again_on_the_cards_of_before(town)
    await edition_goes_out(town, due)
    await decided_while_nobody_was_there(town, closes)
    await nothing_is_said_twice(town, due + timedelta(weeks=1))
    await registered(town)
    assert await town.stop() < 10
    town.check_answered()


async def settled(town: Town) -> None:
    for table in town.tables:
        assert "propose red-line" in await table.asks("bob", "help")
        assert "Nothing is proposed yet" in await table.asks("bob", "proposals")
        assert "2 ballots" in await table.asks("alice", "charter set", quorum="2")
    assert "admin" in await town.in_slack.asks("bob", "charter set", quorum="1")


async def proposed(town: Town) -> datetime:
    """Propose and open on both platforms; return an instant by which both votes are over."""
    slack = town.slack.person("alice")
    form = await slack.command("/pause", "propose red-line")
    assert form.view is not None
    refused = await slack.submit(form.view, {"title": "Half a line", "act": "It copies itself.", "value": "15 of 20"})
    assert list(refused.errors) == ["value"]
    await slack.close(form.view)
    for table in town.tables:
        assert "is open for voting" in await table.opens("alice")
        assert "0 voted" in table.said(await town.appears(table, "RL-1 · Red line · Voting"))
        await town.all_sent(table)
    # She comes after the rolls were fixed.
    town.passes(minutes=1)
    town.discord.add_person("gina")
    return datetime.fromtimestamp(town.now(), UTC) + timedelta(days=7)


def card(table: Hands) -> Any:
    [found] = table.posted("RL-1 · Red line · ")
    return found


async def subscribed(town: Town) -> datetime:
    """Let Discord's channel take the digest, on the day after tomorrow at nine in Berlin; return that instant."""
    discord = town.in_discord
    news(town, OLD_NEWS)
    told = await discord.asks("alice", "feed add", url=town.feeds.url())
    assert "here because" in told
    assert OLD_NEWS in told
    due = (datetime.fromtimestamp(town.now(), BERLIN) + timedelta(days=2)).replace(hour=9, minute=0, second=0)
    when = {"every": "weekly", "day": f"{due:%a}".lower(), "time": "09:00", "zone": "Europe/Berlin"}
    assert f"{due:%a} {due.day} {due:%b} 09:00" in await discord.asks("alice", "digest subscribe", **when)
    return due.replace(microsecond=0)


def news(town: Town, *titles: str) -> None:
    at = format_datetime(datetime.fromtimestamp(town.now(), UTC))
    town.feeds.serve(
        rss(*(item(t, f"https://example.org/{len(t)}", f"<pubDate>{at}</pubDate>") for t in titles), title="Lab news")
    )


async def voted(town: Town) -> None:
    for table in town.tables:
        at = card(table)
        assert "Recorded: For" in await table.votes("alice", at, "for", "It can be measured.")
        assert "Recorded: Against" in await table.votes("bob", at, "against", "don’t & <!channel>")
        assert "Recorded: For" in await table.votes("bob", at, "for", "I changed my mind")
        assert "hidden" in await table.asks("carol", "results", proposal="1")
        assert "There is no proposal 7" in await table.asks("carol", "vote", proposal="7", choice="for")
    assert "guest" in await town.in_slack.asks("frank", "vote", proposal="1", choice="for")
    assert "roll was fixed" in await town.in_discord.votes("gina", card(town.in_discord), "for")


async def cut_off_between_acknowledgement_and_answer(town: Town) -> None:
    """Two ballots are acknowledged, and the bot is gone before it can say that they are recorded."""
    town.slack.fault("response", hang=True, times=99)
    town.slack.fault("chat.postEphemeral", hang=True, times=99)
    town.discord.fault("PATCH", "/webhooks/", hang=True, times=99)
    unanswered = await town.slack.person("carol").command("/pause", "vote 1 against slowly", patience=0)
    assert unanswered.acked
    deferred = await town.discord.person("carol").slash("vote", {"proposal": "1", "choice": "against"}, patience=0.5)
    assert deferred.kind == "deferred"
    await town.restart()
    town.slack.wire.faults.clear()
    town.discord.rest.faults.clear()
    again = await town.slack.redeliver(unanswered.delivery, patience=5)
    assert "Recorded: Against" in again.text
    # Discord delivers nothing twice: she sees no answer, and presses again.
    assert "Recorded: Against" in await town.in_discord.votes("carol", card(town.in_discord), "against", "slowly")


async def voted_again_on_the_cards_of_before(town: Town) -> None:
    await town.restart()
    for table in town.tables:
        assert "Recorded: Abstain" in await table.votes("dave", card(table), "abstain")
        assert "Recorded: For" in await table.votes("dave", card(table), "for")
        assert "You voted for" in await table.presses("dave", card(table), "Details")
        town.passes(seconds=25)
        await town.appears(table, "4 voted")


async def edition_goes_out(town: Town, due: datetime) -> None:
    town.passes(days=1)
    news(town, OLD_NEWS, NEW_NEWS)
    await town.restart()
    await town.learns(town.in_discord, NEW_NEWS, "digest preview")
    assert not town.in_discord.posted("Pause digest")
    town.comes(due)
    said = town.in_discord.said(await town.appears(town.in_discord, "Pause digest"))
    assert "[RL-1 No autonomous replication](" in said
    assert NEW_NEWS in said
    assert "Late" not in said
    await town.all_sent(town.in_discord)


async def decided_while_nobody_was_there(town: Town, closes: datetime) -> None:
    """The bot is down at the hour; when it comes back, it is cut off once more in the middle of saying so."""
    await town.kill()
    town.comes(closes)
    town.slack.fault("chat.postMessage", hang=True)
    town.discord.fault("POST", "/messages", hang=True)
    await town.start()
    queues = town.slack.wire.faults.queue, town.discord.rest.faults.queue
    await town.until(lambda: not any(queues), what="both announcements to be under way")
    await town.kill()
    town.passes(minutes=2)
    await town.start()
    for table in town.tables:
        outcome = await town.appears(table, "RL-1 adopted")
        await town.appears(table, "RL-1 · Red line · Adopted")
        assert "3 for, 1 against, 0 abstained" in table.said(outcome)
        told = await table.presses("erin", outcome, "Results")
        assert "slowly" in told
        assert "I changed my mind" in told
        assert "closed" in await table.asks("erin", "vote", proposal="1", choice="for")
        await town.all_sent(table)


async def nothing_is_said_twice(town: Town, due: datetime) -> None:
    """The next edition is due while the bot is down: it comes late, says so, and comes once."""
    await town.kill()
    town.comes(due + timedelta(days=1))
    await town.start()
    await town.appears(town.in_discord, "Late: it was due")
    for table in town.tables:
        await town.all_sent(table)
        assert len(table.posted("RL-1 adopted")) == 1
    editions = town.in_discord.posted("Pause digest")
    assert ["Late" in town.in_discord.said(edition) for edition in editions] == [False, True]
    assert town.in_slack.posted("Pause digest") == []


async def registered(town: Town) -> None:
    """Each community has a register of its own, and what is in force on it in full."""
    communities = await town.register()
    pages = re.findall(r'href="(c/[^"]+/)"', communities)
    assert len(pages) == 2
    for page in pages:
        assert "No autonomous replication" in await town.register(f"/{page}")
        entry = await town.register(f"/{page}RL-1")
        assert "In force" in entry
        assert "slowly" in entry
        assert "RepliBench is at least 15 of 20 families" in entry
