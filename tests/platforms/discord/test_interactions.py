"""What members do, and what they alone see of it."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from simcord.enums import InteractionType

from bot.domain.people import Handle, Platform
from bot.ports import Transaction
from bot.services.people import meet
from bot.views.elements import Button, Buttons, Card, Menu, Option, runs
from tests.platforms.discord.conftest import EPHEMERAL, Served
from tests.servers.discord import DiscordServer
from tests.servers.discord_answer import Answer

ACT = "An AI system copies itself without approval."


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold the database's write lock, as another process would."""
    with closing(sqlite3.connect(url.partition("///")[2], isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


async def drafted(server: DiscordServer, title: str = "No replication") -> Answer:
    """Let alice write a red line on both pages; return its preview."""
    alice = server.person("alice")
    first = await alice.slash("propose red-line")
    kept = await alice.submit(first, {"Title": title, "The act or capability": ACT})
    second = await alice.click(kept, "Continue")
    return await alice.submit(second, {"Evidence": "https://example.org/paper"})


async def opened(bot: Served, title: str = "No replication") -> dict[str, Any]:
    """Let alice open the vote on a red line; return its card in the channel."""
    server = bot.server
    await server.person("alice").click(await drafted(server, title), "Open the vote")
    await bot.deliver()
    return server.messages("general")[-1]


async def test_a_red_line_from_the_form_to_the_ballots(bot: Served, server: DiscordServer) -> None:
    preview = await drafted(server)
    assert "## Preview · RL-1 · Red line" in preview.text
    assert preview.ephemeral
    assert "<https://example.org/paper>" in preview.text
    done = await server.person("alice").click(preview, "Open the vote")
    assert "**RL-1** is open for voting." in done.text
    await bot.deliver()
    card = server.messages("general")[-1]
    assert "**Turnout** 0 voted; quorum 3 not yet reached" in server.text(card)

    form = await server.person("bob").click(card, "Vote")
    assert form.kind == "modal"
    assert form.seconds is not None
    assert form.seconds < 1
    assert "**No replication**\nCloses <t:" in form.text
    ballot = await server.person("bob").submit(form, {"Choice": "for", "Reason": "It can be measured."})
    assert "**Recorded: For**, with your reason, on version 1 of RL-1." in ballot.text
    typed = await server.person("carol").slash("vote", {"proposal": "rl-1", "choice": "against"})
    assert "**Recorded: Against** on version 1 of RL-1." in typed.text

    bot.hand.seconds += 90
    await bot.deliver()
    assert "**Turnout** 2 voted; quorum 3 not yet reached" in server.text(server.messages("general")[-1])
    assert len(server.messages("general")) == 1


async def test_buttons_and_forms_survive_a_restart(bot: Served, server: DiscordServer) -> None:
    card = await opened(bot)
    form = await server.person("bob").click(card, "Vote")
    await bot.restart()
    assert "**Recorded: For**" in (await server.person("bob").submit(form, {"Choice": "For"})).text
    again = await server.person("carol").click(card, "Vote")
    assert "**Recorded: Abstain**" in (await server.person("carol").submit(again, {"Choice": "Abstain"})).text
    assert server.syncs == 1


async def test_a_vote_button_that_no_longer_applies_tells_how_it_stands(bot: Served, server: DiscordServer) -> None:
    card = await opened(bot)
    await server.person("alice").slash("withdraw", {"proposal": "1", "sure": "sure"})
    told = await server.person("bob").click(card, "Vote")
    assert told.kind == "message"
    assert told.ephemeral
    assert "RL-1 was withdrawn. Nothing was recorded." in told.text
    assert "**Withdrawn:** its ballots were not counted" in told.text


async def test_author_buttons_of_an_open_vote_tell_how_it_stands(bot: Served, server: DiscordServer) -> None:
    alice = server.person("alice")
    preview = await drafted(server)
    await alice.click(preview, "Open the vote")
    assert (await alice.click(preview, "Edit")).kind == "modal"  # which puts a changed text to a new vote
    for label in ("Open the vote", "Discard"):
        told = await alice.click(preview, label)
        assert told.ephemeral
        assert "RL-1 is open for voting" in told.text
        assert (await alice.click(told, "Vote")).kind == "modal"


async def test_what_was_typed_is_there_again(bot: Served, server: DiscordServer) -> None:
    alice = server.person("alice")
    first = await alice.slash("propose red-line")
    await alice.submit(first, {"Title": "Half a line", "The act or capability": ACT})
    await bot.restart()
    again = await alice.slash("propose red-line")
    assert again.modal is not None
    assert again.modal["components"][0]["component"]["value"] == "Half a line"


async def test_what_was_typed_comes_back_where_the_vote_is_closed(bot: Served, server: DiscordServer) -> None:
    form = await server.person("bob").click(await opened(bot), "Vote")
    await server.person("alice").slash("withdraw", {"proposal": "1", "sure": "sure"})
    answer = await server.person("bob").submit(form, {"Choice": "for", "Reason": "A long thought.\nAnd *another*."})
    assert "What you typed:" in answer.text
    assert "> A long thought.\n> And \\*another\\*." in answer.text
    assert answer.ephemeral


async def test_what_was_typed_comes_back_whole_where_the_store_is_busy(bot: Served, server: DiscordServer) -> None:
    alice = server.person("alice")
    first = await alice.slash("propose red-line")
    second = await alice.click(
        await alice.submit(first, {"Title": "Half a line", "The act or capability": ACT}), "Continue"
    )
    typed = {"Scope": "*" * 600, "Response when crossed": "_" * 600, "Evidence": "see " * 200 + "the end."}
    with locked(bot.database):
        answer = await alice.submit(second, typed)
        await server.until(lambda: "the end." in answer.text, limit=10)
    assert answer.ephemeral
    assert "What you typed:" in answer.text
    assert all(message["flags"] & EPHEMERAL for message in answer.followups)
    assert [answer.text.count(mark) for mark in ("\\*", "\\_", "see")] == [600, 600, 200]
    again = await alice.slash("propose red-line")
    assert again.modal is not None
    assert again.modal["components"][0]["component"]["value"] == "Half a line"


async def test_what_is_kept_in_a_draft_is_not_repeated(bot: Served, server: DiscordServer) -> None:
    alice = server.person("alice")
    first = await alice.slash("propose red-line")
    kept = await alice.submit(first, {"Title": "Half a line", "The act or capability": ACT, "Value": "15"})
    refused = await alice.submit(await alice.click(kept, "Continue"), {"Evidence": "https://example.org/paper"})
    assert "What you typed is kept" in refused.text
    assert "example.org" not in refused.text
    assert (await alice.click(refused, "Edit again")).kind == "modal"


async def test_what_was_typed_into_a_form_of_old_comes_back(bot: Served, server: DiscordServer) -> None:
    field = {"type": 4, "custom_id": "reason", "value": "A long thought."}
    data = {"custom_id": "garbage", "components": [{"type": 18, "component": field}]}
    place = server.channel("general")
    answer = await server.person("bob")._send(InteractionType.MODAL_SUBMIT, place, data, 5.0, None)
    assert STALE in answer.text
    assert "> A long thought." in answer.text


async def test_members_titles_are_inert(bot: Served, server: DiscordServer) -> None:
    card = await opened(bot, "@everyone [win](https://evil.example.org) <@&1>")
    assert "**\\@everyone \\[win\\](https\\://evil.example.org) \\<\\@&1\\>**" in server.text(card)
    assert not card["mention_everyone"]
    assert not card["mention_roles"]
    sent = next(call for call in server.calls if call.path.endswith("/messages"))
    assert sent.body["allowed_mentions"] == {"parse": []}


async def test_offers_while_typing(bot: Served, server: DiscordServer) -> None:
    await opened(bot)
    bob = server.person("bob")
    offered = await bob.autocomplete("vote", {"proposal": "rl"}, focused="proposal")
    assert offered.choices == [{"name": "RL-1 No replication", "value": "1"}]
    assert (await bob.autocomplete("vote", {"proposal": "nothing like it"}, focused="proposal")).choices == []


async def test_the_same_interaction_twice_has_one_effect(
    bot: Served, server: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    card = await opened(bot)
    form = await server.person("bob").click(card, "Vote")
    ballot = await server.person("bob").submit(form, {"Choice": "for"})
    submitted = next(payload for event, payload in reversed(bot.payloads) if event == "INTERACTION_CREATE")
    leaves = await bot.store.read(lambda tx: tx.communities.space(Platform.DISCORD, str(server.guild_id)))
    assert leaves is not None

    async def recorded() -> int:
        return len(await bot.store.read(lambda tx: tx.record.leaves(leaves.community)))

    before, callbacks = await recorded(), len(bot.answers())
    server.backend.emit("INTERACTION_CREATE", submitted)
    server.backend.emit("INTERACTION_CREATE", submitted)
    edited = [call for call in server.calls if call.method == "PATCH" and "/webhooks/" in call.path]
    await server.until(
        lambda: len([c for c in server.calls if c.method == "PATCH" and "/webhooks/" in c.path]) == len(edited) + 2
    )
    assert await recorded() == before
    assert len(bot.answers()) == callbacks + 2
    assert "**Recorded: For**" in ballot.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


STALE = "This button no longer applies. Nothing was done;"


@pytest.mark.parametrize(
    ("custom_id", "told"),
    [
        ("garbage", STALE),
        ("=", STALE),
        ("", STALE),
        ("%", STALE),
        ("\ud83d", STALE),
        ("no+such+command a=b", STALE),
        ("draft+save", STALE),
        ("charter+set quorum=1 x=y", STALE),
        ("results proposal=~nothing.1", "no"),
        ("vote choice=for proposal=99999999999", "99,999,999,999 is too large a number"),
        ("vote choice=perhaps proposal=1", "“perhaps” is not a choice"),
    ],
)
async def test_a_button_that_is_none_of_ours_is_answered(
    bot: Served, server: DiscordServer, custom_id: str, told: str
) -> None:
    place = server.channel("general")
    await bot.adapter.send(bot.space(), str(place), Card("Old", ()), "n")
    stored = server.backend.get_message(place, int(server.messages("general")[-1]["id"]))
    data = {"custom_id": custom_id, "component_type": 2}
    answer = await server.person("bob")._send(InteractionType.MESSAGE_COMPONENT, place, data, 5.0, stored)
    assert answer.responded
    assert answer.ephemeral
    assert told in answer.text


async def test_a_menu_that_is_none_of_ours_is_answered(bot: Served, server: DiscordServer) -> None:
    data = {"custom_id": "vote", "component_type": 3, "values": ["for"]}
    await bot.adapter.send(bot.space(), str(server.channel("general")), Card("Old", ()), "n")
    stored = server.backend.get_message(server.channel("general"), int(server.messages("general")[-1]["id"]))
    answer = await server.person("bob")._send(
        InteractionType.MESSAGE_COMPONENT, server.channel("general"), data, 5.0, stored
    )
    assert "This button no longer applies." in answer.text


CHOICES = Card(
    "x",
    (
        Menu(
            "Choose",
            (
                Option("Help", runs("help"), "Private"),
                Option("Propose", runs("propose red-line")),
                Option("Take over", runs("charter set", quorum="1")),
                Option("Take over again", runs("charter set", quorum="1")),
            ),
        ),
    ),
)


@pytest.fixture
async def choices(bot: Served, server: DiscordServer) -> dict[str, Any]:
    await bot.adapter.send(bot.space(), str(server.channel("general")), CHOICES, "n")
    return server.messages("general")[-1]


async def test_what_is_chosen_is_answered_privately_after_a_restart_too(
    bot: Served, server: DiscordServer, choices: dict[str, Any]
) -> None:
    for _ in range(2):
        told = await server.person("bob").select(choices, "Choose", "Help")
        assert told.ephemeral
        assert "propose red-line" in told.text
        await bot.restart()
    assert server.messages("general") == [choices]


async def test_a_form_opens_from_a_choice(server: DiscordServer, choices: dict[str, Any]) -> None:
    alice = server.person("alice")
    form = await alice.select(choices, "Choose", "Propose")
    assert form.kind == "modal"
    kept = await alice.submit(form, {"Title": "No replication", "The act or capability": ACT})
    assert kept.ephemeral


async def test_a_choice_gains_no_privilege(server: DiscordServer, choices: dict[str, Any]) -> None:
    for label in ("Take over", "Take over again"):
        told = await server.person("bob").select(choices, "Choose", label)
        assert "is for admins of this space" in told.text


async def test_to_take_a_choice_back_says_nothing(server: DiscordServer, choices: dict[str, Any]) -> None:
    taken_back = await server.person("bob").select(choices, "Choose", [], patience=0)
    await server.until(lambda: taken_back.responded)
    assert taken_back.kind == "deferred_update"
    assert taken_back.message is None or taken_back.message["id"] == choices["id"]
    assert (await server.person("bob").select(choices, "Choose", "Help")).ephemeral


async def test_a_forged_button_gains_no_privilege(bot: Served, server: DiscordServer) -> None:
    card = Card("x", (Buttons((Button("Take over", runs("charter set", quorum="1")),)),))
    await bot.adapter.send(bot.space(), str(server.channel("general")), card, "n")
    message = server.messages("general")[-1]
    refused = await server.person("bob").click(message, "Take over")
    assert "`/charter set` is for admins of this space" in refused.text.replace("`charter set`", "`/charter set`")
    allowed = await server.add_person("gina", admin=True).click(message, "Take over")
    assert "admins of this space" not in allowed.text


async def test_a_form_that_is_not_ready_in_time_is_offered_again(bot: Served, server: DiscordServer) -> None:
    alice = server.person("alice")
    bot.gate.open.clear()
    asking = asyncio.create_task(alice.slash("propose red-line", patience=10))
    await server.until(lambda: [body for body in bot.answers() if body["type"] == 5], limit=5)
    bot.gate.open.set()
    late = await asking
    assert late.responded
    assert late.ephemeral
    assert "The form was not ready in time. Now it is." in late.text
    assert (await alice.click(late, "Continue")).kind == "modal"


async def test_a_form_after_a_form_is_a_button(bot: Served, server: DiscordServer) -> None:
    card = await opened(bot)
    form = await server.person("bob").click(card, "Vote")
    assert form.modal is not None
    source = server.backend.get_message(server.channel("general"), int(card["id"]))
    data = {"custom_id": form.modal["custom_id"], "components": []}
    answer = await server.person("bob")._send(
        InteractionType.MODAL_SUBMIT, server.channel("general"), data, 5.0, source
    )
    assert "There is one more thing to fill in." in answer.text
    assert (await server.person("bob").click(answer, "Continue")).kind == "modal"


async def test_cards_go_to_the_channel_that_was_set(bot: Served, server: DiscordServer) -> None:
    message = Card("x", (Buttons((Button("Set", runs("settings", channel=str(server.channel("random")))),)),))
    await bot.adapter.send(bot.space(), str(server.channel("general")), message, "n")
    await server.person("alice").click(server.messages("general")[-1], "Set")
    await server.person("alice").click(await drafted(server), "Open the vote")
    await bot.deliver()
    assert "RL-1" in server.text(server.messages("random")[-1])


async def test_somebody_is_chosen_with_what_they_are_called_here(bot: Served, server: DiscordServer) -> None:
    alice = server.person("alice")
    told = await alice.slash("facilitator add", {"member": "bob"})
    assert "you made bob a facilitator" in told.text
    assert "There is no feed 1" in (await server.person("bob").slash("feed remove", {"feed": "1"})).text
    assert "bob** since" in (await alice.slash("facilitator list")).text
    assert "facilitators of this community" in (await server.person("carol").slash("feed remove", {"feed": "1"})).text


async def test_somebody_of_another_space_is_named_where_discord_has_nobody_to_choose(
    bot: Served, server: DiscordServer
) -> None:
    alice = server.person("alice")
    await alice.slash("facilitator list")

    async def arrive(tx: Transaction) -> None:
        here = await tx.communities.space(Platform.DISCORD, str(server.guild_id))
        assert here is not None
        grace = Handle(Platform.SLACK, "T01TEST", "U08GRACE")
        await meet(tx, here.community, grace, "grace", bot.hand.now(), bot.entropy)

    await bot.store.write(arrive)
    for command, told in (("facilitator add", "you made grace a"), ("facilitator remove", "you removed grace as a")):
        offered = await alice.autocomplete(command, {"elsewhere": "gr"}, focused="elsewhere")
        [grace] = offered.choices
        assert grace["name"].startswith("grace")
        twice = await alice.slash(command, {"elsewhere": grace["value"], "member": "bob"})
        assert "each name somebody. Nothing was done" in twice.text
        assert told in (await alice.slash(command, {"elsewhere": grace["value"]})).text
    assert (await alice.slash("facilitator add")).kind == "modal", "who names nobody is asked"


async def test_a_role_of_the_server_is_what_it_takes_to_join_its_roll(bot: Served, server: DiscordServer) -> None:
    role = server.backend.create_role(server.guild_id, "Council")
    alice, bob = server.person("alice"), server.person("bob")
    assert "Council" in (await alice.slash("settings", {"role": "Council"})).text
    await alice.slash("charter set", {"roll": "registered"})
    assert "Only who holds the role Council" in (await bob.slash("join")).text
    server.backend.add_member_role(server.guild_id, bob.id, role.id)
    assert "You are on the roll" in (await bob.slash("join")).text


async def test_what_is_being_answered_is_answered_before_the_end(bot: Served, server: DiscordServer) -> None:
    bot.gate.open.clear()
    asking = asyncio.create_task(server.person("bob").slash("proposals"))
    await server.until(bot.answers)
    ending = asyncio.create_task(bot.adapter.aclose())
    before = len(bot.payloads)
    late = asyncio.create_task(server.person("carol").slash("proposals"))
    await server.until(lambda: len(bot.payloads) > before)
    bot.gate.open.set()
    assert (await asking).text
    await ending
    assert not (await late).responded, "nothing is begun that may not be ended"


async def test_nothing_is_done_that_nobody_can_be_told_of(
    bot: Served, server: DiscordServer, said: Callable[[str], bool]
) -> None:
    card = await opened(bot)
    form = await server.person("bob").click(card, "Vote")
    server.drop()
    await server.until(lambda: not server.gateway.ready)
    before = len(bot.payloads)
    voting = asyncio.create_task(server.person("bob").submit(form, {"Choice": "for"}))
    await server.until(lambda: len(bot.payloads) > before)
    heard = server.backend.interactions[int(bot.payloads[-1][1]["id"])]
    heard.initial_response_deadline = server.backend.now_iso()  # it is told of only after three seconds
    await server.until(lambda: said("came too late to be answered"), limit=10)
    assert not (await voting).responded
    results = await server.person("bob").slash("results", {"proposal": "1"})
    assert "You have not voted." in results.text


async def test_an_answer_that_cannot_be_shown_is_not_lost(
    bot: Served, server: DiscordServer, said: Callable[[str], bool]
) -> None:
    card = await opened(bot)
    server.fault("PATCH", "/webhooks/", status=404)
    form = await server.person("bob").click(card, "Vote")
    await server.person("bob").submit(form, {"Choice": "for"}, patience=0.1)
    await server.until(lambda: said("could not be shown"))
    results = await server.person("bob").slash("results", {"proposal": "1"})
    assert "You voted for." in results.text
