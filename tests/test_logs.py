"""What is logged: at which level, where to, and with every secret struck out."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.config import Settings
from bot.logs import LEAST, configure
from bot.platforms.slack.bolt import bolt_app
from bot.platforms.slack.calls import Calls

CANARY = "canary-5f3b9a"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in LEAST}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    for name, of in levels.items():
        logging.getLogger(name).setLevel(of)


def logged(monkeypatch: pytest.MonkeyPatch, **settings: str) -> io.StringIO:
    text = io.StringIO()
    configure(Settings(**settings))
    monkeypatch.setattr(sys, "stderr", text)  # after it was configured, as a terminal's prompt does
    return text


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("DISCORD_TOKEN", CANARY, CANARY),
        ("MORATORIUM_DATABASE_URL", f"postgresql+asyncpg://someone:{CANARY}@127.0.0.1/name", CANARY),
        ("MORATORIUM_DATABASE_URL", "postgresql+asyncpg://someone:p%40ss%2Fword@127.0.0.1/name", "p@ss/word"),
        ("MORATORIUM_DATABASE_URL", f"postgresql://127.0.0.1/name?user=someone&password={CANARY}", CANARY),
        ("MORATORIUM_DATABASE_URL", "postgresql://127.0.0.1/name?password=p%40ss+word", "p@ss word"),
    ],
)
def test_a_secret_is_struck_out_of_messages_arguments_and_tracebacks(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, shown: str
) -> None:
    text = logged(monkeypatch, **{name: value})
    log = logging.getLogger("tests")
    log.error("connecting with %s", shown)
    try:
        raise ValueError(f"refused: {shown}")
    except ValueError:
        log.exception("failed")
    assert shown not in text.getvalue()
    assert text.getvalue().count("[secret]") == 2
    assert "Traceback" in text.getvalue()


@pytest.mark.parametrize("name", ["discord.http", "slack_sdk.web", "aiosqlite"])
def test_libraries_that_log_tokens_or_values_are_never_heard_at_debug(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    text = logged(monkeypatch, MORATORIUM_LOG_LEVEL="DEBUG")
    logging.getLogger(name).debug("interaction token %s", CANARY)
    logging.getLogger(name).info("connected")
    logging.getLogger("bot.app").debug("ours")
    assert CANARY not in text.getvalue()
    assert "connected" in text.getvalue()
    assert "ours" in text.getvalue()


def test_a_token_of_slacks_is_struck_out_though_no_setting_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    text = logged(monkeypatch)
    for token in ("xoxb-1234-5678-AbCdEf", "xapp-1-A01-99-abcdef", "xoxe.xoxb-1-AbCdEf"):
        logging.getLogger("bot").info("given %s, to be kept", token)
    assert text.getvalue().count("given [secret], to be kept") == 3


def test_slacks_parts_leave_the_levels_as_they_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    text = logged(monkeypatch, MORATORIUM_LOG_LEVEL="ERROR")
    bolt_app(Calls("xoxb-1"))
    for name in ("slack_sdk", "slack_bolt"):
        logging.getLogger(name).warning(CANARY)
    logging.getLogger("bot.platforms.slack.sockets.sdk").critical(CANARY)
    assert text.getvalue() == ""
