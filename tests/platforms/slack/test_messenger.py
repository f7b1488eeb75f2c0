"""Speaking in channels: what Slack answers is told apart into not sent, unknown and impossible."""

import logging
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.addresses import to_person
from bot.domain.people import Standing
from bot.platforms.slack import calls
from bot.platforms.slack.refusals import refused, retry_after
from bot.ports import Ambiguous, Cause, Impossible, NotSent, Trouble
from bot.views.elements import note
from tests.platforms.slack.conftest import Bot
from tests.platforms.slack.samples import EVERYTHING, SPACE


@pytest.fixture
def transport() -> str:
    return "http"


async def test_a_card_is_posted_and_edited(bot: Bot) -> None:
    reference = await bot.adapter.send(SPACE, "C01GEN", EVERYTHING, "nonce")
    [message] = bot.slack.messages("general")
    assert reference == f"C01GEN:{message.ts}"
    assert message.call["unfurl_links"] is False
    assert message.text == "Everything that a card can hold"
    await bot.adapter.edit(SPACE, "C01GEN", reference, note("Closed."))
    assert bot.slack.messages("general")[0].shown == "Closed."


async def test_one_person_is_written_to_alone(bot: Bot) -> None:
    bob = bot.slack.person("bob").user.id
    await bot.adapter.send(SPACE, to_person(bob), note("Your text changed."), "n")
    assert [message.shown for message in bot.slack.messages("bob")] == ["Your text changed."]
    assert not bot.slack.messages("general")
    with pytest.raises(Impossible):
        await bot.adapter.send(SPACE, to_person("U0NOBODY"), note("Your text changed."), "n")


@pytest.mark.parametrize(
    ("header", "after"),
    [
        ("0", 0),
        ("1", 1),
        ("3600", 3600),
        ("99999999999", 86_400),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        (None, None),
    ],
)
async def test_a_rate_limit_is_not_sent_and_says_for_how_long(bot: Bot, header: str | None, after: int | None) -> None:
    bot.slack.fault("chat.postMessage", status=429, retry_after=header)
    began = time.monotonic()
    with pytest.raises(NotSent) as raised:
        await bot.adapter.send(SPACE, "C01GEN", note("x"), "n")
    assert time.monotonic() - began < 2.0, "whoever delivers waits, not the call"
    if header is not None:
        assert raised.value.after == (None if after is None else timedelta(seconds=after))
    assert not bot.slack.messages("general")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_failure_of_slack_leaves_it_unknown_and_is_not_repeated(bot: Bot, status: int, after: bool) -> None:
    bot.slack.fault("chat.postMessage", status=status, after=after)
    with pytest.raises(Ambiguous):
        await bot.adapter.send(SPACE, "C01GEN", note("x"), "n")
    assert len(bot.slack.messages("general")) == after


async def test_an_answer_that_is_cut_short_leaves_it_unknown(bot: Bot) -> None:
    bot.slack.fault("chat.postMessage", truncated=True)
    with pytest.raises(Ambiguous):
        await bot.adapter.send(SPACE, "C01GEN", note("x"), "n")
    assert len(bot.slack.messages("general")) == 1


async def test_no_answer_in_time_leaves_it_unknown(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "SECONDS", 0.3)
    bot.slack.fault("chat.postMessage", after=True, hang=True)
    with pytest.raises(Ambiguous):
        await bot.adapter.send(SPACE, "C01GEN", note("x"), "n")


async def test_a_slack_that_cannot_be_reached_was_sent_nothing(bot: Bot) -> None:
    await bot.slack.stop()
    with pytest.raises(NotSent):
        await bot.adapter.send(SPACE, "C01GEN", note("x"), "n")


@pytest.mark.parametrize(
    ("error", "sort", "remedy"),
    [
        ("channel_not_found", Impossible, "/invite @"),
        ("not_in_channel", Impossible, "/invite @"),
        ("is_archived", Impossible, "archived"),
        ("token_revoked", Impossible, "install the app again"),
        ("missing_scope", Impossible, "scope"),
        ("msg_too_long", Impossible, "too long"),
        ("fatal_error", Ambiguous, "perhaps"),
        ("internal_error", Ambiguous, "perhaps"),
        ("service_unavailable", NotSent, "unavailable"),
    ],
)
async def test_a_refusal_says_what_an_admin_can_mend(bot: Bot, error: str, sort: type[Trouble], remedy: str) -> None:
    bot.slack.fault("chat.postMessage", error=error)
    with pytest.raises(sort) as raised:
        await bot.adapter.send(SPACE, "C01GEN", note("x"), "n")
    assert remedy in raised.value.reason


