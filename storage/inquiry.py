"""What a database says when it is looked at; nothing in it is changed, nor a file made."""

import asyncio
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, select, text, union
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from bot.domain.addresses import to_person
from bot.domain.people import Platform
from bot.domain.proposals import State
from bot.ports import Installation
from storage.engine import database, open_engine
from storage.installations import installed
from storage.migrate import Standing, standing
from storage.tables import installations, postings, proposals, spaces, subscriptions

_MODE = "rw"  # and never make the file
PROBES = 100_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A space in which a community meets and that is not known to be lost, and the channels in which something of ours
    is to be posted."""

    platform: Platform
    key: str
    name: str
    channels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Disk:
    """Where a file is, or is to be made; *size* is None where there is none yet. *free* is what is left, in bytes."""

    path: Path
    size: int | None
    free: int


@dataclass(frozen=True, slots=True)
class Condition:
    """*unwritable* says why nothing can be recorded, None where it can; *damage* is what the check of the file found,
    None where there was no time to end it. *meetings* and *installations* are known where the schema is the present
    one."""

    server: str
    where: str
    disk: Disk | None
    standing: Standing
    unwritable: str | None
    damage: Sequence[str] | None
    meetings: Sequence[Meeting] = ()
    installations: Sequence[Installation] = ()


class Unreadable(Exception):
    """It cannot be opened or read; the message says why."""


async def inquire(url: str, within: float) -> Condition:
    """Look at the database at *url*, in about *within* seconds.

    :raises Unreadable: where that cannot be done.
    """
    address = database(url)
    if address.get_backend_name() == "postgresql":
        return await _ask_server(address, within)
    return await asyncio.to_thread(_look_at_file, Path(str(address.database)), time.monotonic() + within)


def _look_at_file(path: Path, until: float) -> Condition:
    server = f"SQLite {sqlite3.sqlite_version}"
    try:
        if not path.exists():
            return _file_to_be_made(server, path)
        disk = Disk(path, path.stat().st_size, shutil.disk_usage(path).free)
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={_MODE}", uri=True, timeout=1.0)) as raw:
            raw.isolation_level = None
            raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            # Its own engine: ours would set up the file as it needs it.
            engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
            with engine.connect() as db:
                stands = standing(db)
                present = stands is Standing.PRESENT
                meetings, installed = (_meetings(db), _installations(db)) if present else ((), ())
            return Condition(server, str(path), disk, stands, _lock(raw), _damage(raw, until), meetings, installed)
    except (sqlite3.Error, DBAPIError) as error:
        raise Unreadable(_said(error)) from error
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error


def _file_to_be_made(server: str, path: Path) -> Condition:
    home = next(parent for parent in path.absolute().parents if parent.exists())
    may = home.is_dir() and os.access(home, os.W_OK | os.X_OK)
    unwritable = None if may else f"the directory {home} cannot be written"
    disk = Disk(path, None, shutil.disk_usage(home).free)
    return Condition(server, str(path), disk, Standing.EMPTY, unwritable, ())


def _lock(raw: sqlite3.Connection) -> str | None:
    """Return why nothing can be changed; that another one is writing is no reason."""
    try:
        raw.execute("BEGIN IMMEDIATE")
        try:
            raw.execute("CREATE TABLE never_kept (one)")  # a file that cannot be written lets a writer begin
        finally:
            raw.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            return _said(error)
    return None


def _damage(raw: sqlite3.Connection, until: float) -> Sequence[str] | None:
    raw.set_progress_handler(lambda: time.monotonic() > until, PROBES)
    try:
        found = [str(row[0]) for row in raw.execute("PRAGMA quick_check(5)")]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return None
        raise
    return [] if found == ["ok"] else found


async def _ask_server(address: URL, within: float) -> Condition:
    where = f"{address.host or address.query.get('host') or 'this machine'}/{address.database or ''}"
    engine = open_engine(address, connections=1, patience=within)
    try:
        async with asyncio.timeout(within), engine.connect() as db:
            return await db.run_sync(_look_at_server, where)
    except TimeoutError as error:
        raise Unreadable(f"it does not answer within {within:.0f} seconds") from error
    except Exception as error:
        raise Unreadable(_said(error)) from error
    finally:
        await engine.dispose()


def _look_at_server(db: Connection, where: str) -> Condition:
    version = str(db.scalar(text("SHOW server_version"))).split()[0]
    stands = standing(db)
    unwritable = None
    if db.scalar(text("SHOW transaction_read_only")) == "on":
        unwritable = "the server takes no changes: it is read-only"
    elif stands is Standing.PRESENT and (locked := _locked_tables(db)):
        unwritable = f"its user may not change {locked} of the tables"
    elif stands in (Standing.EMPTY, Standing.OLDER) and not db.scalar(text(_MAY_CREATE)):
        unwritable = "its user may not make tables there"
    meetings, installed = (_meetings(db), _installations(db)) if stands is Standing.PRESENT else ((), ())
    return Condition(f"PostgreSQL {version}", where, None, stands, unwritable, (), meetings, installed)


_MAY_CREATE = "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)"
_LOCKED = """
SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = ANY(:ours) AND NOT (
    has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')
    AND has_table_privilege(format('%I.%I', schemaname, tablename), 'INSERT')
    AND has_table_privilege(format('%I.%I', schemaname, tablename), 'UPDATE')
    AND has_table_privilege(format('%I.%I', schemaname, tablename), 'DELETE'))
"""


def _locked_tables(db: Connection) -> int:
    return int(db.scalar(text(_LOCKED), {"ours": list(spaces.metadata.tables)}) or 0)


def _meetings(db: Connection) -> Sequence[Meeting]:
    standing_now = (
        select(postings.c.space, postings.c.channel)
        .join(proposals, proposals.c.id == postings.c.proposal)
        .where(proposals.c.state.in_([state for state in State if state.is_open]), postings.c.given_up.is_(None))
    )
    digests = select(subscriptions.c.space, subscriptions.c.channel).where(
        ~subscriptions.c.ended, ~subscriptions.c.channel.startswith(to_person(""))
    )
    channels: dict[str, list[str]] = {}
    for space, channel in db.execute(union(standing_now, digests)):
        channels.setdefault(space, []).append(channel)
    reached = select(spaces).where(spaces.c.lost.is_(None)).order_by(spaces.c.platform, spaces.c.key)
    found = []
    for row in db.execute(reached):
        own = {channel for channel in (row.channel, row.notices) if channel is not None}
        found.append(Meeting(row.platform, row.key, row.name, sorted(own.union(channels.get(row.id, ())))))
    return found


def _installations(db: Connection) -> Sequence[Installation]:
    """Return the latest installation of each workspace."""
    latest = {row.team: installed(row) for row in db.execute(select(installations).order_by(installations.c.installed))}
    return [latest[team] for team in sorted(latest)]


def _said(error: Exception) -> str:
    """Return the database's own words, without the statement that they are about."""
    told = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    words = re.sub(r"^<class '[\w.]+'>: ", "", str(told).strip())
    return words.partition("\n")[0] or type(told).__name__
