"""Reading what a charter and a space's settings are set to, in the manner of ``values``."""

import re
from collections.abc import Callable
from datetime import time
from fractions import Fraction
from typing import TypeVar

from bot.domain.charter import Unset
from bot.domain.errors import Misread, Refusal
from bot.domain.people import Role
from bot.domain.rules import MAJORITY, TWO_THIRDS, Comparison, Quorum, Threshold
from commands.text import folded, shown
from commands.values import wall_time

T = TypeVar("T")

UNSET = ("default", "off", "none")

_QUORUM = re.compile(r"\d{1,9}(?: ?/ ?\d{1,9})?")
_THRESHOLD = re.compile(r"(?:(more than|over|>|at least|>=|≥) ?)?(?:(\d{1,4}) ?/ ?(\d{1,4})|(\d{1,3}) ?%|(half))")
_NAMED = {"majority": MAJORITY, "simple majority": MAJORITY, "two thirds": TWO_THIRDS, "two-thirds": TWO_THIRDS}
_STRICT = ("more than", "over", ">")
_QUIET = re.compile(r"(.+?) ?(?:-|–|to|until) ?(.+)")
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extended>(?:-[a-z]{3}){0,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<rest>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?)",
    re.IGNORECASE,
)
"""A well-formed language tag (RFC 5646, section 2.1), without those of five letters or more, of which none exists."""
_TWO_LETTERS = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is "
    "it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms "
    "mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si "
    "sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh "
    "yi yo za zh zu "
)
"""The languages of two letters (ISO 639-1), and two, bh and sh, that were withdrawn from it but are in use."""
_LANGUAGES = frozenset(_TWO_LETTERS.split())
_ROLE = re.compile(r"<(?:@&|!subteam\^)([A-Za-z0-9]+)(?:\|@?([^>]*))?>|@?(\S(?:.{0,78}\S)?)")


def or_unset(read: Callable[[str], T]) -> Callable[[str], T | Unset]:
    """Return a reader of what *read* reads, and of the words that let the default hold again."""

    def either(text: str) -> T | Unset:
        return Unset.DEFAULT if folded(text[:20]) in UNSET else read(text)

    return either


def quorum(text: str) -> Quorum:
    """Read a number of ballots or a share."""
    if not _QUORUM.fullmatch(text):
        raise Misread(f"{shown(text)} is not a quorum: a number of ballots, such as 3, or a share of the roll, as 1/3.")
    try:
        return Quorum.parse(text.replace(" ", ""))
    except Refusal as refusal:
        raise Misread(refusal.message) from None


def threshold(text: str) -> Threshold:
    """Read a share of those who take a side; a bare one is meant as at least that."""
    typed = folded(text)
    if typed in _NAMED:
        return _NAMED[typed]
    found = _THRESHOLD.fullmatch(typed)
    try:
        if found:
            comparison = Comparison.MORE_THAN if found[1] in _STRICT else Comparison.AT_LEAST
            return Threshold(comparison, _share(found))
    except (ValueError, ZeroDivisionError):
        pass
    raise Misread(f"{shown(text)} is not a threshold, such as 2/3, majority, more than 1/2 or at least 3/5.")


def quiet(text: str) -> tuple[time, time]:
    """Read the hours from one time of day up to another, which may be of the next day."""
    found = _QUIET.fullmatch(text)
    if not found:
        raise Misread(f"{shown(text)} are not hours, such as 22:00-07:00.")
    begins, ends = wall_time(found[1].strip()), wall_time(found[2].strip())
    if begins == ends:
        raise Misread("Quiet hours begin and end at different times, such as 22:00-07:00.")
    return begins, ends


def language(text: str) -> str:
    """Read a BCP 47 language tag and return it in the usual case: de, pt-BR, zh-Hant."""
    found = _TAG.fullmatch(text)
    if not found:
        mended = text.replace("_", "-")
        offered = mended if mended != text and _TAG.fullmatch(mended) else None
        hint = f" Did you mean {offered}?" if offered else ""
        raise Misread(f"{shown(text)} is not a language tag, such as en, de or pt-BR.{hint}", offered)
    if len(found["language"]) == 2 and found["language"].lower() not in _LANGUAGES:
        raise Misread(f"There is no language {shown(found['language'])}. Name one by its tag, such as en, de or pt-BR.")
    parts = [found["language"].lower() + found["extended"].lower()]
    if found["script"]:
        parts.append(found["script"].title())
    if found["region"]:
        parts.append(found["region"].upper())
    return "-".join(parts) + found["rest"].lower()


def role(text: str) -> Role:
    """Read a role or a user group: a mention as Discord and Slack write it, or a key."""
    found = _ROLE.fullmatch(text)
    if not found:
        raise Misread(f"{shown(text)} is not a role, such as @Council.")
    key = found[1] or found[3]
    return Role(key, found[2] or key)


def _share(found: re.Match[str]) -> Fraction:
    if found[5]:
        return Fraction(1, 2)
    return Fraction(int(found[4]), 100) if found[4] else Fraction(int(found[2]), int(found[3]))
