"""The simulated Discord's HTTP API: simcord's routes behind real requests, with what simcord lets pass refused."""

import asyncio
import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from simcord.backend import Backend
from simcord.backend.errors import BackendError, SetupError, invalid_form_body
from simcord.enums import InteractionType
from simcord.http import (
    router,
    routes,  # registers the handlers
)

from tests.servers.discord_limits import Json, careless, wrong_commands
from tests.servers.discord_openapi import OpenApi
from tests.servers.faults import Fault, Faults
from tests.servers.limiting import Counted, Counter
from tests.servers.waiting import Pulse

assert routes

EPOCH = 1_420_070_400.0
# "the past few minutes": https://docs.discord.com/developers/resources/message#create-message, enforce_nonce
NONCE_SECONDS = 180.0
# https://docs.discord.com/developers/topics/rate-limits: in all by the second; in a channel as its headers say.
ALL, SENDS, EDITS = (50, 1.0), (5, 5.0), (5, 5.0)
# 30046: https://docs.discord.com/developers/topics/opcodes-and-status-codes, which gives no number; this one was
# observed (github.com/circuitsacul/starboard-4/issues/118).
OLD_SECONDS = 3600.0
OLD_EDITS = (3, 20.0)


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the app and the answer it got (None for 204)."""

    method: str
    path: str
    body: Any
    status: int
    answer: Any
    at: float


class Upload:
    """A file of a multipart request, as simcord's routes read it."""

    def __init__(self, data: bytes, filename: str) -> None:
        self.fp = io.BytesIO(data)
        self.filename = filename
        self.description = None


