"""The simulated Slack's HTTP: calls of the Web API, response URLs, and the faults that stand in their way."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formatdate
from math import ceil
from typing import Any

from aiohttp import web

from tests.servers.faults import Fault, Faults
from tests.servers.limiting import Counter
from tests.servers.slack_blocks import Json
from tests.servers.slack_delivery import Deliverer
from tests.servers.slack_methods import Methods
from tests.servers.slack_oauth import OAuth
from tests.servers.slack_objects import POST_CHARACTERS
from tests.servers.slack_refusals import Refusal
from tests.servers.slack_things import BOT_USER
from tests.servers.slack_workspace import RESPONSE_SECONDS, RESPONSE_USES
from tests.servers.waiting import Pulse

BOT_TOKEN = "xoxb-test-token"
APP_TOKEN = "xapp-test-token"
# Arguments that are JSON inside a form.
JSON_ARGUMENTS = ("blocks", "attachments", "view", "metadata")


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the app: a Web API method, or "response" for a response URL; `team` is whose token it had."""

    method: str
    body: Json
    answer: Json
    at: float
    team: str = ""


POSTS_IN_CHANNEL, POSTS, UPDATES = (1, 1.0), (300, 60.0), (50, 60.0)
"""Slack says "several hundred" posts a minute in a workspace."""


class Wire:
    """What the app's requests meet. `workspaces` are all that there are, by their ids."""

    def __init__(
        self,
        workspaces: Mapping[str, Methods],
        oauth: OAuth,
        deliverer: Deliverer,
        pulse: Pulse,
        clock: Callable[[], float],
    ) -> None:
        self.workspaces = workspaces
        self.oauth = oauth
        self.deliverer = deliverer
        self.pulse = pulse
        self.clock = clock
        self.faults = Faults()
        self.limiting = False
        self.counter = Counter(clock)
        self.calls: list[Call] = []
        self.app_scopes = {"connections:write"}
        self.port = 0
        self._tickets = 0
        self._unused_tickets: set[str] = set()

    def routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket/{ticket}", self._socket)
        app.router.add_post("/response/{team}/{key}", self._response)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            body = await _arguments(request)
        except ValueError:
            return web.json_response(Refusal("invalid_json").answer())
        posted = str(body.pop("token", ""))
        sent = request.headers.get("Authorization", "")
        token = sent.removeprefix("Bearer ") or posted
        methods = self.oauth.tokens.get(token)
        team = methods.space.team.id if methods else ""
        wait = self._too_many(method, team, body) if self.limiting else None
        if wait is not None:
            self.calls.append(Call(method, body, Refusal("ratelimited").answer(), self.clock(), team))
            return web.json_response(
                Refusal("ratelimited").answer(), status=429, headers={"Retry-After": str(ceil(wait))}
            )
        answered = await self._answered(method, body, lambda: self._perform(method, token, body), team)
        answered.headers["Date"] = formatdate(self.clock(), usegmt=True)
        if methods or token == APP_TOKEN:  # said with refusals too: docs.slack.dev/legacy/legacy-oauth-scopes
            scopes = methods.scopes if methods else self.app_scopes
            answered.headers["X-OAuth-Scopes"] = ",".join(sorted(scopes))
        return answered

    def _too_many(self, method: str, team: str, body: Json) -> float | None:
        """How long to wait where a call is one too many; docs.slack.dev/apis/web-api/rate-limits."""
        if method == "chat.postMessage":
            place = f"{team} {body.get('channel')} {method}"
            return self.counter.count((place, *POSTS_IN_CHANNEL), (f"{team} {method}", *POSTS))
        return self.counter.count((f"{team} {method}", *UPDATES)) if method == "chat.update" else None

    def _perform(self, method: str, token: str, body: Json) -> Json:
        if not token:
            raise Refusal("not_authed")
        if method == "oauth.v2.access":
            client, _, secret = b64decode(token.removeprefix("Basic ")).decode().partition(":")
            return self.oauth.access(body, client, secret)
        if token != APP_TOKEN:
            self.oauth.of(token)
        if (method == "apps.connections.open") != (token == APP_TOKEN):
            raise Refusal("not_allowed_token_type")
        if method == "apps.connections.open":
            if "connections:write" not in self.app_scopes:
                raise Refusal("missing_scope", needed="connections:write", provided=",".join(self.app_scopes))
            self._tickets += 1
            ticket = f"ticket-{self._tickets}"
            self._unused_tickets.add(ticket)
            return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/socket/{ticket}"}
        return self.oauth.of(token).call(method, body)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._unused_tickets:
            return web.Response(status=404, text="a ticket opens one connection, once")
        self._unused_tickets.discard(ticket)
        return await self.deliverer.serve(request)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        methods, key = self.workspaces[request.match_info["team"]], request.match_info["key"]
        try:
            body = await request.json()
        except ValueError:
            body = {}
        return await self._answered("response", body, lambda: self._respond(methods, key, body))

    def _respond(self, methods: Methods, key: str, body: Json) -> Json:
        """A post to a response URL.

        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        space = methods.space
        target = space.responses.get(key)
        if target is None or self.clock() - target.at > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        if target.uses >= RESPONSE_USES:
            methods.violations.append("response_url: a sixth use")
            raise Refusal("used_url")
        target.uses += 1
        source = target.source
        if body.get("delete_original"):
            if source is not None:
                source.deleted = True
            target.posts.append(body)
            return {"ok": True}
        text, blocks = methods.content("response_url", body, POST_CHARACTERS)
        target.posts.append(body)
        if body.get("replace_original") and source is not None:
            space.edit(source, text, blocks or [])
            return {"ok": True}
        reader = None if body.get("response_type") == "in_channel" else target.user
        channel = space.channels[target.channel]
        thread = body.get("thread_ts")
        space.post(channel, BOT_USER, text, blocks or [], thread_ts=thread, only_for=reader, call=body)
        return {"ok": True}

    async def _answered(
        self, method: str, body: Json, perform: Callable[[], Json], team: str = ""
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
        self.calls.append(Call(method, body, answer, self.clock(), team))
        self.pulse.beat()
        if fault is None:
            return web.json_response(answer, status=status)
        return await _spoilt(fault, answer)


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


async def _spoilt(fault: Fault, answer: Json) -> web.StreamResponse:
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
