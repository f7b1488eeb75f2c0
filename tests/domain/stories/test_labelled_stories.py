"""The lists of headlines by which the stories are measured are gathered no worse than they were."""

from pathlib import Path

import pytest

from bench.stories import counted, ours, rates, read

LISTS = sorted((Path(__file__).parents[2] / "news" / "stories").glob("*.jsonl"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_stories_are_gathered_as_people_would(path: Path) -> None:
    rows = read(path)
    precision, recall, _ = rates(*counted(rows, ours(rows)))
    assert precision >= 0.95
    assert recall >= 0.85


def test_there_are_lists() -> None:
    assert len(LISTS) == 3
    assert len({row["id"] for path in LISTS for row in read(path)}) == sum(len(read(path)) for path in LISTS)
