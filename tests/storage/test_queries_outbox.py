"""A message is queued once, claimed by one sender at a time, and remembers what became of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.domain.addresses import to_person
from bot.domain.delivering import DeliveryKind
from bot.domain.ids import DeliveryId, SpaceId
from bot.ports import Delivery, DeliveryState
from bot.views.elements import note
from storage.precedence import UNSETTLED
from storage.tables import outbox
from tests.storage.table import HOUR, MINUTE, NOON, Store, Table, fresh, lay_table

UNTIL = NOON + MINUTE


def delivery(table: Table, key: str | None = None, **changes: object) -> Delivery:
    made = Delivery(
        id=DeliveryId(fresh()),
        key=key or fresh(),
        kind=DeliveryKind.OUTCOME,
        space=table.space.id,
        channel="general",
        card=note("RL-1 adopted"),
        posting=None,
        state=DeliveryState.WAITING,
        due=NOON,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


async def queued(table: Table, *made: Delivery) -> None:
    for one in made:
        assert await table.write(lambda tx, one=one: tx.outbox.put(one))


def held(one: Delivery, now: timedelta = timedelta(0), **changes: object) -> Delivery:
    """Return *one* as it comes to who claims it at *now*."""
    return replace(one, claimed_until=NOON + now + MINUTE, **changes)  # type: ignore[arg-type]


async def begins(table: Table, one: Delivery, until: timedelta = MINUTE) -> bool:
    return await table.write(lambda tx: tx.outbox.begin(one, NOON + until))


async def settles(table: Table, one: Delivery) -> bool:
    return await table.write(lambda tx: tx.outbox.settle(one))


async def claimed(table: Table, now: timedelta = timedelta(0), limit: int = 10) -> list[Delivery]:
    due = [one.id for one in await table.read(lambda tx: tx.outbox.due(NOON + now))][:limit]
    return list(await table.write(lambda tx: tx.outbox.claim(due, NOON + now, NOON + now + MINUTE)))


async def test_a_message_is_queued_once_however_many_ask_at_once(table: Table) -> None:
    made = [delivery(table, "digest:1") for _ in range(8)]
    fresh_ones = await asyncio.gather(*(table.write(lambda tx, one=one: tx.outbox.put(one)) for one in made))
    assert sorted(fresh_ones) == [False] * 7 + [True]
    assert await claimed(table) == [held(made[fresh_ones.index(True)])]


async def test_what_is_claimed_comes_as_it_stood_and_not_again_while_the_claim_lasts(table: Table) -> None:
    first, second = delivery(table, due=NOON), delivery(table, due=NOON - HOUR)
    future = delivery(table, due=NOON + 2 * MINUTE)
    await queued(table, first, second, future)
    assert await claimed(table) == [held(first), held(second)]
    assert await claimed(table, MINUTE - timedelta(microseconds=1)) == []


async def test_a_claim_that_ran_out_shows_that_its_sender_may_have_sent(table: Table) -> None:
    one = delivery(table)
    await queued(table, one)
    (mine,) = await claimed(table)
    began = NOON + timedelta(seconds=1)
    assert await begins(table, replace(mine, first=began))
    assert await claimed(table, MINUTE) == [held(one, MINUTE, state=DeliveryState.SENDING, first=began)]


async def test_a_claim_that_ran_out_before_a_try_began_leaves_no_doubt(table: Table) -> None:
    one = delivery(table, first=NOON - HOUR, note="rate limited")
    await queued(table, one)
    await claimed(table)
    assert await claimed(table, MINUTE) == [held(one, MINUTE)]


async def test_who_lost_a_claim_neither_begins_nor_settles(table: Table) -> None:
    await queued(table, delivery(table))
    (mine,) = await claimed(table)
    (other,) = await claimed(table, MINUTE)
    assert not await begins(table, replace(mine, first=NOON))
    assert not await settles(table, replace(mine, note="late"))
    assert await begins(table, replace(other, first=NOON), until=HOUR)
    assert not await settles(table, replace(mine, note="late"))
    sent = replace(other, state=DeliveryState.SENT, claimed_until=NOON + HOUR)
    assert await settles(table, sent)
    assert not await settles(table, replace(other, note="late"))
    assert await table.read(lambda tx: tx.outbox.get(table.community, other.id)) == replace(sent, claimed_until=None)


async def test_what_begins_is_held_for_longer(table: Table) -> None:
    await queued(table, delivery(table))
    (mine,) = await claimed(table)
    assert await begins(table, replace(mine, first=NOON), until=HOUR)
    assert await claimed(table, HOUR - MINUTE) == []
    assert [one.id for one in await claimed(table, HOUR)] == [mine.id]


async def test_what_is_held_or_put_off_holds_up_what_was_queued_after_it_in_its_channel_alone(table: Table) -> None:
    first, second = delivery(table), delivery(table)
    elsewhere = delivery(table, channel="random")
    await queued(table, first, second, elsewhere)
    assert await claimed(table, limit=1) == [held(first)]
    assert await claimed(table) == [held(elsewhere)]
    await settles(table, held(first, due=NOON + 2 * MINUTE))
    assert await claimed(table) == []
    assert await claimed(table, 2 * MINUTE) == [
        held(replace(one, due=due), 2 * MINUTE)
        for one, due in ((first, NOON + 2 * MINUTE), (second, NOON), (elsewhere, NOON))
    ]


async def test_a_busy_channel_is_passed_over(table: Table) -> None:
    one, elsewhere = delivery(table), delivery(table, channel="random")
    await queued(table, one, elsewhere)
    busy = [(table.space.id, "general")]
    assert [due.id for due in await table.read(lambda tx: tx.outbox.due(NOON, busy))] == [elsewhere.id]


async def test_what_a_clock_put_off_that_ran_ahead_is_due(table: Table) -> None:
    ahead = delivery(table, due=NOON + timedelta(days=365))
    await queued(table, ahead)
    assert await claimed(table) == [held(ahead)]


async def test_a_card_that_cannot_be_read_fails_alone_and_can_still_be_looked_at(table: Table) -> None:
    broken, well = delivery(table), delivery(table)
    await queued(table, broken, well)
    for text in ('{"summary": "", "elements": [{"is": "hologram"}], "tone": "neutral"}', "{}", "no JSON"):
        unreadable = update(outbox).where(outbox.c.id == broken.id).values(card=text, state=DeliveryState.WAITING)
        await table.write(lambda tx, unreadable=unreadable: tx.outbox.db.execute(unreadable))  # type: ignore[attr-defined, misc]
        assert await claimed(table) == [held(well)]
        await settles(table, held(well))
        failed = await table.read(lambda tx: tx.outbox.in_state(table.community, [DeliveryState.FAILED], None, 10))
        assert [(one.id, one.card) for one in failed] == [(broken.id, None)]
        assert "cannot read" in failed[0].note
        assert list(failed) == [await table.read(lambda tx: tx.outbox.get(table.community, broken.id))]


async def test_what_is_settled_is_kept_and_ends_the_claim(table: Table) -> None:
    one, other = delivery(table), delivery(table)
    await queued(table, one, other)
    mine, theirs = await claimed(table)
    again = replace(mine, due=NOON + HOUR, attempts=2, first=NOON, note="rate limited")
    sent = replace(theirs, state=DeliveryState.SENT, first=NOON)
    assert await settles(table, again)
    assert await settles(table, sent)
    assert await claimed(table, 2 * MINUTE) == []
    assert await claimed(table, HOUR) == [replace(again, claimed_until=NOON + HOUR + MINUTE)]
    assert await table.read(lambda tx: tx.outbox.get(table.community, other.id)) == replace(sent, claimed_until=None)


async def test_only_what_waits_or_was_dropped_is_claimed(table: Table) -> None:
    done = [delivery(table, state=state) for state in DeliveryState]
    await queued(table, *done)
    assert [one.state for one in await claimed(table, HOUR)] == [DeliveryState.WAITING, DeliveryState.SENDING]


async def test_claimants_at_once_get_different_messages(table: Table) -> None:
    made = [delivery(table, channel=f"channel {number}") for number in range(40)]
    await queued(table, *made)
    shares = await asyncio.gather(*(claimed(table, limit=10) for _ in range(8)))
    taken = [one.id for share in shares for one in share]
    assert len(taken) == len(set(taken))
    left = [one.id for one in await claimed(table, limit=40)]
    assert sorted(taken + left) == sorted(one.id for one in made)


async def test_claimants_at_once_never_share_a_channel(table: Table) -> None:
    made = [delivery(table, channel=f"channel {number % 3}") for number in range(30)]
    await queued(table, *made)
    shares = await asyncio.gather(*(claimed(table, limit=4) for _ in range(8)))
    lines = [{one.channel for one in share} for share in shares]
    assert sum(map(len, lines)) == len(set().union(*lines))


async def test_messages_are_listed_for_their_own_community(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    failed, waiting = delivery(ours, state=DeliveryState.FAILED, note="no channel"), delivery(ours)
    await queued(ours, failed, waiting)
    await queued(theirs, delivery(theirs, state=DeliveryState.FAILED))
    states = [DeliveryState.FAILED, DeliveryState.UNCERTAIN]
    assert await kept.read(lambda tx: tx.outbox.in_state(ours.community, states, None, 10)) == [failed]
    assert await kept.read(lambda tx: tx.outbox.get(ours.community, failed.id)) == failed
    assert await kept.read(lambda tx: tx.outbox.get(theirs.community, failed.id)) is None


async def test_the_latest_messages_are_listed_since_an_instant(table: Table) -> None:
    made = [delivery(table, due=NOON + number * MINUTE) for number in range(4)]
    await queued(table, *made)
    since = NOON + MINUTE
    found = await table.read(lambda tx: tx.outbox.in_state(table.community, [DeliveryState.WAITING], since, 2))
    assert found == [made[3], made[2]]
    found = await table.read(lambda tx: tx.outbox.in_state(table.community, [DeliveryState.WAITING], since, 10))
    assert found == [made[3], made[2], made[1]]


async def test_nothing_waits_where_nothing_could_be_claimed(table: Table) -> None:
    async def due(*busy: tuple[SpaceId, str]) -> list[DeliveryId]:
        return [one.id for one in await table.read(lambda tx: tx.outbox.due(NOON, busy))]

    assert await due() == []
    first, second, elsewhere = delivery(table, due=NOON + MINUTE), delivery(table), delivery(table, channel="random")
    await queued(table, first, second)
    assert await due() == [], "the second is held up by the first, which is not due"
    await queued(table, elsewhere)
    assert await due() == [elsewhere.id]
    assert await due((table.space.id, "random")) == []
    await claimed(table)
    assert await due() == []


async def test_what_is_urgent_goes_first_in_its_channel_and_a_notice_before_it(table: Table) -> None:
    card, outcome = delivery(table, kind=DeliveryKind.CARD), delivery(table, urgent=True)
    warning = delivery(table, kind=DeliveryKind.NOTICE)
    await queued(table, card, outcome, warning)
    assert [one.id for one in await claimed(table, limit=1)] == [warning.id]
    assert [one.id for one in await claimed(table)] == [], "what is under way holds up the others"
    await settles(table, held(warning, state=DeliveryState.SENT))
    assert [one.id for one in await claimed(table)] == [outcome.id, card.id]


async def test_nothing_is_claimed_before_what_goes_first_in_its_channel(table: Table) -> None:
    first, second = delivery(table), delivery(table)
    await queued(table, first, second)
    assert await table.write(lambda tx: tx.outbox.claim([second.id], NOON, UNTIL)) == []
    assert await table.write(lambda tx: tx.outbox.claim([second.id, first.id], NOON, UNTIL)) == [
        held(second),
        held(first),
    ]


async def test_in_a_quiet_space_only_notices_are_due_and_in_a_lost_one_nothing(table: Table) -> None:
    outcome, warning = delivery(table, urgent=True), delivery(table, kind=DeliveryKind.NOTICE)
    await queued(table, outcome, warning)

    async def due(*quiet: SpaceId) -> list[DeliveryId]:
        return [one.id for one in await table.read(lambda tx: tx.outbox.due(NOON, (), quiet))]

    assert await due() == [warning.id, outcome.id]
    assert await due(table.space.id) == [warning.id]
    await table.write(lambda tx: tx.communities.set_lost(table.space.id, "the bot was removed"))
    assert await due() == []
    await table.write(lambda tx: tx.communities.set_lost(table.space.id, None))
    assert await due() == [warning.id, outcome.id]


async def test_no_space_and_no_crowd_of_single_people_takes_all_the_room(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    people = [delivery(ours, kind=DeliveryKind.NOTICE, channel=to_person(str(n))) for n in range(210)]
    await queued(ours, *people, *(delivery(ours) for _ in range(25)), *(delivery(ours, channel="x") for _ in range(2)))
    await queued(theirs, delivery(theirs))
    due = await kept.read(lambda tx: tx.outbox.due(NOON))
    assert len([one for one in due if one.kind is DeliveryKind.NOTICE]) == 200
    assert [one.channel for one in due if one.space == ours.space.id].count("general") == 20
    assert [one.channel for one in due if one.space == ours.space.id].count("x") == 2
    assert len([one for one in due if one.space == theirs.space.id]) == 1


async def test_what_messages_said_that_are_over_is_forgotten_and_they_stay_known(table: Table) -> None:
    states = [*DeliveryState]
    old = [delivery(table, state=state, key=f"old {state.value}") for state in states]
    young = [delivery(table, state=state, due=NOON + HOUR) for state in states]
    await queued(table, *old, *young)
    before = NOON + MINUTE
    assert await table.write(lambda tx: tx.outbox.forget_cards(before, 1)) == 1
    assert await table.write(lambda tx: tx.outbox.forget_cards(before, 10)) == 2
    assert await table.write(lambda tx: tx.outbox.forget_cards(before, 10)) == 0
    kept = await table.read(lambda tx: tx.outbox.in_state(table.community, states, None, 99))
    over = {DeliveryState.SENT, DeliveryState.MISSED, DeliveryState.MOVED}
    assert {one.id for one in kept if one.card is None} == {one.id for one in old if one.state in over}
    assert not await table.write(lambda tx: tx.outbox.put(delivery(table, key="old sent")))


async def sends(table: Table, one: Delivery, now: timedelta = timedelta(0)) -> None:
    assert await settles(table, held(one, now, state=DeliveryState.SENT, reference="1"))


async def test_a_reply_and_a_correction_wait_for_their_message_and_only_the_reply_keeps_its_place(table: Table) -> None:
    parent, elsewhere = delivery(table, "parent"), delivery(table, channel="random")
    reply = delivery(table, "reply", after="parent")
    fix = delivery(table, "fix", kind=DeliveryKind.CORRECTION, edits="parent")
    other = delivery(table, "other")
    await queued(table, parent, reply, fix, elsewhere, other)
    assert await claimed(table) == [held(parent), held(elsewhere)], "the other one stands behind the reply"
    await sends(table, parent)
    due = await table.read(lambda tx: tx.outbox.due(NOON))
    assert [(one.id, one.edits) for one in due] == [(reply.id, None), (fix.id, "1"), (other.id, None)]


@pytest.mark.parametrize("state", [s for s in DeliveryState if s not in (*UNSETTLED, DeliveryState.SENT)])
async def test_what_follows_what_is_not_sent_waits_and_is_in_nobodys_way(table: Table, state: DeliveryState) -> None:
    parent, reply = delivery(table, "parent"), delivery(table, "reply", after="parent")
    second = delivery(table, "second", after="reply")
    fix = delivery(table, "fix", kind=DeliveryKind.CORRECTION, edits="reply")
    other = delivery(table)
    await queued(table, parent, reply, second, fix, other)
    await claimed(table)
    await settles(table, held(parent, state=state))
    assert await claimed(table) == [held(other)]
    waiting = await table.read(lambda tx: tx.outbox.find("reply"))
    assert waiting == reply, "it waits still, as it stood"
    assert await table.read(lambda tx: tx.outbox.find("nothing")) is None


async def test_what_is_first_in_its_channel_is_not_held_up_by_what_follows_it(table: Table) -> None:
    """However they were queued: what goes before others would else wait for what waits for it."""
    reply, parent = delivery(table, "reply", after="parent", urgent=True), delivery(table, "parent")
    away = delivery(table, "away", channel="random", after="parent")
    behind = delivery(table, channel="random")
    await queued(table, reply, parent, away, behind)
    assert await claimed(table) == [held(parent), held(behind)]
    await sends(table, parent)
    assert [one.id for one in await claimed(table)] == [reply.id, away.id]


async def test_all_replies_are_to_one_message_and_all_corrections_of_one(table: Table) -> None:
    await queued(table, delivery(table, "parent"), delivery(table, "second", after="parent"))
    await queued(table, delivery(table, "third", after="second"), delivery(table, "fourth", after="third"))
    await queued(table, delivery(table, "fix", kind=DeliveryKind.CORRECTION, edits="parent"))
    await queued(table, delivery(table, "better", kind=DeliveryKind.CORRECTION, edits="fix"))
    found = [await table.read(lambda tx, key=key: tx.outbox.find(key)) for key in ("third", "fourth", "better")]
    assert [one and one.follows for one in found] == ["parent", "parent", "parent"]


async def test_posts_and_edits_do_not_wait_for_each_other_and_each_keep_their_order(table: Table) -> None:
    parent = delivery(table, "parent", state=DeliveryState.SENT, reference="1")
    first, second = (delivery(table, kind=DeliveryKind.CORRECTION, edits="parent") for _ in range(2))
    post = delivery(table)
    await queued(table, parent, first, post, second)
    assert await claimed(table, limit=1) == [held(first)]
    assert await claimed(table) == [held(post)]
    await settles(table, held(first, due=NOON + HOUR))
    assert await claimed(table, 2 * MINUTE) == [held(post, 2 * MINUTE)]


async def test_what_follows_a_message_goes_with_it_to_another_channel(table: Table) -> None:
    parent, moved = delivery(table, "parent", state=DeliveryState.MOVED), delivery(table, "parent>", channel="random")
    reply, told = delivery(table, "reply", after="parent"), delivery(table, "told", after="parent")
    fix = delivery(table, "fix", kind=DeliveryKind.CORRECTION, edits="parent")
    await queued(table, parent, reply, replace(told, state=DeliveryState.SENT), fix)
    await table.write(lambda tx: tx.outbox.redirect("parent", "parent>", "random"))
    await queued(table, moved)
    assert await claimed(table) == [held(moved)]
    await sends(table, moved)
    assert await claimed(table) == [
        held(reply, after="parent>", channel="random"),
        held(fix, edits="parent>", channel="random"),
    ]
    assert await table.read(lambda tx: tx.outbox.find("told")) == replace(told, state=DeliveryState.SENT)


async def test_what_has_waited_in_vain_for_long_is_missed(table: Table) -> None:
    states = [*DeliveryState]
    followed = [delivery(table, f"parent {state.value}", state=state) for state in states]
    replies = [delivery(table, f"reply {state.value}", after=f"parent {state.value}") for state in states]
    late = delivery(table, after="parent failed", due=NOON + HOUR)
    await queued(table, *followed, *replies, late, delivery(table, "alone"))
    assert await table.write(lambda tx: tx.outbox.abandon(NOON, 10)) == 0
    assert await table.write(lambda tx: tx.outbox.abandon(NOON + MINUTE, 1)) == 1
    assert await table.write(lambda tx: tx.outbox.abandon(NOON + MINUTE, 10)) == 3
    missed = await table.read(lambda tx: tx.outbox.in_state(table.community, [DeliveryState.MISSED], None, 99))
    assert {one.key for one in missed} == {
        "parent missed",
        *(f"reply {state.value}" for state in states if state not in (*UNSETTLED, DeliveryState.SENT)),
    }
