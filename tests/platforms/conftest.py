"""Golden payloads: what each platform is sent, kept as text and reviewed as text."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Golden = Callable[[Path, str, Any], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden", action="store_true", help="write the golden payloads anew instead of comparing"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a call and its body with a file; with --regenerate-golden, write the file."""
    # The option exists only where this folder was named on the command line.
    regenerate = request.config.getoption("--regenerate-golden", default=False)

    def check(path: Path, call: str, body: Any) -> None:
        text = json.dumps({"call": call, "body": body}, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
        if regenerate:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no {path.name} yet: run with --regenerate-golden and read it"
        assert path.read_text(encoding="utf-8") == text

    return check
