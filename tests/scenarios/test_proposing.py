"""Writing a red line: forms, drafts, the private preview."""

import pytest

from bot.domain.people import Platform
from bot.views.elements import Form, Invocation
from commands.spec import FormFaults
from tests.scenarios.table import RED_LINE, button, shown

# Both databases are held to the same queries elsewhere; here the faster one does.
pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

PAGE_ONE = {name: RED_LINE[name] for name in ("title", "act", "benchmark", "comparator", "value")}
PAGE_TWO = {name: RED_LINE[name] for name in ("scope", "response", "evidence")}


async def test_a_whole_form_becomes_a_numbered_draft_that_only_its_author_sees(table):
    preview = (await table.proposes("alice")).view
    assert "Preview · RL-1 · Red line" in shown(preview)
    assert "Crossed when RepliBench is at least 15 of 20 families" in shown(preview)
    assert "3 must vote. Of those who take a side, two thirds must be for: with 3 voting, 2." in shown(preview)
    assert "RL-1" in await table.says("alice", "proposals")
    assert "Nothing is proposed yet" in await table.says("bob", "proposals")
    assert "There is no proposal 1 here" in await table.says("bob", "proposal 1")


async def test_a_form_in_two_pages_keeps_each_page_and_goes_on_where_it_stopped(table):
    form = (await table.answered("alice", "propose red-line")).view
    assert [len(page) for page in form.pages] == [5, 3]
    kept = (await table.fills("alice", form, PAGE_ONE)).view
    assert "Page 1 of 2 is kept" in shown(kept)
    second = (await table.answered("alice", button(kept, "Continue"))).view
    assert isinstance(second, Form)
    assert second.page == 1
    preview = (await table.fills("alice", second, PAGE_TWO)).view
    assert "Preview · RL-1" in shown(preview)
    assert "Stop the run and tell the parties" in shown(preview)


async def test_of_a_template_the_second_page_is_there_too_with_its_source(table):
    """A platform that asks one page at a time hands in no more than that page."""
    await table.fills("alice", (await table.answered("alice", "propose red-line")).view, PAGE_ONE | {"scope": "Old"})
    form = (await table.answered("alice", "propose red-line rl-replication")).view
    kept = (await table.fills("alice", form, {field.name: field.value for field in form.pages[0]})).view
    second = (await table.answered("alice", button(kept, "Continue"))).view
    assert {field.name: field.value for field in second.fields} == {field.name: field.value for field in form.fields}
    assert "IDAIS-Beijing" in shown(second)
    preview = (await table.fills("alice", second, {field.name: field.value for field in second.pages[1]})).view
    assert "not official text" in shown(preview)


async def test_an_edit_of_the_first_page_leaves_the_second(table):
    await table.proposes("alice")
    form = (await table.answered("alice", "edit 1")).view
    kept = (await table.fills("alice", form, PAGE_ONE | {"value": "10 of 20 families"})).view
    second = (await table.answered("alice", button(kept, "Continue"))).view
    assert {name: field.value for field in second.fields if (name := field.name) in PAGE_TWO} == PAGE_TWO
    preview = (await table.fills("alice", second, {field.name: field.value for field in second.pages[1]})).view
    assert "10 of 20 families" in shown(preview)
    assert "Stop the run and tell the parties" in shown(preview)


async def test_what_was_typed_is_there_when_the_form_is_opened_again(table):
    form = (await table.answered("alice", "propose red-line")).view
    await table.fills("alice", form, PAGE_ONE)
    again = (await table.answered("alice", "propose red-line")).view
    assert {field.name: field.value for field in again.fields if field.value} == {
        name: value for name, value in PAGE_ONE.items() if value
    }
    assert all(not field.value for field in (await table.answered("bob", "propose red-line")).view.fields)


async def test_a_typed_number_never_discards_the_new_draft(table):
    form = (await table.answered("alice", "propose red-line")).view
    await table.fills("alice", form, PAGE_ONE)
    await table.says("alice", Invocation("draft discard", (("kind", "red line"), ("proposal", "7"))))
    assert (await table.answered("alice", "propose red-line")).view.fields[0].value == RED_LINE["title"]


async def test_a_discarded_draft_is_gone(table):
    form = (await table.answered("alice", "propose red-line")).view
    kept = (await table.fills("alice", form, PAGE_ONE)).view
    await table.says("alice", button(kept, "Discard"))
    assert all(not field.value for field in (await table.answered("alice", "propose red-line")).view.fields)
    assert "discarded already" in await table.says("alice", button(kept, "Continue"))


async def test_a_fault_is_told_by_field_and_loses_nothing(table):
    told = await table.proposes("alice", value="", title="x" * 10_000)
    assert isinstance(told.refusal, FormFaults)
    assert set(told.refusal.faults) == {"title", "value"}
    assert "10,000 characters; 120 fit" in shown(told.view)
    again = (await table.answered("alice", button(told.view, "Edit again"))).view
    typed = {field.name: field.value for field in again.fields}
    assert typed["title"] == "x" * 10_000
    mended = await table.fills("alice", again, RED_LINE)
    assert "Preview · RL-1" in shown(mended.view)


async def test_a_fault_on_the_last_page_of_two_keeps_both(table):
    form = (await table.answered("alice", "propose red-line")).view
    kept = (await table.fills("alice", form, PAGE_ONE | {"value": ""})).view
    second = (await table.answered("alice", button(kept, "Continue"))).view
    told = (await table.fills("alice", second, PAGE_TWO)).view
    assert "A threshold also needs: Value" in shown(told)
    again = (await table.answered("alice", button(told, "Edit again"))).view
    assert {field.name: field.value for field in again.fields} == RED_LINE | {"value": ""}


