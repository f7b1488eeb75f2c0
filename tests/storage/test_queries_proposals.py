"""Proposals have gapless numbers, keep every version of their text, and show drafts to their author alone."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.ids import ProposalId, VoteId
from bot.domain.proposals import Draft, Kind, State
from bot.domain.voting import Outcome, Vote
from bot.ports import Transaction
from tests.storage.table import HOUR, NOON, Store, Table, fresh, lay_table

OPEN = [State.DRAFT, State.VOTING]


async def test_numbers_have_no_gap_whoever_proposes_at_once(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    made = await asyncio.gather(*(ours.proposed() for _ in range(20)), *(theirs.proposed() for _ in range(5)))
    assert sorted(one.number for one in made[:20]) == list(range(1, 21))
    assert sorted(one.number for one in made[20:]) == list(range(1, 6))


async def test_a_proposal_comes_back_as_it_was(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    proposal = await ours.proposed()
    assert await kept.read(lambda tx: tx.proposals.by_id(proposal.id)) == proposal
    assert await kept.read(lambda tx: tx.proposals.get(ours.community, 1)) == proposal
    assert await kept.read(lambda tx: tx.proposals.get(theirs.community, 1)) is None
    assert await kept.write(lambda tx: tx.proposals.locked(proposal.id)) == proposal


async def test_a_number_is_never_given_twice(table: Table) -> None:
    await table.write(lambda tx: tx.proposals.add(table.proposal(1)))
    with pytest.raises(IntegrityError):
        await table.write(lambda tx: tx.proposals.add(table.proposal(1)))


async def test_a_change_is_seen_and_counted(table: Table) -> None:
    proposal = await table.proposed(State.DRAFT)
    changed = replace(proposal, state=State.VOTING, version=2, revision=2, text={**proposal.text, "title": "New"})
    await table.write(lambda tx: tx.proposals.change(changed))
    assert await table.read(lambda tx: tx.proposals.by_id(proposal.id)) == changed
    again = replace(changed, text={"title": "Typo mended"}, revision=3)
    await table.write(lambda tx: tx.proposals.change(again))
    assert await table.read(lambda tx: tx.proposals.by_id(proposal.id)) == again
    back = replace(again, version=1, text=proposal.text)
    await table.write(lambda tx: tx.proposals.change(back))
    assert await table.read(lambda tx: tx.proposals.by_id(proposal.id)) == back
    assert await table.read(lambda tx: tx.proposals.texts(proposal.id, [1, 2, 3])) == {1: proposal.text, 2: again.text}


async def test_titles_are_of_what_was_opened_and_of_drafts_of_ones_own(table: Table) -> None:
    opened = await table.opened()
    draft, theirs, gone = [
        await table.proposed(state, by)
        for state, by in [(State.DRAFT, "alice"), (State.DRAFT, "bob"), (State.WITHDRAWN, "alice")]
    ]

    async def titles(
        name: str | None, states: tuple[State, ...] = tuple(State), kind: Kind | None = None, own: bool = False
    ) -> list[tuple[int, str]]:
        member = table.people[name].member if name else None
        found = await table.read(lambda tx: tx.proposals.titles(table.community, member, states, kind, own))
        assert all(one.kind is Kind.RED_LINE for one in found)
        return [(one.number, one.title) for one in found]

    title = "No self-copying"
    assert await titles("alice") == [(draft.number, title), (1, title)]
    assert await titles("bob") == [(theirs.number, title), (1, title)]
    assert await titles(None) == [(1, title)]
    assert await titles("alice", kind=Kind.PAUSE) == []
    assert await titles("alice", (State.VOTING,), Kind.RED_LINE) == [(1, title)]
    assert await titles("bob", own=True) == [(theirs.number, title)]
    assert gone.number not in dict(await titles("alice"))

    renamed = replace(draft, text={"title": "Now “quoted”\n\N{SNOWMAN}"}, version=2)
    await table.write(lambda tx: tx.proposals.change(renamed))
    assert (draft.number, renamed.text["title"]) in await titles("alice")
    several = await table.read(lambda tx: tx.proposals.several([renamed.id, opened.proposal, ProposalId("0" * 26)]))
    assert {one.id for one in several} == {renamed.id, opened.proposal}
    assert renamed in several


async def test_touches_at_once_all_count(table: Table) -> None:
    proposal = await table.proposed()
    await asyncio.gather(*(table.write(lambda tx: tx.proposals.touch(proposal.id)) for _ in range(20)))
    found = await table.read(lambda tx: tx.proposals.by_id(proposal.id))
    assert found == replace(proposal, revision=21)


async def test_a_locked_proposal_waits_for_who_holds_it(table: Table) -> None:
    proposal = await table.proposed()

    async def edit(tx: Transaction) -> None:
        held = await tx.proposals.locked(proposal.id)
        text = {"title": f"{held.text['title']}+"}
        await tx.proposals.change(replace(held, version=held.version + 1, text=text))

    await asyncio.gather(*(table.write(edit) for _ in range(10)))
    found = await table.read(lambda tx: tx.proposals.by_id(proposal.id))
    assert found is not None
    assert (found.version, found.title) == (11, proposal.title + "+" * 10)


async def test_proposals_are_listed_newest_first_and_drafts_to_their_author(table: Table) -> None:
    first = await table.proposed(State.VOTING, "alice")
    second = await table.proposed(State.DRAFT, "alice")
    third = await table.proposed(State.DRAFT, "bob")
    fourth = await table.proposed(State.ADOPTED, "bob")
    alice = table.people["alice"].member

    async def listed(states: list[State], drafts_of: object = None) -> list[int]:
        found = await table.read(lambda tx: tx.proposals.listed(table.community, states, drafts_of))  # type: ignore[arg-type]
        return [one.number for one in found]

    assert await listed(OPEN) == [first.number]
    assert await listed(OPEN, alice) == [second.number, first.number]
    assert await listed(list(State), table.people["bob"].member) == [fourth.number, third.number, first.number]
    assert await listed([]) == []


async def test_what_was_decided_is_found_by_when_its_latest_vote_closed(table: Table) -> None:
    async def closed(at: datetime, state: State, vote: Vote | None = None) -> int:
        vote = vote or await table.opened()
        await table.write(lambda tx: tx.votes.close(replace(vote, outcome=Outcome.NO_QUORUM, closed=at)))
        proposal = await table.read(lambda tx: tx.proposals.by_id(vote.proposal))
        assert proposal is not None
        await table.write(lambda tx: tx.proposals.change(replace(proposal, state=state)))
        return proposal.number

    async def decided(whose: Table = table) -> list[int]:
        found = await table.read(lambda tx: tx.proposals.decided(whose.community, NOON, NOON + HOUR))
        return [one.number for one in found]

    moment = timedelta(microseconds=1)
    first = await closed(NOON, State.ADOPTED)
    last = await closed(NOON + HOUR - moment, State.NO_QUORUM)
    await closed(NOON - moment, State.REJECTED)
    await closed(NOON + HOUR, State.REJECTED)
    await closed(NOON, State.WITHDRAWN)
    await table.opened()
    assert await decided() == [last, first]
    assert await decided(await lay_table(table.store, "lab-b")) == []

    earlier = await table.opened()
    await closed(NOON, State.NO_QUORUM, earlier)
    later = replace(earlier, id=VoteId(fresh()))
    await table.write(lambda tx: tx.votes.open(later))
    await closed(NOON + 2 * HOUR, State.ADOPTED, later)
    assert await decided() == [last, first]


@pytest.fixture
def draft(table: Table) -> Draft:
    text = {"title": "\N{PILE OF POO} “half”", "act": "a\nb"}
    return Draft(table.people["alice"].account, table.space.id, Kind.RED_LINE, text, None, NOON)


async def test_the_last_draft_of_a_form_is_the_one_that_is_kept(table: Table, draft: Draft) -> None:
    key = (draft.account, draft.space, draft.kind, None)
    assert await table.read(lambda tx: tx.drafts.get(*key)) is None
    later = replace(draft, text={"title": "whole"}, saved=NOON + timedelta(seconds=1))
    await table.write(lambda tx: tx.drafts.save(draft))
    assert await table.read(lambda tx: tx.drafts.get(*key)) == draft
    await table.write(lambda tx: tx.drafts.save(later))
    assert await table.read(lambda tx: tx.drafts.get(*key)) == later


async def test_drafts_of_different_forms_stand_beside_each_other(table: Table, draft: Draft) -> None:
    proposal = await table.proposed()
    edit = replace(draft, proposal=proposal.id, text={"title": "edited"})
    hers = replace(draft, account=table.people["bob"].account)
    for one in (draft, edit, hers):
        await table.write(lambda tx, one=one: tx.drafts.save(one))
    await table.write(lambda tx: tx.drafts.discard(draft.account, draft.space, draft.kind, None))
    assert await table.read(lambda tx: tx.drafts.get(draft.account, draft.space, draft.kind, None)) is None
    assert await table.read(lambda tx: tx.drafts.get(edit.account, edit.space, edit.kind, proposal.id)) == edit
    assert await table.read(lambda tx: tx.drafts.get(hers.account, hers.space, hers.kind, None)) == hers
