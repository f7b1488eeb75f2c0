"""The store, ready for use."""

from bot.ports import Transaction
from storage.engine import open_engine
from storage.migrate import migrate
from storage.store import SqlStore
from storage.transaction import SqlTransaction


async def open_store(url: str) -> SqlStore[Transaction]:
    """Bring the database at *url* to the present schema and return its store, which is closed by ``aclose``.

    :raises ValueError: where *url* names no database that we can use.
    """
    await migrate(url)
    return SqlStore(open_engine(url), SqlTransaction)
