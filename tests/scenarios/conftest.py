import pytest

from storage.open import open_store
from tests.scenarios.feeds import Shelf
from tests.scenarios.table import Table


@pytest.fixture
async def store(migrated_url):
    store = await open_store(migrated_url)
    yield store
    await store.aclose()


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
async def table(store, shelf):
    return Table(store, shelf)
