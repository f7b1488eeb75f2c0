"""What a terminal takes for commands: sequences that begin with ESC, which show nothing and are nobody's words."""

import re

# ECMA-48: a control sequence (colours, cursor), a command string up to its terminator (titles, links), and any other
# escape of two characters. One that is not finished is left to whoever takes out the single controls.
_SEQUENCE = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)"
    "|\x1b[ -/]+[0-~]"
)


def without_escapes(text: str) -> str:
    """Return *text* without escape sequences: with ESC alone gone, ``[31m`` would be left to be read."""
    return _SEQUENCE.sub("", text)
