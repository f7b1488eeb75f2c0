"""Discord's Markdown as its clients may read it at worst: what is live once what is known to be plain is taken out."""

import re

ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
ADDRESS = re.compile(r"<(https?://[^\s<>\"\\^{|}@]+)>")
OPENING = re.compile(r"^\s*(?:[-+#]|\d+[.)])", re.MULTILINE)
LIVE = re.compile(r"[\\*_~|`<>\[\]@]|://")
ATOM = re.compile(
    r"""\\[^0-9A-Za-z\s]                      # an escape
    | (`{1,2})(?!`).*?[^`]\1(?!`)           # code
    | <t:-?\d+:[fR]>                        # an instant
    | <https?://[^\s<>\"\\^{|}@]+>          # an address""",
    re.VERBOSE,
)
LINK = re.compile(r"\[([^\[\]]*)\]\((https?://[^\s()<>]*)\)")
MARKS = re.compile(r"^(?:## |-# |> |- )", re.MULTILINE)
STRUCK = re.compile(r"~~([^~]+)~~")
STRONG = re.compile(r"\*\*([^*]+)\*\*")


def live(markdown: str) -> list[str]:
    """Return every piece of the text of a literal that could mean anything to a client."""
    plain = ADDRESS.sub("a", ESCAPED.sub("\ue000", markdown))
    return OPENING.findall(plain) + LIVE.findall(plain)


def live_in_card(markdown: str) -> list[str]:
    """The same of a text display, in which our own marks are meant."""
    # From left to right, as a client reads: a backslash in code is no escape, and an escaped backtick opens no code.
    text = ATOM.sub("\ue000", markdown)
    text = STRUCK.sub("s", STRONG.sub("s", LINK.sub("l", text)))
    return live(MARKS.sub("", text))


def seen(markdown: str) -> str:
    """Return what a reader sees of a literal."""
    return ESCAPED.sub(r"\1", ADDRESS.sub(r"\1", markdown))
