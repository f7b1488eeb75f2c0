"""The words by which an entry is judged, and what they weigh.

A *concept* is a set of words and phrases. A *rule* gives points where all its concepts stand together; negative ones
are other senses of the same words. ``vocabulary.toml`` holds the product's, and says how they are written.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

from bot.domain.news.wording import Irregular, noun_forms, verb_forms, words

GAP = "_"
"""Stands in a phrase for up to three words."""
AI = "about ai"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A community's own phrase: *points* where it stands, and itself the reason."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """*rest* follows the word that the pattern is kept under, and all together mean *concept*."""

    rest: Sequence[str]
    concept: str


@dataclass(frozen=True, slots=True)
class Rule:
    """*points* where of each of *needs* one concept stands in a sentence and none of *unless* does.

    *apart* is given instead where they stand in the title and the summary together only. With *within*, the first two
    needs are at most so many words from each other. *ai* asks that the entry as a whole speaks of AI.
    """

    reason: str
    points: int
    needs: Sequence[frozenset[str]]
    unless: frozenset[str] = frozenset()
    apart: int = 0
    within: int | None = None
    ai: bool = True


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """*keep* is the points from which an entry is kept; *about_ai* what makes one speak of AI, as rules.

    *patterns* are by their first word, *rules* by the concepts of their first need, *hosts* give the organisation
    whose own site an address is on, in *organisations* with the points that its name alone is worth.
    """

    keep: int
    patterns: Mapping[str, Sequence[Pattern]]
    rules: Sequence[Rule]
    about_ai: Sequence[Rule]
    hosts: Mapping[str, str] = field(default_factory=dict)


def extended(vocabulary: Vocabulary, phrases: Iterable[Phrase]) -> Vocabulary:
    """Return *vocabulary* with the phrases of a community, as they are written; one without any word means nothing."""
    said = [(phrase, tuple(words(phrase.words))) for phrase in phrases]
    named = [(phrase, parts) for phrase, parts in said if parts]
    patterns = {first: list(held) for first, held in vocabulary.patterns.items()}
    for phrase, (first, *rest) in named:
        patterns.setdefault(first, []).append(Pattern(tuple(rest), _own(phrase)))
    rules = [Rule(phrase.words, phrase.points, (frozenset({_own(phrase)}),), ai=False) for phrase, _ in named]
    return replace(vocabulary, patterns=patterns, rules=(*vocabulary.rules, *rules))


def read(text: str) -> Vocabulary:
    """Read a vocabulary as ``vocabulary.toml`` writes it.

    :raises ValueError: where it is not TOML, or a rule needs a concept that is not there.
    """
    told = tomllib.loads(text)
    irregular = {verb: forms.split() for verb, forms in told["irregular"].items()}
    patterns: dict[str, list[Pattern]] = {}
    concepts: set[str] = set()
    for concept, phrase in (*_phrases(told["concepts"], irregular), *_names(told["organisations"])):
        first, *rest = words_and_gaps(phrase)
        patterns.setdefault(first, []).append(Pattern(tuple(rest), concept))
        concepts.add(concept)
    named = [Rule(name, held["points"], (frozenset({name}),)) for name, held in told["organisations"].items()]
    rules = [_rule(reason, row) for reason, rows in told["rules"].items() for row in rows]
    about_ai = [_rule(AI, {"points": 0, "needs": needs, "ai": False}) for needs in told["about_ai"]]
    for rule in (*rules, *about_ai):
        if unknown := frozenset().union(*rule.needs, rule.unless) - concepts:
            raise ValueError(f"a rule for {rule.reason!r} needs {sorted(unknown)}, which no concept is named")
    hosts = {host: name for name, held in told["organisations"].items() for host in held.get("hosts", ())}
    return Vocabulary(told["keep"], patterns, (*rules, *named), about_ai, hosts)


def words_and_gaps(phrase: str) -> Sequence[str]:
    return [part for piece in phrase.split() for part in ([GAP] if piece == GAP else words(piece))]


def _own(phrase: Phrase) -> str:
    return f"phrase: {phrase.words}: {phrase.points}"


def _phrases(concepts: Mapping[str, Mapping[str, str]], irregular: Irregular) -> Iterator[tuple[str, str]]:
    for concept, held in concepts.items():
        for phrase in _parts(held.get("verbs", "")):
            yield from ((concept, form) for form in verb_forms(phrase, irregular))
        for phrase in _parts(held.get("nouns", "")):
            yield from ((concept, form) for form in noun_forms(phrase))
        for phrase in _parts(held.get("words", "")):
            yield concept, phrase
        for other in held.get("with", ()):
            yield from ((concept, phrase) for _, phrase in _phrases({other: concepts[other]}, irregular))


def _names(organisations: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, held in organisations.items():
        for phrase in (name, *_parts(held.get("also", ""))):
            yield name, phrase


def _parts(listed: str) -> Sequence[str]:
    return [" ".join(part.split()) for part in listed.split(",") if part.strip()]


def _rule(reason: str, row: Mapping[str, Any]) -> Rule:
    return Rule(
        reason,
        row["points"],
        tuple(frozenset(need.split("|")) for need in row["needs"]),
        frozenset(row.get("unless", ())),
        row.get("apart", 0),
        row.get("within"),
        row.get("ai", True),
    )


PRODUCT = read(files("bot.domain.news").joinpath("vocabulary.toml").read_text("utf-8"))
"""What the product knows of the field."""
