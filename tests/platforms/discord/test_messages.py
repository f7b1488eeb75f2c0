"""Posting and editing, and what is understood of each way in which that can fail."""

from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.addresses import to_person
from bot.domain.delivering import DeliveryKind
from bot.domain.pacing import Ration
from bot.domain.people import Platform
from bot.platforms.discord import adapter
from bot.ports import Ambiguous, Cause, Impossible, NotSent, Transaction
from bot.services.queueing import queue
from bot.views.elements import Card, Prose, note
from tests.platforms.discord.conftest import Served
from tests.servers.discord import DiscordServer

CARD = Card("A card", (Prose(("A card",)),))
CHANGED = Card("Changed", (Prose(("Changed",)),))


async def test_a_card_is_posted_once_for_each_nonce(bot: Served, server: DiscordServer) -> None:
    place = str(server.channel("general"))
    first = await bot.adapter.send(bot.space(), place, CARD, "one")
    assert await bot.adapter.send(bot.space(), place, CARD, "one") == first
    assert await bot.adapter.send(bot.space(), place, CARD, "two") != first
    assert len(server.messages("general")) == 2
    await bot.adapter.edit(bot.space(), place, first, CHANGED)
    assert [server.text(message) for message in server.messages("general")] == ["Changed", "A card"]
    assert all(not message["mention_everyone"] for message in server.messages("general"))


async def test_discord_tells_when_people_joined(bot: Served) -> None:
    assert await bot.adapter.roll(bot.space()) is None
    assert bot.adapter.repeats_within == timedelta(minutes=2)


async def test_a_limit_is_waited_for(bot: Served, server: DiscordServer) -> None:
    server.fault("POST", "/messages", status=429, retry_after=0.05)
    await bot.adapter.send(bot.space(), str(server.channel("general")), CARD, "n")
    assert len(server.messages("general")) == 1


@pytest.mark.parametrize(("after", "told"), [(3600, timedelta(hours=1)), ("soon", timedelta(seconds=30))])
async def test_a_long_limit_is_no_effect(
    bot: Served, server: DiscordServer, after: float | str, told: timedelta
) -> None:
    server.fault("POST", "/messages", status=429, retry_after=after)
    with pytest.raises(NotSent) as raised:
        await bot.adapter.send(bot.space(), str(server.channel("general")), CARD, "n")
    assert raised.value.after == told
    assert server.messages("general") == []


@pytest.mark.parametrize("status", [503, 520])
async def test_a_failure_of_theirs_is_ambiguous_and_is_sent_again(
    bot: Served, server: DiscordServer, status: int
) -> None:
    place = str(server.channel("general"))
    server.fault("POST", "/messages", status=status, after=True)
    with pytest.raises(Ambiguous, match=f"status {status}"):
        await bot.adapter.send(bot.space(), place, CARD, "n")
    await bot.adapter.send(bot.space(), place, CARD, "n")
    assert len(server.messages("general")) == 1


async def test_a_torn_answer_is_ambiguous(bot: Served, server: DiscordServer) -> None:
    server.fault("POST", "/messages", status=200, after=True, truncated=True)
    with pytest.raises(Ambiguous):
        await bot.adapter.send(bot.space(), str(server.channel("general")), CARD, "n")
    assert len(server.messages("general")) == 1


