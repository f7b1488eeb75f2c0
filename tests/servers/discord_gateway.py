"""The simulated Discord's gateway: identify, heartbeat, resume, and every way a connection ends.

Frames: https://docs.discord.com/developers/events/gateway.
"""

import asyncio
import collections
import json
import zlib
from collections.abc import Mapping
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord import intents as simcord_intents
from simcord.backend import Backend, serializers

from tests.servers.discord_limits import Json
from tests.servers.waiting import Pulse

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, CHUNK, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
BAD_TOKEN, DISALLOWED_INTENTS = 4004, 4014
KEPT = 1000


class Connection:
    """One websocket; frames go through a queue so that they arrive in order."""

    def __init__(self, ws: web.WebSocketResponse, request: web.Request) -> None:
        self.ws = ws
        self.transport = request.transport
        self.silent = False
        self.frames: asyncio.Queue[Json] = asyncio.Queue()
        self._packer = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None

    def send(self, op: int, data: Any = None, **more: Any) -> None:
        self.frames.put_nowait({"op": op, "d": data, "s": None, "t": None, **more})

    async def write(self) -> None:
        """Send what is queued until cancelled; a silent connection swallows it."""
        while True:
            raw = json.dumps(await self.frames.get()).encode()
            if self.silent:
                continue
            try:
                if self._packer is None:
                    await self.ws.send_str(raw.decode())
                else:
                    await self.ws.send_bytes(self._packer.compress(raw) + self._packer.flush(zlib.Z_SYNC_FLUSH))
            except ConnectionError:
                return


class Session:
    """What outlives a connection: the sequence, and the frames a resume replays."""

    def __init__(self, name: str, intents: discord.Intents) -> None:
        self.name = name
        self.intents = intents
        self.sequence = 0
        self.sent: collections.deque[Json] = collections.deque(maxlen=KEPT)
        self.connection: Connection | None = None


