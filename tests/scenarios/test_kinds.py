"""The five kinds, each from its form to the register."""

import re

import pytest

from bot.domain.proposals import Kind
from bot.views.elements import Form
from bot.web.pages import Pages
from bot.web.reading import entries
from commands.templates import templates
from tests.domain.kinds import WHOLE
from tests.scenarios.table import button, shown

# Both databases are held to the same queries elsewhere; here the faster one does.
pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

EVERY_KIND = pytest.mark.parametrize("kind", Kind)
TEMPLATES = pytest.mark.parametrize("template", templates(), ids=lambda template: template.id)


def whole(text):
    """Return what a reader must find of *text*, line by line."""
    return [line for name, value in text.items() if name not in ("direction", "start") for line in value.split("\n")]


@EVERY_KIND
async def test_a_kind_goes_from_its_form_to_the_register(table, kind):
    preview = (await table.proposes("alice", kind)).view
    label = f"{kind.prefix}-1"
    assert f"Preview · {label} · {kind.value.capitalize()}" in shown(preview)
    for line in whole(WHOLE[kind]):
        assert line in shown(preview)

    await table.says("alice", button(preview, "Open the vote"))
    await table.works()
    card = table.wall.messages[0]
    assert card.text.startswith(f"{label} · {kind.value.capitalize()} · Voting")
    assert WHOLE[kind]["title"] in card.text
    assert (gist := kind.shape.gist(WHOLE[kind])) is None or str(gist) in card.text
    details = await table.says("bob", button(card.card, "Details"))
    for line in whole(WHOLE[kind]):
        assert line in details

    for person in ("alice", "bob", "carol"):
        assert f"Recorded: For on version 1 of {label}" in await table.says(person, f"vote {label} for")
    await table.passes(days=7)
    assert f"{label} adopted" in table.wall.messages[1].text
    assert f"{label} {WHOLE[kind]['title']}" in await table.says("bob", "register")
    (entry,) = await table.world.store.read(lambda tx: entries(tx, label, None))
    page = Pages().entry(entry, "../../")
    for line in whole(WHOLE[kind]):
        assert line in page


@EVERY_KIND
async def test_a_draft_of_each_kind_is_edited_in_a_form_that_holds_it_and_withdrawn(table, kind):
    await table.proposes("alice", kind)
    form = (await table.answered("alice", "edit 1")).view
    assert form.title == f"Edit {kind.prefix}-1"
    assert {field.name: field.value for field in form.fields} == WHOLE[kind]
    sharper = (await table.fills("alice", form, WHOLE[kind] | {"title": "Sharper"})).view
    assert "Sharper" in shown(sharper)
    assert WHOLE[kind][kind.shape.statement].split("\n")[0] in shown(sharper)
    assert f"{kind.prefix}-1 is discarded" in await table.says("alice", "withdraw 1")


@EVERY_KIND
async def test_an_edit_asked_page_by_page_keeps_what_the_other_pages_hold(table, kind):
    await table.proposes("alice", kind)
    form = (await table.answered("alice", "edit 1")).view
    for number in range(len(form.pages)):
        assert {field.name: field.value for page in form.pages for field in page} == WHOLE[kind] | {
            "title": WHOLE[kind]["title"] if number == 0 else "Sharper"
        }
        page = {field.name: field.value for field in form.pages[number]}
        shown_next = (await table.fills("alice", form, page | ({"title": "Sharper"} if number == 0 else {}))).view
        if number + 1 < len(form.pages):
            form = (await table.answered("alice", button(shown_next, "Continue"))).view
    again = (await table.answered("alice", "edit 1")).view
    assert {field.name: field.value for field in again.fields} == WHOLE[kind] | {"title": "Sharper"}


@EVERY_KIND
async def test_an_open_proposal_of_each_kind_is_withdrawn(table, kind):
    await table.opens("alice", kind=kind)
    assert f"{kind.prefix}-1 is withdrawn" in await table.says("alice", f"withdraw {kind.prefix}-1 sure")
    await table.works()
    assert "Withdrawn" in table.wall.messages[0].text


@EVERY_KIND
async def test_a_form_asks_at_most_five_questions_a_page_and_tells_each_fault_at_its_question(table, kind):
    form = (await table.answered("alice", f"propose {kind.shape.word}")).view
    assert all(len(page) <= 5 for page in form.pages)
    told = await table.fills("alice", form, dict.fromkeys(WHOLE[kind], ""))
    assert {field.name for field in form.fields if field.required} <= set(told.refusal.faults)
    again = (await table.answered("alice", button(told.view, "Edit again"))).view
    assert f"Preview · {kind.prefix}-1" in shown((await table.fills("alice", again, WHOLE[kind])).view)


