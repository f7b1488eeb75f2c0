"""Entries about one event, gathered to one story."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush

from bot.domain.stories.items import Item
from bot.domain.stories.links import names_a_page, page_of
from bot.domain.stories.nearness import WINDOW, Weighed, nearness, weighed
from bot.domain.stories.rarity import rarities
from bot.domain.stories.reading import read, words

NEAR = 0.14
"""From this average nearness, two groups of entries are one story."""
_LEADS = 12
_NEIGHBOURS = 40


def gather(items: Sequence[Item]) -> Sequence[Sequence[int]]:
    """Return the stories as positions in *items*, each exactly once, the earliest first.

    Entries of one page are one story. The stories do not depend on the order of *items*, nor on anything but them.
    """
    order = sorted(range(len(items)), key=lambda position: _key(items[position]))
    groups = _alike(items, order)
    pairs = _pairs([items[group[0]] for group in groups])
    stories = [
        sorted((position for node in story for position in groups[node]), key=lambda p: (_key(items[p]), p))
        for story in _joined([len(group) for group in groups], pairs)
    ]
    return sorted(stories, key=lambda story: (_key(items[story[0]]), story[0]))


def _key(item: Item) -> tuple[datetime, str, str, str, str, int]:
    return (item.at, item.title, item.url, item.source, item.summary, item.points)


def _alike(items: Sequence[Item], order: Sequence[int]) -> Sequence[Sequence[int]]:
    """Return groups of what is one story without weighing: one page, or one title within the window."""
    parent = {position: position for position in order}

    def root(position: int) -> int:
        while parent[position] != position:
            parent[position] = position = parent[parent[position]]
        return position

    pages: dict[str, int] = {}
    titles: dict[str, int] = {}
    for position in order:
        item = items[position]
        if item.url and names_a_page(item.url):
            parent[root(position)] = root(pages.setdefault(page_of(item.url), position))
        title = " ".join(words(item.title))
        if title:
            last = titles.get(title)
            if last is not None and item.at - items[last].at <= WINDOW:
                parent[root(position)] = root(last)
            titles[title] = position
    found: dict[int, list[int]] = defaultdict(list)
    for position in order:
        found[root(position)].append(position)
    return list(found.values())


def _pairs(items: Sequence[Item]) -> Mapping[tuple[int, int], float]:
    """Return those pairs that share a rare feature, and how near they are; *items* are in the order of time."""
    readings = [read(item) for item in items]
    rarity = rarities(readings)
    nodes = [weighed(reading, rarity, item) for reading, item in zip(readings, items, strict=True)]
    found: dict[tuple[int, int], float] = {}
    for later, earlier in _candidates(nodes, rarity):
        near = nearness(nodes[earlier], nodes[later])
        if near:
            found[earlier, later] = near
    return found


def _candidates(nodes: Sequence[Weighed], rarity: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """Yield each node with those before it, within the window, that share most of what is rarest in it."""
    postings: dict[str, list[int]] = defaultdict(list)
    for place, node in enumerate(nodes):
        leads = sorted(
            ((said, rarity[said] * told) for said, told in node.told.items()), key=lambda pair: (-pair[1], pair[0])
        )[:_LEADS]
        sharing: dict[int, float] = defaultdict(float)
        for feature, weight in leads:
            for earlier in reversed(postings[feature][-200:]):
                if node.at - nodes[earlier].at > WINDOW:
                    break
                sharing[earlier] += weight
        yield from (
            (place, earlier) for earlier, _ in sorted(sharing.items(), key=lambda p: (-p[1], -p[0]))[:_NEIGHBOURS]
        )
        for feature in node.told:
            postings[feature].append(place)


def _joined(sizes: Sequence[int], pairs: Mapping[tuple[int, int], float]) -> Sequence[Sequence[int]]:
    """Join the nearest groups while their average nearness is enough; pairs that are not given are not near at all."""
    near: list[dict[int, float]] = [{} for _ in sizes]
    for (one, other), value in pairs.items():
        near[one][other] = near[other][one] = value
    members = {node: [node] for node in range(len(sizes))}
    queue = [(-value, one, other) for (one, other), value in pairs.items() if value >= NEAR]
    heapify(queue)
    while queue:
        value, one, other = heappop(queue)
        if one not in members or other not in members or _average(near, members, one, other) != -value:
            continue
        members[one] += members.pop(other)
        for third, total in near[other].items():
            if third != one:
                near[third].pop(other)
                near[one][third] = near[third][one] = near[one].get(third, 0.0) + total
        near[one].pop(other)
        near[other] = {}
        for third in near[one]:
            average = _average(near, members, one, third)
            if average >= NEAR:
                heappush(queue, (-average, min(one, third), max(one, third)))
    return [sorted(nodes) for nodes in members.values()]


def _average(near: Sequence[Mapping[int, float]], members: Mapping[int, Sequence[int]], one: int, other: int) -> float:
    return near[one].get(other, 0.0) / (len(members[one]) * len(members[other]))
