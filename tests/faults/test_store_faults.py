"""What the store does when its database fails: a refusal in time, no false word, and recovery by itself."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotNow, NotRecorded
from storage.engine import open_engine
from storage.lane import Limits
from storage.store import SqlStore
from tests.conftest import Postgres
from tests.faults.passage import Passage
from tests.servers.waiting import Pulse

metadata = MetaData()
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String(5000), nullable=False, unique=True),
)

Store = SqlStore[AsyncConnection]

SOON = Limits(begin=0.3)


def note(*words: str) -> Callable[[AsyncConnection], Awaitable[int]]:
    async def add(db: AsyncConnection) -> int:
        for word in words:
            await db.execute(insert(notes).values(text=word))
        return len(words)

    return add


async def texts(db: AsyncConnection) -> list[str]:
    return list(await db.scalars(select(notes.c.text).order_by(notes.c.id)))


async def opened(url: str, limits: Limits | None = None, patience: float = 2.5) -> Store:
    store: Store = SqlStore(open_engine(url, patience=patience), lambda db: db, limits=limits)
    await store.write(lambda db: db.run_sync(metadata.create_all))
    return store


@pytest.fixture
async def soon(database_url: str) -> AsyncIterator[Store]:
    """A store that waits for 0.3 s at most."""
    store = await opened(database_url, SOON, patience=0.3)
    yield store
    await store.aclose()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "moratorium.db"


async def test_a_lock_that_another_process_holds_is_refused_in_time(soon: Store, database_url: str) -> None:
    loop = asyncio.get_running_loop()
    other = open_engine(database_url)
    async with other.begin() as db:
        if other.dialect.name == "postgresql":
            await db.execute(text("LOCK TABLE notes IN SHARE MODE"))
        asked = loop.time()
        calls = [soon.write(note(f"refused {number}")) for number in range(20)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        waited = loop.time() - asked
        assert await asyncio.wait_for(soon.read(texts), 1) == []
    await other.dispose()
    assert {str(result) for result in results} == {"Not recorded: the store is busy. Try again in a minute."}
    assert 0.2 < waited < 1.5
    await soon.write(note("after"))
    assert await soon.read(texts) == ["after"]


async def test_a_lock_that_is_let_go_in_time_is_waited_for(database_url: str) -> None:
    store = await opened(database_url)
    other = open_engine(database_url)
    async with other.begin() as db:
        if other.dialect.name == "postgresql":
            await db.execute(text("LOCK TABLE notes IN SHARE MODE"))
        waiting = asyncio.create_task(store.write(note("patient")))
        done, _ = await asyncio.wait([waiting], timeout=0.3)
        assert not done
    assert await waiting == 1
    await other.dispose()
    await store.aclose()


async def test_a_full_disk_is_refused_and_recovered_from(sqlite_file: Path) -> None:
    engine = open_engine(f"sqlite:///{sqlite_file}")
    limit = 1_000_000

    @event.listens_for(engine.sync_engine, "begin")
    def shrink(db: Connection) -> None:
        db.exec_driver_sql(f"PRAGMA max_page_count = {limit}")

    store: Store = SqlStore(engine, lambda db: db)
    await store.write(lambda db: db.run_sync(metadata.create_all))
    await store.write(note("before"))
    limit = 20
    kept = []

    async def fill() -> None:
        for number in range(100):
            await store.write(note(f"{number} {'x' * 4000}", f"{number} {'y' * 4000}"))
            kept.append(number)

    with pytest.raises(NotRecorded, match="the disk is full"):
        await fill()
    assert kept  # some were recorded before it was full

    async def swallow(db: AsyncConnection) -> None:
        for number in range(20):
            try:
                await note(f"swallowed {number} {'x' * 4000}")(db)
            except Exception:
                continue

    with pytest.raises(NotRecorded, match="the store has a fault"):
        await store.write(swallow)
    found = await store.read(texts)
    assert found[0] == "before"
    assert [word.split()[0] for word in found[1:]] == [str(n) for number in kept for n in (number, number)]
    limit = 1_000_000
    await store.write(note("after"))
    assert (await store.read(texts))[-1] == "after"
    await store.aclose()


@pytest.fixture
async def barred() -> AsyncIterator[Path]:
    """A database with one note in it, whose file permissions hold for us even if the tests run as root."""
    directory = Path(tempfile.mkdtemp(prefix="barred-"))
    file = directory / "inner" / "moratorium.db"
    store = await opened(f"sqlite:///{file}")
    await store.write(note("before"))
    await store.aclose()
    ours = os.geteuid()
    if ours == 0:
        for path in (directory, file.parent, file):
            os.chown(path, 65534, 65534)
        os.seteuid(65534)
    try:
        yield file
    finally:
        os.seteuid(ours)
        shutil.rmtree(directory)


async def test_a_read_only_file_is_refused_still_read_and_recovered_from(barred: Path) -> None:
    os.chmod(barred, 0o400)
    store: Store = SqlStore(open_engine(f"sqlite:///{barred}"), lambda db: db)
    with pytest.raises(NotRecorded, match="can be read, but not written"):
        await store.write(note("refused"))
    assert await store.read(texts) == ["before"]
    for path in barred.parent.iterdir():
        os.chmod(path, 0o600)
    await store.write(note("after"))
    assert await store.read(texts) == ["before", "after"]
    await store.aclose()


async def test_a_file_that_cannot_be_opened_is_refused_and_recovered_from(barred: Path) -> None:
    store: Store = SqlStore(open_engine(f"sqlite:///{barred}"), lambda db: db)
    os.chmod(barred.parent, 0)
    with pytest.raises(NotRecorded, match="cannot be reached"):
        await store.write(note("refused"))
    with pytest.raises(NotNow, match="cannot be reached"):
        await store.read(texts)
    os.chmod(barred.parent, 0o700)
    await store.write(note("after"))
    assert await store.read(texts) == ["before", "after"]
    await store.aclose()


async def test_a_new_file_is_for_its_owner_alone(sqlite_file: Path) -> None:
    store = await opened(f"sqlite:///{sqlite_file}")
    await store.write(note("secret"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in sqlite_file.parent.iterdir()}
    await store.aclose()
    assert modes == dict.fromkeys(("moratorium.db", "moratorium.db-wal", "moratorium.db-shm"), 0o600)


async def test_every_commit_is_synced(sqlite_file: Path) -> None:
    store = await opened(f"sqlite:///{sqlite_file}")

    async def settings(db: AsyncConnection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        return [(await db.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in names]

    assert await store.write(settings) == ["wal", 2, 1, 1]
    await store.aclose()


async def test_a_deadlock_is_run_again(postgres: Postgres) -> None:
    name = await postgres.create()
    store = await opened(postgres.url(name))
    await store.write(note("first", "second"))
    both_hold_one = asyncio.Barrier(2)
    runs: list[str] = []

    def crossing(this: str, that: str) -> Callable[[AsyncConnection], Awaitable[None]]:
        async def cross(db: AsyncConnection) -> None:
            again = this in runs
            runs.append(this)
            await db.execute(update(notes).where(notes.c.text == this).values(id=notes.c.id + 10))
            if not again:
                await both_hold_one.wait()
            await db.execute(update(notes).where(notes.c.text == that).values(id=notes.c.id + 100))

        return cross

    await asyncio.gather(store.write(crossing("first", "second")), store.write(crossing("second", "first")))
    rows = await store.read(lambda db: db.scalars(select(notes.c.id).order_by(notes.c.id)))
    await store.aclose()
    assert len(runs) > 2  # once more at least: who begins again may come before the other is let in, and lose again
    assert list(rows) == [111, 112]
    await postgres.drop(name)


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that a test may stop."""
    server = Postgres()
    yield server
    server.stop()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_a_restart_under_load_loses_nothing_acknowledged(own_postgres: Postgres, mode: str) -> None:
    url = own_postgres.url(await own_postgres.create())
    store = await opened(url)
    told: dict[str, str] = {}
    restarted = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def member(number: int) -> None:
        turn = later = 0
        while later < 10:
            turn += 1
            later += restarted.is_set()
            word = f"{number}-{turn}"
            try:
                await store.write(note(word, word + "b"))
                told[word] = "recorded"
            except NotRecorded as refusal:
                told[word] = "not known" if "may not" in refusal.message else "refused"

    members = [asyncio.create_task(member(number)) for number in range(8)]
    while len(told) < 50:
        await asyncio.wait(members, timeout=0.01)
    await loop.run_in_executor(None, own_postgres.control, "restart", "-m", mode)
    restarted.set()
    await asyncio.gather(*members)
    await store.write(note("after"))
    kept = set(await store.read(texts))
    await store.aclose()
    halves = {word for word in told if (word in kept) != (word + "b" in kept)}
    assert halves == set()
    assert {word for word, said in told.items() if said == "recorded" and word not in kept} == set()
    assert {word for word, said in told.items() if said == "refused" and word in kept} == set()
    assert "after" in kept


