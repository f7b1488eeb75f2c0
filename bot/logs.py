"""What is logged, and that no secret is in it."""

import logging
import re
import sys
from collections.abc import Iterable
from urllib.parse import unquote, unquote_plus

from pydantic import SecretStr

from bot.config import Settings

# At DEBUG these write the tokens of interactions and of sockets, and the values of statements: ballots and their salts.
LEAST = {
    "discord": logging.INFO,
    "discord.client": logging.ERROR,  # it warns that there is no voice
    "slack_sdk": logging.INFO,
    "slack_bolt": logging.ERROR,  # it warns that a token is skipped, which is meant
    "bot.platforms.slack.sockets.sdk": logging.CRITICAL + 1,  # of a failed connection it logs the address's ticket
    "aiosqlite": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "apscheduler": logging.ERROR,  # it reports each beat at INFO
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
}
TOKENS = re.compile(r"\bx(?:ox[a-z]|app)[-.][A-Za-z0-9.-]{6,}")
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def discreet(text: str, secrets: Iterable[str]) -> str:
    """Return *text* with every one of *secrets* struck out, and all tokens of Slack's: some are in no setting."""
    for secret in sorted((secret for secret in secrets if secret), key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    return TOKENS.sub("[secret]", text)


class Discreet(logging.Formatter):
    """Formats a record, its traceback included, with every one of *secrets* struck out."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__(FORMAT)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record), self._secrets)


class Stderr(logging.Handler):
    """Writes to whatever ``sys.stderr`` is at the time: a terminal's prompt puts itself in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except Exception:
            self.handleError(record)


def secrets(settings: Settings) -> Iterable[str]:
    """Return what must never be shown, the password within the database's URL by itself as well."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            text = value.get_secret_value()
            if name != "database_url":
                yield text
            else:
                yield from _passwords(text)


def _passwords(url: str) -> Iterable[str]:
    """Return the passwords in a database's URL, each as it is written there and as it is meant."""
    before, _, query = url.partition("?")
    written = [before.partition("://")[2].rpartition("@")[0].partition(":")[2]]
    written += [pair.partition("=")[2] for pair in query.split("&") if "password" in pair.partition("=")[0].casefold()]
    for password in written:
        yield from (password, unquote(password), unquote_plus(password))


def configure(settings: Settings) -> None:
    handler = Stderr()
    handler.setFormatter(Discreet(secrets(settings)))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    pin()


def pin() -> None:
    """Keep the loud loggers at their levels, or at the root's where that is higher."""
    for name, level in LEAST.items():
        logging.getLogger(name).setLevel(max(level, logging.getLogger().level))
