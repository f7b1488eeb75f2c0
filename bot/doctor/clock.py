"""Whether this machine's clock agrees with the platforms'."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.doctor.finding import Finding

TOLERATED = timedelta(seconds=5)
"""A platform tells whole seconds, and its answer travels."""

_MEND = (
    "Let the machine keep its clock by the network (on Linux: timedatectl set-ntp true). Votes close by this clock; "
    "requests of Slack's by HTTP that seem over five minutes old are refused."
)


def judged(times: Mapping[str, Sequence[tuple[datetime, datetime]]]) -> Finding:
    """Judge by each platform's clock and ours at the same moment."""
    ahead = {platform: min((ours - theirs for theirs, ours in of), key=abs) for platform, of in times.items() if of}
    if not ahead:
        return Finding("Clock", True, "not compared, since no platform has answered.")
    platform, off = max(ahead.items(), key=lambda one: abs(one[1]))
    if abs(off) <= TOLERATED:
        agreeing = " and ".join(f"{platform}'s" for platform in ahead)
        return Finding("Clock", True, f"agrees with {agreeing} to within {TOLERATED.seconds} seconds.")
    way = "ahead of" if off > timedelta(0) else "behind"
    return Finding("Clock", False, f"{_length(abs(off))} {way} {platform}'s.", _MEND)


def _length(off: timedelta) -> str:
    seconds = round(off.total_seconds())
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60:,} minutes"
