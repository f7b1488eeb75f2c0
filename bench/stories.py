"""How well entries are gathered to stories, beside a named peer, and what that costs.

Run `python -m bench.stories LIST.jsonl ... [--faults] [--large]`. What is in a list and what is printed:
docs/reference/stories.md.
"""

import argparse
import importlib.util
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from bot.domain.stories.gathering import gather
from bot.domain.stories.items import Item
from bot.domain.stories.nearness import WINDOW

LARGE = 25_000
DAYS = 35
THRESHOLDS = [step / 40 for step in range(2, 41)]


def read(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def item(row: Any) -> Item:
    return Item(row["title"], row["summary"], row["url"], row["source"], at(row), 0)


def at(row: Any) -> datetime:
    return datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)


def ours(rows: Sequence[Any]) -> Sequence[int]:
    """Return the number of each row's story."""
    found = [0] * len(rows)
    for number, positions in enumerate(gather([item(row) for row in rows])):
        for position in positions:
            found[position] = number
    return found


def peers(rows: Sequence[Any]) -> tuple[str, Sequence[int]]:
    """Return what scikit-learn makes of *rows* at the threshold and linkage that suit them best, with their names.

    TF-IDF of words and pairs of words, agglomerative; entries further apart than the window are never joined.
    """
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [f"{row['title']} {row['summary']}" for row in rows]
    told = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), stop_words="english").fit_transform(texts)
    apart = 1 - (told @ told.T).toarray()
    for one, other in combinations(range(len(rows)), 2):
        if abs(at(rows[one]) - at(rows[other])) > WINDOW:
            apart[one, other] = apart[other, one] = 2
    found = [
        (
            f"{linkage} linkage at {threshold:.3f}",
            AgglomerativeClustering(
                n_clusters=None, metric="precomputed", linkage=linkage, distance_threshold=threshold
            ).fit_predict(apart),
        )
        for linkage in ("average", "complete", "single")
        for threshold in THRESHOLDS
    ]
    return max(found, key=lambda made: rates(*counted(rows, made[1]))[2])


def counted(rows: Sequence[Any], made: Sequence[int]) -> tuple[int, int, int]:
    """Return how many pairs are rightly joined, how many are joined, and how many should be."""
    stories = [row["story"] for row in rows]
    return (
        _pairs(Counter(zip(stories, made, strict=True)).values()),
        _pairs(Counter(made).values()),
        _pairs(Counter(stories).values()),
    )


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def rates(right: int, joined: int, wanted: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    return right / max(1, joined), right / max(1, wanted), 2 * right / max(1, joined + wanted)


def told(counts: tuple[int, int, int]) -> str:
    return "precision {:.3f}  recall {:.3f}  F1 {:.3f}".format(*rates(*counts))


def faults(rows: Sequence[Any], made: Sequence[int]) -> None:
    for one, other in combinations(range(len(rows)), 2):
        should, does = rows[one]["story"] == rows[other]["story"], made[one] == made[other]
        if should != does:
            print("  joined" if does else "  apart ", rows[one]["title"], "|", rows[other]["title"])


def large(rows: Sequence[Any]) -> Sequence[Item]:
    """Return many entries of these lists' words: each title is half one headline and half another."""
    chance = random.Random(1)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = []
    for number in range(LARGE):
        one, other, below = (chance.choice(rows) for _ in range(3))
        head, tail = one["title"].split(), other["title"].split()
        title = " ".join(head[: (len(head) + 1) // 2] + tail[len(tail) // 2 :])
        when = begin + timedelta(seconds=number * DAYS * 86_400 // LARGE)
        made.append(Item(title, below["summary"] or below["title"], f"https://example.org/{number}", "", when, 0))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", nargs="+", type=Path, metavar="LIST.jsonl")
    parser.add_argument("--faults", action="store_true", help="name the pairs that are wrongly joined or kept apart")
    parser.add_argument("--large", action="store_true", help=f"then gather {LARGE:,} entries, and say what it costs")
    options = parser.parse_args()
    lists = {path: read(path) for path in options.lists}
    peer = importlib.util.find_spec("sklearn") is not None
    for path, rows in lists.items():
        made = ours(rows)
        print(f"{path}: {len(rows)} headlines, {counted(rows, made)[2]} pairs of one story")
        print(f"  here:   {told(counted(rows, made))}")
        if peer:
            name, theirs = peers(rows)
            print(f"  TF-IDF: {told(counted(rows, theirs))}  ({name})")
        if options.faults:
            faults(rows, made)
    if not peer:
        print("scikit-learn is not installed: pip install -e '.[bench]'")
    if options.large:
        entries = large([row for rows in lists.values() for row in rows])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        stories = gather(entries)
        took = time.perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{LARGE:,} entries of {DAYS} days: {len(stories):,} stories in {took:.1f} s, ", end="")
        print(f"{after / 1024:.0f} MiB at the peak, {(after - before) / 1024:.0f} of them by gathering")


if __name__ == "__main__":
    main()
