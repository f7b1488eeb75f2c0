"""How well entries are gathered to stories: pairs of entries that are, and that should be, of one story.

Run `python -m bench.stories FILE.jsonl`, whose lines hold {id, title, summary, url, source, published, story}.
"""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from bot.domain.stories.gathering import gather
from bot.domain.stories.items import Item


def read(path: str) -> list[Any]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]


def item(row: Any) -> Item:
    at = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
    return Item(row["title"], row["summary"], row["url"], row["source"], at, 0)


def compare(rows: Sequence[Any], stories: Sequence[Sequence[int]], told: bool) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs; with *told*, print the pairs that are wrong."""
    story = {position: number for number, positions in enumerate(stories) for position in positions}
    right = joined = apart = 0
    for one, other in combinations(range(len(rows)), 2):
        should, does = rows[one]["story"] == rows[other]["story"], story[one] == story[other]
        right, joined, apart = right + (should and does), joined + (does > should), apart + (should > does)
        if told and should != does:
            print("joined" if does else "apart ", rows[one]["title"], "|", rows[other]["title"])
    precision, recall = right / max(1, right + joined), right / max(1, right + apart)
    return precision, recall, 2 * right / max(1, 2 * right + joined + apart)


def main(path: str) -> None:
    rows = read(path)
    precision, recall, f1 = compare(rows, gather([item(row) for row in rows]), told="-v" in sys.argv)
    print(f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")


if __name__ == "__main__":
    main(sys.argv[1])
