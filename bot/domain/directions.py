"""Which way text runs: words in any script stay whole, and none turn around what stands beside them.

Unicode's bidirectional algorithm (UAX #9) orders a line by its characters, so that somebody's words can reorder ours:
by an override or an embedding, which reach on to the end of the line, and by nothing but Hebrew or Arabic letters, next
to which digits and punctuation of ours are drawn in their order. What nobody needs is taken out, as it comes in and as
it is drawn, for there are older rows; what is written from right to left is drawn apart, by an isolate. The marks and
joiners of words themselves (LRM, RLM, ALM, ZWJ, ZWNJ) stay: scripts and emoji need them, and inside an isolate they
move nothing outside of it.
"""

import re
import unicodedata

FIRST_STRONG, POP = "\u2068", "\u2069"
_OPENING = frozenset("\u2066\u2067\u2068")

# Embeddings, overrides and what ends them; and the deprecated marks that change how others are drawn. An isolate does
# all that an embedding did, and ends where it should.
_TURNING = re.compile("[\u202a-\u202e\u206a-\u206f]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_MARKS = frozenset("\u200e\u200f\u061c")
_FROM_THE_RIGHT = frozenset(("R", "AL", "AN"))


def contained(text: str) -> str:
    """Return *text* without overrides, embeddings, and isolates that do not begin and end on one line."""
    text = _TURNING.sub("", text)
    return "\n".join(map(_balanced, text.split("\n"))) if _ISOLATES.search(text) else text


def isolated(text: str) -> str:
    """Return *text*, each line that has anything from right to left apart, to stand among other words."""
    if not any(map(_turns, text)):
        return text
    return "\n".join(f"{FIRST_STRONG}{line}{POP}" if any(map(_turns, line)) else line for line in text.split("\n"))


def _turns(character: str) -> bool:
    return character in _MARKS or unicodedata.bidirectional(character) in _FROM_THE_RIGHT


def _balanced(line: str) -> str:
    waiting: list[int] = []
    unbalanced: set[int] = set()
    for place, character in enumerate(line):
        if character in _OPENING:
            waiting.append(place)
        elif character == POP:
            if waiting:
                waiting.pop()
            else:
                unbalanced.add(place)
    unbalanced.update(waiting)
    return "".join(c for place, c in enumerate(line) if place not in unbalanced) if unbalanced else line
