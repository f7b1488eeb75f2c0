"""What the doctor says of Discord, asked by the real library at a simulated one."""

import time

import discord as library
import pytest

from bot.doctor import examination
from bot.domain.people import Platform
from bot.platforms.discord import inquiry
from bot.platforms.discord.permissions import PERMISSIONS, asked
from bot.platforms.discord.tree import COMMANDS
from tests.doctor.conftest import Surgery
from tests.servers.discord import DiscordServer


def said(findings, what):
    return [finding.told for finding in findings if finding.what == what]


async def meets(surgery: Surgery, discord: DiscordServer, channel: str = "general") -> None:
    await surgery.meets(Platform.DISCORD, str(discord.guild_id), "Test Guild", str(discord.channel(channel)))


async def test_all_is_well_where_the_bot_has_what_it_needs(surgery, discord):
    await meets(surgery, discord)
    findings = await surgery.examine()
    assert all(finding.well for finding in findings)
    assert said(findings, "Discord token")[0].endswith(f"({discord.application_id}).")
    assert said(findings, "Discord servers") == ["the bot is in 1 server: Test Guild."]
    assert said(findings, "Discord channels")[0].startswith("in 1 where cards or digests are to be posted")
    assert said(findings, "Clock") == ["agrees with Discord's to within 5 seconds."]


async def test_a_token_that_is_refused_is_named_with_the_page_that_gives_another(surgery, discord):
    (finding,) = await surgery.amiss(DISCORD_TOKEN="canary-5f3b9a")
    assert (finding.what, finding.told) == ("Discord token", "Discord refuses DISCORD_TOKEN.")
    assert "https://discord.com/developers/applications" in finding.mend
    assert "Reset Token" in finding.mend


async def test_a_bot_in_no_server_is_to_be_invited(surgery, discord):
    discord.backend.remove_guild(discord.guild_id)
    (finding,) = await surgery.amiss()
    assert (finding.what, finding.told) == ("Discord servers", "the bot is in none.")
    assert "`make invite`" in finding.mend


async def test_a_server_that_the_bot_was_taken_from_is_named(surgery, discord):
    await surgery.meets(Platform.DISCORD, "1457705189376009999", "Lab A", "1457705189376009998")
    await surgery.meets(Platform.DISCORD, "1457705189376009997", "Lab B")  # nothing is to be posted there
    (finding,) = await surgery.amiss()
    assert "it is not in Lab A (1457705189376009999) any more" in finding.told


@pytest.mark.parametrize("permission", [p for p in PERMISSIONS if p.channels], ids=lambda permission: permission.flag)
async def test_what_is_lacking_in_a_channel_is_named(surgery, discord, permission):
    await meets(surgery, discord)
    discord.deny("general", permission.flag)
    (finding,) = await surgery.amiss()
    place = "the channel " if permission.flag == "view_channel" else "#general of Test Guild"
    assert finding.told.startswith(f"in {place}")
    assert finding.told.endswith(f"the bot lacks {permission.title}.")
    assert "/settings channel" in finding.mend


@pytest.mark.parametrize("permission", [p for p in PERMISSIONS if p.threads], ids=lambda permission: permission.flag)
async def test_in_a_thread_what_its_channel_lacks_counts(surgery, discord, permission):
    discord.add_thread("talk")
    await meets(surgery, discord, "talk")
    assert await surgery.amiss() == []
    discord.grant(library.Permissions(asked().value & ~getattr(library.Permissions, permission.flag).flag))
    (finding,) = await surgery.amiss()
    assert finding.told.endswith(f"the bot lacks {permission.title}.")


async def test_a_channel_that_is_gone_is_said_to_be(surgery, discord):
    await meets(surgery, discord, "random")
    discord.backend.delete_channel(discord.channel("random"))
    (finding,) = await surgery.amiss()
    assert finding.told == "Test Guild: The channel is gone: choose another with /settings."


async def test_what_a_channel_of_another_community_lacks_hides_nothing(surgery, discord):
    await meets(surgery, discord)
    await surgery.meets(Platform.CONSOLE, "local", "console", "here")
    assert await surgery.amiss() == []


async def test_of_very_many_channels_the_first_are_looked_at_and_that_is_said(surgery, discord, monkeypatch):
    monkeypatch.setattr(inquiry, "MOST", 1)
    guild, general, random = (
        str(number) for number in (discord.guild_id, *map(discord.channel, ("general", "random")))
    )
    await surgery.meets(Platform.DISCORD, guild, "Test Guild", general, notices=random)
    findings = await surgery.examine()
    assert said(findings, "Discord channels")[0].endswith("the permissions that it needs. Not looked at: 1 more.")


async def test_before_a_channel_is_chosen_it_is_said_where_cards_go(surgery, discord):
    await surgery.meets(Platform.DISCORD, str(discord.guild_id), "Test Guild")
    findings = await surgery.examine()
    assert said(findings, "Discord channels") == ["none is chosen yet; cards are posted where a proposal is made."]


async def test_settings_of_the_application_that_stand_in_the_way_are_named(surgery, discord):
    discord.application.update(interactions_endpoint_url="https://example.org/", bot_require_code_grant=True)
    first, second = await surgery.amiss()
    assert first.told.startswith("an Interactions Endpoint URL is set")
    assert second.told.startswith("it requires the OAuth2 code grant")


async def test_commands_that_differ_are_told_and_are_no_fault(surgery, discord):
    assert said(await surgery.examine(), "Discord commands")[0].startswith("Discord has others than this version")
    async with library.Client(intents=library.Intents.default()) as client:
        await client.login(discord.token)
        await client.http.bulk_upsert_global_commands(discord.application_id, COMMANDS)
    assert said(await surgery.examine(), "Discord commands") == ["Discord has them as this version has them."]


async def test_what_cannot_be_reached_is_said_and_the_rest_is_found(surgery, discord):
    await discord.stop()
    (finding,) = await surgery.amiss()
    assert finding.what == "Discord token"
    assert finding.told.startswith("Discord cannot be reached (")
    await discord.start()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"hang": True}, "Discord does not answer within 1 seconds."),
        ({"status": 502, "times": 9}, "Discord answers with faults of its own (status 502)."),
        ({"status": 503}, "Discord gave no clear answer (status 503)."),
        ({"status": 429, "retry_after": 20}, "Discord asks to wait: there were too many requests."),
        ({"status": 429, "retry_after": 3600}, "Discord asks to wait."),
        ({"status": 200, "truncated": True}, "Discord gave no clear answer (JSONDecodeError)."),
    ],
)
async def test_each_way_of_failing_is_called_what_it_is_and_takes_no_longer(surgery, discord, monkeypatch, fault, told):
    monkeypatch.setattr(examination, "ANSWER_WITHIN", 1.0)
    discord.fault("GET", "/users/@me", **fault)
    begun = time.monotonic()
    (finding,) = await surgery.amiss()
    assert finding.told == told
    assert time.monotonic() - begun < 5


async def test_one_answer_that_fails_leaves_the_others(surgery, discord, monkeypatch):
    monkeypatch.setattr(examination, "ANSWER_WITHIN", 1.0)
    await meets(surgery, discord)
    discord.fault("GET", f"/applications/{discord.application_id}/commands", hang=True)
    (finding,) = await surgery.amiss()
    assert (finding.what, finding.told) == ("Discord commands", "Discord does not answer within 1 seconds.")
