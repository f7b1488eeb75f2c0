"""The app in many Slack workspaces: the latest token of each, and no other."""

from dataclasses import replace

from bot.ports import Installation
from tests.storage.table import HOUR, NOON, Store

A = Installation("", "T01", "Lab A", "moratorium", "xoxb-a1", NOON)
B = Installation("E1", "T02", "Lab B", "moratorium", "xoxb-b1", NOON)


async def test_each_workspace_has_its_own(kept: Store) -> None:
    for installation in (A, B):
        await kept.write(lambda tx, made=installation: tx.installations.keep(made))  # type: ignore[misc]
    assert await kept.read(lambda tx: tx.installations.get("T01")) == A
    assert await kept.read(lambda tx: tx.installations.get("T02")) == B
    assert await kept.read(lambda tx: tx.installations.get("T03")) is None


async def test_installing_again_replaces_the_token(kept: Store) -> None:
    again = replace(A, name="Lab A and friends", token="xoxb-a2", installed=NOON + HOUR)
    await kept.write(lambda tx: tx.installations.keep(A))
    await kept.write(lambda tx: tx.installations.keep(again))
    assert await kept.read(lambda tx: tx.installations.get("T01")) == again


async def test_the_end_of_an_old_token_is_not_the_end_of_a_new_one(kept: Store) -> None:
    again = replace(A, token="xoxb-a2", installed=NOON + HOUR)
    await kept.write(lambda tx: tx.installations.keep(A))
    await kept.write(lambda tx: tx.installations.keep(again))
    await kept.write(lambda tx: tx.installations.end("T01", A.token))
    assert await kept.read(lambda tx: tx.installations.get("T01")) == again
    await kept.write(lambda tx: tx.installations.end("T01", again.token))
    assert await kept.read(lambda tx: tx.installations.get("T01")) is None


async def test_a_workspace_that_came_into_an_enterprise_is_known_by_its_latest(kept: Store) -> None:
    within = replace(A, enterprise="E1", token="xoxb-a2", installed=NOON + HOUR)
    await kept.write(lambda tx: tx.installations.keep(within))
    await kept.write(lambda tx: tx.installations.keep(A))
    assert await kept.read(lambda tx: tx.installations.get("T01")) == within


async def test_what_is_shown_of_an_installation_holds_no_token(kept: Store) -> None:
    await kept.write(lambda tx: tx.installations.keep(A))
    assert A.token not in repr(await kept.read(lambda tx: tx.installations.get("T01")))
