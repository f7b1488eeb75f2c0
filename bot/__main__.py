"""The command line: ``moratorium run`` and ``moratorium console``."""

import argparse
import asyncio
import logging
import os
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import version

from bot.config import Settings, SettingsFault, load

FAILED, MISUSED = 1, 2

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what *arguments* say and return the exit status: 0, 1 where it cannot start, 2 where it was asked wrongly."""
    options = _parser().parse_args(arguments)
    try:
        settings = load()
    except SettingsFault as fault:
        print(f"moratorium: {fault}", file=sys.stderr)
        return MISUSED
    return _serve(settings, console_only=options.command == "console")


def _serve(settings: Settings, console_only: bool) -> int:
    # Only now: with SSL_CERT_FILE in place, and not for --help.
    from bot.app import STOP_WITHIN, StartFault, serve
    from bot.logs import configure

    configure(settings)
    last_resort = threading.Timer(STOP_WITHIN, os._exit, [0])  # a look-up of a name can hold a thread for minutes
    last_resort.daemon = True
    try:
        asyncio.run(serve(settings, console_only=console_only, on_stop=last_resort.start))
    except StartFault as fault:
        log.debug("cannot start", exc_info=True)
        print(f"moratorium: {fault}", file=sys.stderr)
        return FAILED
    except Exception:
        log.exception("ended by a fault of its own")
        return FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="moratorium",
        description="One table, in Discord and in Slack, for communities agreeing on how and when frontier AI "
        "development should pause. Settings come from the environment and from .env; .env.example lists them.",
    )
    parser.add_argument("--version", action="version", version=f"moratorium {version('moratorium')}")
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser(
        "run",
        help="serve the platforms that have a token, or else the console, and the register (this is the default)",
    )
    commands.add_parser("console", help="serve the console and the register only, whatever tokens are set")
    return parser


if __name__ == "__main__":
    sys.exit(main())
