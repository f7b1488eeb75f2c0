"""How long a server, and a feed itself, ask to be left alone. What makes no sense is no wish."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

NONE = timedelta(0)
LONGEST = timedelta(days=366)

_DIRECTIVE = re.compile(r"""([\w-]+)\s*(?:=\s*"?(\d{1,12})"?)?""")
_ITEM = re.compile(rb"<(?:item|entry)\b", re.I)
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</sy:updatePeriod>")
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*</sy:updateFrequency>")
_HEAD = 64 * 1024
_PERIODS = {b"hourly": 1, b"daily": 24, b"weekly": 168, b"monthly": 730, b"yearly": 8766}


def fresh_for(headers: Mapping[str, str]) -> timedelta:
    """Return how long an answer stays fresh by its Cache-Control (RFC 9111)."""
    said = {name.lower(): value for name, value in _DIRECTIVE.findall(headers.get("Cache-Control", "")[:1000])}
    if said.keys() & {"no-cache", "no-store"} or not said.get("max-age"):
        return NONE
    return _seconds(int(said["max-age"]) - _number(headers.get("Age", "")))


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how long to wait by Retry-After (RFC 9110): seconds, or a date."""
    text = headers.get("Retry-After", "").strip()[:100]
    if not text or text.isdecimal():
        return _seconds(_number(text))
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return NONE
    return _seconds((at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())


def in_document(body: bytes) -> timedelta:
    """Return what the head of an RSS document says: its ``ttl`` in minutes, or how often it is brought up to date."""
    item = _ITEM.search(body, 0, _HEAD)
    head = body[: item.start() if item else _HEAD]
    ttl, period, frequency = _TTL.search(head), _PERIOD.search(head), _FREQUENCY.search(head)
    if ttl:
        return _seconds(60 * int(ttl[1]))
    return _seconds(3600 * _PERIODS[period[1]] / max(1, int(frequency[1]) if frequency else 1)) if period else NONE


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else 0


def _seconds(count: float) -> timedelta:
    return timedelta(seconds=min(max(count, 0.0), LONGEST.total_seconds()))
