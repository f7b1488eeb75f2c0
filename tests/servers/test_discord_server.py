"""The simulated Discord is honest: discord.py itself lives with it, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from tests.servers.clock import Clock
from tests.servers.discord import DiscordServer
from tests.servers.discord_inputs import Impossible
from tests.servers.discord_limits import wrong_commands
from tests.servers.pointing import pointed


class Form(ui.Modal, title="Propose a red line"):
    name: ui.Label[Any] = ui.Label(text="Title", component=ui.TextInput(custom_id="title", max_length=80))
    scope: ui.Label[Any] = ui.Label(
        text="Scope",
        component=ui.RadioGroup(
            custom_id="scope",
            options=[
                discord.RadioGroupOption(label="Every lab", value="all"),
                discord.RadioGroupOption(label="Lab A", value="a"),
            ],
        ),
    )
    review: ui.Label[Any] = ui.Label(
        text="Review",
        component=ui.Select(
            custom_id="review",
            options=[
                discord.SelectOption(label="In a year", value="1y"),
                discord.SelectOption(label="Never", value="0"),
            ],
        ),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        title, scope, review = self.name.component, self.scope.component, self.review.component
        assert isinstance(title, ui.TextInput)
        assert isinstance(scope, ui.RadioGroup)
        assert isinstance(review, ui.Select)
        if title.value == "again":
            await interaction.response.send_modal(Form())
            return
        said = f"{title.value} / {scope.value} / {review.values}"
        await interaction.response.send_message(said, ephemeral=True)


class Card(ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        button: ui.Button[Any] = ui.Button(label="For", custom_id="1:for")
        button.callback = self.vote  # type: ignore[method-assign]
        self.add_item(ui.Container(ui.TextDisplay("**RL-1** Lab A pauses"), ui.ActionRow(button)))

    async def vote(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="recorded")


class Bot(discord.Client):
    """A client that does one of everything."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            # How long the library waits for more guilds after the last one before it says ready; 2 s by default.
            guild_ready_timeout=0.05,
        )
        self.tree = app_commands.CommandTree(self)
        self.seen: list[str] = []
        self.tree.add_command(app_commands.Command(name="form", description="a form", callback=self.form))
        self.tree.add_command(app_commands.Command(name="card", description="a card", callback=self.card))
        self.tree.add_command(app_commands.Command(name="late", description="no answer", callback=self.late))
        group = app_commands.Group(name="digest", description="digests")
        self.tree.add_command(group)

        @group.command(name="subscribe", description="a digest on a day")
        @app_commands.choices(day=[app_commands.Choice(name="Monday", value="mon")])
        async def subscribe(interaction: discord.Interaction, day: str, zone: str, to: discord.Member) -> None:
            await interaction.response.send_message(f"{day} {zone} {to.name}", ephemeral=True)

        @subscribe.autocomplete("zone")
        async def zones(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"Europe/{typed}", value=f"Europe/{typed}")]

    async def setup_hook(self) -> None:
        self.add_view(Card())
        await self.tree.sync()

    async def form(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    async def card(self, interaction: discord.Interaction) -> None:
        assert isinstance(interaction.channel, discord.abc.Messageable)
        await interaction.response.defer(ephemeral=True)
        posted = await interaction.channel.send(view=Card(), nonce="posting-1")
        await interaction.followup.send(f"posted {posted.id}", ephemeral=True)

    async def late(self, interaction: discord.Interaction) -> None:
        pass

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.seen.append(event)
        super().dispatch(event, *args, **kwargs)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        with pointed(discord=started.port):
            yield started


@pytest.fixture
async def bot(server: DiscordServer) -> AsyncIterator[Bot]:
    client = Bot()
    running = asyncio.create_task(client.start(server.token))
    await server.until(lambda: "ready" in client.seen, what="ready")
    yield client
    await client.close()
    await asyncio.wait([running])
    assert server.violations == []


async def test_login_sync_and_a_command(server: DiscordServer, bot: Bot) -> None:
    assert (server.identifies, server.syncs) == (1, 1)
    assert sorted(server.commands()) == ["card", "digest", "form", "late"]
    bob = server.person("bob")
    offered = await bob.autocomplete("digest subscribe", {"zone": "Ber"}, focused="zone")
    assert offered.choices == [{"name": "Europe/Ber", "value": "Europe/Ber"}]
    options = {"day": "mon", "zone": "Europe/Berlin", "to": "carol"}
    answer = await bob.slash("digest subscribe", options, channel="random")
    assert answer.responded
    assert answer.ephemeral
    assert answer.text == "mon Europe/Berlin carol"
    assert server.messages("random") == []
    assert len(server.messages("random", ephemeral=True)) == 1


async def test_what_a_client_would_not_send(server: DiscordServer, bot: Bot) -> None:
    bob = server.person("bob")
    with pytest.raises(Impossible, match="never synced"):
        await bob.slash("vote")
    with pytest.raises(Impossible, match="requires option"):
        await bob.slash("digest subscribe", {"day": "mon"})
    with pytest.raises(Impossible, match="only allows"):
        await bob.slash("digest subscribe", {"day": "sat", "zone": "UTC", "to": "bob"})


async def test_a_modal_is_filled_in_and_submitted(server: DiscordServer, bot: Bot) -> None:
    alice = server.person("alice")
    shown = await alice.slash("form")
    assert shown.kind == "modal"
    assert "Scope" in shown.text
    with pytest.raises(Impossible, match="no option"):
        await alice.submit(shown, {"Title": "RL", "Scope": "none", "Review": "1y"})
    with pytest.raises(Impossible, match="was not supplied"):
        await alice.submit(shown, {"Title": "RL", "Scope": "a"})
    answer = await alice.submit(shown, {"Title": "RL", "scope": "Lab A", "Review": ["In a year"]})
    assert answer.text == "RL / a / ['1y']"
    with pytest.raises(Impossible, match="submitted before"):
        await alice.submit(shown, {"Title": "RL", "scope": "a", "Review": "1y"})


async def test_a_modal_cannot_answer_a_modal(server: DiscordServer, bot: Bot) -> None:
    alice = server.person("alice")
    values = {"Title": "again", "Scope": "a", "Review": "1y"}
    answer = await alice.submit(await alice.slash("form"), values, patience=0.1)
    await server.until(lambda: any(c.status == 400 for c in server.calls), what="the refusal")
    assert [c.answer["code"] for c in server.calls if c.status == 400] == [50035]
    assert not answer.responded
    assert "modal cannot answer a modal" in server.violations.pop()


async def test_a_button_on_a_card_and_its_deferred_answer(server: DiscordServer, bot: Bot) -> None:
    posted = await server.person("alice").slash("card")
    [card] = server.messages()
    assert posted.text == f"posted {card['id']}"
    assert server.text(card) == "**RL-1** Lab A pauses"
    answer = await server.person("bob").click(card, "For")
    assert answer.ephemeral
    assert answer.text == "recorded"
    with pytest.raises(Impossible, match="no 'Against'"):
        await server.person("bob").click(card, "Against")
    with pytest.raises(Impossible, match="not before this person"):
        await server.person("carol").click(answer, "For")


async def test_silence_is_seen_after_three_seconds(server: DiscordServer, bot: Bot) -> None:
    answer = await server.person("alice").slash("late")
    assert not answer.responded
    assert answer.seconds is None


async def test_a_nonce_keeps_a_repeated_post_from_doubling() -> None:
    clock = Clock()
    async with DiscordServer(clock=clock) as server, aiohttp.ClientSession() as session:
        url = f"{server.url}/channels/{server.channel('general')}/messages"
        said = {"Authorization": f"Bot {server.token}"}
        body = {"content": "once", "nonce": "7", "enforce_nonce": True, "allowed_mentions": {"parse": []}}

        async def post() -> str:
            async with session.post(url, json=body, headers=said) as response:
                return str((await response.json())["id"])

        server.fault("POST", "/messages", status=503, after=True)
        async with session.post(url, json=body, headers=said) as response:
            assert response.status == 503
        first = await post()
        assert [m["id"] for m in server.messages()] == [first]
        clock.now += 181
        assert await post() != first


async def test_the_library_repeats_a_post_after_a_5xx_without_doubling(server: DiscordServer, bot: Bot) -> None:
    channel = bot.get_channel(server.channel("general"))
    assert isinstance(channel, discord.TextChannel)
    server.fault("POST", "/messages", status=502, after=True)
    await channel.send("once", nonce="n1")
    assert [m["content"] for m in server.messages()] == ["once"]
    server.fault("POST", "/messages", status=429, retry_after=0.01)
    await channel.send("twice", nonce="n2")
    assert len(server.messages()) == 2


@pytest.mark.parametrize("how", ["reconnect", "drop"])
async def test_a_lost_connection_is_resumed(server: DiscordServer, bot: Bot, how: str) -> None:
    getattr(server, how)()
    await server.until(lambda: server.resumes == 1 and server.gateway.ready, limit=10)
    assert (await server.person("bob").slash("form")).kind == "modal"
    assert (server.identifies, server.syncs) == (1, 1)


async def test_an_event_missed_while_away_comes_with_the_resume(server: DiscordServer, bot: Bot) -> None:
    server.drop()
    await server.until(lambda: not server.gateway.ready)
    server.add_channel("missed")
    await server.until(lambda: server.resumes == 1 and "guild_channel_create" in bot.seen, limit=10)


async def test_edits_of_old_messages_are_rationed() -> None:
    clock = Clock()
    async with DiscordServer(clock=clock) as server, aiohttp.ClientSession() as session:
        said = {"Authorization": f"Bot {server.token}"}
        url = f"{server.url}/channels/{server.channel('general')}/messages"
        body = {"content": "card", "allowed_mentions": {"parse": []}}
        async with session.post(url, json=body, headers=said) as response:
            card = (await response.json())["id"]
        clock.now += 3601
        codes = []
        for number in range(5):
            clock.now += 10 * (number == 4)
            async with session.patch(f"{url}/{card}", json={**body, "content": f"{number}"}, headers=said) as response:
                codes.append((await response.json()).get("code"))
        assert codes == [None] * 3 + [30046] * 2
        clock.now += 10
        async with session.patch(f"{url}/{card}", json=body, headers=said) as response:
            assert response.status == 200
        assert [key.partition(" ")[0] for _, key in server.limited] == ["old"] * 2


async def test_requests_too_many_are_refused_where_it_limits() -> None:
    clock = Clock()
    async with DiscordServer(clock=clock, limiting=True) as server, aiohttp.ClientSession() as session:
        said = {"Authorization": f"Bot {server.token}"}
        body = {"content": "card", "allowed_mentions": {"parse": []}}
        for channel, taken in (("general", 5), ("random", 5)):
            statuses = []
            for _ in range(7):
                url = f"{server.url}/channels/{server.channel(channel)}/messages"
                async with session.post(url, json=body, headers=said) as response:
                    statuses.append(response.status)
            assert statuses == [200] * taken + [429] * (7 - taken)
        assert len(server.limited) == 4
        clock.now += 5
        async with session.post(url, json=body, headers=said) as response:
            assert response.status == 200


async def test_archived_threads_and_denied_channels(server: DiscordServer, bot: Bot) -> None:
    thread = bot.get_partial_messageable(server.add_thread("old"))
    card = await thread.send("card")
    server.archive("old")
    with pytest.raises(discord.HTTPException, match="50083"):
        await card.edit(content="late")
    server.deny("random", "send_messages")
    with pytest.raises(discord.Forbidden, match="50013"):
        await bot.get_partial_messageable(server.channel("random")).send("no")


async def test_carelessness_is_seen(server: DiscordServer, bot: Bot) -> None:
    bot._connection.allowed_mentions = None
    place = bot.get_partial_messageable(server.channel("general"))
    await place.send("hello")
    assert "no allowed_mentions" in server.violations.pop()
    await place.send("hello", allowed_mentions=discord.AllowedMentions.all())
    assert "lets @everyone through" in server.violations.pop()
    with pytest.raises(discord.HTTPException, match="50035"):
        await place.send("x" * 2001, allowed_mentions=discord.AllowedMentions.none())
    assert "2000" in server.violations.pop()


async def test_a_wrong_token_and_privileged_intents_are_refused(server: DiscordServer) -> None:
    stranger = Bot()
    with pytest.raises(discord.LoginFailure):
        await stranger.login("wrong")
    await stranger.http.close()
    greedy = discord.Client(intents=discord.Intents.all())
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await greedy.start(server.token)
    await greedy.close()


def test_command_limits() -> None:
    good = {"name": "propose", "description": "Propose", "options": [{"name": "a", "description": "a", "type": 3}]}
    assert wrong_commands([good]) == []
    option = {"name": "o", "description": "x", "type": 3}
    for wrong, said in [
        ({**good, "name": "Propose"}, "lower-case"),
        ({**good, "description": ""}, "1 to 100"),
        ({**good, "options": [{**option, "name": f"o{i}"} for i in range(26)]}, "25 allowed"),
        ({**good, "options": [option, {**option, "name": "p", "required": True}]}, "before optional"),
        ({**good, "options": [{**option, "choices": [{"name": "c", "value": "c"}] * 26}]}, "25 allowed"),
        ({**good, "options": [{**option, "choices": [{"name": "c" * 101, "value": "c"}]}]}, "1 to 100"),
    ]:
        assert any(said in w for w in wrong_commands([wrong])), said


async def test_the_hand_by_http(server: DiscordServer, bot: Bot) -> None:
    async with aiohttp.ClientSession() as session:

        async def do(verb: str, **body: Any) -> Any:
            async with session.post(f"http://127.0.0.1:{server.port}/_control/{verb}", json=body) as response:
                return await response.json()

        shown = await do("slash", user="alice", name="form")
        values = {"Title": "RL", "Scope": "a", "Review": "1y"}
        answer = await do("modal", user="alice", interaction=shown["id"], values=values)
        assert answer["text"] == "RL / a / ['1y']"
        await do("slash", user="alice", name="card")
        [card] = await do("messages")
        assert (await do("click", user="bob", message=card["id"], custom_id="1:for"))["text"] == "recorded"
        assert "error" in await do("slash", user="bob", name="vote")
        assert await do("violations") == []