@pytest.mark.parametrize("error", ["user_disabled", "user_not_found", "user_not_visible", "messages_tab_disabled"])
async def test_who_cannot_be_written_to_is_told_apart_from_a_channel(bot: Bot, error: str) -> None:
    bot.slack.fault("conversations.open", error=error)
    bot.slack.fault("chat.postMessage", error=error)
    with pytest.raises(Impossible) as raised:
        await bot.adapter.send(SPACE, to_person(bot.slack.person("bob").id), note("x"), "n")
    assert raised.value.cause is Cause.PERSON


async def test_where_it_is_not_it_asks_to_be_invited(bot: Bot) -> None:
    bot.slack.remove_bot("random")
    with pytest.raises(Impossible, match=r"/invite @\w+"):
        await bot.adapter.send(SPACE, "C02RND", note("x"), "n")
    bot.slack.archive("random")
    with pytest.raises(Impossible, match="archived"):
        await bot.adapter.send(SPACE, "C02RND", note("x"), "n")


async def test_a_message_that_is_gone_cannot_be_edited(bot: Bot) -> None:
    for reference in ("C01GEN:1.2", "nonsense"):
        with pytest.raises(Impossible):
            await bot.adapter.edit(SPACE, "C01GEN", reference, note("x"))


async def test_the_roll_has_everybody_on_all_pages_with_guests_and_bots_marked(bot: Bot) -> None:
    for number in range(1_050):
        bot.slack.add_person(f"member{number}")
    bot.slack.add_person("gone", deleted=True)
    bot.slack.add_person("helper", bot=True)
    roll = await bot.adapter.roll(SPACE)
    by_name = {profile.name: profile for profile in roll}
    assert len(roll) == len({profile.handle for profile in roll})
    assert sum(profile.standing is Standing.FULL for profile in roll) == 1_050 + 5
    assert "gone" not in by_name
    assert by_name["frank"].standing is Standing.GUEST
    assert by_name["helper"].standing is Standing.BOT
    assert by_name["alice"].admin
    assert not by_name["bob"].admin
    assert {profile.handle.realm for profile in roll} == {"T01TEST"}


async def test_what_belongs_to_another_workspace_is_refused_with_what_to_mend(bot: Bot) -> None:
    other = replace(SPACE, key="T09OTHER", name="Lab B")
    told = r"token is for the workspace Test Workspace \(T01TEST\), not for Lab B \(T09OTHER\): set SLACK_BOT_TOKEN"
    before = len(bot.slack.calls)
    with pytest.raises(Impossible, match=told):
        await bot.adapter.roll(other)
    with pytest.raises(Impossible, match=told):
        await bot.adapter.send(other, "C01GEN", note("x"), "n")
    with pytest.raises(Impossible, match=told):
        await bot.adapter.edit(other, "C01GEN", "C01GEN:1.2", note("x"))
    assert len(bot.slack.calls) == before
    bot.workspaces.present = None  # as before Slack first said what the token is for
    with pytest.raises(Impossible, match=told):
        await bot.adapter.send(other, "C01GEN", note("x"), "n")
    assert not bot.slack.messages("general")


async def test_half_a_roll_is_none(bot: Bot) -> None:
    for number in range(550):
        bot.slack.add_person(f"member{number}")
    bot.slack.fault("users.list", error="missing_scope", spared=1)
    with pytest.raises(Impossible, match="scope"):
        await bot.adapter.roll(SPACE)
    assert pages(bot) == 2


async def test_a_limit_in_the_middle_of_a_roll_is_waited_for(bot: Bot) -> None:
    for number in range(550):
        bot.slack.add_person(f"member{number}")
    bot.slack.fault("users.list", status=429, retry_after=0, spared=1)
    assert len(await bot.adapter.roll(SPACE)) > 550
    assert pages(bot) == 3


async def test_the_roll_of_five_thousand_is_within_what_slack_allows_a_minute(bot: Bot) -> None:
    for number in range(5_000):
        bot.slack.add_person(f"member{number}")
    assert len(await bot.adapter.roll(SPACE)) > 5_000
    assert pages(bot) < 20


def pages(bot: Bot) -> int:
    return sum(call.method == "users.list" for call in bot.slack.calls)


