"""What an entry is worth, and why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.feeds import Entry
from bot.domain.news.vocabulary import GAP, PRODUCT, Node, Rule, Vocabulary
from bot.domain.news.wording import words

# What an entry is about is said at its beginning; further on, anything may be mentioned.
TITLE, LEAD = 300, 600
GAP_WORDS = 3

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\s[|·]\s|\n")
_PARTS_OF_A_TITLE = re.compile(r"(?<=;)\s+|\s[|·]\s|\n")

Span = tuple[int, int]
"""Its first word and the one after its last, counted from the start."""

Found = Mapping[str, Sequence[Span]]
"""Where each concept stands."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """*reasons* says, in a few words each and the weightiest first, why it is kept, or else what speaks against it."""

    kept: bool
    points: int
    reasons: Sequence[str]


def judge(entry: Entry, vocabulary: Vocabulary = PRODUCT) -> Judgement:
    """Judge *entry* by its title, its address and the beginning of its summary; the same is always judged alike.

    Of the rules that give one reason the weightiest counts.
    """
    weighed = weigh(entry, vocabulary)
    points = sum(weighed.values())
    kept = points >= vocabulary.keep
    ranked = sorted(weighed.items(), key=lambda pair: -abs(pair[1]))
    return Judgement(kept, points, tuple(reason for reason, weight in ranked if (weight > 0) == kept))


def weigh(entry: Entry, vocabulary: Vocabulary) -> Mapping[str, int]:
    """Return the points of each reason that speaks for *entry* or against it."""
    title = _PARTS_OF_A_TITLE.split(entry.title[:TITLE])
    summary = _SENTENCE_END.split(entry.summary[:LEAD])
    sentences = [found for part in (*title, *summary) if (found := _found(words(part), vocabulary))]
    owner = _owner(entry.url, vocabulary)
    if owner:
        # Who publishes a page speaks in its title.
        spoken_by = dict.fromkeys(owner, ((0, 0),))
        sentences[:1] = [{**spoken_by, **found} for found in sentences[:1] or [{}]]
    whole: dict[str, Sequence[Span]] = {concept: () for sentence in sentences for concept in sentence}
    about_ai = bool(owner) or any(_holds(rule, whole) for rule in vocabulary.about_ai)
    present = frozenset(whole)
    weighed: dict[str, int] = {}
    for rule in vocabulary.rules:
        # Most rules fall at their first need, which is tried alone because it is quicker so.
        if rule.needs[0].isdisjoint(present) or any(need.isdisjoint(present) for need in rule.needs):
            continue
        given = rule.points if any(_holds(rule, sentence) for sentence in sentences) else 0
        given = given or (rule.apart if rule.unless.isdisjoint(present) else 0)
        if rule.ai and not about_ai:
            given //= 2
        if given and abs(given) > abs(weighed.get(rule.reason, 0)):
            weighed[rule.reason] = given
    return weighed


def _owner(url: str, vocabulary: Vocabulary) -> Sequence[str]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ()
    parts = host.split(".")
    return next((held for at in range(len(parts)) if (held := vocabulary.hosts.get(".".join(parts[at:])))), ())


def _found(told: Sequence[str], vocabulary: Vocabulary) -> Found:
    found: dict[str, list[Span]] = {}
    for start in range(len(told)):
        for concept, end in spoken(vocabulary.phrases, told, start):
            found.setdefault(concept, []).append((start, end))
    return found


def spoken(node: Node, told: Sequence[str], place: int) -> Iterator[tuple[str, int]]:
    """Yield the concepts of the phrases after *node* that stand in *told* from *place* on, and where each ends."""
    while True:
        for concept in node.concepts:
            yield concept, place
        if place >= len(told):
            return
        if gap := node.after.get(GAP):
            for further in range(place, min(place + GAP_WORDS, len(told)) + 1):
                yield from spoken(gap, told, further)
        following = node.after.get(told[place])
        if following is None:
            return
        node, place = following, place + 1


def _holds(rule: Rule, found: Found) -> bool:
    if any(need.isdisjoint(found) for need in rule.needs) or not rule.unless.isdisjoint(found):
        return False
    if rule.within is None and rule.then is None:
        return True
    first, second = (tuple(_spans(need, found)) for need in rule.needs[:2])
    if rule.then is not None:
        return any(0 <= later[0] - sooner[1] <= rule.then for sooner in first for later in second)
    return any(
        0 <= max(one[0], other[0]) - min(one[1], other[1]) <= (rule.within or 0) for one in first for other in second
    )


def _spans(need: frozenset[str], found: Found) -> Iterator[Span]:
    for concept in need & found.keys():
        yield from found[concept]
