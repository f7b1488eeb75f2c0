"""Ballots are only ever added; the latest of each elector counts."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.ids import ElectorId, ProposalId, VoteId
from bot.domain.people import Platform
from bot.domain.proposals import State
from bot.domain.rules import MAJORITY, Quorum, Rule
from bot.domain.voting import Ballot, CastBallot, Choice, Outcome, Tally, Vote
from bot.ports import Transaction, Voter
from tests.storage.table import HOUR, MINUTE, NOON, Table, cast, fresh


async def test_a_vote_comes_back_as_it_was_opened_and_as_it_closed(table: Table) -> None:
    proposal = await table.proposed()
    rule = Rule(Quorum(share=Fraction(1, 3)), MAJORITY)
    vote = Vote(VoteId(fresh()), proposal.id, 1, rule, NOON, NOON + timedelta(days=7, microseconds=1), 81)
    await table.write(lambda tx: tx.votes.open(vote))
    assert await table.read(lambda tx: tx.votes.get(vote.id)) == vote
    assert await table.read(lambda tx: tx.votes.of(proposal.id)) == vote
    tally = Tally({Choice.FOR: 31, Choice.AGAINST: 9})
    closed = replace(vote, outcome=Outcome.ADOPTED, tally=tally, closed=vote.closes)
    await table.write(lambda tx: tx.votes.close(closed))
    assert await table.read(lambda tx: tx.votes.get(vote.id)) == closed


async def test_a_vote_closes_once(table: Table) -> None:
    vote = await table.opened()
    closed = replace(vote, outcome=Outcome.WITHDRAWN, closed=NOON)
    await table.write(lambda tx: tx.votes.close(closed))
    with pytest.raises(ValueError, match="not open"):
        await table.write(lambda tx: tx.votes.close(replace(closed, outcome=Outcome.ADOPTED)))
    assert await table.read(lambda tx: tx.votes.get(vote.id)) == closed


async def test_the_latest_vote_is_the_last_opened_though_the_clock_went_back(table: Table) -> None:
    first = await table.opened()
    await table.write(lambda tx: tx.votes.close(replace(first, outcome=Outcome.NO_QUORUM, closed=NOON)))
    second = replace(first, id=VoteId(fresh()), opened=NOON - HOUR)
    await table.write(lambda tx: tx.votes.open(second))
    assert await table.read(lambda tx: tx.votes.of(first.proposal)) == second


async def test_the_latest_votes_on_many_proposals_come_with_their_turnouts(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.votes._AT_ONCE", 2)
    first, other = await table.opened(), await table.opened()
    never = await table.proposed(State.DRAFT)
    await table.write(lambda tx: cast(tx, table, first.id, "carol", Choice.FOR))
    await table.write(lambda tx: tx.votes.close(replace(first, outcome=Outcome.NO_QUORUM, closed=NOON)))
    second = replace(first, id=VoteId(fresh()), opened=NOON - HOUR)
    await table.write(lambda tx: tx.votes.open(second))
    for name, choice in (("alice", Choice.FOR), ("bob", Choice.AGAINST), ("alice", Choice.ABSTAIN)):
        await table.write(lambda tx, n=name, c=choice: cast(tx, table, second.id, n, c))
    asked = [first.proposal, never.id, other.proposal]
    found = await table.read(lambda tx: tx.votes.latest(asked))
    assert found == {first.proposal: (second, 2), other.proposal: (other, 0)}
    assert await table.read(lambda tx: tx.votes.latest([])) == {}


async def test_every_vote_on_a_proposal_comes_in_its_order(table: Table) -> None:
    first = await table.opened()
    closed = replace(first, outcome=Outcome.SUPERSEDED, closed=NOON)
    await table.write(lambda tx: tx.votes.close(closed))
    second = replace(first, id=VoteId(fresh()), version=2, opened=NOON - HOUR)
    await table.write(lambda tx: tx.votes.open(second))
    assert await table.read(lambda tx: tx.votes.rounds(first.proposal)) == [closed, second]
    assert await table.read(lambda tx: tx.votes.rounds(ProposalId(fresh()))) == []


async def test_voters_of_a_superseded_vote_are_told_in_parts(table: Table) -> None:
    vote, other = await table.opened(), await table.opened()
    sequences = {}
    for name in ("alice", "bob", "carol", "alice"):
        sequences[name] = await table.write(lambda tx, n=name: cast(tx, table, vote.id, n, Choice.FOR))
    struck = await table.read(lambda tx: tx.votes.elector(vote.id, table.people["carol"].member))
    await table.write(lambda tx: tx.votes.strike(vote.id, struck))
    await table.write(lambda tx: tx.votes.close(replace(other, outcome=Outcome.WITHDRAWN, closed=NOON)))
    assert await table.read(lambda tx: tx.votes.untold(10)) == []

    await table.write(lambda tx: tx.votes.close(replace(vote, outcome=Outcome.SUPERSEDED, closed=NOON)))
    assert await table.read(lambda tx: tx.votes.untold(10)) == [(vote.id, 0)]
    voters = await table.read(lambda tx: tx.votes.voters(vote.id, 0, 10))
    assert voters == [
        Voter(table.people[name].member, table.people[name].account, sequences[name]) for name in ("bob", "alice")
    ]
    assert await table.read(lambda tx: tx.votes.voters(vote.id, 0, 1)) == voters[:1]
    await table.write(lambda tx: tx.votes.told(vote.id, voters[0].sequence))
    assert await table.read(lambda tx: tx.votes.untold(10)) == [(vote.id, voters[0].sequence)]
    assert await table.read(lambda tx: tx.votes.voters(vote.id, voters[0].sequence, 10)) == voters[1:]
    await table.write(lambda tx: tx.votes.told(vote.id, None))
    assert await table.read(lambda tx: tx.votes.untold(10)) == []


async def test_a_proposal_has_one_open_vote(table: Table) -> None:
    vote = await table.opened()
    with pytest.raises(IntegrityError):
        await table.write(lambda tx: tx.votes.open(replace(vote, id=VoteId(fresh()))))


async def test_the_latest_ballot_of_each_elector_counts(table: Table) -> None:
    vote = await table.opened()
    for name, choice, reason in (
        ("alice", Choice.FOR, "first thoughts"),
        ("bob", Choice.AGAINST, ""),
        ("alice", Choice.ABSTAIN, "second thoughts"),
    ):
        await table.write(lambda tx, n=name, c=choice, r=reason: cast(tx, table, vote.id, n, c, r))
    ballots = await table.read(lambda tx: tx.votes.ballots(vote.id))
    assert [(one.sequence, one.choice) for one in ballots] == [
        (0, Choice.FOR),
        (1, Choice.AGAINST),
        (2, Choice.ABSTAIN),
    ]
    assert Tally.of(ballots).counts == {Choice.AGAINST: 1, Choice.ABSTAIN: 1}
    assert await table.read(lambda tx: tx.votes.turnout(vote.id)) == 2
    hers = CastBallot(Choice.ABSTAIN, "second thoughts", "alice", Platform.DISCORD, NOON)
    his = CastBallot(Choice.AGAINST, "", "bob", Platform.DISCORD, NOON)
    assert await table.read(lambda tx: tx.votes.cast_by(vote.id, table.people["alice"].member)) == hers
    assert await table.read(lambda tx: tx.votes.cast_by(vote.id, table.people["carol"].member)) is None
    assert await table.read(lambda tx: tx.votes.reasons(vote.id)) == [his, hers]


async def test_the_latest_ballot_is_the_last_by_sequence_though_the_clock_went_back(table: Table) -> None:
    vote = await table.opened()
    await table.write(lambda tx: cast(tx, table, vote.id, "alice", Choice.FOR, at=NOON + MINUTE))
    await table.write(lambda tx: cast(tx, table, vote.id, "alice", Choice.AGAINST, at=NOON))
    mine = await table.read(lambda tx: tx.votes.cast_by(vote.id, table.people["alice"].member))
    assert mine is not None
    assert mine.choice is Choice.AGAINST


async def test_votes_at_the_same_table_do_not_mix(table: Table) -> None:
    one, other = await table.opened(), await table.opened()
    await table.write(lambda tx: cast(tx, table, one.id, "alice", Choice.FOR, "here"))
    await table.write(lambda tx: cast(tx, table, other.id, "alice", Choice.AGAINST, "there"))
    assert [b.reason for b in await table.read(lambda tx: tx.votes.reasons(one.id))] == ["here"]
    assert [b.choice for b in await table.read(lambda tx: tx.votes.ballots(other.id))] == [Choice.AGAINST]
    assert await table.read(lambda tx: tx.votes.turnout(one.id)) == 1


async def test_the_ballots_of_a_member_in_many_votes_come_together(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.votes._AT_ONCE", 2)
    first, second, third, never = [await table.opened() for _ in range(4)]
    for vote, choice in ((first, Choice.FOR), (second, Choice.FOR), (third, Choice.ABSTAIN), (first, Choice.AGAINST)):
        await table.write(lambda tx, vote=vote, choice=choice: cast(tx, table, vote.id, "alice", choice))
    await table.write(lambda tx: cast(tx, table, never.id, "bob", Choice.FOR))
    ids = [vote.id for vote in (first, second, third, never)]
    found = await table.read(lambda tx: tx.votes.cast_in(ids, table.people["alice"].member))
    assert {vote: ballot.choice for vote, ballot in found.items()} == {
        first.id: Choice.AGAINST, second.id: Choice.FOR, third.id: Choice.ABSTAIN,
    }  # fmt: skip
    assert await table.read(lambda tx: tx.votes.cast_in([], table.people["alice"].member)) == {}


async def test_a_member_casting_from_many_places_at_once_is_one_elector(table: Table) -> None:
    vote = await table.opened()
    sequences = await asyncio.gather(
        *(
            table.write(lambda tx, c=choice: cast(tx, table, vote.id, "alice", c))
            for choice in [Choice.FOR, Choice.AGAINST] * 10
        )
    )
    assert await table.read(lambda tx: tx.votes.turnout(vote.id)) == 1
    ballots = await table.read(lambda tx: tx.votes.ballots(vote.id))
    assert sorted(sequences) == [one.sequence for one in ballots] == list(range(20))
    mine = await table.read(lambda tx: tx.votes.cast_by(vote.id, table.people["alice"].member))
    assert mine is not None
    assert mine.choice is ballots[-1].choice


async def test_a_ballot_needs_an_elector_of_its_vote(table: Table) -> None:
    vote, other = await table.opened(), await table.opened()
    alice, elector = table.people["alice"], ElectorId(fresh())
    await table.write(lambda tx: tx.votes.enrol(other.id, alice.member, elector))
    ballot = Ballot(0, elector, Choice.FOR)
    with pytest.raises(IntegrityError):
        await table.write(lambda tx: tx.votes.cast(vote.id, ballot, "", alice.account, NOON, 1))


async def test_a_member_is_one_elector_and_an_elector_one_member(table: Table) -> None:
    vote, elector = await table.opened(), ElectorId(fresh())
    alice, bob = table.people["alice"], table.people["bob"]
    await table.write(lambda tx: tx.votes.enrol(vote.id, alice.member, elector))
    assert await table.read(lambda tx: tx.votes.elector(vote.id, alice.member)) == elector
    assert await table.read(lambda tx: tx.votes.elector(vote.id, bob.member)) is None
    with pytest.raises(IntegrityError):
        await table.write(lambda tx: tx.votes.enrol(vote.id, alice.member, ElectorId(fresh())))
    with pytest.raises(IntegrityError):
        await table.write(lambda tx: tx.votes.enrol(vote.id, bob.member, elector))


async def test_votes_are_due_at_their_instant_and_until_closed(table: Table) -> None:
    late, early = await table.opened(NOON + 2 * HOUR), await table.opened(NOON + HOUR)
    shut = await table.opened(NOON + MINUTE)
    await table.write(lambda tx: tx.votes.close(replace(shut, outcome=Outcome.WITHDRAWN, closed=NOON)))

    async def due(now: timedelta, limit: int = 10) -> list[VoteId]:
        return list(await table.read(lambda tx: tx.votes.due(NOON + now, limit)))

    assert await due(HOUR - timedelta(microseconds=1)) == []
    assert await due(HOUR) == [early.id]
    assert await due(3 * HOUR) == [early.id, late.id]
    assert await due(3 * HOUR, limit=1) == [early.id]


async def test_a_ballot_and_the_close_never_interleave(table: Table) -> None:
    """Each ballot is either counted by the close or refused: the vote's row is held by one of them at a time."""
    vote = await table.opened()

    async def ballot(tx: Transaction, name: str) -> bool:
        await tx.record.lock(table.community)
        if (await tx.votes.locked(vote.id)).outcome is not None:
            return False
        await cast(tx, table, vote.id, name, Choice.FOR)
        return True

    async def close(tx: Transaction) -> int:
        held = await tx.votes.locked(vote.id)
        tally = Tally.of(await tx.votes.ballots(vote.id))
        await tx.votes.close(replace(held, outcome=Outcome.REJECTED, tally=tally, closed=NOON))
        return tally.turnout

    jobs = [table.write(lambda tx, n=name: ballot(tx, n)) for name in table.people]
    *accepted, counted = await asyncio.gather(*jobs, table.write(close))
    assert sum(accepted) == counted
