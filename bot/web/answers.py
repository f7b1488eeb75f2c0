"""Answers of the register's server: none is kept unasked, and one that has not changed is not sent again."""

import hashlib
from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FRESH = {"Cache-Control": "no-cache"}
"""Browsers and proxies ask each time whether it has changed."""


def page(html: str, status: int = 200) -> web.Response:
    return document(html, "text/html", status)


def document(text: str, kind: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type=kind, charset="utf-8", headers=FRESH)


@web.middleware
async def spare_unchanged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tag what may be kept by what it says, and answer that it has not changed where the request names its tag."""
    answer = await handler(request)
    kept = answer.headers.get("Cache-Control", "no-store") != "no-store"
    if not kept or answer.status != 200 or not isinstance(answer, web.Response) or not isinstance(answer.body, bytes):
        return answer
    tag = hashlib.sha256(answer.body).hexdigest()[:32]
    if any(known.value in (tag, "*") for known in request.if_none_match or ()):
        answer = web.Response(status=304, headers={"Cache-Control": answer.headers["Cache-Control"]})
    answer.etag = tag
    return answer
