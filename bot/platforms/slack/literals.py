"""Other people's text made fit for Slack: measured, shortened and inert."""

import re
import unicodedata

from bot.domain.directions import contained

CUT = " […\u2060]"
"""What a shortened text ends in; the joiner, which nobody sees, tells it from a person's own."""

LONGEST = 20_000
"""More than Slack holds of anything: what is behind it is not even looked at."""

_CONTROL = re.compile(r"[<](?=[!@#]|https?:|mailto:|tel:|slack:)", re.IGNORECASE)
_SHORTCODE = re.compile(r":(?=[a-z0-9_+'-]+:)", re.IGNORECASE)
_QUOTED = re.compile(r"^([^\S\n]*)&gt;", re.MULTILINE)
_LINKED = re.compile(r"[@#](?=\w)|:(?=//)|(?<=\w)\.(?=\w)")
_JOINER = "\u2060"
# Slack's mrkdwn has no way to escape these, so they become the letters that look most like them.
_ALIKE = str.maketrans({"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"})


def clean(text: str) -> str:
    """Return *text* as chat can carry it: no control characters, lone surrogates or overrides of direction."""
    text = text[:LONGEST].replace("\r\n", "\n").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return contained("".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc"))


def literal(text: str) -> str:
    """Return *text* for plain text and rich text objects, which format nothing.

    Slack's own control sequences are broken up as well, so that they stay inert wherever the text is carried to.
    """
    return _CONTROL.sub("<" + _JOINER, clean(text))


def one_line(text: str) -> str:
    return " ".join(literal(text).split())


def mrkdwn(text: str) -> str:
    """Return *text* for a mrkdwn object or a message's ``text``, where it shows as written and formats nothing."""
    text = literal(text).translate(_ALIKE)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SHORTCODE.sub(":" + _JOINER, _QUOTED.sub(r"\1" + _JOINER + "&gt;", text))


def unlinked(text: str) -> str:
    """Return *text* for a mrkdwn object of its own, where Slack would make links of addresses and names in it."""
    return _LINKED.sub(lambda found: found[0] + _JOINER, mrkdwn(text))


def size(text: str) -> int:
    """Return how long Slack may count *text* to be: in UTF-16 units, in which most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int, mark: str = CUT) -> str:
    """Return *text*, or as much of its beginning as fits with *mark* behind it."""
    if size(text) <= limit:
        return text
    room = limit - len(mark)
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "ignore")
    while kept and (unicodedata.combining(text[len(kept)]) or kept[-1] == "\u200d"):
        kept = kept[:-1]  # an accent stays with its letter, and a joined emoji whole or away
    return contained(kept.rstrip()) + mark
