from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.end_to_end.town import Town


@pytest.fixture
async def town(tmp_path: Path, migrated_url: str) -> AsyncIterator[Town]:
    """Both platforms and the bot, on either database, held at the end to what neither platform forgives."""
    async with Town(tmp_path, migrated_url) as town:
        yield town
        town.check()
