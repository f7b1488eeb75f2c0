"""Words of a text, and the forms that a word takes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

_WORDS = re.compile(r"[^\W_]+|[$€£]")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_NOT = re.compile(r"n['’]t\b")
_POSSESSIVE = re.compile(r"['’]s\b")
_DOUBLING = re.compile(r"[^aeiou]*[aeiou][bdgmnpt]")

Irregular = Mapping[str, Sequence[str]]
"""Past forms of verbs that have others than in -ed."""


def words(text: str) -> Sequence[str]:
    """Return the words of *text* in lower case: hyphens part them, "A.I." is one, "won't" is "wo not", "Li's" "li"."""
    joined = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", text)
    return _WORDS.findall(_POSSESSIVE.sub("", _NOT.sub(" not", joined.lower())))


def alternatives(phrase: str) -> Iterator[str]:
    """Yield *phrase* with each choice of the words in it that are parted by slashes: "stop/halt training" is two."""
    for chosen in product(*(part.split("/") for part in phrase.split())):
        yield " ".join(chosen)


def verb_forms(phrase: str, irregular: Irregular) -> Iterator[str]:
    """Yield *phrase* with its first word, a verb, in every form that English gives it."""
    verb, *rest = phrase.split()
    for form in (verb, *_present(verb), *irregular.get(verb, (_past(verb),))):
        yield " ".join((form, *rest))


def noun_forms(phrase: str) -> Iterator[str]:
    """Yield *phrase* in the singular and with its last word, a noun, in the plural."""
    yield phrase
    yield _with_s(phrase)


def _present(verb: str) -> tuple[str, str]:
    if _DOUBLING.fullmatch(verb):
        return verb + "s", f"{verb}{verb[-1]}ing"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb + "s", verb[:-1] + "ing"
    return _with_s(verb), verb + "ing"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return f"{verb}{verb[-1]}ed" if _DOUBLING.fullmatch(verb) else verb + "ed"


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
