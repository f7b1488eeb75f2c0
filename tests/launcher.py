"""Starts the process as ``moratorium`` does, at simulated platforms, by a clock that the test moves.

``python -m tests.launcher [--clock FILE] [--discord PORT] [--slack PORT] [--feed HOST:PORT] [COMMAND]``: FILE holds the
seconds by which the clock is ahead of the real one, and may change at any time; the platforms' libraries believe that
the platforms are at these ports of 127.0.0.1; the feed reader may visit that one internal address. COMMAND is one of
the command line's that does not serve. Nothing of this is a setting of the product.
"""

import argparse
import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.__main__ import main as moratorium
from bot.app import StartFault, serve
from bot.config import SettingsFault, load
from bot.logs import configure
from tests.servers.pointing import pointed


def clock_of(file: Path):
    """Return a clock that is ahead of the real one by as many seconds as *file* says."""

    def clock() -> datetime:
        ahead = file.read_text().strip() if file.exists() else ""
        return datetime.now(UTC) + timedelta(seconds=float(ahead or 0))

    return clock


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.launcher")
    parser.add_argument("--clock", type=Path, default=Path("clock"))
    parser.add_argument("--discord", type=int)
    parser.add_argument("--slack", type=int)
    parser.add_argument("--feed", action="append", default=[])
    parser.add_argument("command", nargs="?")
    options = parser.parse_args()
    if options.command is not None:
        with pointed(discord=options.discord, slack=options.slack):
            return moratorium([options.command])
    feeds = [(host, int(port)) for host, _, port in (address.rpartition(":") for address in options.feed)]
    try:
        settings = load()
        configure(settings)
        with pointed(discord=options.discord, slack=options.slack):
            asyncio.run(serve(settings, clock=clock_of(options.clock), feed_allowance=feeds))
    except (SettingsFault, StartFault) as fault:
        print(f"moratorium: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
