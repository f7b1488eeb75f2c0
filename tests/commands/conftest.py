import pytest

from storage.engine import open_engine
from storage.store import SqlStore
from storage.transaction import SqlTransaction
from tests.commands.desk import Desk


@pytest.fixture
async def store(migrated_url):
    store = SqlStore(open_engine(migrated_url), SqlTransaction)
    yield store
    await store.aclose()


@pytest.fixture
async def desk(store):
    return Desk(store)