async def test_a_card_of_nothing_can_be_posted(bot: Bot) -> None:
    await bot.adapter.send(SPACE, "C01GEN", note(""), "n")
    assert bot.slack.messages("general")


def test_every_remedy_reads_well() -> None:
    assert "another channel" in refused("restricted_action", "@bot").reason
    assert refused("missing_scope", "@bot", "users:read").reason.startswith("the app lacks the scope users:read")
    assert refused("{nonsense}", "@bot").reason == "Slack refuses it ({nonsense})"


@pytest.mark.parametrize("header", ["", " ", "٣", "1\n2"])
def test_odd_headers_say_nothing(header: str) -> None:
    assert retry_after(header) is None


def test_nothing_is_logged_below_info() -> None:
    assert not logging.getLogger("slack_sdk").isEnabledFor(logging.DEBUG)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("channel_not_found", Cause.CHANNEL),
        ("is_archived", Cause.CHANNEL),
        ("not_in_channel", Cause.PERMISSION),
        ("restricted_action", Cause.PERMISSION),
        ("account_inactive", Cause.SPACE),
        ("token_revoked", Cause.SPACE),
        ("messages_tab_disabled", Cause.PERSON),
        ("msg_too_long", Cause.OTHER),
    ],
)
async def test_what_is_in_the_way_is_told_apart(bot: Bot, error: str, cause: Cause) -> None:
    told = refused(error, "@bot")
    assert isinstance(told, Impossible)
    assert told.cause is cause


async def test_a_message_that_is_gone_can_be_posted_again_and_a_workspace_that_is_another_is_lost(bot: Bot) -> None:
    with pytest.raises(Impossible) as raised:
        await bot.adapter.edit(SPACE, "C01GEN", "C01GEN:1.2", note("x"))
    assert raised.value.cause is Cause.MESSAGE
    with pytest.raises(Impossible) as raised:
        await bot.adapter.send(replace(SPACE, key="T09OTHER"), "C01GEN", note("x"), "n")
    assert raised.value.cause is Cause.SPACE


async def test_another_place_is_a_public_channel_that_the_bot_is_in(bot: Bot) -> None:
    assert await bot.adapter.another_place(SPACE, ()) == "C01GEN"
    assert await bot.adapter.another_place(SPACE, {"C01GEN"}) == "C02RND"
    bot.slack.archive("random")
    assert await bot.adapter.another_place(SPACE, {"C01GEN"}) is None
    assert bot.adapter.owner(SPACE) is None


async def test_an_app_without_the_scope_knows_of_no_other_place(bot: Bot) -> None:
    bot.slack.scopes.discard("channels:read")
    assert await bot.adapter.another_place(SPACE, ()) is None


def test_what_a_call_draws_on(bot: Bot) -> None:
    sends = bot.adapter.send_rations(SPACE, "C01GEN")
    assert [ration.key for ration in sends] == ["slack:T01TEST:C01GEN:send", "slack:T01TEST:send"]
    edits = bot.adapter.edit_rations(SPACE, "C01GEN", "C01GEN:1.2", bot.clock())
    assert [ration.key for ration in edits] == ["slack:T01TEST:edit"]


@pytest.mark.parametrize("alone", [False, True])
async def test_what_goes_on_from_a_message_is_in_its_thread(bot: Bot, alone: bool) -> None:
    place = to_person(bot.slack.person("bob").user.id) if alone else "C01GEN"
    first = await bot.adapter.send(SPACE, place, note("Part 1"), "n")
    second = await bot.adapter.send(SPACE, place, note("Part 2"), "n", first)
    parent, reply = bot.slack.messages("bob" if alone else "general")
    assert (reply.thread_ts, parent.thread_ts) == (parent.ts, None)
    assert "reply_broadcast" not in reply.call
    assert second == f"{reply.channel}:{reply.ts}"
    await bot.adapter.edit(SPACE, place, second, note("Corrected"))
    assert [message.shown for message in bot.slack.messages("bob" if alone else "general")] == ["Part 1", "Corrected"]


async def test_what_cannot_be_a_reference_is_not_sent_under(bot: Bot) -> None:
    with pytest.raises(Impossible) as raised:
        await bot.adapter.send(SPACE, "C01GEN", note("x"), "n", "nonsense")
    assert raised.value.cause is Cause.MESSAGE
    assert not bot.slack.messages("general")