async def test_a_server_that_is_down_is_refused_in_time(own_postgres: Postgres) -> None:
    store = await opened(own_postgres.url(await own_postgres.create()), SOON, patience=0.3)
    own_postgres.control("stop", "-m", "fast")
    try:
        asked = asyncio.get_running_loop().time()
        with pytest.raises(NotRecorded, match=r"went away|cannot be reached|busy"):
            await store.write(note("refused"))
        with pytest.raises(NotNow, match=r"went away|cannot be reached|busy"):
            await store.read(texts)
        assert asyncio.get_running_loop().time() - asked < 2
    finally:
        own_postgres.control("start")
    await store.write(note("after"))
    assert await store.read(texts) == ["after"]
    await store.aclose()


@pytest.mark.parametrize("heard", [True, False], ids=["committed", "not committed"])
async def test_a_commit_without_an_answer_is_called_doubtful_in_time_and_no_other_waits(
    postgres: Postgres, heard: bool
) -> None:
    name = await postgres.create()
    async with Passage(postgres.url(name)) as passage:
        store = await opened(passage.url, Limits(end=0.5))
        passage.silence("COMMIT;", heard)
        lost = asyncio.create_task(store.write(note("lost")))
        await Pulse().until(lambda: passage.silenced == 1, 5.0, "the commit to be sent")
        await asyncio.wait_for(store.write(note("kept")), 1.0)
        with pytest.raises(NotRecorded, match="It may not have been recorded"):
            await asyncio.wait_for(lost, 5.0)
        words = await store.read(texts)
        assert sorted(words) == (["kept", "lost"] if heard else ["kept"])
        await store.aclose()
    await postgres.drop(name)


@pytest.mark.parametrize("word", ["INSERT", "ROLLBACK"])
async def test_a_server_that_falls_silent_in_mid_transaction_is_given_up_in_time(postgres: Postgres, word: str) -> None:
    async def hang(db: AsyncConnection) -> None:
        await db.execute(insert(notes).values(text="lost"))
        await asyncio.Event().wait()

    name = await postgres.create()
    async with Passage(postgres.url(name)) as passage:
        store = await opened(passage.url, Limits(end=0.5))
        passage.silence(word, heard=False)
        with pytest.raises(NotRecorded, match="the store is too slow"):
            await asyncio.wait_for(store.write(hang), 8.0)
        assert passage.silenced == 1
        await store.write(note("kept"))
        assert await store.read(texts) == ["kept"]
        await asyncio.wait_for(store.aclose(), 1.0)
    await postgres.drop(name)
