"""A card that shows too little is found, and left alone while it need not or cannot be edited."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.ids import PostingId
from bot.domain.proposals import State
from bot.ports import Posting
from tests.storage.table import HOUR, MINUTE, NOON, Table, fresh, lay_table


async def stale(table: Table, turnout_before: timedelta, now: timedelta = HOUR) -> list[PostingId]:
    found = await table.read(lambda tx: tx.postings.stale(NOON + turnout_before, NOON + now))
    return [one.posting.id for one in found]


async def test_a_card_that_shows_all_is_left_alone(table: Table) -> None:
    await table.posted(await table.proposed())
    assert await stale(table, HOUR) == []


async def test_a_new_state_shows_at_once_and_turnout_when_the_last_edit_is_old_enough(table: Table) -> None:
    proposal = await table.proposed()
    posting = await table.posted(proposal)
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    assert await stale(table, -MINUTE) == []
    assert await stale(table, timedelta(0)) == [posting.id]
    adopted = replace(proposal, state=State.ADOPTED, revision=3)
    await table.write(lambda tx: tx.proposals.change(adopted))
    assert await stale(table, -MINUTE) == [posting.id]
    await table.write(lambda tx: tx.postings.shown(posting.id, 3, State.ADOPTED, NOON + MINUTE))
    assert await stale(table, HOUR) == []
    shown = replace(posting, shown=3, state=State.ADOPTED, edited=NOON + MINUTE)
    assert await table.read(lambda tx: tx.postings.get(posting.id)) == shown


async def test_an_edit_that_was_overtaken_leaves_the_card_stale(table: Table) -> None:
    proposal = await table.proposed()
    posting = await table.posted(proposal)
    for _ in range(2):
        await table.write(lambda tx: tx.proposals.touch(proposal.id))
    await table.write(lambda tx: tx.postings.shown(posting.id, 2, State.VOTING, NOON))
    assert await stale(table, HOUR) == [posting.id]


async def test_a_card_waits_for_its_next_try_and_is_left_alone_once_given_up(table: Table) -> None:
    proposal = await table.proposed()
    posting = await table.posted(proposal)
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    await table.write(lambda tx: tx.postings.retry(posting.id, NOON + HOUR))
    assert await stale(table, HOUR, now=HOUR - MINUTE) == []
    assert await stale(table, HOUR, now=HOUR) == [posting.id]
    await table.write(lambda tx: tx.postings.give_up(posting.id, "the channel is gone"))
    assert await stale(table, HOUR) == []


async def test_a_card_not_posted_yet_cannot_be_edited(table: Table) -> None:
    proposal = await table.proposed()
    posting = Posting(PostingId(fresh()), proposal.id, table.space.id, "general", None, 0, None, None)
    await table.write(lambda tx: tx.postings.add(posting))
    assert await table.read(lambda tx: tx.postings.get(posting.id)) == posting
    assert await stale(table, HOUR) == []


async def test_cards_in_a_hurry_do_not_wait_for_their_turn(table: Table) -> None:
    proposal = await table.proposed()
    posting = await table.posted(proposal, at=NOON)
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    assert await table.read(lambda tx: tx.postings.stale(NOON - HOUR, NOON)) == []
    await table.write(lambda tx: tx.postings.hurry(proposal.id))
    found = await table.read(lambda tx: tx.postings.stale(NOON - HOUR, NOON))
    assert [one.posting.id for one in found] == [posting.id]


async def test_one_card_brought_up_to_date_does_not_hide_another(table: Table) -> None:
    proposal = await table.proposed()
    cards = [await table.posted(proposal, channel=channel) for channel in ("one", "two", "three")]
    unposted = Posting(PostingId(fresh()), proposal.id, table.space.id, "four", None, 0, None, None)
    await table.write(lambda tx: tx.postings.add(unposted))
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    left = [card.id for card in cards]
    while left:
        assert sorted(await stale(table, HOUR)) == sorted(left)
        shown = left.pop()
        await table.write(lambda tx, card=shown: tx.postings.shown(card, 2, State.VOTING, NOON))
    assert await stale(table, HOUR) == []
    # Posted now, as it was composed before the touch.
    await table.write(lambda tx: tx.postings.posted(unposted.id, "message 4", 1, State.VOTING, NOON))
    assert await stale(table, HOUR) == [unposted.id]


async def test_a_card_given_up_does_not_hide_another(table: Table) -> None:
    proposal = await table.proposed()
    one, other = await table.posted(proposal, channel="one"), await table.posted(proposal, channel="two")
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    await table.write(lambda tx: tx.postings.give_up(one.id, "the channel is gone"))
    assert await stale(table, HOUR) == [other.id]


async def test_a_change_during_an_edit_is_never_lost(table: Table) -> None:
    """Edits that report what they showed, and touches, all at once: the card ends up showing the last revision."""
    proposal = await table.proposed()
    posting = await table.posted(proposal)

    async def edit() -> None:
        seen = await table.read(lambda tx: tx.proposals.by_id(proposal.id))
        assert seen is not None
        await table.write(lambda tx: tx.postings.shown(posting.id, seen.revision, seen.state, NOON))

    for _ in range(15):
        await asyncio.gather(table.write(lambda tx: tx.proposals.touch(proposal.id)), edit(), edit())
        for _ in range(2):
            found = await table.read(lambda tx: tx.postings.get(posting.id))
            now = await table.read(lambda tx: tx.proposals.by_id(proposal.id))
            assert found is not None
            assert now is not None
            assert await stale(table, HOUR) == ([posting.id] if found.shown < now.revision else [])
            await edit()


async def test_the_card_edited_longest_ago_comes_first(table: Table) -> None:
    proposal = await table.proposed()
    recent = await table.posted(proposal, NOON, "one")
    old = await table.posted(proposal, NOON - HOUR, "two")
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    assert await stale(table, HOUR) == [old.id, recent.id]


async def test_a_channel_has_one_card_of_a_proposal(table: Table) -> None:
    proposal, other = await table.proposed(), await table.proposed()
    one = await table.posted(proposal)
    await table.posted(other)
    with pytest.raises(IntegrityError):
        await table.posted(proposal)
    elsewhere = await table.posted(proposal, channel="elsewhere")
    found = await table.read(lambda tx: tx.postings.of(proposal.id))
    assert {posting.id for posting in found} == {one.id, elsewhere.id}


async def test_a_card_is_held_by_one_at_a_time(table: Table) -> None:
    proposal = await table.proposed()
    cards = [await table.posted(proposal, channel=str(number)) for number in range(10)]
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    ids = [card.id for card in cards]
    until = NOON + MINUTE
    shares = await asyncio.gather(*(table.write(lambda tx: tx.postings.claim(ids, NOON, until)) for _ in range(6)))
    taken = [card.id for share in shares for card in share]
    taken += [card.id for card in await table.write(lambda tx: tx.postings.claim(ids, NOON, until))]
    assert sorted(taken) == sorted(ids)
    assert await stale(table, HOUR, now=timedelta(0)) == []
    assert sorted(await stale(table, HOUR, now=MINUTE)) == sorted(ids)


async def test_a_card_in_a_busy_channel_is_passed_over(table: Table) -> None:
    proposal = await table.proposed()
    await table.posted(proposal, channel="one")
    other = await table.posted(proposal, channel="two")
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    busy = [(table.space.id, "one")]
    found = await table.read(lambda tx: tx.postings.stale(NOON + HOUR, NOON, busy))
    assert [one.posting.id for one in found] == [other.id]


@pytest.mark.parametrize("first", ["slow", "fast"])
async def test_an_edit_whose_claim_was_lost_makes_the_card_be_edited_once_more(table: Table, first: str) -> None:
    proposal = await table.proposed()
    posting = await table.posted(proposal)
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    (slow,) = await table.write(lambda tx: tx.postings.claim([posting.id], NOON, NOON + MINUTE))
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    (fast,) = await table.write(lambda tx: tx.postings.claim([posting.id], NOON + MINUTE, NOON + HOUR))
    assert not await table.write(lambda tx: tx.postings.renew(slow, NOON + HOUR))
    edits = [(2, slow), (3, fast)] if first == "slow" else [(3, fast), (2, slow)]
    for revision, held in edits:
        await table.write(
            lambda tx, revision=revision, held=held: tx.postings.shown(
                posting.id, revision, State.VOTING, NOON + MINUTE, held.retry_at
            )
        )
    assert await stale(table, -HOUR, now=MINUTE) == [posting.id]


async def test_a_card_given_up_is_listed_for_its_community_and_can_be_taken_up_again(table: Table) -> None:
    other = await lay_table(table.store, "lab-b")
    proposal, decided = await table.proposed(), await table.proposed(State.ADOPTED)
    card, old = await table.posted(proposal), await table.posted(decided)
    await table.write(lambda tx: tx.proposals.touch(proposal.id))
    for one in (card, old):
        await table.write(lambda tx, one=one: tx.postings.give_up(one.id, "the channel is gone"))
    told = await table.read(lambda tx: tx.postings.given_up(table.community, NOON - HOUR, 10))
    assert {(one.id, one.given_up) for one in told} == {(one.id, "the channel is gone") for one in (card, old)}
    told = await table.read(lambda tx: tx.postings.given_up(table.community, NOON + HOUR, 10))
    assert [one.id for one in told] == [card.id]
    assert await table.read(lambda tx: tx.postings.given_up(other.community, NOON - HOUR, 10)) == []
    await table.write(lambda tx: tx.postings.resume(card.id))
    assert await stale(table, HOUR) == [card.id]
    told = await table.read(lambda tx: tx.postings.given_up(table.community, NOON + HOUR, 10))
    assert told == []


async def test_a_new_state_goes_before_turnout_and_no_space_takes_all_the_room(table: Table) -> None:
    other = await lay_table(table.store, "lab-b")
    old = [await table.posted(await table.proposed(), NOON - HOUR) for _ in range(70)]
    state, elsewhere = (
        await table.posted(await table.proposed(), NOON),
        await other.posted(await other.proposed(), NOON),
    )
    for card in (*old, elsewhere):
        await table.write(lambda tx, card=card: tx.proposals.touch(card.proposal))
    decided = await table.read(lambda tx: tx.proposals.by_id(state.proposal))
    assert decided is not None
    await table.write(lambda tx: tx.proposals.change(replace(decided, state=State.ADOPTED, revision=2)))
    found = await table.read(lambda tx: tx.postings.stale(NOON, NOON))
    assert [(one.posting.id, one.turnout_only) for one in found[:1]] == [(state.id, False)]
    assert all(one.turnout_only for one in found[1:])
    assert len(found) == 61
    assert found[-1].posting.id == elsewhere.id


async def test_a_card_in_a_lost_space_waits_until_it_is_back(table: Table) -> None:
    posting = await table.posted(await table.proposed())
    await table.write(lambda tx: tx.proposals.touch(posting.proposal))
    await table.write(lambda tx: tx.communities.set_lost(table.space.id, "the bot was removed"))
    assert await stale(table, HOUR) == []
    await table.write(lambda tx: tx.communities.set_lost(table.space.id, None))
    assert await stale(table, HOUR) == [posting.id]
