"""Finding a proposal by words that somebody remembers of it."""

import unicodedata
from collections.abc import Iterable, Sequence

from bot.domain.proposals import Titled


def folded(text: str) -> str:
    """Return *text* as it is compared: case, accents and widths make no difference."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def nearest(typed: str, among: Iterable[Titled]) -> Sequence[Titled]:
    """Return those of *among* in whose label or title every word of *typed* occurs, in any order.

    A number, or a label, that is typed whole comes first; then whole words, then beginnings of words, then the rest;
    those that are equally near stay as they come.
    """
    words = [word.lstrip("#") for word in folded(typed).split()]
    weighed = [(nearness, one) for one in among if (nearness := _nearness(words, one)) is not None]
    return [one for _, one in sorted(weighed, key=lambda pair: -pair[0])]


def _nearness(words: Sequence[str], one: Titled) -> int | None:
    label, title = folded(one.label), folded(one.title)
    told = title.split()
    nearness = 0
    for word in words:
        if word in (str(one.number), label):
            nearness += 8
        elif word in told:
            nearness += 4
        elif any(part.startswith(word) for part in (label, *told)):
            nearness += 2
        elif word not in label and word not in title:
            return None
    return nearness