async def test_a_form_of_each_kind_is_kept_apart_from_the_others(table):
    for kind in Kind:
        form = (await table.answered("alice", f"propose {kind.shape.word}")).view
        await table.fills("alice", form, {"title": f"A {kind.value}"})
    for kind in Kind:
        again = (await table.answered("alice", f"propose {kind.shape.word}")).view
        assert again.fields[0].value == f"A {kind.value}"


async def test_a_finished_form_says_how_to_begin_another_of_its_kind(table):
    form = (await table.answered("alice", "propose pause")).view
    page = {field.name: WHOLE[Kind.PAUSE][field.name] for field in form.pages[0]}
    kept = (await table.fills("alice", form, page)).view
    await table.says("alice", button(kept, "Discard"))
    told = (await table.answered("alice", button(kept, "Continue"))).view
    assert (await table.answered("alice", button(told, "New pause"))).view.title == "New pause"


@TEMPLATES
async def test_a_template_fills_a_form_that_can_be_proposed_as_it_stands(table, template):
    form = (await table.answered("alice", f"propose {template.kind.shape.word} {template.id}")).view
    assert isinstance(form, Form)
    assert form.fields[0].help.startswith("A summary to adapt, not official text (retrieved 2026-11-23).")
    assert len(form.fields[0].help) <= 100  # Discord shows no more
    text = {field.name: field.value for field in form.fields}
    preview = shown((await table.fills("alice", form, text)).view)
    assert "Preview · " in preview
    assert template.source in preview
    assert template.url in preview
    assert f"summary, not official text; retrieved {template.retrieved}" in preview


async def test_a_motion_has_no_template_and_another_kinds_is_none_of_its_own(table):
    assert "more than this command takes" in await table.says("alice", "propose motion rl-power")
    assert "There are: st-coordinated-pausing" in await table.says("alice", "propose pause rl-power")


async def test_a_preview_shows_likely_duplicates_and_never_drafts_of_others(table):
    await table.opens("alice")
    await table.proposes("carol", title="A draft of carol's")
    preview = shown((await table.proposes("bob", title="No copying by itself")).view)
    assert "Likely duplicates" in preview
    assert re.search(r"RL-1 is [89]\d % alike: No autonomous replication · voting · `proposal 1`", preview)
    assert "carol" not in preview
    own = (await table.proposes("bob")).view
    assert "RL-1 is 100 % alike" in shown(own)
    assert re.search(r"RL-3 is [89]\d % alike: No copying by itself · draft", shown(own))
    assert "Likely duplicates" not in shown((await table.proposes("bob", Kind.PAUSE)).view)


async def test_an_edit_is_no_duplicate_of_itself_and_pages_are_compared_as_a_whole(table):
    await table.proposes("alice")
    form = (await table.answered("alice", "edit 1")).view
    edited = (await table.fills("alice", form, WHOLE[Kind.RED_LINE] | {"title": "Sharper"})).view
    assert "Likely duplicates" not in shown(edited)
    await table.says("alice", button(edited, "Open the vote"))
    form = (await table.answered("bob", "propose red-line")).view
    first = {field.name: WHOLE[Kind.RED_LINE][field.name] for field in form.pages[0]}
    kept = (await table.fills("bob", form, first)).view
    second = (await table.answered("bob", button(kept, "Continue"))).view
    last = {field.name: WHOLE[Kind.RED_LINE][field.name] for field in form.pages[1]}
    assert re.search(r"RL-1 is [89]\d % alike: Sharper", shown((await table.fills("bob", second, last)).view))


async def test_templates_are_listed_with_where_they_are_from_and_how_to_start(table):
    told = await table.says("bob", "templates")
    assert "Summaries in our words to adapt, not official texts." in told
    for template in templates():
        assert f"{template.title} · {template.source}" in told
        assert f"retrieved {template.retrieved} · `{template.line}`" in told
        assert (await table.answered("alice", template.line)).view.fields[0].value == template.title
    assert "MLE-bench" in await table.says("bob", "templates benchmark")
    assert "MLE-bench" not in await table.says("bob", "templates pause")
    assert "a motion is free text" in await table.says("bob", "templates motion")


async def test_a_pause_that_begins_in_the_past_is_taken_with_a_warning(table):
    told = "The start, 1 January 2020, lies in the past."
    preview = (await table.proposes("alice", Kind.PAUSE, start="2020-01-01")).view
    assert told in shown(preview)
    button(preview, "Open the vote")
    today = f"{table.now:%Y-%m-%d}"
    assert "lies in the past" not in shown((await table.proposes("alice", Kind.PAUSE, start=today)).view)
