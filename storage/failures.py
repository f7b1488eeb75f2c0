"""What a failing database means: try again, tell the member, or a bug of ours."""

from enum import Enum, auto

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import NotNow, NotRecorded, Refusal


class Failure(Enum):
    """Why a transaction failed, where neither the member nor its function is to blame."""

    BUSY = auto()
    SLOW = auto()
    CLASH = auto()
    TAKEN = auto()
    LOST = auto()
    UNREACHABLE = auto()
    FULL = auto()
    READ_ONLY = auto()
    BROKEN = auto()
    CLOSING = auto()


REASONS = {
    Failure.BUSY: "the store is busy",
    Failure.SLOW: "the store is too slow",
    Failure.CLASH: "the store is busy",
    Failure.TAKEN: "the store is busy",
    Failure.LOST: "the store went away",
    Failure.UNREACHABLE: "the store cannot be reached",
    Failure.FULL: "the disk is full",
    Failure.READ_ONLY: "the store can be read, but not written",
    Failure.BROKEN: "the store has a fault",
    Failure.CLOSING: "the bot is shutting down",
}

# The low byte of https://sqlite.org/rescode.html
SQLITE = {
    5: Failure.BUSY,
    6: Failure.BUSY,
    7: Failure.BROKEN,  # out of memory
    8: Failure.READ_ONLY,
    9: Failure.BROKEN,  # interrupted
    10: Failure.BROKEN,  # input or output
    11: Failure.BROKEN,  # corrupt
    13: Failure.FULL,
    14: Failure.UNREACHABLE,  # cannot be opened
    15: Failure.BUSY,  # locking protocol
    26: Failure.BROKEN,  # not a database
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html, whole codes before classes
POSTGRESQL = {
    "40P01": Failure.CLASH,
    "40001": Failure.CLASH,
    "23505": Failure.TAKEN,  # a key that may have been free when it was looked for
    "55P03": Failure.BUSY,  # lock_timeout
    "57014": Failure.BUSY,  # statement_timeout
    "57P01": Failure.LOST,
    "57P02": Failure.LOST,
    "57P03": Failure.UNREACHABLE,  # starting up, or shutting down
    "25P03": Failure.LOST,  # idle in transaction for too long
    "25006": Failure.READ_ONLY,
    "53100": Failure.FULL,
    "53300": Failure.BUSY,  # too many connections
    "3D000": Failure.UNREACHABLE,
    "08": Failure.LOST,
    "28": Failure.UNREACHABLE,
    "53": Failure.BROKEN,
    "58": Failure.BROKEN,
    "XX": Failure.BROKEN,
}


def failure(error: BaseException) -> Failure | None:
    """Why *error* happened; None if it is no failure of the database but a bug, a refusal or a constraint."""
    if isinstance(error, DBAPIError):
        if (code := getattr(error.orig, "sqlite_errorcode", None)) is not None:
            return SQLITE.get(code & 0xFF)
        state = getattr(error.orig, "sqlstate", None) or ""
        known = POSTGRESQL.get(state) or POSTGRESQL.get(state[:2])
        return known or (Failure.LOST if error.connection_invalidated else None)
    if (state := getattr(error, "sqlstate", None)) is not None:
        # asyncpg's own errors come out unwrapped while it connects.
        return POSTGRESQL.get(state) or POSTGRESQL.get(state[:2]) or Failure.UNREACHABLE
    if isinstance(error, PoolTimeout):
        return Failure.BUSY
    if isinstance(error, OSError):  # a TimeoutError too, while connecting
        return Failure.UNREACHABLE
    return None


def aborted(error: BaseException) -> bool:
    """Whether a COMMIT that ended in *error* has certainly changed nothing."""
    if not isinstance(error, DBAPIError) or error.connection_invalidated:
        return False
    if failure(error) in (Failure.LOST, Failure.UNREACHABLE, Failure.BROKEN):
        return False
    return (
        getattr(error.orig, "sqlite_errorcode", None) is not None or getattr(error.orig, "sqlstate", None) is not None
    )


def not_recorded(why: Failure) -> Refusal:
    return NotRecorded(f"Not recorded: {REASONS[why]}. Try again in a minute.")


def not_read(why: Failure) -> Refusal:
    return NotNow(f"This cannot be looked up now: {REASONS[why]}. Try again in a minute.")


def not_known() -> Refusal:
    return NotRecorded(
        "It may not have been recorded: the store went away at the last moment. Try again: a repeat counts once."
    )