class Gateway:
    """One shard's gateway in front of simcord's backend."""

    def __init__(self, backend: Backend, token: str, pulse: Pulse, heartbeat: float = 41.25) -> None:
        self.backend = backend
        self.token = token
        self.pulse = pulse
        self.heartbeat = heartbeat
        self.url = ""
        self.identifies = self.resumes = self.heartbeats = 0
        # What the developer portal would have switched on: nothing, as for a fresh application.
        self.privileged = False
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        backend.subscribers.append(self._emitted)

    @property
    def ready(self) -> bool:
        """Whether an app is connected and identified, or resumed."""
        return any(s.connection is not None for s in self.sessions.values())

    # -- what goes out -----------------------------------------------------------------------------------

    def _emitted(self, event: str, payload: Mapping[str, Any]) -> None:
        for session in self.sessions.values():
            self._dispatch(session, event, payload)

    def _dispatch(self, session: Session, event: str, payload: Mapping[str, Any]) -> None:
        """Send an event as this session's intents allow; a session without a connection keeps it for a resume."""
        intent = simcord_intents.required_intent(event, payload)
        if intent and not getattr(session.intents, intent):
            return
        body = json.loads(json.dumps(payload, default=str))
        bot = self.backend.bot_user.id
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not session.intents.message_content:
            simcord_intents.censor_message(body, bot, backend=self.backend)
        if event == "GUILD_CREATE":
            simcord_intents.prune_guild_create(body, session.intents, bot)
        session.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": session.sequence, "d": body}
        session.sent.append(frame)
        if session.connection is not None:
            session.connection.frames.put_nowait(frame)

    # -- what comes in -----------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection from hello to its end."""
        ws = web.WebSocketResponse(compress=False, max_msg_size=0)
        await ws.prepare(request)
        connection = Connection(ws, request)
        self.connections.append(connection)
        writer = asyncio.create_task(connection.write())
        connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000)})
        try:
            async for message in ws:
                if message.type == WSMsgType.TEXT and not connection.silent:
                    frame = json.loads(message.data)
                    await self._received(connection, frame["op"], frame.get("d"))
                    self.pulse.beat()
        finally:
            writer.cancel()
            self.connections.remove(connection)
            for session in self.sessions.values():
                if session.connection is connection:
                    session.connection = None
            self.pulse.beat()
        return ws

    async def _received(self, connection: Connection, op: int, data: Any) -> None:
        if op == HEARTBEAT:
            self.heartbeats += 1
            connection.send(ACK)
        elif op == IDENTIFY:
            await self._identify(connection, data)
        elif op == RESUME:
            self._resume(connection, data)
        elif op == CHUNK:
            self._chunk(connection, data)

    async def _identify(self, connection: Connection, data: Json) -> None:
        if data["token"] != self.token:
            await connection.ws.close(code=BAD_TOKEN, message=b"Authentication failed.")
            return
        intents = discord.Intents._from_value(data["intents"])
        asked = [name for name in simcord_intents.PRIVILEGED_INTENTS if getattr(intents, name)]
        if asked and not self.privileged:
            await connection.ws.close(code=DISALLOWED_INTENTS, message=b"Disallowed intent(s).")
            return
        self.identifies += 1
        session = Session(f"session-{self.identifies}", intents)
        session.connection = connection
        self.sessions = {session.name: session}
        guilds = list(self.backend.guilds.values())
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(self.backend.bot_user)),
            "guilds": [{"id": str(g.id), "unavailable": True} for g in guilds],
            "session_id": session.name,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "application": {"id": str(self.backend.application_id), "flags": 0},
        }
        if "shard" in data:
            ready["shard"] = data["shard"]
        self._dispatch(session, "READY", ready)
        for guild in guilds:
            self._dispatch(session, "GUILD_CREATE", serializers.guild_create_payload(self.backend, guild))

    def _resume(self, connection: Connection, data: Json) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None:
            connection.send(INVALID, False)
            return
        self.resumes += 1
        session.connection = connection
        for frame in list(session.sent):
            if frame["s"] > data["seq"]:
                connection.frames.put_nowait(frame)
        self._dispatch(session, "RESUMED", {"_trace": []})

    def _chunk(self, connection: Connection, data: Json) -> None:
        """Answer a request for members, by ids or by the beginning of a name."""
        session = next((s for s in self.sessions.values() if s.connection is connection), None)
        if session is None:
            return
        guild = self.backend.get_guild(int(data["guild_id"]))
        members, missing = list(guild.members.values()), []
        if data.get("user_ids"):
            ids = data["user_ids"] if isinstance(data["user_ids"], list) else [data["user_ids"]]
            missing = [str(i) for i in ids if int(i) not in guild.members]
            members = [m for m in members if m.user_id in {int(i) for i in ids}]
        elif data.get("query"):
            start = data["query"].lower()
            members = [m for m in members if self.backend.users[m.user_id].name.lower().startswith(start)]
        chunk = {
            "guild_id": str(guild.id),
            "members": [
                serializers.member_payload(self.backend, guild, m) for m in members[: data.get("limit") or None]
            ],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": missing,
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        self._dispatch(session, "GUILD_MEMBERS_CHUNK", chunk)

    # -- how it ends -------------------------------------------------------------------------------------

    def reconnect(self) -> None:
        """Ask every connection to come back and resume."""
        for connection in self.connections:
            connection.send(RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Declare the session invalid; unless resumable it is forgotten, and its missed events with it."""
        if not resumable:
            self.sessions = {}
        for connection in self.connections:
            connection.send(INVALID, resumable)

    def drop(self) -> None:
        """Cut every connection without a closing handshake."""
        for connection in list(self.connections):
            if connection.transport is not None:
                connection.transport.abort()

    async def close(self, code: int = 4000) -> None:
        """Close every connection with a code."""
        for connection in list(self.connections):
            await connection.ws.close(code=code)

    def silence(self, silent: bool = True) -> None:
        """Make every open connection a zombie: open, but neither heard nor answered."""
        for connection in self.connections:
            connection.silent = silent
