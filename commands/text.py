"""What people type, made fit to be kept and to be compared."""

import re
import unicodedata

from bot.domain.directions import contained, isolated
from bot.domain.escapes import without_escapes

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_BLANKS = " \u115f\u1160\u2800"
"""Letters and signs that show nothing: the fillers of Hangul, the blank of Braille."""
SHOWN = 40


def clean(text: str) -> str:
    """Return *text* stripped, with plain newlines, without what no store takes: NUL, other controls, lone surrogates.

    Everything that can be seen stays as it was typed; so do the joiners and marks that emoji and scripts need. What
    would turn around the words beside it does not (see ``contained``).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return contained(_CONTROL.sub("", without_escapes(lines))).strip()


def visible(text: str) -> str:
    """Return ``clean(text)``, or nothing where nobody could see anything of it."""
    return clean(text) if bare(text).strip(_BLANKS) else ""


def bare(text: str) -> str:
    """Return *text* as one value to be understood: nothing invisible, one space between words, common widths."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", clean(text)) if unicodedata.category(c) != "Cf")
    return " ".join(seen.split())


def folded(word: str) -> str:
    """Return *word* as command words are compared: case and the kind of dash make no difference."""
    return bare(word).translate(_DASHES).casefold()


def shown(text: str, most: int = SHOWN) -> str:
    """Return *text* in typographic quotes, shortened, on one line."""
    return f"“{isolated(shortened(text, most))}”"


def shortened(text: str, most: int) -> str:
    # What is far too long is cut before it is looked at, so that it costs nothing.
    line = " ".join(clean(text[: most * 8]).split())
    return line if len(line) <= most and len(text) <= most * 8 else line[: most - 1].rstrip() + "…"
