"""The pages of a community's digests, and what programs that read feeds take of them."""

import asyncio

from aiohttp import web

from bot.domain.ids import CommunityId
from bot.services.world import World
from bot.web import reading
from bot.web.answers import document, page
from bot.web.pages import Pages

COMMUNITY = r"/c/{community:[0-9a-z]{26}}"
NUMBER = "[0-9]{1,9}"


class DigestPages:
    def __init__(self, world: World, pages: Pages) -> None:
        self._world = world
        self._pages = pages

    def route(self, app: web.Application) -> None:
        app.router.add_get(f"{COMMUNITY}/digests", self._listed)
        app.router.add_get(f"{COMMUNITY}/digests/", self._slashed)
        app.router.add_get(f"{COMMUNITY}/digests/{{number:{NUMBER}}}", self._edition)
        app.router.add_get(f"{COMMUNITY}/digests.atom", self._atom)
        app.router.add_get(f"{COMMUNITY}/feeds.opml", self._opml)

    async def _listed(self, request: web.Request) -> web.Response:
        community, digest = CommunityId(request.match_info["community"]), _asked(request, "digest")
        before = _asked(request, "before")
        found = await self._world.store.read(lambda tx: reading.digests(tx, community, before, digest))
        if found is None:
            raise web.HTTPNotFound
        return page(self._pages.digests(found, "../../"))

    async def _slashed(self, request: web.Request) -> web.Response:
        raise web.HTTPMovedPermanently("../digests")

    async def _edition(self, request: web.Request) -> web.Response:
        community, number = CommunityId(request.match_info["community"]), int(request.match_info["number"])
        found = await self._world.store.read(lambda tx: reading.edition(tx, community, number))
        if found is None:
            raise web.HTTPNotFound
        return page(self._pages.edition(found, "../../../"))

    async def _atom(self, request: web.Request) -> web.Response:
        community, digest = CommunityId(request.match_info["community"]), _asked(request, "digest")
        found = await self._world.store.read(lambda tx: reading.digests(tx, community, None, digest))
        if found is None:
            raise web.HTTPNotFound
        text = await asyncio.to_thread(self._pages.atom, found, self._world.register_url)  # a megabyte of long editions
        return document(text, "application/atom+xml")

    async def _opml(self, request: web.Request) -> web.Response:
        community = CommunityId(request.match_info["community"])
        found = await self._world.store.read(lambda tx: reading.sources(tx, community))
        if found is None:
            raise web.HTTPNotFound
        return document(self._pages.opml(found), "text/x-opml")


def _asked(request: web.Request, name: str) -> int | None:
    """Return a number that the address asks for, None where it asks for none that there could be."""
    text = request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
