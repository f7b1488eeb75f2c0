"""What curators choose holds for one entry, is kept with who did, and is found by when it was chosen."""

from datetime import timedelta

import pytest

from bot.domain.editions import Choice
from bot.domain.news import Judgement
from bot.domain.traces import Chosen
from bot.domain.verdicts import Verdict, verdict
from bot.ports import Done, Weighed
from bot.services.editions import candidate
from tests.storage.table import HOUR, MINUTE, NOON, Table, lay_table
from tests.storage.test_queries_editions import judged, kept, seen, subscribed

POINTS = {"kept": (True, 12), "near": (False, 6), "weak": (False, 1), "none": (False, 0), "against": (False, -4)}


async def came(table: Table) -> dict[str, Weighed]:
    """Let one entry of each verdict come, and return them by name."""
    await seen(table, *POINTS)
    await judged(table, **{name: Judgement(keep, points, ()) for name, (keep, points) in POINTS.items()})
    found = await ranked(table, *Verdict)
    return {one.entry.id: one for one in found}


async def ranked(table: Table, *verdicts: Verdict, limit: int = 100, after: int = 0) -> list[Weighed]:
    asked = (table.community, NOON - HOUR, NOON + HOUR, verdicts, limit, after)
    return list(await table.read(lambda tx: tx.entries.ranked(*asked)))


async def choose(table: Table, entry: Weighed, choice: Choice | None, at: timedelta, name: str = "alice") -> None:
    person = table.people[name]

    async def put(tx):
        leaf = len(await tx.acts.latest(table.community, 100))
        await tx.acts.add(Done(table.community, leaf, NOON + at, person.member, name, table.space.id, "chose"))
        await tx.choices.choose(entry, choice, NOON + at, leaf)

    await table.write(put)


async def test_an_entry_is_found_by_its_code_in_its_own_community(table: Table) -> None:
    found = await came(table)
    one = found["near"]
    assert await table.read(lambda tx: tx.entries.named(table.community, one.code)) == one
    other = await lay_table(table.store, "lab-b")
    assert await table.read(lambda tx: tx.entries.named(other.community, one.code)) is None
    unknown = one.code[:-1] + ("0" if one.code[-1] != "0" else "1")
    assert await table.read(lambda tx: tx.entries.named(table.community, unknown)) is None
    await table.write(lambda tx: tx.feeds.forget_entries(NOON + HOUR, 100))
    assert await table.read(lambda tx: tx.entries.named(table.community, one.code)) is None


async def test_entries_are_ranked_and_counted_by_verdict_as_the_domain_says(table: Table) -> None:
    found = await came(table)
    assert [one.entry.id for one in await ranked(table, *Verdict)] == list(POINTS)
    await choose(table, found["weak"], Choice.PINNED, MINUTE)
    await choose(table, found["none"], Choice.ADDED, MINUTE)
    await choose(table, found["kept"], Choice.DROPPED, MINUTE)
    order = (Verdict.KEPT, Verdict.NEAR, Verdict.WEAK, Verdict.DROPPED)
    assert [one.entry.id for one in await ranked(table, *order)] == ["weak", "none", "near", "kept"]
    assert [one.entry.id for one in await ranked(table, *order, limit=2, after=1)] == ["none", "near"]
    for one in await ranked(table, *Verdict):
        assert one in await ranked(table, verdict(candidate(one)))
    counts = await table.read(lambda tx: tx.entries.counts(table.community, NOON - HOUR, NOON + HOUR))
    assert counts == {Verdict.KEPT: 2, Verdict.NEAR: 1, Verdict.NONE: 1, Verdict.DROPPED: 1}


async def test_each_choice_is_kept_and_the_last_one_holds(table: Table) -> None:
    one = (await came(table))["near"]
    await choose(table, one, Choice.PINNED, MINUTE)
    await choose(table, one, None, 2 * MINUTE, "bob")
    await choose(table, one, Choice.DROPPED, 3 * MINUTE)
    assert await table.read(lambda tx: tx.choices.history(one)) == [
        Chosen(Choice.DROPPED, "alice", NOON + 3 * MINUTE),
        Chosen(None, "bob", NOON + 2 * MINUTE),
        Chosen(Choice.PINNED, "alice", NOON + MINUTE),
    ]
    found = await table.read(lambda tx: tx.entries.named(table.community, one.code))
    assert found is not None
    assert (found.choice, found.chosen) == (Choice.DROPPED, NOON + 3 * MINUTE)
    await choose(table, one, None, 4 * MINUTE)
    found = await table.read(lambda tx: tx.entries.named(table.community, one.code))
    assert found == one


@pytest.mark.parametrize(
    ("choice", "since", "until", "late"),
    [
        (Choice.ADDED, 1, 3, True),
        (Choice.PINNED, 2, 3, True),
        (Choice.DROPPED, 1, 3, False),
        (Choice.ADDED, 1, 2, False),
        (Choice.ADDED, 3, 4, False),
    ],
)
async def test_what_was_chosen_in_a_window_but_seen_before_it_is_late(
    table: Table, choice: Choice, since: int, until: int, late: bool
) -> None:
    one = (await came(table))["near"]
    await choose(table, one, choice, 2 * MINUTE)

    async def found(memory: timedelta) -> list[str]:
        window = (NOON + since * MINUTE, NOON + until * MINUTE, NOON + memory)
        return [each.code for each in await table.read(lambda tx: tx.choices.late(table.community, *window))]

    assert await found(-HOUR) == ([one.code] if late else [])
    assert await found(timedelta(seconds=1)) == []


async def test_what_is_dropped_is_found_by_when_it_was_seen(table: Table) -> None:
    found = await came(table)
    await choose(table, found["kept"], Choice.DROPPED, HOUR)
    await choose(table, found["near"], Choice.PINNED, HOUR)
    dropped = await table.read(lambda tx: tx.choices.dropped(table.community, NOON, NOON + MINUTE))
    assert [one.entry.id for one in dropped] == ["kept"]
    assert await table.read(lambda tx: tx.choices.dropped(table.community, NOON + MINUTE, NOON + HOUR)) == []


async def test_the_editions_are_found_whose_window_holds_an_instant(table: Table) -> None:
    edition = await kept(table, await subscribed(table), "monday")
    assert edition is not None
    window = edition.contents.window

    async def covering(*instants):
        return await table.read(lambda tx: tx.editions.covering(table.community, instants))

    assert await covering(window.since, window.until) == [edition]
    assert await covering(window.until - MINUTE) == [edition]
    assert await covering(window.until, window.since - MINUTE) == []
    assert await covering() == []