async def test_a_template_fills_the_form_and_says_where_it_is_from(table):
    form = (await table.answered("alice", "propose red-line rl-replication")).view
    text = {field.name: field.value for field in form.fields}
    assert text["title"] == "No autonomous replication or improvement"
    assert "https://idais.ai/" in text["evidence"]
    assert "retrieved 2026-11-23" in text["evidence"]
    assert "summary, not official text" in text["evidence"]
    preview = await table.fills("alice", form, text)
    assert "Preview · RL-1" in shown(preview.view)


async def test_an_unknown_template_is_answered_with_those_there_are(table):
    assert "rl-replication" in await table.says("alice", "propose red-line nothing-like-it")


async def test_a_draft_is_edited_and_its_old_preview_no_longer_opens_it(table):
    old = (await table.proposes("alice")).view
    form = (await table.answered("alice", button(old, "Edit"))).view
    new = (await table.fills("alice", form, RED_LINE | {"title": "Sharper"})).view
    assert "Sharper" in shown(new)
    told = await table.says("alice", button(old, "Open the vote"))
    assert "You saw version 1 of RL-1; it is now version 2" in told
    assert "open for voting" in await table.says("alice", button(new, "Open the vote"))


async def test_an_edit_that_comes_too_late_loses_nothing(table):
    await table.proposes("alice")
    first = (await table.answered("alice", "edit 1")).view
    second = (await table.answered("alice", "edit 1")).view
    await table.fills("alice", first, RED_LINE | {"title": "First"})
    told = await table.fills("alice", second, RED_LINE | {"title": "Second"})
    assert "What you typed is kept" in shown(told.view)
    again = (await table.answered("alice", button(told.view, "Look again"))).view
    assert again.fields[0].value == "Second"
    await table.says("alice", "open 1")
    told = await table.fills("alice", again, RED_LINE | {"title": "Third", "scope": "Everything"})
    assert "Title: [-First-] [+Third+]" in shown(told.view)
    assert "First" in await table.says("bob", "proposal 1")
    await table.passes(days=7)
    told = await table.fills("alice", again, RED_LINE | {"title": "Third", "scope": "Everything"})
    assert "its text no longer changes" in shown(told.view)
    assert "Third" in shown(told.view)
    assert "First" in await table.says("bob", "proposal 1")


async def test_an_edit_does_not_disturb_a_new_draft(table):
    await table.proposes("alice")
    new = (await table.answered("alice", "propose red-line")).view
    await table.fills("alice", new, PAGE_ONE | {"title": "Half typed"})
    edit = (await table.answered("alice", "edit 1")).view
    await table.fills("alice", edit, {name: PAGE_ONE[name] for name in PAGE_ONE} | {"title": "Edited"})
    assert (await table.answered("alice", "propose red-line")).view.fields[0].value == "Half typed"
    assert (await table.answered("alice", "edit 1")).view.fields[0].value == "Edited"


async def test_nobody_edits_or_opens_what_somebody_else_drafted_even_with_the_button(table):
    preview = (await table.proposes("alice")).view
    for label in ("Open the vote", "Edit", "Discard"):
        assert "not in this community" in await table.says("bob", button(preview, label))


async def test_a_discarded_draft_stays_its_authors_alone(table):
    preview = (await table.proposes("alice")).view
    assert "RL-1 is discarded" in await table.says("alice", button(preview, "Discard"))
    assert "There is no proposal 1 here" in await table.says("bob", "proposal 1")
    assert "RL-1 · Red line · Withdrawn" in await table.says("alice", "proposal 1")


async def test_an_old_previews_discard_does_not_end_a_vote_that_is_open(table):
    preview = (await table.proposes("alice")).view
    await table.says("alice", "open 1")
    told = await table.says("alice", button(preview, "Discard"))
    assert "nothing was discarded" in told
    assert "Recorded" in await table.says("bob", "vote 1 for")


async def test_a_decided_text_no_longer_changes(table):
    await table.opens("alice")
    await table.passes(days=7)
    assert "its text no longer changes" in await table.says("alice", "edit 1")


async def test_guests_do_not_propose(table):
    table.guests.add("frank")
    told = await table.says("frank", "propose red-line")
    assert "full member" in told


async def test_a_button_of_another_community_names_nothing_here(table):
    await table.opens("alice")
    card = table.wall.messages[0].card
    table.at(Platform.DISCORD)
    assert "not in this community" in await table.says("bob", button(card, "Details"))


async def test_unopened_drafts_are_capped_and_what_was_typed_then_is_kept(table):
    for _ in range(10):
        await table.proposes("alice")
    told = await table.proposes("alice", title="The eleventh")
    assert "You have 10 drafts that were never opened" in shown(told.view)
    assert (await table.answered("alice", "propose red-line")).view.fields[0].value == "The eleventh"


@pytest.mark.parametrize(
    "title",
    [
        "🛑" * 60,
        "חוק אדום, 5",
        "@everyone <!channel> <@&1>",
        "[click](https://example.org)",
        "don't “quote” me",
    ],
)
async def test_any_title_is_kept_as_it_was_typed(table, title):
    await table.opens("alice", title=title)
    entries = await table.world.store.read(lambda tx: tx.communities.space(table.platform, "console-1"))
    proposal = await table.world.store.read(lambda tx: tx.proposals.get(entries.community, 1))
    assert proposal.text["title"] == title
