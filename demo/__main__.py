"""``python -m demo``: a deliberation played in a terminal, by the product's own commands and services."""

import argparse
import asyncio
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from bot.platforms.console.render import Look
from demo.pace import Fast, Pace, Reading, Step, enter_is_pressed
from demo.performance import OutOfStep, Performance
from demo.play import PLAY
from demo.screen import Screen
from demo.theatre import theatre

FAILED, INTERRUPTED = 1, 130
WIDEST = 96

BEGINNING = (
    "A deliberation, played in three minutes. Everybody in it is fictional, and so are PauseLab, GovNet and the labs "
    "with their news. All of it happens on this machine, by a clock of its own, and is thrown away at the end. "
    "What is answered and posted is what the commands and services really do; on Discord and in Slack it has buttons "
    "and forms in the place of these lines. Ctrl-C ends it."
)
STAYS = "The register stays open until you press Enter: {}"
END = (
    "That was all, and it is thrown away now. To try it yourself: `make run`, and then README.md's ten lines. For your "
    "own server or workspace: docs/how-to/discord-admin.md and docs/how-to/slack-admin.md."
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="demo", description="Plays a deliberation.")
    speed = parser.add_mutually_exclusive_group()
    speed.add_argument("--fast", action="store_true", help="without a pause")
    speed.add_argument("--step", action="store_true", help="go on when Enter is pressed")
    options = parser.parse_args(arguments)
    pace: Pace = Fast() if options.fast else Step() if options.step else Reading()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        with tempfile.TemporaryDirectory(prefix="moratorium-demo-") as directory:
            asyncio.run(_play(Path(directory), Screen(sys.stdout, _look(), pace), lingers=not options.fast))
    except OutOfStep as fault:
        print(f"demo: {fault}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("\nIt ends here, and is thrown away.")
        return INTERRUPTED
    return 0


def _look() -> Look:
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return Look(min(WIDEST, shutil.get_terminal_size((80, 24)).columns), colour, UTC)


async def _play(directory: Path, screen: Screen, lingers: bool) -> None:
    await screen.headline("Moratorium, a demonstration")
    await screen.narrates(BEGINNING)
    async with theatre(PLAY, directory) as house:
        await Performance(PLAY, house, screen).perform()
        if lingers and sys.stdin.isatty():
            await screen.narrates(STAYS.format(house.world.register_url))
            await enter_is_pressed()
    await screen.headline("The end")
    await screen.narrates(END)


if __name__ == "__main__":
    sys.exit(main())
