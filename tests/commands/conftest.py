import pytest

from storage.open import open_store
from tests.commands.desk import Desk


@pytest.fixture
async def store(database_url):
    store = await open_store(database_url)
    yield store
    await store.aclose()


@pytest.fixture
async def desk(store):
    return Desk(store)
