"""How well news is judged, beside labels that people gave.

Run `python -m bench.news LIST.jsonl ... [--faults]`. What is in a list and what is printed: docs/reference/judging.md.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.feeds import Entry
from bot.domain.news import PRODUCT, Judgement, judge
from bot.domain.news.judging import GAP_WORDS, LEAD, TITLE
from bot.domain.news.vocabulary import GAP, Node
from bot.domain.news.wording import words
from bot.judging import Headline, predictions

Known = tuple[str, ...]
"""A phrase, by its words."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A headline, whether people would keep it, and the event that it is about."""

    headline: Headline
    wanted: bool
    story: str


def read(path: Path) -> Sequence[Labelled]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [Labelled(Headline.model_validate(row), row["label"] == "pause", row["story"]) for row in rows]


def rates(right: int, wrong: int, missed: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def average_precision(ranked: Iterable[bool]) -> float:
    found = [place for place, wanted in enumerate(ranked, 1) if wanted]
    return sum(number / place for number, place in enumerate(found, 1)) / len(found) if found else 0.0


def told(rows: Sequence[Labelled], judged: Sequence[Judgement]) -> str:
    pairs = Counter((row.wanted, judgement.kept) for row, judgement in zip(rows, judged, strict=True))
    precision, recall, f1 = rates(pairs[True, True], pairs[False, True], pairs[True, False])
    order = sorted(zip(rows, judged, strict=True), key=lambda pair: -pair[1].points)
    ordered = average_precision(row.wanted for row, _ in order)
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  average precision {ordered:.3f}"


def clustered(rows: Sequence[Labelled]) -> str:
    """Score the stories over all pairs of entries."""
    made = [row["cluster"] for row in predictions([row.headline for row in rows])]
    right = _pairs(Counter((row.story, cluster) for row, cluster in zip(rows, made, strict=True)).values())
    wrong = _pairs(Counter(made).values()) - right
    missed = _pairs(Counter(row.story for row in rows).values()) - right
    return "stories: precision {:.3f}  recall {:.3f}  F1 {:.3f}".format(*rates(right, wrong, missed))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def phrases_in(entry: Entry) -> set[Known]:
    """Return the phrases of the vocabulary that stand in *entry*."""
    texts = (words(text) for text in (entry.title[:TITLE], entry.summary[:LEAD]))
    return {known for said in texts for start in range(len(said)) for known in _spoken(PRODUCT.phrases, said[start:])}


def _spoken(node: Node, said: Sequence[str], before: Known = ()) -> Iterator[Known]:
    if node.concepts:
        yield before
    if gap := node.after.get(GAP):
        for skipped in range(GAP_WORDS + 1):
            yield from _spoken(gap, said[skipped:], (*before, GAP))
    if said and (further := node.after.get(said[0])):
        yield from _spoken(further, said[1:], (*before, said[0]))


def without(unknown: set[Known], node: Node = PRODUCT.phrases, before: Known = ()) -> Node:
    kept = {word: without(unknown, further, (*before, word)) for word, further in node.after.items()}
    return Node(() if before in unknown else node.concepts, kept)


def only_in(stories: Mapping[str, set[Known]]) -> Mapping[str, set[Known]]:
    """Return for each story the phrases that no other holds."""
    held = Counter(known for found in stories.values() for known in found)
    return {story: {known for known in found if held[known] == 1} for story, found in stories.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", nargs="+", type=Path, metavar="LIST.jsonl")
    parser.add_argument("--faults", action="store_true", help="name what was judged otherwise than labelled")
    options = parser.parse_args()
    lists = {path: read(path) for path in options.lists}
    stories: dict[str, set[Known]] = defaultdict(set)
    for rows in lists.values():
        for row in rows:
            stories[row.story] |= phrases_in(row.headline.entry())
    lacking = {story: replace(PRODUCT, phrases=without(unknown)) for story, unknown in only_in(stories).items()}
    for path, rows in lists.items():
        judged = [judge(row.headline.entry()) for row in rows]
        apart = [judge(row.headline.entry(), lacking[row.story]) for row in rows]
        print(f"{path.name}: {len(rows)} headlines, {sum(row.wanted for row in rows)} to be kept")
        print(f"  as it is:                 {told(rows, judged)}")
        print(f"  each story unlearned:     {told(rows, apart)}")
        print(f"  {clustered(rows)}")
        if options.faults:
            for row, verdict in zip(rows, judged, strict=True):
                if row.wanted != verdict.kept:
                    fault = "missed" if row.wanted else "wrongly kept"
                    print(f"  {fault} {verdict.points} {row.headline.title} {verdict.reasons}")


if __name__ == "__main__":
    main()
