"""Which page an address shows: feeds give one page many addresses."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

LONGEST = 2000

_TRACKING = frozenset({"fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src", "cmpid", "at_medium", "at_campaign"})
_TRACKING_PREFIX = "utm_"
_DEFAULT_PORTS = {"http": 80, "https": 443}

# ISO 639-1, of the languages in which sites are commonly published twice.
_LANGUAGES = re.compile(
    "(?:ar|bg|bn|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|lv|ms|nb|nl|no|pl|pt|ro|ru|sk|sl|sr|sv|th|tr"
    "|uk|ur|vi|zh)(?:[-_][a-z]{2,4})?",
    re.I,
)


def is_address(text: str) -> bool:
    """Return whether *text* is one web address and nothing else."""
    parts = _split(text)
    return parts is not None and parts.scheme in ("http", "https") and not re.search(r"[\s<>]", text)


def unfit(url: str) -> str:
    """Return why *url* is no address that can be read, in a sentence; empty where it may be one."""
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s<>\"\\]", url):
        return "This is not a web address that starts with http:// or https://."
    if len(url) > LONGEST:
        return f"The address is longer than {LONGEST} characters."
    if parts.username is not None or parts.password is not None:
        return "The address holds a user name or a password; only feeds that are open to all are read."
    return ""


def page(url: str) -> str:
    """Return what is the same for all addresses of the page at *url*, its translations among them; not an address."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return url
    _, path = _parted(parts.path)
    host = parts.hostname.removeprefix("www.")
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    query = _untracked(parts.query)
    return f"{host}{port}{path.rstrip('/')}{'?' if query else ''}{query}"


def language(url: str) -> str:
    """Return the language that the first part of the path of *url* names, as in ``/zh-Hans/blog``; empty for none."""
    parts = _split(url)
    return _parted(parts.path)[0] if parts else ""


def without_tracking(url: str) -> str:
    """Return *url* without the parameters that only say where somebody came from."""
    parts = _split(url)
    return url if parts is None else parts._replace(query=_untracked(parts.query)).geturl()


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _parted(path: str) -> tuple[str, str]:
    """Return the language that *path* begins with, and the rest of it."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, f"{slash or '/'}{rest}") if _LANGUAGES.fullmatch(first) else ("", path)


def _untracked(query: str) -> str:
    """Return *query* as it is where nothing of it only tracks."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _tracks(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _tracks(name: str) -> bool:
    return name.lower() in _TRACKING or name.lower().startswith(_TRACKING_PREFIX)
