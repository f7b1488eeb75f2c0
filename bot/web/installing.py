"""The pages by which an admin installs the app in a Slack workspace."""

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from bot.domain.errors import NotNow, NotRecorded, Refusal
from bot.web.pages import Pages

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


class Installer(Protocol):
    def begin(self) -> tuple[str, str]:
        """Return where to send somebody, and the cookie to set before."""
        ...

    @property
    def spent(self) -> str:
        """Return the cookie to set afterwards."""
        ...

    async def finish(self, query: Mapping[str, str], cookie: str) -> str:
        """Take what somebody brings back, and return what they are told.

        :raises Refusal: where nothing was installed, or it is not known.
        """
        ...


class InstallPages:
    def __init__(self, installer: Installer, pages: Pages) -> None:
        self._installer = installer
        self._pages = pages

    def route(self, app: web.Application) -> None:
        app.router.add_get(INSTALL_PATH, self._begin, allow_head=False)
        app.router.add_get(REDIRECT_PATH, self._finish, allow_head=False)

    async def _begin(self, request: web.Request) -> web.Response:
        address, cookie = self._installer.begin()
        return web.Response(status=302, headers={"Location": address, "Set-Cookie": cookie, **_UNKEPT})

    async def _finish(self, request: web.Request) -> web.Response:
        try:
            told = await self._installer.finish(request.query, request.headers.get("Cookie", ""))
            html, status = self._pages.message("Installed", told, "../"), 200
        except Refusal as refusal:
            again = (INSTALL_PATH.rpartition("/")[2], "Begin again")
            html = self._pages.message("Not installed", refusal.message, "../", again)
            status = 503 if isinstance(refusal, NotNow | NotRecorded) else 400
        headers = {"Set-Cookie": self._installer.spent, **_UNKEPT}
        return web.Response(text=html, status=status, content_type="text/html", charset="utf-8", headers=headers)


_UNKEPT = {"Cache-Control": "no-store"}
