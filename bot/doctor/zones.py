"""Whether the rules of time zones are there and tell summer from winter."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

from bot.doctor.finding import Finding

ZONE = "Europe/Berlin"
WINTER, SUMMER = datetime(2026, 1, 15, 12), datetime(2026, 7, 15, 12)  # noqa: DTZ001 (given the zone below)
_MEND = (
    "Install the system's time zones (on Debian: apt install tzdata), or run `make run` again, which brings its own."
)


def inquire() -> Finding:
    return judged(source(), ZoneInfo)


def source() -> str:
    """Return where zones are read from, with the version where it says one: the system first, then the package."""
    home = next((Path(path) for path in TZPATH if (Path(path) / ZONE).is_file()), None)
    if home is None:
        try:
            return f"the tzdata package {version('tzdata')}"
        except PackageNotFoundError:
            return "nowhere"
    first = ""
    with suppress(OSError), (home / "tzdata.zi").open(encoding="ascii", errors="replace") as text:
        first = text.readline()
    return f"{home}" + (f" ({first.removeprefix('# version ').strip()})" if first.startswith("# version ") else "")


def judged(read_from: str, zone: Callable[[str], ZoneInfo]) -> Finding:
    """Judge by a zone whose rules are known: an hour ahead of UTC in winter, two in summer."""
    try:
        known = zone(ZONE)
    except ZoneInfoNotFoundError:
        return Finding("Time zones", False, "there are none on this machine.", _MEND)
    hours = [day.replace(tzinfo=known).utcoffset() for day in (WINTER, SUMMER)]
    if hours != [timedelta(hours=1), timedelta(hours=2)]:
        told = f"{ZONE} in {read_from} does not follow summer time: digests would come at the wrong hour."
        return Finding("Time zones", False, told, _MEND)
    return Finding("Time zones", True, f"from {read_from}; summer time is followed.")
