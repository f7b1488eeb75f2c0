"""What the doctor says of the database, SQLite and PostgreSQL, in every condition that it can be in."""

import asyncio
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from bot.doctor import database as judging
from bot.domain.people import Platform
from storage import inquiry
from storage.engine import database
from storage.inquiry import Unreadable, inquire
from storage.migrate import Standing, migrate
from tests.conftest import Postgres
from tests.doctor.conftest import Surgery
from tests.process.home import free_port

WITHIN = 4.0


async def judged(url: str):
    try:
        return judging.judged(await inquire(url, WITHIN))
    except Unreadable as error:
        return judging.judged(error)


# -- both


async def test_one_of_this_version_is_well(migrated_url):
    found = await inquire(migrated_url, WITHIN)
    assert found.standing is Standing.PRESENT
    assert re.fullmatch(r"(SQLite|PostgreSQL) \d+\.\d+(\.\d+)?", found.server)
    finding = judging.judged(found)
    assert finding.well
    assert "of this version" in finding.told


async def test_an_empty_one_is_filled_by_the_first_start(database_url):
    found = await inquire(database_url, WITHIN)
    assert (found.standing, found.unwritable) == (Standing.EMPTY, None)
    assert judging.judged(found).well


async def change_revision(url: str, postgres: Postgres, revision: str) -> None:
    statement = f"UPDATE alembic_version SET version_num = '{revision}'"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.partition(":///")[2])) as db:
            db.execute(statement)
            db.commit()
    else:
        await postgres.execute(statement, database(url).database)


async def test_one_of_a_newer_version_is_not_to_be_used(migrated_url, postgres):
    await change_revision(migrated_url, postgres, "9999")
    finding = await judged(migrated_url)
    assert not finding.well
    assert "newer version" in finding.told
    assert "restore a backup" in finding.mend


async def test_where_communities_meet_is_read_from_it(migrated_url):
    surgery = Surgery(migrated_url)
    await surgery.meets(Platform.DISCORD, "1", "Lab A", "11", notices="12")
    await surgery.meets(Platform.SLACK, "T1", "Lab B")
    found = await inquire(migrated_url, WITHIN)
    assert [(one.platform, one.key, one.name, list(one.channels)) for one in found.meetings] == [
        (Platform.DISCORD, "1", "Lab A", ["11", "12"]),
        (Platform.SLACK, "T1", "Lab B", []),
    ]


# -- SQLite


def test_a_file_that_is_to_be_made_is_not_made_by_looking(tmp_path: Path):
    finding = asyncio.run(judged(f"sqlite:///{tmp_path}/new/data/moratorium.db"))
    assert finding.well
    assert "; to be made, with " in finding.told
    assert list(tmp_path.iterdir()) == []


async def test_where_no_file_can_be_made_it_is_said_why(tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    finding = await judged(f"sqlite:///{tmp_path}/taken/moratorium.db")
    assert not finding.well
    assert f"the directory {tmp_path}/taken cannot be written" in finding.told


def test_looking_changes_nothing(kept: Path):
    before = kept.read_bytes()
    asyncio.run(inquire(f"sqlite:///{kept}", WITHIN))
    assert kept.read_bytes() == before
    assert list(kept.parent.iterdir()) == [kept]


async def test_a_file_of_another_sort_is_named(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("Dear all, " * 500)
    finding = await judged(f"sqlite:///{tmp_path}/letter.txt")
    assert not finding.well
    assert finding.told == "the one at MORATORIUM_DATABASE_URL cannot be read: file is not a database."


async def test_a_damaged_file_is_found_to_be(kept: Path):
    with closing(sqlite3.connect(kept)) as db:
        page, *_ = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ix_entries_seen'").fetchone()
        size, *_ = db.execute("PRAGMA page_size").fetchone()
    with kept.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 64)
    finding = await judged(f"sqlite:///{kept}")
    assert not finding.well
    assert "is damaged: " in finding.told
    assert "restore the latest backup" in finding.mend


async def test_a_disk_without_room_is_to_be_mended(kept: Path, monkeypatch):
    monkeypatch.setattr(judging, "LEAST_FREE", 10**18)
    finding = await judged(f"sqlite:///{kept}")
    assert not finding.well
    assert "Make room" in finding.mend


async def test_a_file_that_takes_no_changes_is_found_to(kept: Path, monkeypatch):
    monkeypatch.setattr(inquiry, "_MODE", "ro")  # as for a user who may read it only
    finding = await judged(f"sqlite:///{kept}")
    assert not finding.well
    assert "takes no changes: attempt to write a readonly database" in finding.told


async def test_another_writer_is_no_fault(kept: Path):
    with closing(sqlite3.connect(kept)) as db:
        db.isolation_level = None
        db.execute("BEGIN IMMEDIATE")
        assert (await judged(f"sqlite:///{kept}")).well


async def test_a_file_too_large_to_be_checked_in_time_is_said_to_be(kept: Path, monkeypatch):
    with closing(sqlite3.connect(kept)) as db:
        db.execute(
            "CREATE TABLE large AS WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i, hex(randomblob(50)) FROM n"
        )
        db.commit()  # fmt: skip
    monkeypatch.setattr(inquiry, "PROBES", 100)
    begun = time.monotonic()
    found = await inquire(f"sqlite:///{kept}", 0.0)
    assert time.monotonic() - begun < 2
    assert found.damage is None
    finding = judging.judged(found)
    assert finding.well
    assert "no time to look for damage" in finding.told


# -- PostgreSQL


async def test_a_server_that_is_not_there_is_named_and_no_password_is(monkeypatch):
    finding = await judged(f"postgresql://someone:canary-5f3b9a@127.0.0.1:{free_port()}/name")
    assert not finding.well
    assert "cannot be read" in finding.told
    assert "canary" not in finding.told


async def test_a_database_that_is_not_there_is_named(postgres: Postgres):
    finding = await judged(postgres.url("nothing_here"))
    assert finding.told.endswith('cannot be read: database "nothing_here" does not exist.')


async def test_a_read_only_server_is_found_to_be(postgres: Postgres):
    name = await postgres.create()
    await postgres.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    finding = await judged(postgres.url(name))
    await postgres.drop(name)
    assert not finding.well
    assert "the server takes no changes: it is read-only" in finding.told


async def test_a_user_that_may_not_make_or_change_tables_is_found_to_be(postgres: Postgres):
    name = await postgres.create()
    await postgres.execute("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN", name)
    url = postgres.url(name)
    reading = url.replace("postgres@", "reader@")
    finding = await judged(reading)
    assert not finding.well
    assert "its user may not make tables there" in finding.told
    await migrate(url)
    await postgres.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", name)
    finding = await judged(reading)
    assert not finding.well
    assert re.search(r"its user may not change \d+ of the tables", finding.told)
    await postgres.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO reader", name)
    assert (await judged(reading)).well
    await postgres.drop(name)
    await postgres.execute("DROP ROLE reader")