class Rest:
    """Serves /api/v10; `violations` gathers what a careful app never sends."""

    def __init__(
        self, backend: Backend, token: str, pulse: Pulse, clock: Callable[[], float], openapi: OpenApi | None
    ) -> None:
        self.backend = backend
        self.token = token
        self.pulse = pulse
        self.clock = clock
        self.openapi = openapi
        self.gateway_url = ""
        self.faults = Faults()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.syncs = 0
        self.answered: dict[int, float] = {}
        self.application: Json = {}
        self._nonces: dict[tuple[str, str], tuple[float, Any]] = {}
        self.limiting = False
        self.counter = Counter(clock)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One request, with whatever fault stands in its way."""
        method, path = request.method, "/" + request.match_info["tail"]
        body, files = await _body(request)
        fault = self.faults.take(method, path)
        if fault is None or fault.effective:
            status, answer = self._perform(request, method, path, body, files)
        else:
            status, answer = fault.status, {"message": "a fault of this test", "code": 0}
        self.calls.append(Call(method, path, body, status, answer, self.clock()))
        self.pulse.beat()
        if fault is not None:
            return await self._spoilt(fault, status, answer)
        if status == 429:
            return self._limited(answer["retry_after"], answer)
        return self._response(status, answer)

    def _perform(self, request: web.Request, method: str, path: str, body: Any, files: list[Upload]) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        # Interaction callbacks and webhooks carry their token in the path.
        tokenless = parts[0] == "interactions" or (parts[0] == "webhooks" and len(parts) >= 3)
        if not tokenless and request.headers.get("Authorization") != f"Bot {self.token}":
            return 401, {"message": "401: Unauthorized", "code": 0}
        if path == "/gateway":
            return 200, {"url": self.gateway_url}
        if path == "/gateway/bot":
            limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
            return 200, {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}
        self.violations += [f"{method} {path}: {problem}" for problem in careless(method, path, body)]
        if self.openapi is not None:
            self.violations += [f"{method} {path}: {w}" for w in self.openapi.wrong(method, path, body)]
        if (limited := self._too_many(method, parts)) is not None:
            return 429, limited
        try:
            self._refuse(method, parts, body)
            answer = self._route(request, method, path, body, files)
        except BackendError as error:
            if error.code == 50035:
                self.violations.append(f"{method} {path}: {error.message}")
            return error.status, error.to_json()
        except (router.RouteNotImplemented, router.UnsupportedField, SetupError, ValueError) as error:
            self.violations.append(f"{method} {path}: {type(error).__name__}: {error}")
            return 501, {"message": str(error), "code": 0}
        return (204, None) if answer is None else (200, json.loads(json.dumps(answer, default=str)))

    def _route(self, request: web.Request, method: str, path: str, body: Any, files: list[Upload]) -> Any:
        nonce = self._nonce(method, path, body)
        if nonce is not None and nonce in self._nonces:
            at, first = self._nonces[nonce]
            if self.clock() - at < NONCE_SECONDS:
                return first
        answer = router.dispatch(
            self.backend,
            method,
            unquote(path),
            json=body,
            params=dict(request.query),
            files=files,
            reason=request.headers.get("X-Audit-Log-Reason"),
        )
        if nonce is not None:
            answer = {**answer, "nonce": body["nonce"]}
            self._nonces[nonce] = (self.clock(), answer)
        if path == "/oauth2/applications/@me":
            answer = answer | self.application
        if path.endswith("/callback"):
            self.answered[int(path.split("/")[2])] = time.monotonic()
        if path.endswith("/commands") and method == "PUT":
            self.syncs += 1
        return answer

    def _nonce(self, method: str, path: str, body: Any) -> tuple[str, str] | None:
        """What an enforced nonce is unique in: the author's messages in a channel."""
        creates = method == "POST" and path.startswith("/channels/") and path.endswith("/messages")
        if not creates or not isinstance(body, dict) or not body.get("enforce_nonce") or not body.get("nonce"):
            return None
        return path, str(body["nonce"])

    def _refuse(self, method: str, parts: list[str], body: Any) -> None:
        """What Discord refuses and simcord lets pass.

        Raises:
            BackendError: 50035 for a modal that answers a modal, or commands beyond their limits;
                50083 for an edit in an archived thread.
        """
        if method == "POST" and parts[0] == "interactions" and body.get("type") == 9:
            record = self.backend.interactions.get(int(parts[1]))
            if record is not None and record.type == InteractionType.MODAL_SUBMIT:
                raise invalid_form_body("type: a modal cannot answer a modal submit")
        if method == "PUT" and parts[-1] == "commands" and (wrong := wrong_commands(body)):
            raise invalid_form_body("; ".join(wrong))
        if method == "PATCH" and parts[0] == "channels" and parts[2:3] == ["messages"]:
            channel = self.backend.channels.get(int(parts[1]))
            if channel is not None and channel.thread_metadata and channel.thread_metadata.archived:
                raise BackendError(400, 50083, "Thread is archived")

    def _too_many(self, method: str, parts: list[str]) -> Json | None:
        """The 429 of a request too many: of edits of old messages, and, where it is `limiting`, of any."""
        counted: list[Counted] = []
        if self.limiting and parts[0] not in ("interactions", "webhooks"):
            counted.append(("all", *ALL))
        if parts[0] == "channels" and parts[2:3] == ["messages"] and method in ("POST", "PATCH"):
            if self.limiting:
                counted.append((f"{method} {parts[1]}", *(SENDS if method == "POST" else EDITS)))
            if method == "PATCH" and self.clock() - ((int(parts[3]) >> 22) / 1000 + EPOCH) > OLD_SECONDS:
                counted.append((f"old {parts[1]}", *OLD_EDITS))
        wait = self.counter.count(*counted)
        if wait is None:
            return None
        if self.counter.hits[-1][1].startswith("old "):
            said = "Maximum number of edits to messages older than 1 hour reached. Try again later"
            return {"message": said, "code": 30046, "retry_after": wait, "global": False}
        return {"message": "You are being rate limited.", "retry_after": wait, "global": False}

    # -- answers -----------------------------------------------------------------------------------------

    def _response(self, status: int, answer: Any, **headers: str) -> web.Response:
        bucket = {
            "X-RateLimit-Limit": "50",
            "X-RateLimit-Remaining": "49",
            "X-RateLimit-Reset-After": "1.0",
            "X-RateLimit-Reset": str(self.clock() + 1),
            "X-RateLimit-Bucket": "all",
            "Date": formatdate(self.clock(), usegmt=True),
        }
        if answer is None:
            return web.Response(status=status, headers=bucket)
        # discord.py parses JSON only under exactly this Content-Type, with no charset.
        kind = {"Content-Type": "application/json"}
        raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return web.Response(body=raw, status=status, headers=bucket | kind | headers)

    def _limited(self, retry_after: float | str, answer: Json) -> web.Response:
        # Without `Via`, discord.py takes a 429 for a ban by Cloudflare.
        said = {"Retry-After": str(retry_after), "Via": "1.1 google", "X-RateLimit-Remaining": "0"}
        return self._response(429, answer, **said)

    async def _spoilt(self, fault: Fault, status: int, answer: Any) -> web.StreamResponse:
        if fault.hang:
            await asyncio.Event().wait()
        if fault.truncated:
            whole = json.dumps(answer).encode()
            return self._response(status, whole[: len(whole) // 2])
        if fault.status == 429:
            after = 0.5 if fault.retry_after is None else fault.retry_after
            said = {"message": "You are being rate limited.", "retry_after": after, "global": False}
            return self._limited(after, said)
        return self._response(fault.status, {"message": fault.error or "a fault of this test", "code": fault.code})


async def _body(request: web.Request) -> tuple[Any, list[Upload]]:
    """The JSON of a request and its files, multipart opened."""
    if request.content_type == "application/json":
        return await request.json(), []
    if not request.content_type.startswith("multipart/"):
        return None, []
    body, files, fields = None, [], {}
    async for part in await request.multipart():
        data = bytes(await part.read())  # type: ignore[union-attr]
        name, filename = part.name, part.filename  # type: ignore[union-attr]
        if filename:
            files.append(Upload(data, filename))
        elif name == "payload_json":
            body = json.loads(data)
        elif name:
            fields[name] = data.decode()
    return (body if body is not None else fields or None), files
