"""What people do at their clients reaches an app, and what the app does is seen."""

from typing import Any

import aiohttp
import pytest

from tests.servers.slack import SlackServer
from tests.servers.slack_inputs import Impossible


async def test_a_command_is_acked_and_answered_privately(socketed: SlackServer) -> None:
    answer = await socketed.person("alice").command("/pause", "R&D by @bob", channel="random")
    assert answer.acked
    assert answer.text == "you typed R&amp;D by <@U02BOB|bob>"
    assert [m.shown for m in socketed.ephemerals("alice")] == [answer.text]
    assert socketed.messages("random") == []
    assert socketed.unacked == []


async def test_over_http_too(posted: SlackServer) -> None:
    answer = await posted.person("alice").command("/pause", "hello")
    assert answer.acked
    assert answer.delivery.status == 200
    assert answer.text == "you typed hello"


async def test_a_form_is_opened_corrected_and_submitted(either: SlackServer) -> None:
    alice = either.person("alice")
    view = (await alice.command("/pause", "form")).view
    assert view is not None
    assert either.view("alice") is view
    refused = await alice.submit(view, {"Title": "bad", "Scope": "Lab A"})
    assert refused.errors == {"title": "say more"}
    assert view.open
    accepted = await alice.submit(view, {"title": "RL", "Evidence": "paper"})
    assert accepted.text == "RL / a / e1"
    assert not view.open
    assert either.view("alice") is None


async def test_a_client_does_not_send_an_impossible_form(socketed: SlackServer) -> None:
    alice = socketed.person("alice")
    view = (await alice.command("/pause", "form")).view
    assert view is not None
    with pytest.raises(Impossible, match="required"):
        await alice.submit(view, {"Title": "RL"})
    with pytest.raises(Impossible, match="80 characters"):
        await alice.submit(view, {"Title": "x" * 81, "Scope": "all"})
    with pytest.raises(Impossible, match="no option"):
        await alice.submit(view, {"Title": "x", "Scope": "none"})
    left = await alice.close(view, patience=0)
    assert left is not None
    assert left.acked
    with pytest.raises(Impossible, match="cannot be submitted"):
        await alice.submit(view, {"Title": "x", "Scope": "all"})


async def test_a_button_updates_its_card(either: SlackServer) -> None:
    await either.person("alice").command("/pause", "card")
    card = either.messages("general")[0]
    assert [b["value"] for b in card.buttons] == ["1:for"]
    answer = await either.person("bob").press(card, "For")
    assert answer.text == "recorded"
    assert either.ephemerals("alice")[-1].text == "posted"
    assert card.text == "RL-1, 1 ballot"
    assert card.blocks, "chat.update without blocks leaves them"
    assert [e.text for e in card.edits] == ["RL-1"]


async def test_the_home_tab(socketed: SlackServer) -> None:
    answer = await socketed.person("bob").open_home()
    assert answer.text == "nothing needs you"
    assert socketed.home("bob") is answer.view


async def test_the_hand_by_http(socketed: SlackServer) -> None:
    async with aiohttp.ClientSession() as session:

        async def do(verb: str, **body: Any) -> Any:
            async with session.post(f"{socketed.url}/_control/{verb}", json=body) as response:
                return await response.json()

        answer = await do("command", user="alice", command="/pause", text="card")
        assert answer["text"] == "posted"
        [card] = await do("messages", channel="general")
        voted = await do("press", user="bob", message=card["ts"], action="For")
        assert voted["text"] == "recorded"
        assert "error" in await do("press", user="bob", message=card["ts"], action="Against")
        assert await do("violations") == []
