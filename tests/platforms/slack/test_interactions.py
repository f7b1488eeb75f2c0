"""What people type, press and submit is heard, whatever stands in it and however Slack behaves."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.logs import LEAST
from bot.platforms.slack.payloads import heard, key
from bot.views.elements import Card, Menu, Option, runs
from tests.platforms.redline import TEXT
from tests.platforms.slack.conftest import Bot
from tests.platforms.slack.samples import SPACE
from tests.platforms.slack.test_thread import opened, submitted
from tests.servers.slack_things import Message


@pytest.fixture
def transport(request: pytest.FixtureRequest) -> str:
    """Mostly by socket: the thread in test_thread runs by both."""
    return str(getattr(request, "param", "socket"))


by_http = pytest.mark.parametrize("transport", ["http"], indirect=True)
by_both = pytest.mark.parametrize("transport", ["socket", "http"], indirect=True)


async def test_the_command_alone_is_help(bot: Bot) -> None:
    told = await bot.slack.person("bob").command("/pause", "  ")
    assert "propose red-line" in told.text


async def test_a_slip_of_the_keyboard_is_mended_by_a_button(bot: Bot) -> None:
    bob = bot.slack.person("bob")
    told = await bob.command("/pause", "proposls")
    assert "Did you mean" in told.text
    [button] = [e for block in told.ephemerals[0].blocks if block["type"] == "actions" for e in block["elements"]]
    mended = await bob.press(told.ephemerals[0], button["action_id"])
    assert "Nothing is proposed yet" in mended.text


@by_both
async def test_what_is_chosen_is_answered_privately_and_a_form_opens_from_it(bot: Bot) -> None:
    chosen = (
        Option("Help", runs("help")),
        Option("Propose", runs("propose red-line")),
        Option("Take over", runs("charter set", quorum="1")),
    )
    await bot.adapter.send(SPACE, "C01GEN", Card("x", (Menu("Choose", chosen),)), "n")
    [card] = bot.slack.messages("general")
    bob, alice = bot.slack.person("bob"), bot.slack.person("alice")
    told = await bob.select(card, "Choose", "Help")
    assert "propose red-line" in told.text
    assert told.ephemerals
    assert "is for admins of this space" in (await bob.select(card, "Choose", "Take over")).text
    asked = await alice.select(card, "Choose", "Propose")
    assert asked.view is not None
    assert (await submitted(alice, asked.view, TEXT)).ephemerals
    assert bot.slack.messages("general") == [card]


@pytest.mark.parametrize("value", ["", "rm -rf", "vote proposal=~nothing.1 choice=for", "%00=%ff"])
async def test_a_forged_choice_is_refused_in_words(bot: Bot, value: str) -> None:
    await bot.adapter.send(SPACE, "C01GEN", Card("x", (Menu("Choose", (Option("Help", runs("help")),)),)), "n")
    [card] = bot.slack.messages("general")
    forged = {"text": {"type": "plain_text", "text": "Help"}, "value": value}
    told = await bot.slack.person("bob").select(card, "Choose", forged)
    assert told.text
    assert "propose red-line" not in told.text


@by_http
@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("vote 1 for I don’t see why & how <not>", "I don’t see why & how <not>"),
        ("vote 1 for “quoted”", "quoted"),
        ("vote 1 for @carol said so in #general", "@carol said so in #general"),
        ("vote 1 for <!channel> *now*", "!channel> *now*"),
        ("vote 1 for payload", "payload"),
    ],
)
async def test_a_reason_is_kept_as_it_was_typed(bot: Bot, typed: str, seen: str) -> None:
    card = await opened(bot)
    told = await bot.slack.person("bob").command("/pause", typed)
    assert "Recorded: For" in told.text
    asked = await bot.slack.person("bob").press(card, "Vote")
    assert asked.view is not None
    kept = [b["element"].get("initial_value", "") for b in asked.view.blocks if b.get("block_id") == "reason"]
    rows = await reasons(bot)
    assert any(seen in reason for reason in (*kept, *rows))


async def test_a_channel_that_was_picked_is_set(bot: Bot) -> None:
    told = await bot.slack.person("alice").command("/pause", "settings channel #random")
    assert "C02RND" in str(told.responses)
    alice = bot.slack.person("alice")
    asked = await alice.command("/pause", "propose red-line")
    preview = await submitted(alice, asked.view, TEXT)
    await alice.press(preview.ephemerals[-1], "Open the vote")
    await bot.works()
    assert bot.slack.messages("random")


@pytest.mark.parametrize(
    "value", ["", "rm -rf", "vote proposal=~nothing.1 choice=for", "draft save", "x" * 2_000, "%00=%ff"]
)
async def test_a_forged_button_is_refused_in_words(bot: Bot, value: str) -> None:
    told = await pressed(bot, {"value": value})
    assert "This button no longer applies. Nothing was done" in told
    assert "`proposals`" not in told, "a command is shown as it is typed here"
    assert "/pause proposals" in told


async def test_a_link_button_is_acknowledged_and_nothing_else(bot: Bot) -> None:
    assert await pressed(bot, {"url": "https://example.org"}, patience=0.2) == ""


async def test_a_form_that_slack_does_not_open_in_time_can_be_opened_by_a_button(bot: Bot) -> None:
    alice = bot.slack.person("alice")
    bot.slack.fault("views.open", error="expired_trigger_id")
    told = await alice.command("/pause", "propose red-line")
    assert "three seconds" in told.text
    asked = await alice.press(told.ephemerals[-1], "Open the form")
    assert asked.view is not None
    assert asked.view.title == "New red line"


async def test_who_cannot_be_asked_for_is_told_that_nothing_was_done(bot: Bot) -> None:
    bot.slack.fault("users.info", status=503)
    told = await bot.slack.person("bob").command("/pause", "propose red-line")
    assert "could not ask Slack who you are" in told.text


async def test_people_are_asked_for_once_in_a_minute(bot: Bot) -> None:
    bob = bot.slack.person("bob")
    for _ in range(3):
        await bob.command("/pause", "propose red-line")
    assert len([call for call in bot.slack.calls if call.method == "users.info"]) == 1


async def test_somebody_is_mentioned_or_chosen(bot: Bot) -> None:
    alice, bob = bot.slack.person("alice"), bot.slack.person("bob")
    assert "you made bob a facilitator" in (await alice.command("/pause", "facilitator add @bob")).text
    assert "There is no feed 1" in (await bob.command("/pause", "feed remove 1")).text
    asked = await alice.command("/pause", "facilitator remove")
    assert asked.view is not None
    [block] = [block for block in asked.view.blocks if block.get("block_id") == "member"]
    assert block["element"]["type"] == "users_select"
    told = await submitted(alice, asked.view, {"member": bob.id})
    assert "you removed bob as a facilitator" in told.text


async def test_who_is_no_admin_any_more_has_no_rights_of_one_a_minute_later(bot: Bot) -> None:
    alice = bot.slack.person("alice")
    [user] = [user for user in bot.slack.space.users.values() if user.name == "alice"]
    assert "C02RND" in str((await alice.command("/pause", "settings channel #random")).responses)
    user.owner = False
    bot.clock.ahead += timedelta(minutes=1)
    assert "for admins of this space" in (await alice.command("/pause", "settings channel #general")).text
    user.owner = True
    bot.clock.ahead += timedelta(minutes=1)
    assert "C01GEN" in str((await alice.command("/pause", "settings channel #general")).responses)


async def test_an_event_is_acknowledged(bot: Bot) -> None:
    answer = await bot.slack.event({"type": "team_join", "user": {"id": "U02BOB"}})
    assert answer.acked


@by_both
async def test_a_locked_store_is_acknowledged_in_time_and_nothing_typed_is_lost(bot: Bot) -> None:
    card = await opened(bot)
    bob = bot.slack.person("bob")
    asked = await bob.press(card, "Vote")
    assert asked.view is not None
    with locked(bot.database):
        answer = await bob.submit(asked.view, {"choice": "For", "reason": "A long thought."})
        assert answer.acked
        assert "Not recorded yet" in asked.view.shown
        assert "A long thought." in asked.view.shown
        await answer.until(lambda seen: seen.ephemerals, limit=8.0)
        assert "Recorded" not in answer.ephemerals[-1].shown
        assert "A long thought." in answer.ephemerals[-1].shown
    again = await submitted(bob, asked.view, {})
    assert "Recorded: For" in again.text


async def test_a_slow_store_records_it_and_says_so_in_the_modal_and_privately(bot: Bot) -> None:
    card = await opened(bot)
    bob = bot.slack.person("bob")
    asked = await bob.press(card, "Vote")
    assert asked.view is not None
    view = asked.view
    with locked(bot.database):
        answer = await bob.submit(view, {"choice": "Against"})
        assert "Not recorded yet" in view.shown
    await answer.until(lambda seen: seen.ephemerals)
    assert "Recorded: Against" in answer.ephemerals[-1].shown
    await bot.slack.until(lambda: "Recorded: Against" in view.shown, what="the modal follows")


@by_both
async def test_what_is_under_way_is_acknowledged_and_answered_before_the_end(bot: Bot) -> None:
    card = await opened(bot)
    bob = bot.slack.person("bob")
    asked = await bob.press(card, "Vote")
    assert asked.view is not None
    with locked(bot.database):
        voting = asyncio.create_task(bob.submit(asked.view, {"choice": "For"}))
        await bot.slack.until(lambda: bot.adapter._underway, what="the form to be heard")
        ending = asyncio.create_task(bot.adapter.aclose())
    answer = await voting
    assert answer.acked
    await answer.until(lambda seen: seen.ephemerals)
    assert "Recorded: For" in answer.text
    await ending


@by_both
async def test_ten_thousand_characters_are_answered(bot: Bot) -> None:
    for text in ("x" * 10_000, "vote 1 for " + "😀" * 5_000, '"' * 10_000, "<" * 5_000):
        told = await bot.slack.person("bob").command("/pause", text)
        assert told.ephemerals


@by_both
async def test_nothing_secret_is_logged(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    for name, level in LEAST.items():
        caplog.set_level(level, name)
    caplog.set_level(logging.DEBUG)
    bot.slack.fault("response", status=404)
    bot.slack.fault("chat.postEphemeral", status=503)
    told = await bot.slack.person("bob").command("/pause", "secret-thing", patience=0.0)
    await bot.slack.until(lambda: bot.slack.messages("bob"), what="a direct answer")
    log = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("bot", "slack")))
    assert log
    for secret in (bot.slack.bot_token, bot.slack.app_token, bot.slack.signing_secret, "secret-thing", "ticket="):
        assert secret not in log
    assert told.delivery.payload["response_url"] not in log


def test_a_payload_has_one_key_by_socket_and_by_http() -> None:
    command = {"command": "/pause", "text": "", "team_id": "T1", "user_id": "U1", "trigger_id": "1.2", "token": "t"}
    without = {name: value for name, value in command.items() if value}
    assert key(command) == key(without) == key({**command, "retry_num": 1, "envelope_id": "e"})
    assert key(command) != key({**command, "trigger_id": "1.3"})
    assert key({"a": 1, "b": {"c": 2, "d": 3}}) == key({"b": {"d": 3, "c": 2}, "a": 1})


@pytest.mark.parametrize("payload", [{}, {"user": []}, {"user": {}}, {"view": 3}])
def test_a_payload_of_nobody_is_not_heard(payload: dict[str, Any]) -> None:
    assert heard(payload) is None


def test_an_enterprise_is_where_its_people_are_one() -> None:
    found = heard({"user": {"id": "U1"}, "team": {"id": "T1", "enterprise_id": "E1"}, "channel": {"id": "C1"}})
    assert found is not None
    assert (found.enterprise, found.team, found.origin.channel) == ("E1", "T1", "C1")


async def pressed(bot: Bot, button: dict[str, str], patience: float = 5.0) -> str:
    """Press a button that no card of ours has; return what is told."""
    bob = bot.slack.person("bob")
    element = {"type": "button", "action_id": "run:0", "text": {"type": "plain_text", "text": "Forged"}, **button}
    channel = bot.slack.space.channel("general")
    forged = Message(
        channel.id, bot.slack.space.ts(), "U0BOT", "x", [{"type": "actions", "block_id": "b", "elements": [element]}]
    )
    channel.messages.append(forged)
    answer = await bob.press(forged, "run:0", patience=patience)
    assert answer.acked
    return answer.text


async def reasons(bot: Bot) -> list[str]:
    with closing(sqlite3.connect(bot.database)) as database:
        return [str(row[0]) for row in database.execute("SELECT reason FROM ballots")]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the database's write lock, as another process would."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")
