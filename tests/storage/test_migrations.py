"""One history serves both databases, ends exactly at the declared schema, and loses nothing on the way."""

import asyncio
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from storage.engine import open_engine
from storage.migrate import NewerDatabase, migrate
from storage.tables import metadata


async def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = open_engine(url)
    try:
        async with engine.begin() as db:
            result = await db.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        await engine.dispose()


async def test_history_ends_at_the_declared_schema(database_url: str) -> None:
    await migrate(database_url)
    engine = open_engine(database_url)

    def drift(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    async with engine.begin() as db:
        assert await db.run_sync(drift) == []
        assert await db.run_sync(lambda c: set(inspect(c).get_table_names())) == {
            *metadata.tables,
            "alembic_version",
        }
    await engine.dispose()


async def test_a_copied_template_is_at_the_declared_schema(migrated_url: str) -> None:
    assert await ask(migrated_url, "SELECT count(*) FROM alembic_version") == [(1,)]


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(database_url)
    before = await ask(database_url, "SELECT version_num FROM alembic_version")
    await migrate(database_url)
    assert await ask(database_url, "SELECT version_num FROM alembic_version") == before


async def test_no_table_deletes_from_another_by_itself() -> None:
    """A rebuild on SQLite drops the old table, and a cascade would empty those that refer to it."""
    keys = [key for table in metadata.tables.values() for key in table.foreign_keys]
    assert keys
    assert [str(key) for key in keys if key.ondelete or key.onupdate] == []


async def test_a_migration_imports_nothing_of_ours() -> None:
    versions = Path(__file__).parents[2] / "storage" / "migrations" / "versions"
    imports = {
        line
        for path in versions.glob("*.py")
        for line in path.read_text().splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imports == {"from alembic import op", "import sqlalchemy as sa"}


async def test_a_newer_database_is_refused(migrated_url: str) -> None:
    await ask(migrated_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabase, match="revision 9999, which this version of Moratorium does not know"):
        await migrate(migrated_url)
    assert await ask(migrated_url, "SELECT version_num FROM alembic_version") == [("9999",)]


async def test_processes_that_migrate_at_once_do_it_one_after_the_other(database_url: str) -> None:
    program = "import asyncio, sys; from storage.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, database_url, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    ends = await asyncio.gather(*(process.communicate() for process in processes))
    assert [(process.returncode, said[1]) for process, said in zip(processes, ends, strict=True)] == [(0, b"")] * 3
    assert len(await ask(database_url, "SELECT version_num FROM alembic_version")) == 1


class History:
    """Migrations of the tests' own, that go further than ours."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        (directory / "versions").mkdir(parents=True)
        ours = Path(__file__).parents[2] / "storage" / "migrations"
        for name in ("env.py", "script.py.mako"):
            (directory / name).write_text((ours / name).read_text())
        self._last: str | None = None

    def add(self, revision: str, upgrade: str) -> None:
        body = dedent(upgrade).strip().replace("\n", "\n    ")
        (self.directory / "versions" / f"{revision}.py").write_text(
            f"from alembic import op\nimport sqlalchemy as sa\n\n"
            f"revision = {revision!r}\ndown_revision = {self._last!r}\nbranch_labels = None\n"
            f"depends_on = None\n\n\ndef upgrade():\n    {body}\n"
        )
        self._last = revision


@pytest.fixture
def history(tmp_path: Path) -> History:
    history = History(tmp_path / "100% history")
    history.add(
        "one",
        """
        op.create_table("parents", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text()))
        op.create_table(
            "children",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("parent", sa.Integer(), sa.ForeignKey("parents.id", ondelete="CASCADE")),
        )
        op.execute("INSERT INTO parents VALUES (1, 'first')")
        op.execute("INSERT INTO children VALUES (1, 1), (2, 1)")
        """,
    )
    return history


async def test_rebuilding_a_table_keeps_those_that_refer_to_it(database_url: str, history: History) -> None:
    await migrate(database_url, history.directory)
    history.add(
        "two",
        """
        with op.batch_alter_table("parents") as table:
            table.alter_column("name", new_column_name="title", nullable=False)
        """,
    )
    await migrate(database_url, history.directory)
    assert await ask(database_url, "SELECT title FROM parents") == [("first",)]
    assert await ask(database_url, "SELECT count(*) FROM children") == [(2,)]


async def test_a_migration_that_fails_leaves_nothing_behind(database_url: str, history: History) -> None:
    await migrate(database_url, history.directory)
    history.add("two", 'op.create_table("half", sa.Column("id", sa.Integer()))')
    history.add("three", 'op.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(Exception, match="nowhere"):
        await migrate(database_url, history.directory)
    assert await ask(database_url, "SELECT version_num FROM alembic_version") == [("one",)]
    with pytest.raises(Exception, match="half"):
        await ask(database_url, "SELECT * FROM half")


async def test_a_migration_that_leaves_a_dangling_reference_is_undone(tmp_path: Path, history: History) -> None:
    url = f"sqlite:///{tmp_path}/moratorium.db"
    await migrate(url, history.directory)
    history.add("two", "op.execute('DELETE FROM parents')")
    with pytest.raises(RuntimeError, match="dangling references"):
        await migrate(url, history.directory)
    assert await ask(url, "SELECT count(*) FROM parents") == [(1,)]


async def test_a_database_of_the_first_release_keeps_its_spaces_their_rule_and_their_open_votes(
    database_url: str, tmp_path: Path
) -> None:
    ours = Path(__file__).parents[2] / "storage" / "migrations"
    first = tmp_path / "first"
    (first / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako", "versions/0001_initial.py"):
        (first / name).write_text((ours / name).read_text())
    await migrate(database_url, first)
    noon = "'2026-01-05 12:00:00+00:00'" if "postgresql" in database_url else "'2026-01-05 12:00:00.000000'"
    for statement in (
        f"INSERT INTO communities VALUES ('c1', 'Lab A', {noon}), ('c2', 'Lab B', {noon})",
        "INSERT INTO charters VALUES ('c1', '5', 'at least 2/3', 86400), ('c2', '3', 'at least 2/3', 604800)",
        "INSERT INTO spaces VALUES ('s1', 'c1', 'discord', '1', 'Lab A', 'general')",
        f"INSERT INTO members VALUES ('m1', 'c1', {noon})",
        "INSERT INTO proposals VALUES "
        f"('p1', 'c1', 1, 'red line', 'voting', 1, 1, 'm1', 'alice', 's1', 'general', {noon}, false)",
        f"INSERT INTO votes VALUES ('v1', 'p1', 1, 1, '5', 'at least 2/3', {noon}, {noon}, NULL, NULL, NULL, NULL)",
        "INSERT INTO electors VALUES ('v1', 'm1', 'e1')",
    ):
        await ask(database_url, statement)

    await migrate(database_url)
    assert await ask(database_url, "SELECT space, spell, community, place, until FROM seats") == [
        ("s1", 1, "c1", 1, None)
    ]
    assert await ask(database_url, "SELECT community, kind, quorum, voting_seconds FROM charter_terms") == [
        ("c1", "red line", "5", 86400)
    ], "what was never set stays the default"
    assert await ask(database_url, "SELECT roll, authority FROM charters") == [("open", "founding space")] * 2
    assert await ask(database_url, "SELECT roll_kind FROM votes") == [("open",)]
    struck = await ask(database_url, "SELECT struck FROM electors")
    assert not struck[0][0]
