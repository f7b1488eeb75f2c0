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
import time
from collections.abc import Callable, Iterable

from aiohttp import web

from tests.servers.faults import Fault
from tests.servers.slack_blocks import Json
from tests.servers.slack_control import control
from tests.servers.slack_delivery import Deliverer, Delivery
from tests.servers.slack_hand import Hand
from tests.servers.slack_methods import Methods
from tests.servers.slack_oauth import CLIENT_ID, CLIENT_SECRET, OAuth
from tests.servers.slack_place import Place
from tests.servers.slack_refusals import Refusal
from tests.servers.slack_things import BOT_USER, Team
from tests.servers.slack_wire import APP_TOKEN, BOT_TOKEN, Call, Wire
from tests.servers.slack_workspace import Workspace
from tests.servers.waiting import Pulse

SIGNING_SECRET = "test-signing-secret"


class SlackServer(Place):
    """Slack with one app and a workspace that has installed it, which this is too; others may be added.

    `stop()` and `start()` keep its state and its port.
    """

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET
    client_id = CLIENT_ID
    client_secret = CLIENT_SECRET

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        signs_at: Callable[[], float] | None = None,
        port: int = 0,
        events_url: str | None = None,
        scopes: Iterable[str] | None = None,
        limiting: bool = False,
    ) -> None:
        """`signs_at` dates HTTP signatures, where the app checks them by another clock than `clock`; `scopes` are those
        of the bot's token in the first workspace, by default every one that a method here needs. `limiting` refuses
        calls that are too many by `clock`, and lists them in `limited`."""
        self.clock = clock
        self.port = port
        self.pulse = Pulse()
        self.violations: list[str] = []
        self.oauth = OAuth(clock)
        self.deliverer = Deliverer(self.pulse, SIGNING_SECRET, signs_at or clock)
        self.deliverer.events_url = events_url
        methods = Methods(Workspace(clock), self.violations, scopes)
        super().__init__(methods, Hand(methods, self.deliverer, self.pulse, self.violations))
        self.places: list[Place] = [self]
        self.workspaces = {self.space.team.id: methods}
        self.oauth.tokens[BOT_TOKEN] = methods
        self.wire = Wire(self.workspaces, self.oauth, self.deliverer, self.pulse, clock)
        self.wire.limiting = limiting
        self._runner: web.AppRunner | None = None

    # -- running -----------------------------------------------------------------------------------------

    async def __aenter__(self) -> "SlackServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=64 << 20)
        self.wire.routes(app)
        app.router.add_route("*", "/_control/{verb}", self._control)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self.wire.port = self._runner.addresses[0][1]
        for place in self.places:
            place.hand.url = self.url

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

    @property
    def app_scopes(self) -> set[str]:
        """The scopes of the app-level token."""
        return self.wire.app_scopes

    # -- workspaces --------------------------------------------------------------------------------------

    def add_workspace(self, id: str, name: str, enterprise: str | None = None) -> Place:
        """Another workspace, with people of the same names and ids, in which the app is not installed."""
        domain = name.casefold().replace(" ", "-")
        methods = Methods(Workspace(self.clock, Team(id, name, domain, enterprise)), self.violations, ())
        hand = Hand(methods, self.deliverer, self.pulse, self.violations)
        hand.url = self.url
        self.workspaces[id] = methods
        self.places.append(Place(methods, hand))
        return self.places[-1]

    async def uninstall(self, place: Place, *events: str) -> None:
        """Remove the app from a workspace, which is told by these events, by default both that Slack has for it."""
        self.oauth.revoke(place.methods, "account_inactive")
        told: dict[str, Json] = {
            "app_uninstalled": {"type": "app_uninstalled"},
            "tokens_revoked": {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}},
        }
        for name in events or tuple(told):
            await place.event(told[name])

    # -- what there is to see ----------------------------------------------------------------------------

    @property
    def limited(self) -> list[tuple[float, str]]:
        """When which limit was passed."""
        return self.wire.counter.hits

    @property
    def calls(self) -> list[Call]:
        return self.wire.calls

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
        spared: int = 0,
    ) -> None:
        """Spoil the next calls of a method ("*" any, "response" a response URL): see Fault."""
        fault = Fault(method, "", status, error, times, retry_after, after, hang, truncated, spared=spared)
        self.wire.faults.add(fault)

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

    def sign(self, body: bytes, *, at: float | None = None, secret: str | None = None) -> dict[str, str]:
        """Headers that sign a hand-made request, by default now and with the app's secret."""
        return self.deliverer.sign(body, at=at, secret=secret)

    async def _control(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        try:
            found = await control(self, request.match_info["verb"], body)
        except (Refusal, AssertionError, KeyError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response(found)


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
