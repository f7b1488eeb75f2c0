"""The command line: what serves, and what helps to set it up."""

import argparse
import asyncio
import json
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from bot.config import Settings, SettingsFault, load

FAILED, MISUSED = 1, 2
COMMANDS = {
    "run": "serve the platforms that have a token, or else the console, and the register (this is the default)",
    "console": "serve the console and the register only, whatever tokens are set",
    "doctor": "look at tokens, permissions, database, clock and address, and say what to mend; status 1 if anything is",
    "invite": "print the address that adds the bot to a Discord server, with the least permissions that do",
    "manifest": "print the manifest from which Slack makes the app",
    "news": "judge headlines as the digest does",
}
ASKING = 5.0
"""Seconds that a platform has to answer."""

HOW_TO = "docs/how-to/{}-admin.md leads through every step."

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what *arguments* say and return the exit status: 0, 1 where it cannot start, 2 where it was asked wrongly."""
    options = _parser().parse_args(arguments)
    if options.command == "news":
        return _judge(options.file)
    try:
        settings = load()
    except SettingsFault as fault:
        if options.command == "doctor":
            return _tell_misread(str(fault))
        print(f"moratorium: {fault}", file=sys.stderr)
        return MISUSED
    match options.command:
        case "doctor":
            return _briefly(lambda: _doctor(settings))
        case "invite":
            return _briefly(lambda: _invite(settings))
        case "manifest":
            return _manifest(settings)
        case _:
            return _serve(settings, console_only=options.command == "console")


def _judge(file: Path) -> int:
    from bot.judging import judge_file

    return judge_file(file)


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


def _tell_misread(fault: str) -> int:
    from bot.doctor.examination import misread
    from bot.doctor.finding import report

    print(report(misread(fault)))
    return FAILED


async def _doctor(settings: Settings) -> int:
    from bot.app import now
    from bot.doctor.examination import examine
    from bot.doctor.finding import report
    from bot.logs import configure, discreet, secrets

    configure(settings)
    if settings.log_level != "DEBUG":
        logging.disable()  # what is wrong is said once, in the report
    findings = await examine(settings, now)
    print(discreet(report(findings), secrets(settings)))
    return 0 if all(finding.well for finding in findings) else FAILED


async def _invite(settings: Settings) -> int:
    from bot.app import now
    from bot.platforms.discord.inquiry import TokenRefused, application_in, ask_application
    from bot.platforms.discord.permissions import PERMISSIONS, invitation
    from bot.ports import Trouble

    if settings.discord_token is None:
        print(f"moratorium: No DISCORD_TOKEN is set. {HOW_TO.format('discord')}", file=sys.stderr)
        return FAILED
    token = settings.discord_token.get_secret_value()
    told = await ask_application(token, now, ASKING)
    # Without an answer the token itself says it, but for applications from before 2016.
    application = application_in(token) if isinstance(told, Trouble) else told.id
    if isinstance(told, Trouble) and (application is None or isinstance(told, TokenRefused)):
        print(f"moratorium: DISCORD_TOKEN: {told.reason} {HOW_TO.format('discord')}", file=sys.stderr)
        return FAILED
    assert application is not None
    print(invitation(application))
    print("\nOpen this in a browser, as somebody with Manage Server in the server that is to have the bot.")
    print("It lets the bot")
    for permission in PERMISSIONS:
        print(f"- {permission.reason} ({permission.title}),")
    print("- and have its commands. It asks for nothing else.")
    return 0


def _manifest(settings: Settings) -> int:
    from bot.platforms.slack.manifest import manifest
    from bot.web.installing import REDIRECT_PATH
    from bot.web.server import SLACK_PATH
    from commands.catalogue import COMMANDS as CATALOGUE

    address = settings.public_url + SLACK_PATH if settings.slack_by_http else None
    # Harmless where one workspace is served; where many are to be, the app has to have it before it has a client id.
    back = settings.public_url + REDIRECT_PATH if settings.slack_redirects else None
    print(json.dumps(manifest(CATALOGUE.values(), settings.slack_command, address, back), indent=2))
    way = f"at {address}" if address else "by Socket Mode"
    print(f"Slack will reach the app {way}. {HOW_TO.format('slack')}", file=sys.stderr)
    return 0


def _briefly(work: Callable[[], Awaitable[int]]) -> int:
    """Return the status that *work* returns, and do not wait for look-ups of names that it has given up."""

    async def run() -> int:
        status = await work()
        sys.stdout.flush()
        last_resort = threading.Timer(1.0, os._exit, [status])
        last_resort.daemon = True
        last_resort.start()
        return status

    return asyncio.run(run())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="moratorium",
        description="One table, in Discord and in Slack, for communities agreeing on how and when frontier AI "
        "development should pause. Settings come from the environment and from .env; .env.example lists them.",
    )
    parser.add_argument("--version", action="version", version=f"moratorium {version('moratorium')}")
    commands = parser.add_subparsers(dest="command", metavar="command")
    for name, help_ in COMMANDS.items():
        commands.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
    acts = commands.choices["news"].add_subparsers(dest="act", metavar="act", required=True)
    told = "read headlines, one JSON object a line, and print whether each is kept, its points, its story and why"
    judging = acts.add_parser("judge", help=told, description=told[0].upper() + told[1:] + ".")
    judging.add_argument("file", type=Path, metavar="FILE.jsonl", help="docs/reference/judging.md says what is in it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
