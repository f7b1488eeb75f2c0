"""Reading one-time codes off what people are shown."""

import re


def code_in(text: str) -> str:
    """Return the code that *text* shows, as it is typed."""
    found = re.search(r"\b[2-9A-Z]{4}(-[2-9A-Z]{2,4})+\b", text)
    assert found, text
    return found[0]
