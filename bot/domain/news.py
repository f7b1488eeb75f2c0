"""Whether an entry is news about pausing, and why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.feeds import Entry
from bot.domain.news_rules import KEPT_FROM, PHRASES, RULES_BY_CONCEPT, Rule

# What an entry is about is said at its beginning; further on, anything may be mentioned.
LEAD = 600

_WORDS = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\s[|·]\s|\n")

Sentence = Mapping[str, Sequence[int]]
"""Where, in words from the start, each concept stands."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """*reasons* says, in a few words each and the weightiest first, why it is kept, or else what speaks against it."""

    kept: bool
    points: int
    reasons: Sequence[str]


def judge(entry: Entry) -> Judgement:
    """Judge *entry* by its title and the beginning of its summary; the same entry is always judged alike."""
    texts = (entry.title, entry.summary[:LEAD])
    sentences = [found for text in texts for part in _SENTENCE_END.split(text) if (found := _concepts(part))]
    about_ai = any("ai" in sentence or "lab" in sentence for sentence in sentences)
    weighed: dict[str, int] = {}
    for sentence in sentences:
        for concept in sentence:
            for rule in RULES_BY_CONCEPT.get(concept, ()):
                if (about_ai or not rule.ai) and _holds(rule, sentence):
                    weighed[rule.reason] = max(weighed.get(rule.reason, rule.points), rule.points)
    points = sum(weighed.values())
    kept = points >= KEPT_FROM
    ranked = sorted(weighed.items(), key=lambda pair: -abs(pair[1]))
    return Judgement(kept, points, tuple(reason for reason, weight in ranked if (weight > 0) == kept))


def _concepts(text: str) -> Sentence:
    words = _WORDS.findall(text.lower())
    found: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        for rest, concept in PHRASES.get(word, ()):
            if not rest or tuple(words[place + 1 : place + 1 + len(rest)]) == rest:
                found.setdefault(concept, []).append(place)
    return found


def _holds(rule: Rule, sentence: Sentence) -> bool:
    if not all(concept in sentence for concept in rule.concepts):
        return False
    if rule.within is None:
        return True
    first, second = rule.concepts
    return any(0 < later - earlier <= rule.within for earlier in sentence[first] for later in sentence[second])
