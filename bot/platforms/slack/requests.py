"""Slack's signed HTTP requests, guarded before anything parses them.

bolt and the SDK raise on a signature that is not ASCII, on a body that is not UTF-8 and on a list where they expect an
object, so that all of that is looked at here.
"""

import asyncio
import hashlib
import hmac
import json
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.ports import Clock

LOG = logging.getLogger(__name__)

LARGEST = 1 << 20
"""Bytes in a body; Slack sends a quarter of that at most."""

OLDEST = timedelta(minutes=5)
_WARN_EVERY = 60.0


class Requests:
    """Serves ``/slack/events``. *signing_secret* None refuses everything."""

    def __init__(self, app: AsyncApp, signing_secret: str | None, clock: Clock) -> None:
        self._app = app
        self._secret = signing_secret
        self._clock = clock
        self._warned = -_WARN_EVERY

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request: 401 where it is not Slack's, or not of these minutes, 400 where it cannot be read."""
        if request.method == "GET":
            known = request.query.get("ssl_check") == "1"
            return web.Response(status=200 if known else 405)
        body = await _bounded(request)
        if body is None:
            return web.Response(status=413, text="too large")
        if body.startswith(b"ssl_check=1&") or body == b"ssl_check=1":  # Slack looks at the certificate and no more
            return web.Response()
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not self._signed(body, stamp, signature):
            self._warn()
            return web.Response(status=401, text="not signed by Slack within the last five minutes")
        payload = _parsed(body, request.content_type)
        if payload is None:
            return web.Response(status=400, text="not a payload of Slack's")
        # In this mode bolt takes the payload as it is; its own parser loses a command whose text has "payload" in it.
        answered = await self._app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        return await to_aiohttp_response(answered)

    def _signed(self, body: bytes, stamp: str, signature: str) -> bool:
        """Return whether Slack signed *body*: docs.slack.dev/authentication/verifying-requests-from-slack."""
        if self._secret is None or not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
            return False
        if abs(self._clock().timestamp() - int(stamp)) > OLDEST.total_seconds():
            return False
        told = b"v0:" + stamp.encode() + b":" + body
        ours = "v0=" + hmac.new(self._secret.encode(), told, hashlib.sha256).hexdigest()
        return hmac.compare_digest(ours.encode(), signature.encode("utf-8", "surrogateescape"))

    def _warn(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._warned >= _WARN_EVERY:
            self._warned = now
            LOG.warning("Slack: a request was refused, since its signature is wrong or too old; is the secret right?")


async def _bounded(request: web.Request) -> bytes | None:
    """Return the body, or None as soon as it is too large."""
    if (request.content_length or 0) > LARGEST:
        return None
    read = bytearray()
    async for chunk in request.content.iter_chunked(1 << 16):
        read += chunk
        if len(read) > LARGEST:
            return None
    return bytes(read)


def _parsed(body: bytes, content_type: str) -> dict[str, Any] | None:
    try:
        text = body.decode()
        if content_type == "application/json":
            found = json.loads(text)
        else:
            fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=200))
            found = json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
