"""A small Slack on loopback for tests: Web API, Socket Mode, signed HTTP, response URLs, and people's hands.

Start it in the test's own loop (`async with SlackServer() as slack`) and point the app at `slack.api_url`;
the app may run in the same process or in another one. State is read directly (`slack.messages("general")`).
Whatever a careful app never sends is gathered in `slack.violations`, which a test ends by finding empty;
whatever Slack would refuse is refused with the documented error (slack_refusals). Ack latencies are real
time; everything else follows the clock passed in.

    async with SlackServer() as slack:
        ...  # start the app
        await slack.connected()
        answer = await slack.person("alice").command("/pause", "help")
        assert "propose" in answer.text

As a process of its own: `python -m tests.servers.slack --port 3000`, with the hand at POST /_control/<verb>.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers.faults import Fault, Faults
from tests.servers.slack_answer import Answer
from tests.servers.slack_blocks import Json
from tests.servers.slack_control import control
from tests.servers.slack_delivery import Deliverer, Delivery
from tests.servers.slack_hand import Hand
from tests.servers.slack_methods import POST_CHARACTERS, Methods, read_content
from tests.servers.slack_person import Person
from tests.servers.slack_refusals import Refusal
from tests.servers.slack_workspace import (
    BOT_USER,
    RESPONSE_SECONDS,
    RESPONSE_USES,
    Channel,
    Message,
    User,
    View,
    Workspace,
)
from tests.servers.waiting import Pulse

BOT_TOKEN = "xoxb-test-token"
APP_TOKEN = "xapp-test-token"
SIGNING_SECRET = "test-signing-secret"
JSON_ARGUMENTS = ("blocks", "attachments", "view", "metadata")


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the app: a Web API method, or "response" for a response URL."""

    method: str
    body: Json
    answer: Json
    at: float


