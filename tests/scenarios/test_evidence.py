"""What a community makes of a story: a proposal, or evidence for one that is open, in two presses."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform
from bot.domain.proposals import Kind
from bot.views.elements import Form
from tests.domain.kinds import WHOLE
from tests.scenarios.table import NOON, button, shown

FEED = "https://news.example.org/feed"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"


@pytest.fixture
async def told(table, shelf):
    """An edition of one story stands in the channel."""
    shelf.titles[FEED] = [(PAUSE, NOON - timedelta(hours=2))]
    shelf.names[FEED] = "The Example"
    await table.says("alice", f"feed add {FEED}")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.passes(days=1)
    (digest,) = table.wall.messages
    return digest.card


async def chosen(table, who, digest):
    return (await table.answered(who, button(digest, f"1 {PAUSE}"))).view


@pytest.mark.parametrize("kind", Kind)
async def test_a_story_becomes_a_proposal_in_two_presses_with_its_source_in_the_form(table, told, kind):
    uses = await chosen(table, "bob", told)
    form = (await table.answered("bob", button(uses, f"Propose a {kind.value}"))).view
    assert isinstance(form, Form)
    assert next(field.value for field in form.fields if field.name == "title") == PAUSE
    await table.fills("bob", form, {name: said for name, said in WHOLE[kind].items() if name != "title"} | {
        "title": PAUSE,
    })  # fmt: skip
    assert PAUSE in await table.says("bob", "proposal 1")


async def test_the_source_stands_where_the_kind_has_a_place_for_it_on_every_page(table, told):
    uses = await chosen(table, "bob", told)
    form = (await table.answered("bob", button(uses, "Propose a red line"))).view
    fields = {field.name: field.value for page in form.pages for field in page}
    assert fields["evidence"].startswith(f"{PAUSE}, The Example, 2026-01-05, https://")
    saved = await table.fills("bob", form, {name: WHOLE[Kind.RED_LINE][name] for name in ("title", "act")})
    rest = (await table.answered("bob", button(saved.view, "Continue"))).view
    assert next(field.value for field in rest.fields if field.name == "evidence") == fields["evidence"]


async def test_a_story_is_attached_in_two_presses_with_who_did_it(table, told):
    await table.opens("alice")
    uses = await chosen(table, "bob", told)
    answered = await table.says("bob", button(uses, f"RL-1 {WHOLE[Kind.RED_LINE]['title']}"))
    assert "Attached. It is evidence 1 of RL-1, and says that you attached it." in answered
    details = await table.says("carol", "proposal 1")
    assert "Attached as evidence: 1 story" in details
    assert PAUSE in details
    assert "attached by bob" in details
    await table.passes(minutes=1)
    card = next(m for m in table.wall.messages if "RL-1" in m.text and "Turnout" in m.text)
    assert f"Attached as evidence: {PAUSE}" in card.text
    assert "attached by bob" in card.text
    assert f"bob (console table) attached to RL-1, as evidence: {PAUSE}." in await table.says("carol", "acts")


async def test_it_is_attached_once_even_where_two_do_so(table, told):
    await table.opens("alice")
    await table.says("bob", "evidence add 1 1 1")
    assert "bob attached this to RL-1 already." in await table.says("carol", "evidence add RL-1 1 1")
    assert "Attached as evidence: 1 story" in await table.says("carol", "proposal 1")


async def test_who_attached_it_who_proposed_and_a_facilitator_take_it_off_and_nobody_else(table, told):
    await table.opens("bob")
    for who in ("carol", "bob", "alice"):  # alice is an admin
        assert "Attached." in await table.says("carol", "evidence add 1 1 1")
        number = {"carol": 1, "bob": 2, "alice": 3}[who]
        refused = await table.says("dave", f"evidence remove 1 {number}")
        assert "carol attached it. They can take it off, and so can bob and a facilitator." in refused
        assert "is no longer evidence of RL-1" in await table.says(who, f"evidence remove 1 {number}")
    assert "Attached as evidence" not in await table.says("bob", "proposal 1")


async def test_what_was_decided_keeps_the_evidence_it_had(table, told):
    await table.opens("alice")
    await table.says("bob", "evidence add 1 1 1")
    await table.passes(days=8)
    assert "its evidence stands as it was when that was decided" in await table.says("carol", "evidence remove 1 1")
    assert "its evidence stands as it was" in await table.says("carol", "evidence add 1 1 1")
    assert "attached by bob" in await table.says("carol", "proposal 1")


async def test_a_draft_is_offered_to_its_author_alone(table, told):
    await table.proposes("alice")
    assert "RL-1" in shown(await chosen(table, "alice", told))
    others = shown(await chosen(table, "bob", told))
    assert "RL-1" not in others
    assert "Nothing is open that it could be evidence for." in others
    assert "There is no proposal 1 here" in await table.says("bob", "evidence add 1 1 1")
    assert "Attached." in await table.says("alice", "evidence add 1 1 1")
    assert "evidence" not in await table.says("bob", "acts")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("news use 9 1", "There is no edition 9 here."),
        ("news use 1 2", "Edition 1 has no story 2; it has 1."),
        ("evidence add 1 1 5", "Edition 1 has no story 5; it has 1."),
        ("evidence add 7 1 1", "There is no proposal 7 here."),
        ("evidence remove 1 4", "RL-1 has no evidence 4."),
    ],
)
async def test_what_names_nothing_is_refused(table, told, line, answer):
    await table.opens("alice")
    assert answer in await table.says("bob", line)


async def test_a_proposal_takes_so_much_evidence_and_no_more(table, told, shelf, monkeypatch):
    monkeypatch.setattr("bot.services.evidence.MOST", 1)
    shelf.titles[FEED].append(("A moratorium on frontier AI training is proposed in parliament", table.now))
    for _ in range(7):
        await table.passes(days=1)
    await table.opens("alice")
    await table.says("bob", "evidence add 1 1 1")
    assert "RL-1 has 1 piece of evidence, and that is as many as it takes." in await table.says(
        "bob", "evidence add 1 2 1"
    )


async def test_guests_use_no_story(table, told):
    table.guests.add("mallory")
    assert "member" in await table.says("mallory", "news use 1 1")


async def test_members_of_both_platforms_attach_to_what_is_at_their_one_table(table, told):
    await table.opens("alice")
    table.at(Platform.DISCORD)
    assert "There is no edition 1 here." in await table.says("dora", "news use 1 1")