async def test_silence_is_ambiguous(bot: Served, server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_PATIENCE", 0.3)
    server.fault("POST", "/messages", hang=True)
    with pytest.raises(Ambiguous, match="no answer in time"):
        await bot.adapter.send(bot.space(), str(server.channel("general")), CARD, "n")


async def test_a_limit_after_a_failure_of_theirs_is_ambiguous(bot: Served, server: DiscordServer) -> None:
    """The library tries again by itself: the first try may have had its effect."""
    server.fault("POST", "/messages", status=502, after=True)
    server.fault("POST", "/messages", status=429, retry_after=3600)
    with pytest.raises(Ambiguous):
        await bot.adapter.send(bot.space(), str(server.channel("general")), CARD, "n")


async def test_nothing_is_sent_to_nobody(bot: Served, server: DiscordServer) -> None:
    place = str(server.channel("general"))
    await server.stop()
    with pytest.raises((Ambiguous, NotSent)):  # on the connection that was there
        await bot.adapter.send(bot.space(), place, CARD, "n")
    with pytest.raises(NotSent, match="cannot be reached"):
        await bot.adapter.send(bot.space(), place, CARD, "n")
    await server.start()
    await server.ready(limit=10)
    await bot.adapter.send(bot.space(), place, CARD, "n")


async def test_nothing_is_sent_before_there_is_a_connection(bot: Served, server: DiscordServer) -> None:
    await bot.adapter.aclose()
    with pytest.raises(NotSent, match="not connected"):
        await bot.adapter.send(bot.space(), str(server.channel("general")), CARD, "n")


@pytest.mark.parametrize(
    ("lacking", "named"),
    [("send_messages", r"\*Send Messages\*"), ("view_channel", r"\*View Channel\*")],
)
async def test_what_is_lacking_is_named(bot: Served, server: DiscordServer, lacking: str, named: str) -> None:
    server.deny("random", lacking)
    with pytest.raises(Impossible, match=rf"I can't write in #random: grant {named}.*or choose another channel"):
        await bot.adapter.send(bot.space(), str(server.channel("random")), CARD, "n")


async def test_what_is_gone_cannot_be_done(bot: Served, server: DiscordServer) -> None:
    general = str(server.channel("general"))
    with pytest.raises(Impossible, match="The message was deleted"):
        await bot.adapter.edit(bot.space(), general, "1457705189376009999", CHANGED)
    with pytest.raises(Impossible, match="The channel is gone"):
        await bot.adapter.send(bot.space(), "1457705189376009999", CARD, "n")
    with pytest.raises(Impossible, match="There is no such channel"):
        await bot.adapter.send(bot.space(), "C01GEN", CARD, "n")


async def test_a_card_in_an_archived_thread_stays_as_it_is(bot: Served, server: DiscordServer) -> None:
    thread = str(server.add_thread("talk"))
    await server.until(lambda: bot.adapter._client and bot.adapter._client.get_channel(int(thread)))
    reference = await bot.adapter.send(bot.space(), thread, CARD, "n")
    server.archive("talk")
    with pytest.raises(Impossible, match="The thread #talk is archived: open it again"):
        await bot.adapter.edit(bot.space(), thread, reference, CHANGED)


async def test_edits_of_old_messages_are_put_off(bot: Served, server: DiscordServer) -> None:
    place = str(server.channel("general"))
    reference = await bot.adapter.send(bot.space(), place, CARD, "n")
    bot.hand.seconds += 3700
    for _ in range(3):
        await bot.adapter.edit(bot.space(), place, reference, CHANGED)
    server.fault("PATCH", "/messages", status=429, retry_after=900)
    with pytest.raises(NotSent) as raised:
        await bot.adapter.edit(bot.space(), place, reference, CHANGED)
    assert raised.value.after == timedelta(minutes=15)


async def test_a_server_never_posts_into_another(bot: Served, server: DiscordServer) -> None:
    other = server.backend.create_guild("Another Guild", owner_id=server.person("bob").id)
    place = server.backend.create_channel(other.id, "theirs").id
    await server.until(lambda: bot.adapter._client and bot.adapter._client.get_channel(place))
    with pytest.raises(Impossible, match="not in this server"):
        await bot.adapter.send(bot.space(), str(place), CARD, "n")
    await server.until(lambda: bot.adapter._client and bot.adapter._client.is_ready())
    with pytest.raises(Impossible, match="invite it again"):
        await bot.adapter.send(bot.space(key=1), str(server.channel("general")), CARD, "n")


async def test_one_person_is_written_to_alone(bot: Served, server: DiscordServer) -> None:
    bob = to_person(str(server.person("bob").id))
    for nonce in ("one", "one", "two"):
        await bot.adapter.send(bot.space(), bob, CARD, nonce)
    assert [server.text(message) for message in server.direct("bob")] == ["A card", "A card"]
    assert server.messages("general") == []


async def test_a_conversation_that_may_have_been_opened_was_not_a_message(bot: Served, server: DiscordServer) -> None:
    server.fault("POST", "/users/@me/channels", status=503, after=True, times=10)
    with pytest.raises(NotSent, match="status 503"):
        await bot.adapter.send(bot.space(), to_person(str(server.person("bob").id)), CARD, "n")


async def test_who_takes_no_direct_messages_or_is_nobody_cannot_be_written_to(
    bot: Served, server: DiscordServer
) -> None:
    itself = str(server.backend.bot_user.id)  # as a person does who has closed them: 50007
    with pytest.raises(Impossible, match="They take no direct messages from me"):
        await bot.adapter.send(bot.space(), to_person(itself), CARD, "n")
    with pytest.raises(Impossible, match="not on Discord any more"):
        await bot.adapter.send(bot.space(), to_person("1457705189376009999"), CARD, "n")
    with pytest.raises(Impossible, match="no such person"):
        await bot.adapter.send(bot.space(), to_person("U01ALICE"), CARD, "n")


@pytest.mark.parametrize("code", [50007, 50278])
async def test_who_shares_no_server_or_takes_no_messages_is_told_apart_from_a_channel(
    bot: Served, server: DiscordServer, code: int
) -> None:
    bob = to_person(str(server.person("bob").id))
    await bot.adapter.send(bot.space(), bob, CARD, "n")
    server.fault("POST", "/messages", status=403, code=code)
    with pytest.raises(Impossible, match="They take no direct messages from me") as raised:
        await bot.adapter.send(bot.space(), bob, CARD, "m")
    assert raised.value.cause is Cause.PERSON


async def test_what_is_in_the_way_is_told_apart(bot: Served, server: DiscordServer) -> None:
    """By its cause: what another channel may do, what can be posted again, and what the whole server is closed to."""
    general, thread = str(server.channel("general")), str(server.add_thread("talk"))
    reference = await bot.adapter.send(bot.space(), general, CARD, "n")
    in_thread = await bot.adapter.send(bot.space(), thread, CARD, "t")
    server.deny("random", "send_messages")
    server.archive("talk")
    await server.until(lambda: bot.adapter._client and bot.adapter._client.is_ready())
    nowhere = "1457705189376009999"
    asked: list[tuple[Cause, Coroutine[Any, Any, object]]] = [
        (Cause.PERMISSION, bot.adapter.send(bot.space(), str(server.channel("random")), CARD, "p")),
        (Cause.CHANNEL, bot.adapter.send(bot.space(), nowhere, CARD, "c")),
        (Cause.CHANNEL, bot.adapter.edit(bot.space(), nowhere, reference, CARD)),
        (Cause.CHANNEL, bot.adapter.edit(bot.space(), thread, in_thread, CARD)),
        (Cause.MESSAGE, bot.adapter.edit(bot.space(), general, nowhere, CARD)),
        (Cause.SPACE, bot.adapter.send(bot.space(key=1), general, CARD, "s")),
        (Cause.PERSON, bot.adapter.send(bot.space(), to_person(nowhere), CARD, "u")),
    ]
    for cause, request in asked:
        with pytest.raises(Impossible) as raised:
            await request
        assert raised.value.cause is cause, raised.value.reason


async def test_too_many_conversations_are_put_off(bot: Served, server: DiscordServer) -> None:
    server.fault("POST", "/users/@me/channels", status=403, code=40003)
    with pytest.raises(NotSent) as raised:
        await bot.adapter.send(bot.space(), to_person(str(server.person("bob").id)), CARD, "n")
    assert raised.value.after == timedelta(minutes=10)


async def test_another_place_is_the_first_one_where_the_bot_may_post(bot: Served, server: DiscordServer) -> None:
    general, random = (str(server.channel(name)) for name in ("general", "random"))
    assert await bot.adapter.another_place(bot.space(), ()) == general
    assert await bot.adapter.another_place(bot.space(), {general}) == random
    assert await bot.adapter.another_place(bot.space(), {general, random}) is None
    server.deny("general", "send_messages")
    client = bot.adapter._client
    assert client is not None
    channel = client.get_channel(int(general))
    await server.until(lambda: not channel.permissions_for(channel.guild.me).send_messages)
    assert await bot.adapter.another_place(bot.space(), ()) == random
    assert bot.adapter.owner(bot.space()) == str(server.person("alice").id)


async def test_what_a_request_draws_on(bot: Served, server: DiscordServer) -> None:
    general = str(server.channel("general"))
    reference = await bot.adapter.send(bot.space(), general, CARD, "n")

    def keys(rations: Sequence[Ration]) -> list[str]:
        return [ration.key for ration in rations]

    assert keys(bot.adapter.send_rations(bot.space(), general)) == [f"discord:{general}:send", "discord"]
    direct = keys(bot.adapter.send_rations(bot.space(), to_person("7")))
    assert direct == ["discord:person:7:send", "discord:conversations", "discord"]
    now = bot.hand.now()
    young = keys(bot.adapter.edit_rations(bot.space(), general, reference, now + timedelta(minutes=54)))
    assert young == [f"discord:{general}:edit", "discord"]
    old = keys(bot.adapter.edit_rations(bot.space(), general, reference, now + timedelta(minutes=56)))
    assert old == [f"discord:{general}:old", f"discord:{general}:edit", "discord"]


@pytest.mark.parametrize("alone", [False, True])
async def test_what_goes_on_from_a_message_replies_to_it_and_mentions_nobody(
    bot: Served, server: DiscordServer, alone: bool
) -> None:
    place = to_person(str(server.person("alice").id)) if alone else str(server.channel("general"))
    first = await bot.adapter.send(bot.space(), place, CARD, "one")
    second = await bot.adapter.send(bot.space(), place, CHANGED, "two", first)
    body = posts(server)[-1]
    assert body["message_reference"]["message_id"] == int(first)
    assert body["message_reference"]["fail_if_not_exists"] is False
    assert body["allowed_mentions"] == {"parse": []}
    assert body["nonce"] == "two"
    assert int(second) > int(first)
    await bot.adapter.edit(bot.space(), place, second, CARD)


async def test_where_earlier_messages_may_not_be_read_it_stands_by_itself(bot: Served, server: DiscordServer) -> None:
    place = str(server.channel("general"))
    first = await bot.adapter.send(bot.space(), place, CARD, "one")
    server.fault("POST", "/messages", status=400, code=160002)
    await bot.adapter.send(bot.space(), place, CHANGED, "two", first)
    assert [server.text(message) for message in server.messages("general")] == ["A card", "Changed"]
    assert ["message_reference" in body for body in posts(server)] == [False, True, False]


async def test_what_makes_a_reply_impossible_otherwise_is_told(bot: Served, server: DiscordServer) -> None:
    first = await bot.adapter.send(bot.space(), str(server.channel("random")), CARD, "one")
    server.deny("random", "send_messages")
    with pytest.raises(Impossible, match="Send Messages"):
        await bot.adapter.send(bot.space(), str(server.channel("random")), CHANGED, "two", first)


async def test_parts_and_a_correction_go_through_the_outbox(bot: Served, server: DiscordServer) -> None:
    place = str(server.channel("general"))
    await server.person("alice").slash("proposals")
    space = await bot.store.read(lambda tx: tx.communities.space(Platform.DISCORD, str(server.guild_id)))
    assert space is not None

    async def put(tx: Transaction) -> None:
        now, entropy = bot.hand.now(), bot.entropy
        await queue(tx, DeliveryKind.DIGEST, space.id, place, CARD, "one", now, entropy)
        await queue(tx, DeliveryKind.DIGEST, space.id, place, CHANGED, "two", now, entropy, after="one")
        await queue(tx, DeliveryKind.CORRECTION, space.id, place, note("Corrected"), "fix", now, entropy, edits="two")
        await queue(tx, DeliveryKind.CORRECTION, space.id, place, note("Gone"), "late", now, entropy, edits="one")

    await bot.store.write(put)
    await bot.deliver()
    await bot.deliver()
    first, second = server.messages("general")
    assert [server.text(first), server.text(second)] == ["Gone", "Changed"]
    await bot.deliver()
    assert [server.text(message) for message in server.messages("general")] == ["Gone", "Corrected"]


def posts(server: DiscordServer) -> list[Any]:
    return [call.body for call in server.calls if call.method == "POST" and call.path.endswith("/messages")]
