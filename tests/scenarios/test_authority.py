"""Who may do what to a space and to a whole community, and that everybody sees it."""

import json
from datetime import timedelta

import pytest

from bot.domain import acts
from bot.domain.people import Platform
from bot.domain.proposals import Kind
from bot.views.elements import Form, Invocation
from tests.codes import code_in
from tests.scenarios.table import button, shown
from tests.scenarios.test_bridging import bridged

DISCORD, SLACK = Platform.DISCORD, Platform.SLACK
FOR_FOUNDERS = "for the admins of discord table, which founded it"


@pytest.fixture
async def two(table):
    """A table that a Discord server founded and a Slack workspace came to; alice is an admin of both, dee of Slack."""
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    return table


async def agreed(table, line: str, number: int) -> str:
    """Adopt the motion that *line* makes and return what its author saw first."""
    moved = (await table.answered("alice", line)).view
    await table.says("alice", button(moved, "Open the vote"))
    for person in ("alice", "bob", "carol"):
        assert "Recorded" in await table.says(person, f"vote {number} for")
    await table.passes(days=7)
    return shown(moved)


async def leaves(table, platform=DISCORD):
    async def look(tx):
        space = await tx.communities.space(platform, f"{platform.value}-1")
        return [json.loads(leaf.body) for leaf in await tx.record.leaves(space.community)]

    return await table.world.store.read(look)


async def test_space_admins_rule_their_space(two):
    two.admins = {"dee"}
    assert "changed" in await two.at(SLACK).says("dee", "settings zone Asia/Tokyo")
    assert "for admins of this space" in await two.says("bob", "settings zone UTC")


@pytest.mark.parametrize(
    "line",
    [
        "charter set quorum 1", "charter set roll registered", "charter set authority vote",
        "facilitator add <@alice|alice>", "bridge create",
    ],
)  # fmt: skip
async def test_acts_on_the_whole_community_need_an_admin_of_the_founding_space(two, line):
    before = await two.at(SLACK).says("alice", "charter show")
    assert FOR_FOUNDERS in await two.says("alice", line)
    assert "for admins of this space" in await two.at(DISCORD).says("bob", line)
    assert await two.at(SLACK).says("alice", "charter show") == before
    told = await two.at(DISCORD).says("alice", line)
    assert "Done: you" in told or code_in(told)


async def test_when_the_founder_leaves_the_next_space_is_it(two):
    two.at(DISCORD)
    asked = (await two.answered("alice", "bridge leave")).view
    await two.says("alice", button(asked, "Leave this table"))
    assert "Done: you set the quorum" in await two.at(SLACK).says("alice", "charter set quorum 1")


async def test_a_vote_that_the_charter_asks_for_changes_the_charter_as_it_closes(two):
    two.at(DISCORD)
    assert "Done: you set authority over the whole community to a vote." in await two.says(
        "alice", "charter set authority vote"
    )
    moved = await agreed(two, "charter set kind pause quorum 5 threshold 3/4", 1)
    told = (
        "Set the quorum for pauses to 5 ballots and the threshold for pauses to three quarters of those who take a side"
    )
    assert f"Preview · MO-1 · Motion\n{told}" in moved
    assert "The charter gives authority over the whole community to a vote, so nothing is done yet: this is" in moved
    assert "Edit" not in moved
    assert "Pauses: 5 ballots (default: 3 ballots) · three quarters for" in await two.says("bob", "charter show")
    for place in (DISCORD, SLACK):
        outcome = two.at(place).posted[-1].text
        assert "MO-1 adopted" in outcome
        assert "Done: it set the quorum for pauses to 5 ballots and the threshold" in outcome
        assert "MO-1, adopted by vote, set the quorum for pauses" in await two.says("bob", "acts")
    changed = [leaf for leaf in await leaves(two) if leaf["event"] == "charter.amended"][-1]
    closed = [leaf for leaf in await leaves(two) if leaf["event"] == "vote.closed"][-1]
    assert changed["index"] == closed["index"] + 1
    assert changed["data"] == {
        "by": None,
        "kinds": ["pause"],
        "motion": closed["data"]["proposal"],
        "quorum": "5",
        "threshold": "at least 3/4",
    }


