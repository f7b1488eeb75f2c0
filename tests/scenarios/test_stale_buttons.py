"""A button that no longer applies answers with how things stand now, and with what can be done."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform
from bot.views.elements import Button, Buttons, Card
from tests.scenarios.table import RED_LINE, button, shown

pytestmark = [
    pytest.mark.parametrize("platform", list(Platform)),
    # Both databases are held to the same queries elsewhere; here the faster one does.
    pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True),
]


@pytest.fixture(autouse=True)
def seat(table, platform):
    table.at(platform)


def labels(view):
    assert isinstance(view, Card)
    return [b.label for e in view.elements if isinstance(e, Buttons) for b in e.buttons if isinstance(b, Button)]


async def test_open_on_an_open_vote(table):
    preview = (await table.proposes("alice")).view
    await table.says("alice", button(preview, "Open the vote"))
    await table.says("bob", "vote 1 for")
    told = await table.answered("alice", button(preview, "Open the vote"))
    assert "RL-1 is open for voting already; its vote cannot be opened again." in shown(told.view)
    assert "Voting. Closes" in shown(told.view)
    assert "1 voted" in shown(told.view)
    assert labels(told.view) == ["Vote", "Details", "Edit", "Withdraw"]
    assert "Recorded: Against" in await table.says("alice", "vote 1 against")


async def test_edit_on_an_open_vote_and_on_a_decided_one(table):
    preview = (await table.proposes("alice")).view
    await table.says("alice", button(preview, "Open the vote"))
    told = await table.answered("alice", button(preview, "Edit"))
    assert shown(told.view).startswith("Edit RL-1, open for voting\n"), "a changed text is a new question"
    await table.passes(days=8)
    told = await table.answered("alice", button(preview, "Edit"))
    assert "RL-1 found no quorum: its text no longer changes." in shown(told.view)
    assert "No quorum: 0 of the 3 needed" in shown(told.view)
    assert labels(told.view) == ["Results", "Details"]


async def test_edit_and_open_on_an_older_version_offer_the_newer_one(table):
    preview = (await table.proposes("alice")).view
    form = (await table.answered("alice", button(preview, "Edit"))).view
    await table.fills("alice", form, RED_LINE | {"title": "A newer title"})
    told = await table.answered("alice", button(preview, "Open the vote"))
    assert "You saw version 1 of RL-1; it is now version 2." in shown(told.view)
    assert "RL-1 · A newer title" in shown(told.view)
    assert labels(told.view) == ["Open the vote", "Edit", "Discard"]
    assert "is open for voting" in await table.says("alice", button(told.view, "Open the vote"))


async def test_discard_on_an_open_vote_and_twice(table):
    preview = (await table.proposes("alice")).view
    await table.says("alice", button(preview, "Open the vote"))
    told = await table.answered("alice", button(preview, "Discard"))
    assert "no longer a draft: nothing was discarded" in shown(told.view)
    asked = (await table.answered("alice", button(told.view, "Withdraw"))).view
    assert "Its ballots are not counted" in await table.says("alice", button(asked, "Withdraw it"))
    second = (await table.proposes("alice")).view
    await table.says("alice", button(second, "Discard"))
    for label in ("Discard", "Open the vote", "Edit"):
        told = await table.answered("alice", button(second, label))
        assert "RL-2 · No autonomous replication\nDiscarded." in shown(told.view)
        assert labels(told.view) == []
    assert "RL-2 is discarded already." in await table.says("alice", "withdraw 2")
    assert "alice discarded it" in await table.says("alice", "proposal 2")


async def test_withdraw_on_what_is_withdrawn_and_on_what_is_decided(table):
    await table.opens("alice")
    details = (await table.answered("alice", "proposal 1")).view
    asked = (await table.answered("alice", button(details, "Withdraw"))).view
    await table.says("alice", button(asked, "Withdraw it"))
    assert "RL-1 is withdrawn already." in await table.says("alice", button(details, "Withdraw"))
    told = await table.says("alice", button(asked, "Withdraw it"))
    assert "RL-1 is withdrawn already." in told
    assert "Withdrawn: its ballots were not counted" in told
    await table.opens("alice", number=2)
    details = (await table.answered("alice", "proposal 2")).view
    table.now += timedelta(days=7)
    assert "Closed" in await table.says("alice", button(details, "Withdraw"))
    await table.works()
    told = await table.answered("alice", button(details, "Withdraw"))
    assert "No quorum: 0 of the 3 needed" in shown(told.view)
    assert labels(told.view) == ["Results", "Details"]


async def test_results_before_there_are_any(table):
    await table.proposes("alice")
    told = await table.answered("alice", "results 1")
    assert "The vote on RL-1 is not open yet." in shown(told.view)
    assert labels(told.view) == ["Open the vote", "Edit", "Discard"]
    await table.says("alice", button(told.view, "Open the vote"))
    table.now += timedelta(days=7)
    told = await table.answered("bob", "results 1")
    assert "The outcome is being counted." in shown(told.view)
    assert labels(told.view) == ["Details"]


async def test_a_page_of_a_form_that_was_finished(table):
    form = (await table.answered("alice", "propose red-line")).view
    page = {field.name: RED_LINE.get(field.name, "") for field in form.pages[0]}
    kept = (await table.fills("alice", form, page)).view
    await table.fills("alice", form, RED_LINE)
    for label in ("Continue", "Discard"):
        told = await table.answered("alice", button(kept, label))
        assert "This draft was finished or discarded already. Nothing was done." in shown(told.view)
        assert "RL-1" in await table.says("alice", button(told.view, "Proposals"))


async def test_what_is_typed_for_a_text_that_is_open_comes_back_with_how_it_stands(table):
    preview = (await table.proposes("alice")).view
    form = (await table.answered("alice", button(preview, "Edit"))).view
    await table.says("alice", button(preview, "Open the vote"))
    told = await table.fills("alice", form, RED_LINE | {"title": "Never kept"})
    assert "Never kept" in shown(told.view)
    assert labels(told.view) == ["Put it to the vote", "Edit", "Keep the vote as it is"]
    assert "Never kept" not in await table.says("bob", "proposal 1"), "nothing changes before that is pressed"


async def test_the_answer_is_the_same_when_it_is_delivered_again(table):
    preview = (await table.proposes("alice")).view
    await table.says("alice", button(preview, "Open the vote"))
    first = await table.answered("alice", button(preview, "Open the vote"), key="again")
    await table.says("alice", "withdraw 1 sure")
    assert (await table.answered("alice", button(preview, "Open the vote"), key="again")).view == first.view
