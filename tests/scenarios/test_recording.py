"""The record of a whole deliberation, checked as an outsider would."""

import hashlib
import json

import rfc8785

from bot.domain.people import Handle, Platform


async def deliberation(table):
    await table.says("alice", "charter set quorum 2")
    await table.opens("alice")
    await table.says("alice", "vote 1 for")
    await table.says("bob", "vote 1 for")
    await table.says("bob", "vote 1 against a secret reason")
    await table.passes(days=7)
    space = await table.world.store.read(lambda tx: tx.communities.space(Platform.CONSOLE, "console-1"))
    return space.community, await table.world.store.read(lambda tx: tx.record.leaves(space.community))


async def test_every_leaf_is_canonical_gapless_and_hashed_as_specified(table):
    community, leaves = await deliberation(table)
    for index, leaf in enumerate(leaves):
        held = json.loads(leaf.body)
        assert set(held) == {"v", "community", "index", "at", "event", "data"}
        assert (held["v"], held["community"], held["index"], leaf.index) == (1, community, index, index)
        assert rfc8785.dumps(held) == leaf.body
        assert leaf.hash == hashlib.sha256(b"\x00" + leaf.body).digest()
    assert [json.loads(leaf.body)["event"] for leaf in leaves] == [
        "community.founded", "charter.amended", "proposal.drafted", "vote.opened",
        "ballot.cast", "ballot.cast", "ballot.cast", "vote.closed",
    ]  # fmt: skip


async def test_the_tally_can_be_made_from_the_record_and_its_choices_alone(table):
    _, leaves = await deliberation(table)
    latest = {}
    for leaf in leaves:
        held = json.loads(leaf.body)
        if held["event"] == "ballot.cast":
            latest[held["data"]["elector"]] = held["data"]["choice"]
    counts = {"for": 0, "against": 0, "abstain": 0}
    for commitment in latest.values():
        opening = await table.world.store.read(lambda tx, c=commitment: tx.record.opening(c))
        assert commitment == "sha256:" + hashlib.sha256(opening.salt + opening.value.encode()).hexdigest()
        counts[opening.value] += 1
    closed = json.loads(leaves[-1].body)["data"]
    assert counts == {choice: closed[choice] for choice in counts}


async def test_no_leaf_names_a_person_a_text_or_a_choice(table):
    _, leaves = await deliberation(table)
    told = b"\n".join(leaf.body for leaf in leaves[:-1]).decode()
    member = await table.world.store.read(lambda tx: tx.people.account(Handle(Platform.CONSOLE, "", "bob")))
    for hidden in ("alice", "bob", "secret reason", "replication", '"for"', '"against"', member.id):
        assert hidden not in told
