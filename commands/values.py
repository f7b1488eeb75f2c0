"""Reading single values as people type them.

Each function takes a value without anything invisible in it and raises Misread, with what is wrong, an example of
what is right and, where there is a nearest one, that value as the suggestion.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import time, timedelta
from difflib import get_close_matches
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import TypeVar
from urllib.parse import urlsplit

from bot.domain import codes
from bot.domain.editions import Section
from bot.domain.errors import Misread
from bot.domain.ids import MemberId, ProposalId
from bot.domain.news.wording import words
from bot.domain.people import Called, MemberRef, Mentioned
from bot.domain.periods import LAST, Weekday
from bot.domain.proposals import Kind, Numbered, Seen
from commands import token
from commands.text import bare, folded, shown

E = TypeVar("E", bound=Enum)

LARGEST = 2**31 - 1
LONGEST_SPAN = timedelta(days=3660)
OFFERED = 25
LONGEST_CODE = 16
LONGEST_NAME = 100
LONGEST_PHRASE = 60
MOST_POINTS = 30

_NUMBER = re.compile(r"[#№]? ?(\d{1,12})")
_PROPOSAL = re.compile(rf"(?:({'|'.join(kind.prefix.lower() for kind in Kind)})[- ]?)?#?(\d{{1,12}})")
_SEEN = re.compile(r"~([0-9a-hjkmnp-tv-z]{26})\.([1-9]\d{0,8})")
_SPAN = re.compile(r"(?:\d{1,6} ?[a-z]+[ ,]*)+")
_SPAN_PART = re.compile(r"(\d{1,6}) ?([a-z]+)")
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), timedelta(seconds=1)),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks"), timedelta(weeks=1)),
}
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?: ?([ap])\.?m\.?)?")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?")
_OFFSET = re.compile(r"(?:utc|gmt|z)?_?[+\-−–]_?\d{1,2}(?:[:.]?\d{2})?|[+\-−–]\d{4}")
_CHANNEL = re.compile(r"<#([^|>]+)(?:\|[^>]*)?>|#?([\w.\-]+)")
_MENTION = re.compile(r"<@!?([A-Za-z0-9]+)(?:\|([^>]*))?>|(\d{15,20}|[UW][A-Z0-9]{8,11})")
_OWN_MEMBER = re.compile(r"~([0-9a-hjkmnp-tv-z]{26})")
_ENTRY = re.compile(r"(\d{1,9})-([0-9a-f]{10})")
_POINTS = re.compile(r"([+-]?\d{1,6})")
_ANGLED = re.compile(r"<([^|>]*)(?:\|[^>]*)?>")


def number(text: str) -> int:
    """Read a number from 0 to 2**31 - 1."""
    found = _NUMBER.fullmatch(text)
    if not found:
        raise Misread(f"{shown(text)} is not a number, such as 3.")
    return _bounded(found[1])


def proposal(text: str) -> Numbered | Seen:
    """Read what people type (12, #12, RL-12) or what a button carries."""
    if text.startswith(token.MARK):
        seen = _SEEN.fullmatch(text)
        if not seen:
            raise token.Stale
        return Seen(ProposalId(seen[1]), int(seen[2]))
    found = _PROPOSAL.fullmatch(folded(text))
    if not found:
        raise Misread(f"{shown(text)} is not a proposal's number, such as 12 or RL-12. `proposals` lists them.")
    value = _bounded(found[2])
    if not value:
        raise Misread("Proposals are numbered from 1. `proposals` lists them.")
    return Numbered(value, next((kind for kind in Kind if kind.prefix.lower() == found[1]), None))


def span(text: str) -> timedelta:
    """Read a length of time: one or more of a whole number with its unit."""
    folded_text = text.casefold()
    parts = _SPAN_PART.findall(folded_text) if _SPAN.fullmatch(folded_text) else []
    if not parts or any(unit not in _UNITS for _, unit in parts):
        raise Misread(f"{shown(text)} is not a length of time, such as 20m, 12h, 7d or 1w.")
    total = sum((int(count) * _UNITS[unit] for count, unit in parts), timedelta())
    if not timedelta() < total <= LONGEST_SPAN:
        raise Misread(f"A length of time lies above 0 and at most at ten years; {shown(text)} does not.")
    return total


def wall_time(text: str) -> time:
    """Read a time of day on a clock of 24 hours, or of 12 with am or pm."""
    found = _TIME.fullmatch(text.casefold())
    if found:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif half or not found[2]:
            hour = 99  # 13pm, or a bare number that could mean anything
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise Misread(f"{shown(text)} is not a time of day, such as 09:00 or 9am.")


def day(weekdays: Mapping[str, Weekday]) -> Callable[[str], Weekday | int]:
    """Return a reader of a day of the week, by one of its names, or of the month: 1 to 31, 1st, last."""

    def read(text: str) -> Weekday | int:
        wanted = folded(text)
        if wanted in weekdays:
            return weekdays[wanted]
        found = _MONTH_DAY.fullmatch(wanted)
        if wanted in ("last", "last day"):
            return LAST
        if found and 1 <= int(found[1]) <= LAST:
            return int(found[1])
        raise Misread(f"{shown(text)} is not a day, such as mon, or 15 or last for one of the month.")

    return read


def sections(text: str) -> frozenset[Section]:
    """Read the parts that a digest is to have, with commas or spaces between them."""
    named = {section.value: section for section in Section} | {"near": Section.NEAR, "misses": Section.NEAR}
    words = [word for word in re.split(r"[,\s]+|\band\b", folded(text).replace("near misses", "near")) if word]
    unknown = [word for word in words if word not in named]
    if unknown or not words:
        wrong = unknown[0] if unknown else text
        raise Misread(f"{shown(wrong)} is no part of a digest. There are: {', '.join(one.value for one in Section)}.")
    return frozenset(named[word] for word in words)


def sources(text: str) -> frozenset[int]:
    """Read numbers of feeds with commas or spaces between them; none for all of them."""
    if folded(text) == "all":
        return frozenset()
    words = [word for word in re.split(r"[,\s]+", text) if word]
    if not words:
        raise Misread("Which feeds? Their numbers stand in `feed list`, such as 1,3; or `all`.")
    return frozenset(map(number, words))


def like(offers: Sequence[tuple[str, str]]) -> Callable[[str], Sequence[tuple[str, str]]]:
    """Return what offers those of *offers* in whose value or label something occurs."""

    def complete(text: str) -> Sequence[tuple[str, str]]:
        wanted = folded(text)
        return [offer for offer in offers if wanted in offer[0] or wanted in offer[1].casefold()]

    return complete


def zone(text: str) -> str:
    """Read an IANA time zone and return it as its database spells it."""
    wanted = text.strip().replace(" ", "_").casefold()
    if wanted in _zones():
        return _zones()[wanted]
    if _OFFSET.fullmatch(wanted):
        raise Misread(
            f"{shown(text)} is a distance from UTC, which changes with the seasons in most places. Name a city of your "
            "zone, such as Europe/Berlin or America/New_York."
        )
    nearest = _nearest_zone(wanted[:60])
    hint = f"Did you mean {nearest}?" if nearest else "Name a city of your zone, such as Europe/Berlin, or UTC."
    raise Misread(f"There is no time zone {shown(text)}. {hint}", nearest)


def zones_like(text: str) -> Sequence[tuple[str, str]]:
    """Return zones in whose name *text* occurs, those that begin with it, or with a city of it, first."""
    wanted = text.strip().replace(" ", "_").casefold()[:60]
    found = [name for folded_name, name in sorted(_zones().items()) if wanted in folded_name]
    found.sort(key=lambda name: not any(part.startswith(wanted) for part in (name.casefold(), _city(name))))
    return [(name, name) for name in found[:OFFERED]]


def channel(text: str) -> str:
    """Read a channel's key, or a mention of one as Discord and Slack write it."""
    found = _CHANNEL.fullmatch(text)
    if not found:
        raise Misread(f"{shown(text)} is not a channel, such as #general.")
    return found[1] or found[2]


def member(text: str) -> MemberRef:
    """Read a mention as Discord and Slack write it, a user's key, what our own lists carry, or a name."""
    if text.startswith("~"):
        own = _OWN_MEMBER.fullmatch(text)
        if not own:
            raise Misread("This button no longer applies. Name the member.")
        return MemberId(own[1])
    found = _MENTION.fullmatch(text)
    if found:
        return Mentioned(found[1] or found[3], found[2] or "")
    name = text.removeprefix("@").strip()
    if not name or len(name) > LONGEST_NAME:
        raise Misread(f"{shown(text)} is not a member's name, such as alice.")
    return Called(name)


def url(text: str) -> str:
    """Read an address on the web as it is; the marks that Slack and Discord put around one are not part of it."""
    angled = _ANGLED.fullmatch(text)
    address = angled[1] if angled else text
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise Misread(f"{shown(text)} is not an address, such as https://example.org/feed.") from None
    if parts.scheme not in ("http", "https"):
        bare_host = re.fullmatch(r"[\w.\-]+\.[^\W\d]{2,}(?::\d+)?(?:[/?#].*)?", address)
        offered = f"https://{address}" if bare_host else None
        hint = f" Did you mean {offered}?" if offered and len(offered) <= 200 else ""
        raise Misread(f"An address begins with https:// or http://; {shown(text)} does not.{hint}", offered)
    if not whole or re.search(r"[\s\\<>\"]", address):
        raise Misread(f"{shown(text)} is not an address, such as https://example.org/feed.")
    if parts.username is not None or parts.password is not None:
        raise Misread("An address with a name or a password in it is not taken: everybody could read it.")
    return address


def code(text: str) -> str:
    """Read a one-time code."""
    kept = codes.read(text)
    if not 1 <= len(kept) <= LONGEST_CODE or not kept.isascii():
        raise Misread(f"{shown(text)} is not a code, such as K7Q2-9F.")
    return kept


def feed(text: str) -> int | str:
    """Read a feed's number or its address."""
    try:
        return number(text)
    except Misread:
        if "." in text or ":" in text:
            return url(text)
    raise Misread(f"{shown(text)} is neither a feed's number, such as 3, nor its address. `feed list` shows both.")


def entry(text: str) -> str:
    """Read the code of an entry."""
    found = _ENTRY.fullmatch(folded(text))
    if found is None:
        raise Misread(f"{shown(text)} is not an entry's code, such as 3-9f86d08188. `news list` shows them.")
    return f"{_bounded(found[1])}-{found[2]}"


def phrase(text: str) -> str:
    """Read a phrase of one word or more; a number at its end would be taken for its points."""
    kept = bare(text)
    if not words(kept) or len(kept) > LONGEST_PHRASE:
        raise Misread(f"A phrase has a word at least and {LONGEST_PHRASE} characters at most, such as compute cap.")
    if _POINTS.fullmatch(kept.split()[-1]):
        raise Misread(f"{shown(text)} ends in a number, which is read as points. Join it with a hyphen: SB-1047.")
    return kept


def points(text: str) -> int:
    """Read what a phrase gives: from -30 to 30, and not 0."""
    found = _POINTS.fullmatch(folded(text))
    given = int(found[1]) if found else 0
    if not 1 <= abs(given) <= MOST_POINTS:
        raise Misread(f"{shown(text)} is no number of points: from 1 to {MOST_POINTS}, or from -{MOST_POINTS} to -1.")
    return given


def one_of(what: str, options: Mapping[str, E]) -> Callable[[str], E]:
    """Return a reader of the words in *options*."""
    known = {folded(word): value for word, value in options.items()}
    spelt: dict[E, str] = {}
    for word, member in options.items():
        spelt.setdefault(member, word)
    allowed = ", ".join(spelt.values())

    def read(text: str) -> E:
        found = known.get(folded(text[:200]))
        if found is not None:
            return found
        near = get_close_matches(folded(text[:40]), list(known), n=1, cutoff=0.7)
        raise Misread(f"{shown(text)} is not {what}: {allowed}.", near[0] if near else None)

    return read


def _bounded(digits: str) -> int:
    value = int(digits)
    if value > LARGEST:
        raise Misread(f"{value:,} is too large a number: {LARGEST:,} is the largest.")
    return value


@cache
def _zones() -> Mapping[str, str]:
    """Return the zones' names by themselves in lower case, as our own copy of the database lists them."""
    names = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return {name.casefold(): name for name in names if name != "Factory"}


def _city(name: str) -> str:
    return name.rpartition("/")[2].casefold()


def _nearest_zone(wanted: str) -> str | None:
    cities = {_city(name): name for name in sorted(_zones().values(), reverse=True) if "/" in name}
    if wanted.rpartition("/")[2] in cities:
        return cities[wanted.rpartition("/")[2]]
    # An abbreviation is near others of other continents: CEST is not EST.
    named = {folded_name: name for folded_name, name in _zones().items() if "/" in name}
    for known in (named, cities):
        near = get_close_matches(wanted, list(known), n=1, cutoff=0.8)
        if near:
            return known[near[0]]
    return None