class SlackServer:
    """One workspace and the app installed in it; `stop()` and `start()` keep its state and its port."""

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        signs_at: Callable[[], float] | None = None,
        port: int = 0,
        events_url: str | None = None,
    ) -> None:
        """`signs_at` dates HTTP signatures, where the app checks them by another clock than `clock`."""
        self.clock = clock
        self.port = port
        self.pulse = Pulse()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.faults = Faults()
        self.space = Workspace(clock)
        self.deliverer = Deliverer(self.pulse, SIGNING_SECRET, signs_at or clock)
        self.deliverer.events_url = events_url
        self.methods = Methods(self.space, self.violations)
        self.hand = Hand(self.methods, self.deliverer, self.pulse, self.violations)
        self._tickets = 0
        self._unused_tickets: set[str] = set()
        self._runner: web.AppRunner | None = None

    # -- running -----------------------------------------------------------------------------------------

    async def __aenter__(self) -> "SlackServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket/{ticket}", self._socket)
        app.router.add_post("/response/{key}", self._response)
        app.router.add_route("*", "/_control/{verb}", self._control)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.hand.url = self.url

    async def stop(self) -> None:
        await self.deliverer.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """What AsyncWebClient takes as `base_url`."""
        return f"{self.url}/api/"

    @property
    def events_url(self) -> str | None:
        """Where deliveries go by signed HTTP; None means Socket Mode."""
        return self.deliverer.events_url

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        self.deliverer.events_url = url

    async def connected(self, limit: float = 5.0) -> None:
        """Wait until a Socket Mode client has been greeted."""
        await self.pulse.until(lambda: self.connections > 0, limit, "a Socket Mode connection")

    async def until(self, condition: Callable[[], object], limit: float = 5.0, what: str = "") -> None:
        """Wait for a condition on this server's state, or any other.

        Raises:
            AssertionError: it did not come true within `limit` seconds.
        """
        await self.pulse.until(condition, limit, what)

    # -- people and places -------------------------------------------------------------------------------

    def person(self, name: str) -> Person:
        return Person(self.space.user(name), self.hand)

    def add_person(
        self, name: str, *, admin: bool = False, guest: bool = False, deleted: bool = False, bot: bool = False
    ) -> Person:
        """A new person, in general like everybody."""
        user = User(f"U{self.space.number():03}{name.upper()}", name, admin, guest, bot, deleted)
        self.space.users[user.id] = user
        self.space.channel("general").members.add(user.id)
        return Person(user, self.hand)

    def add_channel(self, name: str, members: list[str] | None = None, *, bot: bool = True) -> Channel:
        ids = {self.space.user(m).id for m in members or []}
        return self.space.add_channel(
            name, f"C{self.space.number():03}{name.upper()}", ids | ({BOT_USER} if bot else set())
        )

    def archive(self, channel: str) -> None:
        self.space.channel(channel).archived = True

    def remove_bot(self, channel: str) -> None:
        self.space.channel(channel).members.discard(BOT_USER)

    def join(self, channel: str, person: str) -> None:
        self.space.channel(channel).members.add(self.space.user(person).id)

    async def event(self, event: Json, person: str = "alice", patience: float = 0.0) -> Answer:
        """Deliver any event by the Events API."""
        return await self.hand.event(event, self.space.user(person), patience)

    # -- what there is to see ----------------------------------------------------------------------------

    def messages(self, channel: str) -> list[Message]:
        """A channel's messages, or those between the bot and a person; deleted ones left out."""
        return [m for m in self.space.channel(channel).messages if not m.deleted]

    def message(self, ts: str) -> Message:
        """The message at that timestamp.

        Raises:
            AssertionError: there is none.
        """
        found = self.space.message(ts)
        assert found is not None, f"no message at {ts}"
        return found

    def ephemerals(self, person: str) -> list[Message]:
        """What only that person was shown, deleted ones left out."""
        reader = self.space.user(person).id
        return [m for m in self.space.ephemerals if m.only_for == reader and not m.deleted]

    def view(self, person: str) -> View | None:
        """The modal on top before that person; None if there is none."""
        stack = self.space.stacks.get(self.space.user(person).id)
        return stack[-1] if stack else None

    def home(self, person: str) -> View | None:
        return self.space.homes.get(self.space.user(person).id)

    @property
    def deliveries(self) -> list[Delivery]:
        return self.deliverer.deliveries

    @property
    def unacked(self) -> list[Delivery]:
        """Deliveries that were certainly not acknowledged within three seconds."""
        return [d for d in self.deliveries if d.failed]

    @property
    def connections(self) -> int:
        """Socket Mode connections open now."""
        return len(self.deliverer.sockets)

    @property
    def opened(self) -> int:
        """Socket Mode connections ever opened."""
        return self.deliverer.opened

    # -- what goes wrong ---------------------------------------------------------------------------------

    def fault(
        self,
        method: str,
        *,
        status: int = 200,
        error: str | None = None,
        times: int = 1,
        retry_after: float | str | None = None,
        after: bool = False,
        hang: bool = False,
        truncated: bool = False,
    ) -> None:
        """Spoil the next calls of a method ("*" any, "response" a response URL): see Fault."""
        fault = Fault(method, "", status, error, times, retry_after, after, hang, truncated)
        self.faults.add(fault)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send a disconnect frame: "warning", "refresh_requested" or "link_disabled"."""
        await self.deliverer.disconnect(reason)

    def drop(self) -> None:
        """Cut every socket without a word."""
        for socket in list(self.deliverer.sockets):
            self.deliverer.drop(socket)

    def silence(self) -> None:
        """Let every open socket go silent: open, but nothing is read, sent or answered, pings included."""
        for socket in self.deliverer.sockets:
            socket.silent = True

    def speak(self) -> None:
        for socket in self.deliverer.sockets:
            socket.silent = False

    async def redeliver(self, first: Delivery, reason: str = "timeout", patience: float = 0.0) -> Answer:
        """Deliver the same again: new envelope id, retry count and reason; over HTTP signed anew."""
        return await self.hand.again(first, reason, patience)

    def sign(self, body: bytes, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """Headers that sign a hand-made request, by default now and with the app's secret."""
        return self.deliverer.sign(body, at=at, secret=secret)

    # -- the wire ----------------------------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            body = await _arguments(request)
        except ValueError:
            return web.json_response(Refusal("invalid_json").answer())
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(body.pop("token", ""))
        body.pop("token", None)
        return await self._answered(request, method, body, lambda: self._perform(method, token, body))

    def _perform(self, method: str, token: str, body: Json) -> Json:
        if not token:
            raise Refusal("not_authed")
        if token not in (BOT_TOKEN, APP_TOKEN):
            raise Refusal("invalid_auth")
        if (method == "apps.connections.open") != (token == APP_TOKEN):
            raise Refusal("not_allowed_token_type")
        if method == "apps.connections.open":
            self._tickets += 1
            ticket = f"ticket-{self._tickets}"
            self._unused_tickets.add(ticket)
            return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/socket/{ticket}"}
        return self.methods.call(method, body)

    async def _answered(
        self, request: web.Request, method: str, body: Json, perform: Callable[[], Json]
    ) -> web.StreamResponse:
        """Perform a call and answer it, with whatever fault stands in the way."""
        fault = self.faults.take(method)
        status = 200
        if fault is None or fault.effective:
            try:
                answer = perform()
            except Refusal as refusal:
                answer = refusal.answer()
                status = 404 if method == "response" else 200
        else:
            answer = {"ok": False, "error": fault.error or "internal_error"}
        if fault is not None and fault.status == 429:
            answer = Refusal("ratelimited").answer()
        self.calls.append(Call(method, body, answer, self.clock()))
        self.pulse.beat()
        if fault is None:
            return web.json_response(answer, status=status)
        return await _spoilt(request, fault, answer)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._unused_tickets:
            return web.Response(status=404, text="a ticket opens one connection, once")
        self._unused_tickets.discard(ticket)
        return await self.deliverer.serve(request)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        try:
            body = await request.json()
        except ValueError:
            body = {}
        return await self._answered(request, "response", body, lambda: self._respond(key, body))

    def _respond(self, key: str, body: Json) -> Json:
        """A post to a response URL: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses."""
        target = self.space.responses.get(key)
        if target is None or self.clock() - target.at > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        if target.uses >= RESPONSE_USES:
            self.violations.append("response_url: a sixth use")
            raise Refusal("used_url")
        target.uses += 1
        source = target.source
        if body.get("delete_original"):
            if source is not None:
                source.deleted = True
            target.posts.append(body)
            return {"ok": True}
        try:
            text, blocks = read_content(body, POST_CHARACTERS)
        except Refusal as refusal:
            self.violations.append(f"response_url: {refusal}")
            raise
        target.posts.append(body)
        if body.get("replace_original") and source is not None:
            self.space.edit(source, text, blocks or [])
            return {"ok": True}
        reader = None if body.get("response_type") == "in_channel" else target.user
        channel = self.space.channels[target.channel]
        thread = body.get("thread_ts")
        self.space.post(channel, BOT_USER, text, blocks or [], thread_ts=thread, only_for=reader, call=body)
        return {"ok": True}

    async def _control(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        try:
            found = await control(self, request.match_info["verb"], body)
        except (Refusal, AssertionError, KeyError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response(found)


async def _arguments(request: web.Request) -> Json:
    """A call's arguments, from query, form or JSON; JSON inside a form is opened."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        parsed = json.loads(await request.read() or b"{}")
        if not isinstance(parsed, dict):
            raise ValueError("not an object")
        return found | parsed
    found |= {k: v for k, v in (await request.post()).items() if isinstance(v, str)}
    for key in JSON_ARGUMENTS:
        if isinstance(found.get(key), str):
            found[key] = json.loads(found[key])
    return found


async def _spoilt(request: web.Request, fault: Fault, answer: Json) -> web.StreamResponse:
    """The answer a fault leaves of what would have been said."""
    if fault.hang:
        await asyncio.Event().wait()
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.truncated:
        whole = json.dumps(answer).encode()
        headers["Content-Type"] = "application/json"
        return web.Response(body=whole[: len(whole) // 2], status=fault.status, headers=headers)
    if fault.status >= 500:
        return web.Response(status=fault.status, text="upstream error", headers=headers)
    body: Any = Refusal(fault.error).answer() if fault.error else answer
    return web.json_response(body, status=fault.status, headers=headers)


async def _main() -> None:
    parser = argparse.ArgumentParser(description="A small Slack on loopback.")
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--events-url")
    chosen = parser.parse_args()
    async with SlackServer(port=chosen.port, events_url=chosen.events_url) as server:
        print(f"slack on {server.port}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
