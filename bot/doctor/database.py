"""Whether the database can keep what is decided."""

from bot.doctor.finding import Finding
from storage.inquiry import Condition, Disk, Unreadable
from storage.migrate import Standing

WHAT = "Database"
LEAST_FREE = 100_000_000
"""Bytes: a busy year of a large community is far less, and everything else on a full disk fails too."""

_STANDINGS = {
    Standing.EMPTY: "nothing in it yet; the first start makes its tables",
    Standing.OLDER: "of an older version; the next start brings it up to date",
    Standing.PRESENT: "of this version",
}


def judged(found: Condition | Unreadable) -> Finding:
    if isinstance(found, Unreadable):
        told = f"the one at MORATORIUM_DATABASE_URL cannot be read: {found}."
        return Finding(WHAT, False, told, "Mend what it says, or set MORATORIUM_DATABASE_URL to another one.")
    told = f"{found.server} at {found.where}, "
    if found.standing is Standing.NEWER:
        mend = "Run the newer version of Moratorium, or restore a backup from before it."
        return Finding(
            WHAT, False, f"{told}was brought up to date by a newer version, which this one cannot read.", mend
        )
    if found.damage:
        mend = "Stop the bot, keep a copy of the file as it is, and restore the latest backup."
        return Finding(WHAT, False, f"{told}is damaged: {'; '.join(found.damage)}.", mend)
    if found.unwritable is not None:
        mend = "Let the user that runs Moratorium write there, or set MORATORIUM_DATABASE_URL to another place."
        return Finding(WHAT, False, f"{told}takes no changes: {found.unwritable}.", mend)
    told += _STANDINGS[found.standing]
    if found.disk is None:
        return Finding(WHAT, True, f"{told}; it takes changes.")
    told += _disk(found.disk)
    if found.disk.free < LEAST_FREE:
        return Finding(WHAT, False, told, "Make room on that disk: when it is full, nothing more is recorded.")
    if found.damage is None:
        told += " There was no time to look for damage in all of it."
    return Finding(WHAT, True, told)


def _disk(disk: Disk) -> str:
    size = "to be made" if disk.size is None else f"{_bytes(disk.size)} long"
    return f"; {size}, with {_bytes(disk.free)} free on its disk."


def _bytes(count: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6)):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count / 1000:,.0f} kB"
