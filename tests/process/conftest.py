from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.process.home import Home, free_port


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    made = Home(tmp_path, free_port())
    yield made
    for child in made.started:
        if child.returncode is None:
            child.kill()
            await child.wait()
