"""Bring a database to the schema that this code expects."""

from collections.abc import Sequence
from enum import Enum, auto
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from storage.engine import open_engine

MIGRATIONS = Path(__file__).parent / "migrations"

LOCK = 0x6D6F7261  # any constant: the key under which PostgreSQL keeps migrating processes apart


class NewerDatabase(RuntimeError):
    """The database was migrated by a later version; going back would lose what only that one knows."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database is at revision {revision}, which this version of Moratorium does not know. "
            "Run the newer version, or restore a backup from before it."
        )
        self.revision = revision


class Standing(Enum):
    """How a database's schema stands to the one that this code expects."""

    EMPTY = auto()
    OLDER = auto()
    PRESENT = auto()
    NEWER = auto()


async def migrate(url: str, migrations: Path = MIGRATIONS) -> None:
    """Apply each migration that *url* has not had, all in one transaction.

    Processes that do this at once do it one after the other. NewerDatabase if there is no way forward.
    """
    # Rebuilding a SQLite table drops the old one, and a dropped parent row fires its foreign keys.
    engine = open_engine(url, enforce_foreign_keys=False, busy_timeout=30, patience=30)
    try:
        async with engine.begin() as db:
            await db.run_sync(_upgrade, migrations)
    finally:
        await engine.dispose()


def write_migration(connection: Connection, metadata: MetaData, message: str, revision: str) -> None:
    """Write the migration from what *connection* has to what *metadata* says, to be read and adjusted."""
    config = _config(connection, MIGRATIONS)
    config.attributes["metadata"] = metadata
    command.revision(config, message=message, rev_id=revision, autogenerate=True)


def standing(connection: Connection, migrations: Path = MIGRATIONS) -> Standing:
    """Return how the schema of *connection* stands, changing nothing."""
    return _stands(connection, _config(connection, migrations))[0]


def _stands(connection: Connection, config: Config) -> tuple[Standing, Sequence[str]]:
    """Return how the schema stands and the revisions that it is at."""
    scripts = ScriptDirectory.from_config(config)
    if not scripts.get_heads():
        raise RuntimeError(f"there are no migrations in {scripts.dir}")
    present = MigrationContext.configure(connection).get_current_heads()
    unknown = set(present) - {script.revision for script in scripts.walk_revisions()}
    if unknown:
        return Standing.NEWER, sorted(unknown)
    if set(present) == set(scripts.get_heads()):
        return Standing.PRESENT, present
    return Standing.OLDER if present else Standing.EMPTY, present


def _upgrade(connection: Connection, migrations: Path) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    config = _config(connection, migrations)
    stands, present = _stands(connection, config)
    if stands is Standing.NEWER:
        raise NewerDatabase(", ".join(present))
    if stands is Standing.PRESENT:
        return
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"a migration left dangling references: {broken}")


def _config(connection: Connection, migrations: Path) -> Config:
    config = Config()
    # Alembic reads % in an option as an interpolation.
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
