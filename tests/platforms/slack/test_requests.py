"""Signed HTTP: what Slack did not send, or not now, has no effect."""

import io
import json
import logging
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.platforms.slack.conftest import Bot

FORM = "application/x-www-form-urlencoded"
EVENT = json.dumps({"type": "event_callback", "event": {"type": "team_join"}}).encode()


@pytest.fixture
def transport() -> str:
    return "http"


async def post(bot: Bot, body: bytes, headers: dict[str, str] | None = None, kind: str = FORM) -> tuple[int, str]:
    """Return the status and the text of the answer; signed as Slack signs it unless *headers* are given."""
    signed = bot.slack.sign(body) if headers is None else headers
    async with (
        aiohttp.ClientSession() as session,
        session.post(bot.url, data=io.BytesIO(body), headers={"Content-Type": kind, **signed}) as answer,
    ):
        return answer.status, await answer.text()


def command(bot: Bot, **fields: str) -> bytes:
    said = {"command": "/pause", "text": "help", "team_id": "T01TEST", "user_id": "U02BOB", "channel_id": "C01GEN"}
    return urlencode(said | fields).encode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "0"},
        {"X-Slack-Signature": "v0=\u00e9", "X-Slack-Request-Timestamp": "1"},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1e3"},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "9" * 5_000},
        {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "\u00b2"},
    ],
)
async def test_an_unsigned_request_is_refused(
    bot: Bot, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    called = len(bot.slack.calls)
    assert (await post(bot, command(bot), headers))[0] == 401
    assert len(bot.slack.calls) == called
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]


@pytest.mark.parametrize("seconds", [-301, 301, -86_400])
async def test_a_signature_of_another_time_is_refused(bot: Bot, seconds: int) -> None:
    body = command(bot)
    headers = bot.slack.sign(body, at=bot.clock().timestamp() + seconds)
    assert (await post(bot, body, headers))[0] == 401


async def test_a_signature_of_these_minutes_by_the_injected_clock_is_taken(bot: Bot) -> None:
    bot.clock.ahead += bot.clock.ahead.__class__(days=400)
    assert (await post(bot, command(bot)))[0] == 200


async def test_another_secret_and_another_body_are_refused(bot: Bot) -> None:
    body = command(bot)
    assert (await post(bot, body, bot.slack.sign(body, secret="another")))[0] == 401
    assert (await post(bot, body + b"x", bot.slack.sign(body)))[0] == 401


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"[1, 2]"),
        ("application/json", b"[" * 100_000),
        ("application/json", b"{" * 10),
        ("application/json", b'"text"'),
        ("application/json", b"\xff\xfe"),
        (FORM, b"payload=" + b"%5B" * 100_000),
        (FORM, b"payload=[]"),
        (FORM, b"payload=nonsense"),
        (FORM, b"&".join(b"a=%d" % n for n in range(1_000))),
    ],
)
async def test_what_cannot_be_read_is_refused_without_a_trace(
    bot: Bot, kind: str, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await post(bot, body, kind=kind))[0] == 400
    assert (await post(bot, body, {}, kind=kind))[0] == 401
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]


async def test_a_body_that_is_too_large_is_not_read(bot: Bot) -> None:
    assert (await post(bot, b"x" * (2 << 20), {}))[0] == 413


async def test_slack_checks_the_certificate_and_the_address(bot: Bot) -> None:
    assert await post(bot, b"ssl_check=1&token=x", {}) == (200, "")
    async with aiohttp.ClientSession() as session, session.get(bot.url, params={"ssl_check": "1"}) as answer:
        assert answer.status == 200
    challenge = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}).encode()
    status, text = await post(bot, challenge, kind="application/json")
    assert (status, json.loads(text)["challenge"]) == (200, "abc")
    assert (await post(bot, challenge, {}, kind="application/json"))[0] == 401


async def test_an_event_is_acknowledged(bot: Bot) -> None:
    assert await post(bot, EVENT, kind="application/json") == (200, "")


async def test_a_command_by_nobody_is_acknowledged_and_does_nothing(bot: Bot) -> None:
    called = len(bot.slack.calls)
    assert (await post(bot, command(bot, user_id="")))[0] == 200
    assert len(bot.slack.calls) == called
