"""Starts the product as its command line does, with the platforms' addresses, the clock and one feed in a test's hand.

`python -m tests.end_to_end.launcher --slack PORT --discord PORT --feeds PORT --clock FILE`; all else comes from the
environment, as for the product itself.
"""

import argparse
import asyncio
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.servers.pointing import pointed


class MovedClock:
    """Real time and so many seconds more as stand in a file, which a test may replace at any moment."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._file.read_text(encoding="ascii")))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slack", type=int)
    parser.add_argument("--discord", type=int)
    parser.add_argument("--feeds", type=int, required=True, help="the one internal port that may be read")
    parser.add_argument("--clock", type=Path, required=True)
    chosen = parser.parse_args()
    with pointed(discord=chosen.discord, slack=chosen.slack):
        from bot.app import STOP_WITHIN, serve
        from bot.config import load
        from bot.logs import configure

        settings = load()
        configure(settings)
        last_resort = threading.Timer(STOP_WITHIN, os._exit, [0])
        last_resort.daemon = True
        allowance = [("127.0.0.1", chosen.feeds)]
        clock = MovedClock(chosen.clock)
        asyncio.run(serve(settings, clock=clock, feed_allowance=allowance, on_stop=last_resort.start))
    return 0


if __name__ == "__main__":
    sys.exit(main())
