"""One red line on both platforms over sockets: killed, started again, closed, announced, in the register."""

import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.feeds.serving import FeedServer, item, rss
from tests.process.home import LAUNCHER, ROOT, Home, Process
from tests.servers.discord import DiscordServer
from tests.servers.discord_answer import buttons
from tests.servers.slack import SlackServer

PAGE_ONE = {
    "Title": "No autonomous replication",
    "The act or capability": "A system copies itself without approval.",
    "Measured by": "RepliBench",
    "Crossed when the reading is": "at least",
    "Value": "15 of 20 families",
}
PAGE_TWO = {"Response when crossed": "Stop the run and tell the parties"}
HEADLINE = "Lab A and Lab B agree on red lines for frontier AI"


@dataclass
class Both:
    """A process that serves both platforms, and the platforms."""

    home: Home
    slack: SlackServer
    discord: DiscordServer
    feed: str

    async def start(self) -> Process:
        ports = ("--discord", str(self.discord.port), "--slack", str(self.slack.port))
        feed = self.feed.removeprefix("http://").partition("/")[0]
        tokens = {
            "DISCORD_TOKEN": self.discord.token,
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
        }
        process = await self.home.start(*ports, "--feed", feed, program=LAUNCHER, PYTHONPATH=str(ROOT), **tokens)
        await process.until("Slack: connected by Socket Mode")
        await process.until("Discord: connected as")
        return process

    async def again(self, process: Process) -> Process:
        """Kill the process, without a warning, and start it anew."""
        process.child.send_signal(signal.SIGKILL)
        await process.ended()
        return await self.start()

    def advance(self, span: timedelta) -> None:
        (self.home.directory / "clock").write_text(str(span.total_seconds()))

    def on_slack(self, words: str) -> list:
        return [message for message in self.slack.messages("general") if words in message.shown and not message.deleted]

    def on_discord(self, words: str) -> list:
        messages = self.discord.messages("general")
        return [message for message in messages if words in self.discord.text(message)]


@pytest.fixture
async def both(home: Home) -> AsyncIterator[Both]:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    async with SlackServer() as slack, DiscordServer() as discord, FeedServer() as feeds:
        url = feeds.serve(rss(item(HEADLINE, more=f"<pubDate>{format_datetime(yesterday)}</pubDate>")))
        yield Both(home, slack, discord, url)


async def proposed_in_slack(both: Both) -> None:
    alice = both.slack.person("alice")
    form = await alice.command("/pause", "propose red-line", channel="general")
    told = await alice.submit(form.view, PAGE_ONE | PAGE_TWO)
    await told.until(lambda answer: "Preview · RL-1" in answer.text)
    (preview,) = told.ephemerals
    opened = await alice.press(preview, "Open the vote")
    assert "is open for voting" in opened.text
    await both.slack.until(lambda: len(both.on_slack("RL-1 · Red line · Voting")) == 1)


async def proposed_in_discord(both: Both) -> None:
    alice = both.discord.person("alice")
    form = await alice.slash("propose red-line", {}, channel="general")
    kept = await alice.submit(form, PAGE_ONE)
    assert "Page 1 of 2 is kept" in kept.text
    second = await alice.click(kept, "Continue")
    preview = await alice.submit(second, PAGE_TWO)
    assert "Preview · RL-1" in preview.text
    opened = await alice.click(preview, "Open the vote")
    assert "is open for voting" in opened.text
    await both.discord.until(lambda: len(both.on_discord("RL-1 · Red line · Voting")) == 1)


async def votes_in_slack(both: Both, name: str, choice: str) -> str:
    (card,) = both.on_slack("RL-1 · Red line · Voting")
    person = both.slack.person(name)
    form = await person.press(card, "Vote")
    told = await person.submit(form.view, {"choice": choice})
    await told.until(lambda answer: bool(answer.errors) or "RL-1" in answer.text)
    return told.text + "".join((told.errors or {}).values())


async def votes_in_discord(both: Both, name: str, choice: str) -> str:
    (card,) = both.on_discord("RL-1 · Red line · Voting")
    person = both.discord.person(name)
    form = await person.click(card, "Vote")
    return (await person.submit(form, {"choice": choice})).text


async def test_the_thread(both: Both) -> None:
    process = await both.start()
    await proposed_in_slack(both)
    await proposed_in_discord(both)

    for votes in (votes_in_slack, votes_in_discord):
        assert "Recorded: For" in await votes(both, "alice", "for")
        assert "Recorded: Against" in await votes(both, "bob", "against")
    assert "guests, bots and those who came later" in await votes_in_slack(both, "frank", "for")

    dee = both.discord.person("alice")
    assert "is feed 1: 1 entry" in (await dee.slash("feed add", {"url": both.feed}, channel="general")).text
    due = datetime.now(UTC) + timedelta(days=1)
    options = {"every": "weekly", "day": f"{due:%a}".lower(), "time": f"{due:%H:%M}", "zone": "UTC"}
    assert "Next: " in (await dee.slash("digest subscribe", options, channel="general")).text

    process = await both.again(process)
    for votes in (votes_in_slack, votes_in_discord):  # by the buttons of cards that are older than the process
        assert "Recorded: For" in await votes(both, "bob", "for")
        assert "Recorded: Abstain" in await votes(both, "carol", "abstain")
    assert "hidden until" in (await dee.slash("results", {"proposal": "1"}, channel="general")).text

    both.advance(timedelta(days=1, minutes=2))
    await both.discord.until(lambda: len(both.on_discord("Pause digest · week of")) == 1)
    assert HEADLINE in both.discord.text(both.on_discord("Pause digest")[0])

    both.advance(timedelta(days=7, minutes=1))
    await both.slack.until(lambda: len(both.on_slack("RL-1 adopted")) == 1)
    await both.discord.until(lambda: len(both.on_discord("RL-1 adopted")) == 1)
    await both.slack.until(lambda: len(both.on_slack("RL-1 · Red line · Adopted")) == 1)
    await both.discord.until(lambda: len(both.on_discord("RL-1 · Red line · Adopted")) == 1)
    assert "2 for, 0 against, 1 abstained" in both.on_slack("RL-1 adopted")[0].shown
    assert "2 for, 0 against, 1 abstained" in both.discord.text(both.on_discord("RL-1 adopted")[0])

    process = await both.again(process)
    assert "closed at" in (await both.slack.person("bob").command("/pause", "vote 1 against", channel="general")).text
    assert len(both.on_slack("RL-1 adopted")) == len(both.on_discord("RL-1 adopted")) == 1
    assert len(both.on_discord("Pause digest")) == 1
    status, page = await both.home.get("/")
    assert status == 200
    assert page.count("No autonomous replication") == 2
    labels = re.findall(r'href="(c/[^"]*/)"', page)
    assert len(labels) == 2  # a community for each space
    for label in labels:
        assert "No autonomous replication" in (await both.home.get(f"/{label}"))[1]

    process.child.terminate()
    assert await process.ended(within=10) == 0
    assert both.slack.violations == both.discord.violations == []
    assert both.slack.unacked == []
    assert [delivery for delivery in both.slack.deliveries if delivery.seconds and delivery.seconds > 3] == []
    assert buttons(both.on_discord("RL-1 adopted")[0])
