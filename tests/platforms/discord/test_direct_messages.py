"""What people write to the bot alone: it belongs to their community, to the one they chose, or they are asked."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.addresses import to_person
from bot.domain.people import Handle, Platform, Role, Space
from bot.domain.proposals import Proposal
from bot.platforms.discord import members
from bot.ports import Transaction
from bot.views.elements import Button, Invocation, Pin, note
from bot.views.proposals import on
from tests.platforms.discord.conftest import Served
from tests.platforms.discord.test_interactions import opened
from tests.servers.discord import DiscordServer
from tests.servers.discord_answer import Answer, buttons


@pytest.fixture
def other(server: DiscordServer) -> int:
    """Another server, where a community of its own meets: alice and bob are in both."""
    return server.add_guild("Lab B", "lounge", ["alice", "bob"], owner="frank")


async def said(server: DiscordServer, name: str, line: str, **options: object) -> Answer:
    """Type a command to the bot alone."""
    person = server.person(name)
    return await person.slash(line, options, channel=person.direct)


async def met(server: DiscordServer, name: str, *channels: str) -> None:
    """Let somebody act in these channels, so that they are known there."""
    for channel in channels:
        await server.person(name).slash("link", channel=channel)


async def space(bot: Served, key: int) -> Space:
    found = await bot.store.read(lambda tx: tx.communities.space(Platform.DISCORD, str(key)))
    assert found is not None
    return found


async def proposal(bot: Served, of: Space) -> Proposal:
    async def look(tx: Transaction) -> Proposal | None:
        return await tx.proposals.get(of.community, 1)

    found = await bot.store.read(look)
    assert found is not None
    return found


def asked_for_members(server: DiscordServer) -> int:
    return sum(call.method == "GET" and "/members/" in call.path for call in server.calls)


def labels(answer: Answer) -> list[str]:
    assert answer.message is not None
    return [str(button["label"]) for button in buttons(answer.message)]


async def test_who_is_not_known_is_told_to_begin_in_their_server(bot: Served, server: DiscordServer) -> None:
    answer = await said(server, "carol", "proposals")
    assert answer.ephemeral
    assert "Use a command in the server where your community meets" in answer.text
    assert await bot.store.read(lambda tx: tx.communities.every_space()) == []
    assert "`/vote" in (await said(server, "carol", "help")).text
    assert "Use a command in the server" in (await said(server, "carol", "at")).text


async def test_with_one_community_it_belongs_there(bot: Served, server: DiscordServer) -> None:
    await opened(bot)
    await met(server, "bob", "general")
    assert "RL-1" in (await said(server, "bob", "proposals")).text
    voted = await said(server, "bob", "vote", proposal="1", choice="for")
    assert "Recorded: For" in voted.text
    assert voted.ephemeral
    assert "1 voted" in (await said(server, "bob", "results", proposal="1")).text
    offered = await server.person("bob").autocomplete(
        "results", {"proposal": "re"}, focused="proposal", channel=server.person("bob").direct
    )
    assert [choice["value"] for choice in offered.choices] == ["1"]
    assert "belongs to **Test Guild**" in (await said(server, "bob", "at")).text


async def test_with_several_it_is_asked_once_and_remembered(bot: Served, server: DiscordServer, other: int) -> None:
    await opened(bot)
    await met(server, "bob", "general", "lounge")
    asked = await said(server, "bob", "proposals")
    assert "You are at several tables" in asked.text
    assert asked.ephemeral
    assert "RL-1" not in asked.text
    assert labels(asked) == ["Lab B", "Test Guild"]
    there = await server.person("bob").click(asked, "Test Guild")
    assert "RL-1" in there.text
    assert "RL-1" in (await said(server, "bob", "proposals")).text
    changed = await said(server, "bob", "at", table="lab b")
    assert "what you write to me alone belongs to **Lab B**" in changed.text
    assert "RL-1" not in (await said(server, "bob", "proposals")).text
    back = await server.person("bob").click(changed, "Test Guild")
    assert "belongs to **Test Guild**" in back.text
    assert "RL-1" in (await said(server, "bob", "proposals")).text


async def test_what_a_button_cannot_carry_is_to_be_sent_again(bot: Served, server: DiscordServer, other: int) -> None:
    await opened(bot)
    await met(server, "bob", "general", "lounge")
    asked = await said(server, "bob", "vote", proposal="1", choice="for", reason="Because " + "of this " * 20)
    assert "Then send this again" in asked.text
    chosen = await server.person("bob").click(asked, "Test Guild")
    assert "belongs to **Test Guild**" in chosen.text
    assert "0 voted" in (await said(server, "bob", "results", proposal="1")).text


async def test_a_form_stays_where_it_was_begun(bot: Served, server: DiscordServer, other: int) -> None:
    await met(server, "alice", "general", "lounge")
    asked = await said(server, "alice", "propose red-line")
    form = await server.person("alice").click(asked, "Lab B")
    assert form.kind == "modal"
    await said(server, "alice", "at", table="Test Guild")  # meanwhile
    kept = await server.person("alice").submit(
        form, {"Title": "No replication", "The act or capability": "It copies itself."}
    )
    last = await server.person("alice").click(kept, "Continue")
    assert "Preview · RL-1" in (await server.person("alice").submit(last, {})).text
    drafts = {"state": "draft"}
    assert "No replication" in (await server.person("alice").slash("proposals", drafts, channel="lounge")).text
    assert "No replication" not in (await server.person("alice").slash("proposals", drafts)).text


async def bridged(server: DiscordServer, one: str, other: str) -> None:
    """Let alice bring the server of the channel *other* to the table of that of *one*."""
    alice = server.person("alice")
    made = await alice.slash("bridge create", channel=one)
    found = re.search(r"[0-9A-Z]+(-[0-9A-Z]+)+", made.text)
    assert found is not None
    joining = await alice.slash("bridge join", {"code": found[0]}, channel=other)
    await alice.click(joining, "Join this table")


async def test_a_button_stays_at_the_table_of_its_card(bot: Served, server: DiscordServer) -> None:
    for name, channel in (("Lab B", "lounge"), ("Lab C", "den"), ("Lab D", "attic")):
        server.add_guild(name, channel, (), owner="alice")
    await met(server, "alice", "general", "lounge", "den", "attic")
    await bridged(server, "general", "lounge")
    await bridged(server, "den", "attic")
    await said(server, "alice", "at", table="lab b")
    leaving = await said(server, "alice", "bridge leave")
    assert "Leave this table" in labels(leaving)
    await said(server, "alice", "at", table="lab d")  # on a second thought, of which the card knows nothing
    left = await server.person("alice").click(leaving, "Leave this table")
    assert "Lab B" in left.text
    tables = [(await space(bot, guild)).community for guild in server.backend.guilds]
    assert len(set(tables)) == 3, "Lab C and Lab D still share theirs"


async def test_a_card_belongs_to_its_proposal_wherever_one_is_at_home(
    bot: Served, server: DiscordServer, other: int
) -> None:
    await opened(bot)
    await met(server, "bob", "general", "lounge")
    await said(server, "bob", "at", table="Lab B")
    here = await space(bot, server.guild_id)
    bob = server.person("bob")
    card = note("A vote is open.", buttons=(Button("Vote", on("vote", await proposal(bot, here))),))
    await bot.adapter.send(here, to_person(str(bob.id)), card, "n")
    [message] = server.direct("bob")
    form = await bob.click(message, "Vote")
    assert "Recorded: For" in (await bob.submit(form, {"choice": "for"})).text
    assert "1 voted" in (await bob.slash("results", {"proposal": "1"}, channel="general")).text


async def test_a_card_of_a_community_that_one_left_does_nothing(
    bot: Served, server: DiscordServer, other: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "KNOWN_FOR", 0.0)
    await opened(bot)
    await met(server, "bob", "general", "lounge")
    here = await space(bot, server.guild_id)
    bob = server.person("bob")
    card = note("A vote is open.", buttons=(Button("Vote", on("vote", await proposal(bot, here))),))
    await bot.adapter.send(here, to_person(str(bob.id)), card, "n")
    [message] = server.direct("bob")
    form = await bob.click(message, "Vote")
    server.remove_person("bob")
    assert "in none of whose servers I know you" in (await bob.submit(form, {"choice": "for"})).text
    assert "in none of whose servers I know you" in (await bob.click(message, "Vote")).text
    assert "0 voted" in (await server.person("alice").slash("results", {"proposal": "1"})).text
    # Where nothing is asked any more, since one table is left.
    assert "belongs to **Lab B**" in (await said(server, "bob", "at")).text


@pytest.mark.parametrize("named", ["nonsense", "another's"])
async def test_a_forged_button_leads_to_no_table_that_one_is_not_at(
    bot: Served, server: DiscordServer, other: int, named: str
) -> None:
    await met(server, "carol", "general")
    await met(server, "bob", "lounge")
    there = named if named == "nonsense" else (await space(bot, other)).id
    run = Invocation("proposals", (), Pin(there, chosen=True))
    carol = server.person("carol")
    forged = note("x", buttons=(Button("Press", run),))
    await bot.adapter.send(await space(bot, server.guild_id), to_person(str(carol.id)), forged, "n")
    [message] = server.direct("carol")
    assert "You are not a member of that server any more" in (await carol.click(message, "Press")).text
    assert "belongs to **Test Guild**" in (await said(server, "carol", "at")).text


async def test_who_left_the_home_they_chose_is_at_the_one_that_is_left(
    bot: Served, server: DiscordServer, other: int
) -> None:
    await opened(bot)
    await met(server, "bob", "general", "lounge")
    await said(server, "bob", "at", table="Test Guild")
    server.remove_person("bob")
    answer = await said(server, "bob", "proposals")
    assert "RL-1" not in answer.text
    assert "No proposals" in answer.text or "Nothing" in answer.text
    stale = await said(server, "bob", "at", table="Test Guild")
    assert "I know you from no server of that name" in stale.text


async def test_admins_are_asked_for_by_their_roles_and_not_believed(
    bot: Served, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "KNOWN_FOR", 0.0)
    server.add_person("grace", admin=True)
    await met(server, "bob", "general")
    await met(server, "grace", "general")
    assert "is for admins" in (await said(server, "bob", "settings", zone="Europe/Berlin")).text
    assert "changed" in (await said(server, "grace", "settings", zone="Europe/Berlin")).text
    await met(server, "alice", "general")
    assert "changed" in (await said(server, "alice", "settings", zone="Europe/Paris")).text, "the owner has no role"


async def test_the_roles_of_a_member_are_known(bot: Served, server: DiscordServer) -> None:
    grace = server.add_person("grace", admin=True)  # which is a role
    await met(server, "grace", "general")
    here = await space(bot, server.guild_id)
    [role] = [role for role in server.backend.guilds[server.guild_id].roles.values() if role.name == "Admins"]
    habits = replace(here.habits, role=Role(str(role.id), role.name))
    await bot.store.write(lambda tx: tx.communities.set_habits(here.id, habits))
    await said(server, "grace", "link")
    held = await bot.store.read(lambda tx: tx.people.presences(here.id))
    assert held[Handle(Platform.DISCORD, "", str(grace.id))].role == str(role.id)


async def test_a_member_is_asked_for_once_in_a_minute(bot: Served, server: DiscordServer) -> None:
    await met(server, "bob", "general")
    for _ in range(3):
        await said(server, "bob", "proposals")
    assert asked_for_members(server) == 1


async def test_where_discord_does_not_tell_who_somebody_is_nothing_is_done(bot: Served, server: DiscordServer) -> None:
    await opened(bot)
    await met(server, "bob", "general")
    server.fault("GET", "/members/", hang=True)
    voted = await said(server, "bob", "vote", proposal="1", choice="for")
    assert "I could not ask Discord whether you are a member of Test Guild" in voted.text
    assert "Nothing was done" in voted.text
    assert "0 voted" in (await said(server, "bob", "results", proposal="1")).text


async def test_what_needs_a_channel_says_so_and_a_digest_comes_to_who_asks_here(
    bot: Served, server: DiscordServer
) -> None:
    await met(server, "alice", "general")
    weekly: dict[str, Any] = {"every": "weekly", "day": "mon", "time": "09:00", "zone": "Europe/Berlin"}
    told = (await said(server, "alice", "digest subscribe", **weekly)).text
    assert "You now get the weekly digest, by direct message" in told
    assert "needs a channel" in (await said(server, "alice", "bridge create")).text


async def test_in_a_server_nothing_is_asked_and_at_is_known(bot: Served, server: DiscordServer, other: int) -> None:
    await met(server, "bob", "general", "lounge")
    bob = server.person("bob")
    assert "tables" not in (await bob.slash("proposals", channel="lounge")).text
    offered = await bob.autocomplete("at", {"table": "la"}, focused="table", channel="lounge")
    assert [choice["name"] for choice in offered.choices] == ["Lab B"]
    chosen = await bob.slash("at", {"table": offered.choices[0]["value"]}, channel="lounge")
    assert "belongs to **Lab B**" in chosen.text
    assert "belongs to **Lab B**" in (await said(server, "bob", "at")).text
