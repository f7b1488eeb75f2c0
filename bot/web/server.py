"""The register's web server: GET and HEAD only, but for Slack's events where they come by HTTP."""

import logging
from importlib.resources import files

from aiohttp import web

from bot.domain.errors import Refusal
from bot.domain.ids import CommunityId
from bot.services.world import World
from bot.web import reading
from bot.web.answers import Handler, page, spare_unchanged
from bot.web.digests import COMMUNITY, DigestPages
from bot.web.installing import Installer, InstallPages
from bot.web.pages import Pages

SLACK_PATH = "/slack/events"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Server": "moratorium",
}
FINISH_WITHIN = 0.7

log = logging.getLogger(__name__)


_LABEL = "{label:(?:[A-Za-z]{2}-)?[0-9]{1,9}}"
"""A proposal as it is written, RL-12, or its number alone."""


class PortTaken(Exception):
    """The register cannot listen where it is told to; the message says why."""


class WebServer:
    """Serves the register of *world*; *slack* answers what Slack posts, *installer* installs the app in workspaces."""

    def __init__(self, world: World, slack: Handler | None = None, installer: Installer | None = None) -> None:
        self._world = world
        self._pages = Pages()
        self._style = files("bot.web").joinpath("style.css").read_text(encoding="utf-8")
        app = web.Application(middlewares=[self._answer_faults, spare_unchanged])
        app.on_response_prepare.append(_add_headers)
        app.router.add_get("/", self._root)
        app.router.add_get("/style.css", self._stylesheet)
        app.router.add_get("/healthz", self._health)
        app.router.add_get(rf"/{_LABEL}", self._labelled)
        app.router.add_get(rf"/{_LABEL}/", self._slashed)
        app.router.add_get(COMMUNITY, self._unslashed)
        app.router.add_get(f"{COMMUNITY}/", self._community)
        app.router.add_get(f"{COMMUNITY}/acts", self._acts)
        app.router.add_get(rf"{COMMUNITY}/{_LABEL}", self._entry)
        app.router.add_get(rf"{COMMUNITY}/{_LABEL}/", self._slashed)
        DigestPages(world, self._pages).route(app)
        if slack is not None:
            app.router.add_post(SLACK_PATH, slack)
        if installer is not None:
            InstallPages(installer, self._pages).route(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=FINISH_WITHIN)

    async def start(self, host: str, port: int) -> None:
        """Begin to listen.

        :raises PortTaken: where it cannot.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise PortTaken(error.strerror or str(error)) from error

    async def aclose(self) -> None:
        await self._runner.cleanup()

    async def _root(self, request: web.Request) -> web.Response:
        tables = await self._world.store.read(reading.tables)
        if not tables:
            return page(self._pages.nothing_yet())
        if len(tables) == 1:
            return page(self._pages.register(tables[0], "", alone=True))
        return page(self._pages.communities(tables))

    async def _community(self, request: web.Request) -> web.Response:
        community = CommunityId(request.match_info["community"])
        table = await self._world.store.read(lambda tx: reading.table(tx, community))
        if table is None:
            raise web.HTTPNotFound
        return page(self._pages.register(table, "../../", alone=False))

    async def _unslashed(self, request: web.Request) -> web.Response:
        raise web.HTTPMovedPermanently(request.match_info["community"] + "/")  # relative: a proxy may add a prefix

    async def _slashed(self, request: web.Request) -> web.Response:
        raise web.HTTPMovedPermanently("../" + request.match_info["label"])

    async def _labelled(self, request: web.Request) -> web.Response:
        label = request.match_info["label"].upper()
        found = await self._world.store.read(lambda tx: reading.entries(tx, label, None))
        if not found:
            raise web.HTTPNotFound
        if len(found) > 1:
            return page(self._pages.choice(label, found))
        return page(self._pages.entry(found[0], ""))

    async def _entry(self, request: web.Request) -> web.Response:
        label, community = request.match_info["label"], CommunityId(request.match_info["community"])
        found = await self._world.store.read(lambda tx: reading.entries(tx, label, community))
        if not found:
            raise web.HTTPNotFound
        return page(self._pages.entry(found[0], "../../"))

    async def _acts(self, request: web.Request) -> web.Response:
        community = CommunityId(request.match_info["community"])
        found = await self._world.store.read(lambda tx: reading.acts(tx, community))
        if found is None:
            raise web.HTTPNotFound
        return page(self._pages.acts(found, "../../"))

    async def _stylesheet(self, request: web.Request) -> web.Response:
        return web.Response(text=self._style, content_type="text/css", headers={"Cache-Control": "max-age=300"})

    async def _health(self, request: web.Request) -> web.Response:
        """Say whether the database answers."""
        try:
            await self._world.store.read(lambda tx: tx.communities.every_space())
        except Refusal:
            return web.json_response({"status": "database unavailable"}, status=503)
        return web.json_response({"status": "ok"})

    @web.middleware
    async def _answer_faults(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer with a page whatever goes wrong, and log what is our fault."""
        try:
            return await handler(request)
        except web.HTTPNotFound:
            text = "There is no such page. What was never open for voting is not in the register."
            return self._fault(request, 404, "Not here", text)
        except web.HTTPMethodNotAllowed as error:
            answer = self._fault(request, 405, "Only for reading", "The register is changed in Discord and Slack.")
            answer.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
            return answer
        except web.HTTPException:
            raise
        except Refusal:
            text = "The register cannot be read just now. Try again in a moment."
            return self._fault(request, 503, "Not now", text)
        except Exception:
            log.exception("the page %s failed", request.match_info.route.resource)
            return self._fault(request, 500, "Something went wrong", "It is our fault, and it is logged.")

    def _fault(self, request: web.Request, status: int, title: str, text: str) -> web.Response:
        root = "../" * (request.path.count("/") - 1)
        return page(self._pages.message(title, text, root), status)


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
