"""What the bot asks a server for is enough for what it does, and none of it is for nothing."""

from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.platforms.discord.inquiry import application_in
from bot.platforms.discord.permissions import PERMISSIONS, asked, invitation, needed
from bot.ports import Impossible
from bot.views.elements import Card, Prose
from tests.platforms.discord.conftest import Served
from tests.servers.discord import DiscordServer

CARD = Card("A card", (Prose(("A card",)),))


async def test_with_nothing_else_cards_are_posted_and_edited_in_channels_and_threads(
    bot: Served, server: DiscordServer
) -> None:
    server.add_thread("talk")
    for name in ("general", "talk"):
        place = str(server.channel(name))
        reference = await bot.adapter.send(bot.space(), place, CARD, name)
        await bot.adapter.edit(bot.space(), place, reference, Card("Changed", (Prose(("Changed",)),)))
        assert server.text(server.messages(name)[-1]) == "Changed"


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda permission: permission.flag)
async def test_without_any_one_of_them_something_is_refused_that_names_it(
    bot: Served, server: DiscordServer, permission
) -> None:
    thread = server.add_thread("talk")
    await server.until(lambda: bot.adapter._client and bot.adapter._client.get_channel(thread))
    places = [place for place, wanted in (("general", permission.channels), ("talk", permission.threads)) if wanted]
    assert places
    server.grant(discord.Permissions(asked().value & ~getattr(discord.Permissions, permission.flag).flag))
    for name in places:
        with pytest.raises(Impossible, match=rf"\*{permission.title}\*"):
            await bot.adapter.send(bot.space(), str(server.channel(name)), CARD, name)


def test_each_is_one_that_discord_has_and_says_why():
    for permission in PERMISSIONS:
        assert permission.flag in discord.Permissions.VALID_FLAGS
        assert permission.title.replace(" ", "_").casefold() == permission.flag
        assert permission.reason
        assert permission in [*needed(in_thread=False), *needed(in_thread=True)]


def test_an_invitation_asks_for_them_and_nothing_else():
    address = urlsplit(invitation(1457705189376000001))
    query = parse_qs(address.query)
    assert (address.scheme, address.netloc, address.path) == ("https", "discord.com", "/oauth2/authorize")
    assert query["client_id"] == ["1457705189376000001"]
    assert query["scope"] == ["bot applications.commands"]
    assert discord.Permissions(int(query["permissions"][0])) == asked()
    assert int(query["permissions"][0]).bit_count() == len(PERMISSIONS)


@pytest.mark.parametrize(
    ("token", "number"),
    [
        ("MTQ1NzcwNTE4OTM3NjAwMDAwMQ.GabcdE.x_y-z", 1457705189376000001),
        ("MTIzNDU2Nzg5MDEyMzQ1Njc4.a.b", 123456789012345678),
        ("discord-test-token", None),
        ("MTIz.a.b", None),
        ("é.a.b", None),
        ("", None),
    ],
)
def test_a_token_begins_with_the_bots_number(token, number):
    assert application_in(token) == number
