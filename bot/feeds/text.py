"""Plain text out of whatever a feed holds."""

import html
import re
from urllib.parse import quote, urljoin, urlsplit

import nh3

LONGEST_URL = 2000

# Where these stand, words on either side are two words.
_BREAKS = re.compile(
    r"<(?=/?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote|pre|hr|figure|section|article)\b)", re.I
)

# Controls, surrogates, noncharacters, and marks that hide or reorder the text around them.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\s<>\"'`\\^{}|\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# What most addresses are, and what needs no look at its parts: those take half of the time in which a feed is read.
_ORDINARY = re.compile(r"https?://[a-z0-9.-]+/[\w/.~%:@!$*,+=-]*(?:\?[\w/.~%:@!$*,+=&-]+)?(?:#[\w/.~%-]+)?", re.ASCII)


def plain(markup: str, most: int) -> str:
    """Return *markup* as one line of plain text of at most *most* characters: tags and scripts gone, entities read."""
    # Markup is longer than what it shows, but only its beginning is wanted, and cleaning takes time.
    text = markup[: 2 * most + 2000]
    if "<" in text or "&" in text:
        text = _SURROGATE.sub("", text)
        text = html.unescape(nh3.clean(_BREAKS.sub(" <", text), tags=set()))
    text = _UNSEEN.sub("", " ".join(text.split())).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def link(text: str, beside: str) -> str:
    """Return the web address that *text* means where it stands in the document *beside*, or nothing if it is none."""
    text = text.strip()
    if len(text) <= LONGEST_URL and _ORDINARY.fullmatch(text):
        return text
    try:
        url = urljoin(beside, text)
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    url = _UNSAFE.sub(lambda found: quote(found[0], errors="replace"), url)
    return url if usable and len(url) <= LONGEST_URL else ""