async def test_a_motion_that_is_rejected_changes_nothing(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    await two.says("alice", "charter set quorum 1")
    await two.says("alice", "open 1")
    for person in ("alice", "bob", "carol"):
        await two.says(person, "vote 1 against")
    await two.passes(days=7)
    assert "Pauses: 3 ballots" in await two.says("bob", "charter show")
    assert "Done" not in two.posted[-1].text


async def test_an_admin_of_any_of_its_spaces_can_move_what_a_vote_decides(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    two.admins = {"dee"}
    assert "Preview · MO-1" in await two.at(SLACK).says("dee", "charter set quorum 4")
    assert "for admins of this space" in await two.says("bob", "charter set quorum 4")


async def test_what_cannot_be_done_any_more_is_told(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    await two.says("bob", "vote 9 for")
    first = (await two.answered("alice", "facilitator add bob")).view
    second = (await two.answered("alice", "facilitator add bob")).view
    for moved in (first, second):
        await two.says("alice", button(moved, "Open the vote"))
        two.now += timedelta(seconds=1)
    for number in (1, 2):
        for person in ("alice", "bob", "carol"):
            await two.says(person, f"vote {number} for")
    await two.passes(days=7)
    texts = [posted.text for posted in two.posted]
    assert any("MO-1 adopted" in text and "Done: it made bob a facilitator." in text for text in texts)
    assert any(
        "MO-2 adopted" in text and "It could not be carried out: bob is a facilitator already." in text
        for text in texts
    )
    assert "MO-2, adopted by vote, could not be carried out: bob is a facilitator already." in await two.says(
        "bob", "acts"
    )
    assert [leaf["event"] for leaf in await leaves(two)].count("motion.lapsed") == 1
    assert (await two.says("bob", "facilitator list")).count("bob") == 1


async def test_what_could_not_be_done_at_all_is_not_moved(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    assert "On an open roll the quorum is a number" in await two.says("alice", "charter set quorum 1/3")
    assert "is not a facilitator" in await two.says("alice", "facilitator remove <@alice>")
    assert "Nothing is proposed yet" in await two.says("alice", "proposals")
    assert [leaf["event"] for leaf in await leaves(two)].count("charter.amended") == 1, "a try leaves nothing behind"


async def test_nobody_can_put_an_act_into_a_motion_by_words(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    act = acts.write(acts.BridgeAllowed())
    for number, text in enumerate(("Set the quorum for every kind to 1 ballot.", act), 1):
        await two.proposes("alice", Kind.MOTION, title=text, text=text)
        await two.says("alice", f"open {number}")
        for person in ("alice", "bob", "carol"):
            await two.says(person, f"vote {number} for")
    await two.passes(days=7)
    assert "Pauses: 3 ballots" in await two.says("bob", "charter show")
    assert "Done: it" not in two.posted[-1].text
    forged = Invocation("draft save", (("kind", "motion"), ("title", "x"), ("text", "y"), ("act", act)))
    assert "Something went wrong" not in await two.says("alice", forged)


async def test_the_text_of_a_motion_that_does_something_is_not_edited(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    moved = (await two.answered("alice", "charter set quorum 1")).view
    seen = dict(button(moved, "Open the vote").arguments)["proposal"]
    told = "MO-1 says what is done when it is adopted, so its text is not edited."
    assert told in await two.says("alice", "edit 1")
    words = (("kind", "motion"), ("proposal", seen), ("title", "Harmless"), ("text", "Nothing to see"))
    for forged in (
        Invocation("draft save", words),
        Invocation("draft continue", (("kind", "motion"), ("proposal", seen), ("page", "0"))),
    ):
        answered = await two.answered("alice", forged)
        assert not isinstance(answered.view, Form)
        assert told in shown(answered.view)
    assert "Set the quorum for every kind to 1 ballot" in await two.says("alice", "proposal 1")
    assert "is discarded" in await two.says("alice", button(moved, "Discard"))


async def test_a_vote_can_allow_one_space_to_be_brought_and_no_more(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    moved = await agreed(two, "bridge create", 1)
    assert "Allow one more space to be brought to this table" in moved
    assert "Done: it allowed one more space to be brought to this table." in two.posted[-1].text
    assert FOR_FOUNDERS in await two.at(SLACK).says("alice", "bridge create")
    assert code_in(await two.at(DISCORD).says("alice", "bridge create"))
    assert "Preview · MO-2" in await two.says("alice", "bridge create"), "the code used up what was allowed"


async def test_a_vote_gives_authority_back(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    await agreed(two, "charter set authority founders", 1)
    assert "Done: you set the quorum" in await two.says("alice", "charter set quorum 2")


async def test_a_draft_that_would_act_stays_with_its_community_when_the_space_leaves(two):
    two.at(DISCORD)
    await two.says("alice", "charter set authority vote")
    two.at(SLACK)
    await two.says("alice", "charter set quorum 1")
    asked = (await two.answered("alice", "bridge leave")).view
    await two.says("alice", button(asked, "Leave this table"))
    assert "Nothing is proposed yet" in await two.says("alice", "proposals")


async def test_facilitators_are_appointed_and_do_what_they_may(table):
    table.at(DISCORD)
    assert "There is no facilitator." in await table.says("bob", "facilitator list")
    assert "for facilitators" in await table.says("bob", "feed remove 1")
    assert "I know nobody called dave here." in await table.says("alice", "facilitator add dave")
    assert "Done: you made bob a facilitator." in await table.says("alice", "facilitator add <@bob|bob>")
    assert "bob since" in await table.says("carol", "facilitator list")
    assert "There is no feed 1 here." in await table.says("bob", "feed remove 1")
    assert "roll admit" in await table.says("bob", "help")
    assert "roll admit" not in await table.says("carol", "help")
    assert "for admins" in await table.says("bob", "settings zone UTC")
    assert "for admins" in await table.says("bob", "facilitator add <@carol|carol>")
    assert "Done: you removed bob as a facilitator." in await table.says("alice", "facilitator remove Bob")
    assert "for facilitators" in await table.says("bob", "feed remove 1")


async def test_a_facilitator_of_the_community_is_one_in_each_of_its_spaces_once_their_accounts_are_linked(two):
    two.at(DISCORD)
    await two.says("alice", "facilitator add <@bob|bob>")
    two.at(SLACK)
    assert "for facilitators" in await two.says("bob", "feed remove 1")
    code = code_in(await two.at(DISCORD).says("bob", "link"))
    asked = (await two.at(SLACK).answered("bob", f"link {code}")).view
    await two.says("bob", button(asked, "Link them"))
    assert "There is no feed 1 here." in await two.says("bob", "feed remove 1")
    assert (await two.says("carol", "facilitator list")).count("bob") == 1


async def test_a_name_that_several_have_is_not_guessed(two):
    for place in (DISCORD, SLACK):
        await two.at(place).says("bob", "vote 9 for")
    told = await two.at(DISCORD).says("alice", "facilitator add bob")
    assert "Several members are called bob: bob (Discord) and bob (Slack). Mention the one" in told
    offers = await two.dispatcher.suggest(two.request("alice"), "facilitator add", "member", "bo")
    assert [label for _, label in offers] == ["bob · Discord", "bob · Slack"]
    assert "Done: you made bob a facilitator" in await two.says("alice", f"facilitator add {offers[1][0]}")
    assert "for facilitators" in await two.says("bob", "feed remove 1")
    assert "There is no feed 1 here." in await two.at(SLACK).says("bob", "feed remove 1")


async def test_every_act_is_told_where_cards_stand_listed_and_in_the_record(two):
    """Acts on the community in every space, acts on a space in that one."""
    two.at(DISCORD)
    before = {place: len(two.at(place).posted) for place in (DISCORD, SLACK)}

    def fresh(place):
        return [posted.text for posted in two.at(place).posted[before[place] :]]

    await two.at(DISCORD).says("alice", "charter set kind pause quorum 5")
    await two.works()
    told = "alice (discord table) set the quorum for pauses to 5 ballots."
    assert fresh(DISCORD) == fresh(SLACK) == [told]
    await two.at(SLACK).says("alice", "settings language de")
    await two.works()
    own = "alice (slack table) set the language to de."
    assert fresh(DISCORD) == [told]
    assert fresh(SLACK) == [told, own]
    two.now += timedelta(minutes=1)
    await two.at(DISCORD).says("alice", "digest subscribe weekly mon 09:00 Europe/Berlin")
    await two.says("alice", "digest unsubscribe 1")
    listed = await two.at(SLACK).says("carol", "acts")
    ended = "alice (discord table) ended a channel's digest: weekly, Mon 09:00 Europe/Berlin."
    begun = "alice (discord table) subscribed a channel to the digest: weekly, Mon 09:00 Europe/Berlin."
    assert [listed.index(line) for line in (ended, begun, own, told)] == sorted(
        listed.index(line) for line in (ended, begun, own, told)
    )
    events = [leaf["event"] for leaf in await leaves(two)]
    for event in ("charter.amended", "space.settings", "digest.subscribed", "digest.unsubscribed"):
        assert event in events


async def test_an_act_that_is_delivered_twice_is_one(table):
    table.at(DISCORD)
    await table.says("alice", "settings channel #decisions", key="event 1")
    await table.says("alice", "settings channel #decisions", key="event 1")
    await table.works()
    assert len(table.posted) == 1
    assert (await table.says("bob", "acts")).count("set the channel for its cards") == 1
