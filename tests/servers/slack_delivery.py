"""How the simulated Slack reaches the app: Socket Mode envelopes or signed HTTP requests, each with its ack.

Shapes: https://docs.slack.dev/apis/events-api/using-socket-mode and
https://docs.slack.dev/authentication/verifying-requests-from-slack.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from tests.servers.slack_blocks import Json
from tests.servers.slack_things import APP_ID
from tests.servers.waiting import Pulse

ACK_SECONDS = 3.0
# Stands where an HTTP status would, when the request was refused, broken off or left unanswered.
NO_ANSWER = 599


@dataclass(slots=True, eq=False)
class Delivery:
    """One envelope or request on its way to the app, and what came back.

    `kind` is slash_commands, interactive or events_api. `seconds` is the ack's latency in real time, None
    while there is none; `status` the HTTP status, 0 on a socket. `sent` is False if there was
    nobody to send it to, None until that is known.
    """

    envelope: str
    kind: str
    payload: Json
    retry: int = 0
    reason: str = ""
    sent: bool | None = None
    status: int = 0
    seconds: float | None = None
    answer: Any = None
    begun: float = field(default_factory=time.monotonic)

    @property
    def acked(self) -> bool:
        """Whether the app acknowledged within Slack's three seconds."""
        return self.seconds is not None and self.seconds <= ACK_SECONDS

    @property
    def failed(self) -> bool:
        """Whether it is certain that it did not."""
        over = time.monotonic() - self.begun > ACK_SECONDS
        late = self.seconds is not None or over
        return not self.acked and (self.sent is False or late or self.status >= 400)


@dataclass(slots=True, eq=False)
class Socket:
    """One Socket Mode connection."""

    ws: web.WebSocketResponse
    transport: asyncio.Transport | None
    silent: bool = False


class Deliverer:
    """Sends deliveries by whichever way is open and records their acks."""

    def __init__(self, pulse: Pulse, signing_secret: str, signs_at: Callable[[], float]) -> None:
        self.pulse = pulse
        self.secret = signing_secret
        self.signs_at = signs_at
        self.events_url: str | None = None
        self.sockets: list[Socket] = []
        self.opened = 0
        self.deliveries: list[Delivery] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, kind: str, payload: Json, *, retry: int = 0, reason: str = "") -> Delivery:
        """Start delivering; the ack arrives in the returned object."""
        envelope = f"00000000-0000-4000-8000-{len(self.deliveries) + 1:012}"
        delivery = Delivery(envelope, kind, payload, retry, reason)
        self.deliveries.append(delivery)
        task = asyncio.create_task(self._post(delivery) if self.events_url else self._push(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        for socket in list(self.sockets):
            self.drop(socket)

    # -- Socket Mode -------------------------------------------------------------------------------------

    async def _push(self, delivery: Delivery) -> None:
        open_sockets = [s for s in self.sockets if not s.ws.closed]
        if not open_sockets:
            delivery.sent = False
            self.pulse.beat()
            return
        socket = open_sockets[-1]
        frame: Json = {
            "envelope_id": delivery.envelope,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != "events_api",
            "payload": delivery.payload,
        }
        if delivery.kind == "events_api":
            frame |= {"retry_attempt": delivery.retry, "retry_reason": delivery.reason}
        delivery.begun = time.monotonic()
        if not socket.silent:
            try:
                await socket.ws.send_json(frame)
            except (ConnectionError, RuntimeError):
                delivery.sent = False
                self.pulse.beat()
                return
        delivery.sent = True

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One Socket Mode connection from hello to close."""
        # Pings are answered by hand so that a silent peer can be played.
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        socket = Socket(ws, request.transport)
        self.sockets.append(socket)
        self.opened += 1
        await ws.send_json(
            {
                "type": "hello",
                "num_connections": len(self.sockets),
                "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP_ID},
            }
        )
        self.pulse.beat()
        try:
            async for frame in ws:
                if socket.silent:
                    continue
                if frame.type == WSMsgType.PING:
                    await ws.pong(frame.data)
                elif frame.type == WSMsgType.TEXT:
                    self._acked(json.loads(frame.data))
        finally:
            self.sockets.remove(socket)
            self.pulse.beat()
        return ws

    def _acked(self, frame: Json) -> None:
        for delivery in reversed(self.deliveries):
            if delivery.envelope == frame.get("envelope_id") and delivery.seconds is None:
                delivery.seconds = time.monotonic() - delivery.begun
                delivery.answer = frame.get("payload")
                self.pulse.beat()
                return

    async def disconnect(self, reason: str) -> None:
        """Announce the end of every connection, as Slack does before it refreshes one."""
        for socket in list(self.sockets):
            frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
            await socket.ws.send_json(frame)

    def drop(self, socket: Socket) -> None:
        """Cut a connection without a closing handshake."""
        if socket.transport is not None:
            socket.transport.abort()

    # -- signed HTTP -------------------------------------------------------------------------------------

    def sign(self, body: bytes, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """The two headers that prove a request to be Slack's."""
        stamp = str(int(self.signs_at() if at is None else at))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new((secret or self.secret).encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    def request(self, delivery: Delivery) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a delivery by HTTP, signed now."""
        if delivery.kind == "events_api":
            body, kind = json.dumps(delivery.payload).encode(), "application/json"
        else:
            fields = (
                delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
            )
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **self.sign(body)}
        if delivery.retry:
            headers |= {"X-Slack-Retry-Num": str(delivery.retry), "X-Slack-Retry-Reason": delivery.reason}
        return body, headers

    async def _post(self, delivery: Delivery) -> None:
        body, headers = self.request(delivery)
        limit = aiohttp.ClientTimeout(total=ACK_SECONDS)
        delivery.begun, delivery.sent = time.monotonic(), True
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(str(self.events_url), data=body, headers=headers) as response,
            ):
                answer = await response.read()
                delivery.status = response.status
                if response.status == 200:
                    delivery.answer = _read(answer, response.content_type)
                    delivery.seconds = time.monotonic() - delivery.begun
        except (aiohttp.ClientError, TimeoutError):
            delivery.status = NO_ANSWER
        self.pulse.beat()


def _read(body: bytes, content_type: str) -> Any:
    """What an ack carried: JSON, or text which Slack shows as it is; None when it is empty."""
    if not body:
        return None
    if content_type == "application/json":
        return json.loads(body)
    return {"text": body.decode()}
