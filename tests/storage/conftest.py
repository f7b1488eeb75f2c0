"""An open store with a small community in it."""

from collections.abc import AsyncIterator

import pytest

from storage.open import open_store
from tests.storage.table import Store, Table, lay_table


@pytest.fixture
async def kept(migrated_url: str) -> AsyncIterator[Store]:
    """A store at the present schema, with nothing in it."""
    store = await open_store(migrated_url)
    yield store
    await store.aclose()


@pytest.fixture
async def table(kept: Store) -> Table:
    return await lay_table(kept)
