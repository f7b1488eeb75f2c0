"""A word without its endings, so that "pauses", "paused" and "pausing" are one."""

from functools import lru_cache

_VOWELS = frozenset("aeiouy")
_DOUBLED = frozenset("bdgklmnprt")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return *word*, which is in lower case, without an English ending; the result need not be a word."""
    word = word.removesuffix("'s").removesuffix("'")
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    return _shortened(_singular(word))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _shortened(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and not _VOWELS.isdisjoint(base):
            if ending == "ed" and base.endswith("i"):
                return base[:-1] + "y"
            if base[-1] == base[-2] and base[-1] in _DOUBLED:
                return base[:-1]
            return base.removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word
