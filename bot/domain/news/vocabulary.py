"""The words by which an entry is judged, and what they weigh.

A *concept* is a set of words and phrases. A *rule* gives points where all its concepts stand together; negative ones
are other senses of the same words. ``vocabulary.toml`` holds the product's, and says how they are written.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any

from bot.domain.news.wording import Irregular, alternatives, noun_forms, verb_forms, words

GAP = "_"
"""Stands in a phrase for up to three words."""
AI = "about ai"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A community's own phrase: *points* where it stands, and itself the reason."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Node:
    """What the words up to here mean, as *concepts*, and where the next word leads; a ``GAP`` is for any."""

    concepts: Sequence[str] = ()
    after: Mapping[str, "Node"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """*points* where of each of *needs* one concept stands in a sentence and none of *unless* does.

    *apart* is given instead where they stand in the title and the summary together only. With *within*, at most so
    many words stand between the first two needs, and with *then* the first is before the second besides. *ai* asks
    that the entry as a whole speaks of AI; half is given where it does not.
    """

    reason: str
    points: int
    needs: Sequence[frozenset[str]]
    unless: frozenset[str] = frozenset()
    apart: int = 0
    within: int | None = None
    then: int | None = None
    ai: bool = True


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """*keep* is the points from which an entry is kept; *about_ai* what makes one speak of AI, as rules.

    *phrases* are all, word by word; *hosts* give the concepts of whose site an address is on.
    """

    keep: int
    phrases: Node
    rules: Sequence[Rule]
    about_ai: Sequence[Rule]
    hosts: Mapping[str, Sequence[str]] = field(default_factory=dict)


def extended(vocabulary: Vocabulary, phrases: Iterable[Phrase]) -> Vocabulary:
    """Return *vocabulary* with the phrases of a community, as they are written; one without any word means nothing."""
    said = [(phrase, words(phrase.words)) for phrase in phrases]
    named = [(phrase, parts) for phrase, parts in said if parts]
    known = vocabulary.phrases
    for phrase, parts in named:
        known = _with(known, parts, _own(phrase))
    rules = [Rule(phrase.words, phrase.points, (frozenset({_own(phrase)}),), ai=False) for phrase, _ in named]
    return replace(vocabulary, phrases=known, rules=(*vocabulary.rules, *rules))


def read(text: str) -> Vocabulary:
    """Read a vocabulary as ``vocabulary.toml`` writes it.

    :raises ValueError: where it is not TOML, or a rule needs a concept that is not there.
    """
    told = tomllib.loads(text)
    irregular = {verb: forms.split() for verb, forms in told["irregular"].items()}
    written = [(name, phrase) for name in told["concepts"] for phrase in _phrases(name, told["concepts"], irregular)]
    known = [(concept, _words_and_gaps(phrase)) for concept, phrase in (*written, *_names(told["organisations"]))]
    concepts = {concept for concept, _ in known} | told.get("sites", {}).keys()
    named = [Rule(name, held["points"], (frozenset({name}),)) for name, held in told["organisations"].items()]
    rules = [_rule(reason, row) for reason, rows in told["rules"].items() for row in rows]
    about_ai = [_rule(AI, {"points": 0, "needs": needs, "ai": False}) for needs in told["about_ai"]]
    for rule in (*rules, *about_ai):
        if unknown := frozenset().union(*rule.needs, rule.unless) - concepts:
            raise ValueError(f"a rule for {rule.reason!r} needs {sorted(unknown)}, which no concept is named")
    return Vocabulary(told["keep"], _tree(known), (*rules, *named), about_ai, _hosts(told))


def _words_and_gaps(phrase: str) -> Sequence[str]:
    return [part for piece in phrase.split() for part in ([GAP] if piece == GAP else words(piece))]


def _tree(known: Iterable[tuple[str, Sequence[str]]]) -> Node:
    here: list[str] = []
    further: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for concept, parts in known:
        if parts:
            further.setdefault(parts[0], []).append((concept, parts[1:]))
        else:
            here.append(concept)
    return Node(tuple(dict.fromkeys(here)), {word: _tree(rest) for word, rest in further.items()})


def _with(node: Node, parts: Sequence[str], concept: str) -> Node:
    if not parts:
        return Node((*node.concepts, concept), node.after)
    return Node(node.concepts, {**node.after, parts[0]: _with(node.after.get(parts[0], Node()), parts[1:], concept)})


def _own(phrase: Phrase) -> str:
    return f"phrase: {phrase.words}: {phrase.points}"


def _phrases(concept: str, concepts: Mapping[str, Mapping[str, Any]], irregular: Irregular) -> Iterator[str]:
    if concept not in concepts:
        raise ValueError(f"a concept is to have the phrases of {concept!r}, which is not there")
    held = concepts[concept]
    for phrase in _parts(held.get("verbs", "")):
        yield from verb_forms(phrase, irregular)
    for phrase in _parts(held.get("nouns", "")):
        yield from noun_forms(phrase)
    yield from _parts(held.get("words", ""))
    for other in held.get("with", ()):
        yield from _phrases(other, concepts, irregular)


def _names(organisations: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, held in organisations.items():
        for phrase in (name, *_parts(held.get("also", ""))):
            yield name, phrase


def _hosts(told: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    owned = [(host, name) for name, held in told["organisations"].items() for host in held.get("hosts", ())]
    of_a_kind = [(host, kind) for kind, hosts in told.get("sites", {}).items() for host in hosts.split()]
    owners: dict[str, list[str]] = {}
    for host, concept in (*owned, *of_a_kind):
        owners.setdefault(host, []).append(concept)
    return owners


def _parts(listed: str) -> Iterator[str]:
    for part in listed.split(","):
        if part.strip():
            yield from alternatives(part)


def _rule(reason: str, row: Mapping[str, Any]) -> Rule:
    return Rule(
        reason,
        row["points"],
        tuple(frozenset(need.split("|")) for need in row["needs"]),
        frozenset(row.get("unless", ())),
        row.get("apart", 0),
        row.get("within"),
        row.get("then"),
        row.get("ai", True),
    )


PRODUCT = read(files("bot.domain.news").joinpath("vocabulary.toml").read_text("utf-8"))
"""What the product knows of the field."""
