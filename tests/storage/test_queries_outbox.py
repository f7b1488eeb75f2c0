"""A message is queued once, claimed by one sender at a time, and remembers what became of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.delivering import DeliveryKind
from bot.domain.ids import DeliveryId
from bot.ports import Delivery, DeliveryState
from bot.views.elements import note
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


async def claimed(table: Table, now: timedelta = timedelta(0), limit: int = 10) -> list[Delivery]:
    return list(await table.write(lambda tx: tx.outbox.claim(NOON + now, NOON + now + MINUTE, limit)))


async def test_a_message_is_queued_once_however_many_ask_at_once(table: Table) -> None:
    made = [delivery(table, "digest:1") for _ in range(8)]
    fresh_ones = await asyncio.gather(*(table.write(lambda tx, one=one: tx.outbox.put(one)) for one in made))
    assert sorted(fresh_ones) == [False] * 7 + [True]
    assert await claimed(table) == [made[fresh_ones.index(True)]]


async def test_what_is_claimed_comes_as_it_stood_and_not_again_while_the_claim_lasts(table: Table) -> None:
    later, sooner = delivery(table, due=NOON), delivery(table, due=NOON - HOUR)
    future = delivery(table, due=NOON + 2 * MINUTE)
    await queued(table, later, sooner, future)
    assert await claimed(table) == [sooner, later]
    assert await claimed(table, MINUTE - timedelta(microseconds=1)) == []


async def test_a_claim_that_ran_out_shows_that_its_sender_may_have_sent(table: Table) -> None:
    one = delivery(table)
    await queued(table, one)
    await claimed(table)
    began = NOON + timedelta(seconds=1)
    await table.write(lambda tx: tx.outbox.begin(one.id, began))
    assert await claimed(table, MINUTE) == [replace(one, state=DeliveryState.SENDING, first=began)]


async def test_what_is_settled_is_kept_and_ends_the_claim(table: Table) -> None:
    one, other = delivery(table), delivery(table)
    await queued(table, one, other)
    await claimed(table)
    again = replace(one, due=NOON + HOUR, attempts=2, first=NOON, note="rate limited")
    sent = replace(other, state=DeliveryState.SENT, first=NOON)
    await table.write(lambda tx: tx.outbox.settle(again))
    await table.write(lambda tx: tx.outbox.settle(sent))
    assert await claimed(table, 2 * MINUTE) == []
    assert await claimed(table, HOUR) == [again]
    assert await table.read(lambda tx: tx.outbox.get(table.community, other.id)) == sent


async def test_only_what_waits_or_was_dropped_is_claimed(table: Table) -> None:
    done = [delivery(table, state=state) for state in DeliveryState]
    await queued(table, *done)
    assert [one.state for one in await claimed(table, HOUR)] == [DeliveryState.WAITING]


async def test_claimants_at_once_get_different_messages(table: Table) -> None:
    made = [delivery(table) for _ in range(40)]
    await queued(table, *made)
    shares = await asyncio.gather(*(claimed(table, limit=10) for _ in range(8)))
    taken = [one.id for share in shares for one in share]
    assert len(taken) == len(set(taken))
    left = [one.id for one in await claimed(table, limit=40)]
    assert sorted(taken + left) == sorted(one.id for one in made)


async def test_messages_are_listed_for_their_own_community(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    failed, waiting = delivery(ours, state=DeliveryState.FAILED, note="no channel"), delivery(ours)
    await queued(ours, failed, waiting)
    await queued(theirs, delivery(theirs, state=DeliveryState.FAILED))
    states = [DeliveryState.FAILED, DeliveryState.UNCERTAIN]
    assert await kept.read(lambda tx: tx.outbox.in_state(ours.community, states)) == [failed]
    assert await kept.read(lambda tx: tx.outbox.get(ours.community, failed.id)) == failed
    assert await kept.read(lambda tx: tx.outbox.get(theirs.community, failed.id)) is None
