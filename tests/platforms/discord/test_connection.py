"""The connection comes back by itself, and says why it is gone."""

import asyncio
import socket
import time
from collections.abc import Callable

import pytest

from bot.domain.people import Platform
from bot.platforms.discord import gateway
from bot.platforms.discord.gateway import Identifications, Pauses
from tests.platforms.discord.conftest import Hand, Served
from tests.servers.discord import DiscordServer
from tests.servers.pointing import pointed


async def still_works(bot: Served) -> None:
    assert (await bot.server.person("bob").slash("proposals")).text


async def test_a_cut_connection_is_resumed(bot: Served, server: DiscordServer) -> None:
    server.drop()
    await server.until(lambda: server.resumes == 1, limit=10)
    await still_works(bot)
    assert server.identifies == 1
    assert server.syncs == 1


async def test_a_flapping_connection_keeps_its_session(bot: Served, server: DiscordServer) -> None:
    for flap in range(1, 6):
        server.drop()
        await server.until(lambda n=flap: server.resumes == n, limit=5)
    await still_works(bot)
    assert server.identifies == 1


async def test_an_asked_for_reconnection_is_a_resumption(bot: Served, server: DiscordServer) -> None:
    server.reconnect()
    await server.until(lambda: server.resumes == 1, limit=10)
    await still_works(bot)


async def test_an_invalid_session_is_begun_anew(bot: Served, server: DiscordServer) -> None:
    server.invalidate()
    await server.until(lambda: server.identifies == 2, limit=10)
    await still_works(bot)
    assert server.syncs == 1


async def test_discord_away_for_a_while(bot: Served, server: DiscordServer, said: Callable[[str], bool]) -> None:
    await server.stop()
    await server.until(lambda: said("Discord: not connected (ClientConnectorError"), limit=10)
    await server.start()
    await server.ready(limit=20)
    await still_works(bot)
    assert server.syncs == 1


