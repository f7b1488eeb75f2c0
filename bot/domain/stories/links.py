"""A link as it is shown and compared: without what only tells who followed it from where."""

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import SplitResult, parse_qs, quote, unquote, unquote_plus, urlsplit, urlunsplit

from bot.domain.stories.tables import table

_BLANK = re.compile(r"\s")
_MARK_OF_PLACE = re.compile(r":~:.*$", re.DOTALL)
_EMPTY_FRAGMENT = re.compile(
    r"(?:comments?(?:[-_]?\d+)?|respond|disqus_thread|top|main(?:-content)?|content"
    r"|(?:utm_|xtor=|at_|ref=|echobox=|rss|intcmp=).*)",
    re.IGNORECASE | re.DOTALL,
)
_PORTS = {"http": 80, "https": 443}
_NESTED = 3


def plain_link(url: str) -> str:
    """Return *url* without what only tracks its reader, and where it only sends on, where it leads to.

    What may be needed to reach the page stays as it stands. What cannot be read as a link, or leads elsewhere than to
    http or https, comes back as it is.
    """
    try:
        for _ in range(_NESTED):
            target = _target(urlsplit(url.strip()))
            if target is None:
                break
            url = target
        return _plain(url)
    except ValueError:
        return url


def page_of(url: str) -> str:
    """Return what two links to one page have in common: equal for them, however each was spelt."""
    plain = plain_link(url)
    try:
        parts = urlsplit(plain)
    except ValueError:
        return plain
    if parts.scheme not in _PORTS:
        return plain
    host = _bare(parts.netloc)
    path = unquote(parts.path).rstrip("/")
    path = re.sub(r"/(?:amp|index\.(?:html?|php))$", "", path)
    query = "&".join(sorted(part for part in parts.query.split("&") if part and part not in ("amp", "amp=1")))
    return f"{host}{path}" + (f"?{query}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def names_a_page(url: str) -> bool:
    """Return whether *url* leads to one page, rather than to a site's front or to a list of what is new there."""
    try:
        parts = urlsplit(plain_link(url))
    except ValueError:
        return False
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    return bool(parts.query) or bool(re.search(r"\d", last)) or len(re.split(r"[-_. ]", last)) > 2


def host_of(url: str) -> str:
    """Return the host that *url* names, in lower case and without a leading "www."; empty where there is none."""
    try:
        return _bare(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _bare(host: str) -> str:
    for mark in ("www.", "m.", "amp."):
        if host.startswith(mark) and host.count(".") > 1:
            return host.removeprefix(mark)
    return host


def _target(parts: SplitResult) -> str | None:
    host = _bare((parts.hostname or "").lower())
    place = host + parts.path.rstrip("/")
    if host == "href.li":
        return _believed(parts.query)
    if host.endswith(".safelinks.protection.outlook.com"):
        place = "safelinks.protection.outlook.com"
    if host.endswith(".ampproject.org") or place.startswith("google.com/amp/s/"):
        inner = re.search(r"(?:/[cv]/s/|/amp/s/)(.+)$", parts.path)
        return _believed(f"https://{inner[1]}" + (f"?{parts.query}" if parts.query else "")) if inner else None
    names = next((names for begin, names in _redirectors().items() if place in (begin, f"{begin}/")), ())
    given = parse_qs(parts.query, max_num_fields=100) if names else {}
    return next((found for name in names for value in given.get(name, ()) if (found := _believed(value))), None)


def _believed(target: str) -> str | None:
    """Return *target* where it is a whole address of a page."""
    target = unquote(target) if target[:12].lower().startswith(("http%3a", "https%3a")) else target
    parts = urlsplit(target)
    return target if parts.scheme.lower() in _PORTS and "." in (parts.hostname or "") else None


def _plain(url: str) -> str:
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not parts.hostname:
        return url
    path = parts.path or "/"
    kept = [field for field in parts.query.split("&") if field and not _tracks(field)]
    plain = urlunsplit((scheme, _authority(parts, scheme), path, "&".join(kept), _fragment(parts.fragment)))
    return _BLANK.sub(lambda blank: quote(blank[0]), plain)


def _authority(parts: SplitResult, scheme: str) -> str:
    """Return the host in lower case, and no port where it is the usual one."""
    user, at, _ = parts.netloc.rpartition("@")
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, _PORTS[scheme]) else f":{parts.port}"
    return f"{user}{at}{host}{port}"


def _tracks(field: str) -> bool:
    name, _, value = field.partition("=")
    name = unquote_plus(name).lower()
    begins, names, values = _tracking()
    if name in names or name.startswith(begins):
        return True
    return unquote_plus(value).lower() in values.get(name, ())


@cache
def _tracking() -> tuple[tuple[str, ...], frozenset[str], Mapping[str, frozenset[str]]]:
    read = table("links")
    values = {name: frozenset(listed.split()) for name, listed in read["values"].items()}
    return tuple(read["begins"].split()), frozenset(read["names"].split()), values


@cache
def _redirectors() -> Mapping[str, tuple[str, ...]]:
    return {place: tuple(names.split()) for place, names in table("links")["redirectors"].items()}


def _fragment(fragment: str) -> str:
    """Return what follows the #, unless it only scrolls or tracks."""
    fragment = _MARK_OF_PLACE.sub("", fragment)
    return "" if _EMPTY_FRAGMENT.fullmatch(fragment) else fragment
