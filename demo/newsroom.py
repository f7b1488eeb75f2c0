"""Feeds of fictional labs, served over HTTP on this machine and nowhere else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from hashlib import sha256
from typing import Self
from xml.sax.saxutils import escape

from aiohttp import web

from bot.ports import Clock


@dataclass(frozen=True, slots=True)
class Article:
    published: datetime
    title: str
    summary: str = ""


LAB_A = (
    Article(
        datetime(2026, 12, 1, 9, tzinfo=UTC),
        "Lab A pledges to pause training runs of frontier models that cross a red line",
        "The pledge holds if two other labs make it as well.",
    ),
    Article(datetime(2026, 12, 2, 11, tzinfo=UTC), "Lab A opens a canteen"),
    Article(
        datetime(2026, 12, 5, 14, tzinfo=UTC),
        "Lab A publishes a safety case for its frontier model",
        "It says which evaluations were made before the release, and by whom.",
    ),
)
LAB_B = (
    Article(
        datetime(2026, 12, 3, 8, tzinfo=UTC),
        "Lab B: our frontier model finished 9 of 20 families in an evaluation of autonomous replication",
        "The evaluation was repeated by outsiders.",
    ),
    Article(datetime(2026, 12, 3, 15, tzinfo=UTC), "Lab B sponsors a chess tournament"),
)


class Newsroom:
    """Serves what has been published by *clock*: Lab A in RSS, Lab B in Atom."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        app = web.Application()
        app.router.add_get("/lab-a.xml", partial(self._serve, articles=LAB_A, write=_rss))
        app.router.add_get("/lab-b.atom", partial(self._serve, articles=LAB_B, write=_atom))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._runner.addresses[0]
        return host, port

    @property
    def url(self) -> str:
        return "http://{}:{}".format(*self.address)

    async def _serve(
        self, request: web.Request, articles: Sequence[Article], write: Callable[[Sequence[Article]], str]
    ) -> web.Response:
        body = write([article for article in articles if article.published <= self._clock()]).encode()
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        return web.Response(body=body, content_type="application/xml", headers={"ETag": tag})


def _rss(articles: Sequence[Article]) -> str:
    items = "".join(
        f"<item><title>{escape(article.title)}</title><link>{_link('lab-a', article)}</link>"
        f"<description>{escape(article.summary)}</description><pubDate>{format_datetime(article.published)}</pubDate>"
        "</item>"
        for article in articles
    )
    head = "<title>Lab A news (fictional)</title><link>https://lab-a.example.org/</link>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def _atom(articles: Sequence[Article]) -> str:
    entries = "".join(
        f"<entry><id>{_link('lab-b', article)}</id><title>{escape(article.title)}</title>"
        f'<link href="{_link("lab-b", article)}"/><summary>{escape(article.summary)}</summary>'
        f"<updated>{article.published.isoformat()}</updated></entry>"
        for article in articles
    )
    head = "<id>https://lab-b.example.org/</id><title>Lab B notes (fictional)</title>"
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


def _link(lab: str, article: Article) -> str:
    return f"https://{lab}.example.org/{article.published:%Y/%m/%d}"