async def test_a_silent_peer_is_left(bot: Served, server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_SILENCE", 0.5)
    await bot.restart()
    server.silence()
    await server.until(lambda: server.resumes >= 1, limit=10)


async def test_discord_unreachable_at_the_start(hand: Hand, database: str, said: Callable[[str], bool]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = DiscordServer(clock=hand, port=port)
    served = Served(server, database, hand)
    with pointed(discord=port):
        await served.start()
        await server.until(lambda: said("Discord: not served, for it cannot be reached"), limit=10)
        async with server:
            await server.ready(limit=20)
            await still_works_after_sync(served)
            await served.stop()


async def still_works_after_sync(served: Served) -> None:
    await served.server.until(lambda: served.server.syncs == 1, limit=10)
    await still_works(served)


async def test_a_gateway_that_does_not_answer_at_the_start_is_tried_again(
    server: DiscordServer, hand: Hand, database: str, said: Callable[[str], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library crashes where its first connection fails."""
    from discord.gateway import DiscordWebSocket
    from yarl import URL

    served = Served(server, database, hand)
    there = DiscordWebSocket.DEFAULT_GATEWAY
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL("ws://127.0.0.1:1/"))
    await served.start()
    await server.until(lambda: said("Discord: not connected (ClientConnectorError"), limit=10)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", there)
    await server.ready(limit=20)
    await still_works_after_sync(served)
    await served.stop()


async def test_a_refused_token_is_named_and_tried_again(
    server: DiscordServer, hand: Hand, database: str, said: Callable[[str], bool]
) -> None:
    served = Served(server, database, hand)
    served.token = "not-the-token"
    await served.start()
    told = "Discord: not served, for it refuses DISCORD_TOKEN (`make doctor` says what to do); trying again in"
    await server.until(lambda: said(told), limit=10)
    assert not said("not-the-token")
    server.rest.token = server.gateway.token = "not-the-token"
    await server.ready(limit=20)
    await still_works_after_sync(served)
    await served.stop()


async def test_a_token_that_is_revoked_is_named(
    bot: Served, server: DiscordServer, said: Callable[[str], bool]
) -> None:
    server.gateway.token = "another"
    server.invalidate()
    await server.until(lambda: said("Discord: not served, for it refuses DISCORD_TOKEN"), limit=10)
    server.gateway.token = server.token
    await server.until(lambda: server.identifies == 2, limit=20)


async def test_the_end_comes_within_seconds(bot: Served, server: DiscordServer) -> None:
    server.silence()
    begun = time.monotonic()
    await bot.adapter.aclose()
    await asyncio.wait_for(bot.running, 1)
    assert time.monotonic() - begun < 1.5


async def test_commands_are_declared_only_where_they_differ(bot: Served, server: DiscordServer) -> None:
    await bot.restart()
    await server.until(lambda: [c for c in server.calls if c.method == "GET" and c.path.endswith("/commands")][1:])
    assert server.syncs == 1
    await bot.stop()
    server.backend.commands[None].popitem()
    await bot.start()
    await server.until(lambda: server.syncs == 2, limit=10)
    assert set(server.commands()) >= {"propose", "vote", "results", "settings"}


async def test_commands_are_declared_although_the_first_try_fails(
    server: DiscordServer, hand: Hand, database: str
) -> None:
    served = Served(server, database, hand)
    server.fault("GET", "/commands", status=503)
    server.fault("PUT", "/commands", status=503)
    await served.start()
    await server.until(lambda: server.syncs == 1, limit=15)
    await served.stop()


def test_pauses_double_up_to_a_bound_and_differ() -> None:
    shortest, longest = Pauses(lambda n: bytes(n)), Pauses(lambda n: b"\xff" * n)
    assert [shortest.next() for _ in range(7)] == [0.5, 1, 2, 4, 8, 10, 10]
    assert all(19 < pause <= 20 for pause in [longest.next() for _ in range(8)][5:])
    shortest.reset()
    assert shortest.next() == 0.5


async def test_nothing_is_told_after_the_end() -> None:
    """The library's task that waits for servers ends two seconds after the connection's beginning, closed or not."""

    async def take(_: object) -> None:
        raise AssertionError("there is nobody to tell")

    client = gateway.Gateway(take, take, bytes, Identifications())
    await client.close()
    client.dispatch("ready")


async def test_sessions_are_begun_sparingly() -> None:
    """40 and one every 100 s is 904 in a day; Discord allows 1,000."""
    stock = Identifications()
    for _ in range(40):
        await asyncio.wait_for(stock.take(), 0.5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(stock.take(), 0.5)


async def reached(bot: Served) -> bool:
    """Return whether the bot knows that it may send in its server."""
    space = await bot.world.store.read(lambda tx: tx.communities.space(Platform.DISCORD, str(bot.server.guild_id)))
    assert space is not None
    return space.lost is None


async def founded(bot: Served) -> None:
    await bot.server.person("alice").slash("propose red-line")
    assert await reached(bot)


async def becomes(bot: Served, wanted: bool) -> None:
    async with asyncio.timeout(10):
        while await reached(bot) is not wanted:  # noqa: ASYNC110 (the store has no event)
            await asyncio.sleep(0.02)


async def test_a_server_from_which_the_bot_is_removed_is_lost_until_it_is_invited_again(
    bot: Served, server: DiscordServer
) -> None:
    await still_works(bot)
    await founded(bot)
    server.kick()
    await becomes(bot, False)
    server.invite()
    await becomes(bot, True)


async def test_what_happened_while_nobody_listened_is_noted_at_the_next_connection(
    bot: Served, server: DiscordServer
) -> None:
    await still_works(bot)
    await founded(bot)
    for change, there in ((server.kick, False), (server.invite, True)):
        await bot.stop()
        change()
        await bot.start()
        await server.ready()
        await becomes(bot, there)
