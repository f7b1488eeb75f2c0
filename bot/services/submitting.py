"""Members put something forward for the news."""

from datetime import datetime, timedelta

from bot.domain.directions import isolated
from bot.domain.editions import Candidate
from bot.domain.errors import NotNow
from bot.domain.feeds import Entry, FeedFault, Page
from bot.domain.ids import CommunityId, Entropy, FeedId, new_id
from bot.domain.pages import page
from bot.domain.people import Actor
from bot.domain.record import Plain, Secret, SecretKind
from bot.domain.stories.links import plain_link
from bot.ports import Transaction
from bot.services.acting import Scope, act
from bot.services.editions import MEMORY, candidate
from bot.services.world import World

MOST_A_DAY = 50
DAY = timedelta(days=1)


Known = tuple[Candidate, datetime]
"""The entry that tells of a page, and when it was read."""


async def known(tx: Transaction, community: CommunityId, url: str, now: datetime) -> Known | None:
    """Return what came of the page at *url* in eight weeks, if anything did."""
    found = await tx.submissions.known(community, plain_link(url), now - MEMORY)
    return None if found is None else (candidate(found), found.seen)


async def described(world: World, url: str, title: str, now: datetime) -> Page:
    """Return the page at *url* as it is to be judged: by *title*, or else as it describes itself.

    :raises NotNow: where it cannot be read, with the reason.
    """
    if title:
        return Page(plain_link(url), title)
    try:
        return await world.feeds.page(url, now)
    except FeedFault as fault:
        raise NotNow(
            f"{url} could not be read. {fault.reason} With its title after the address it is put forward all the same."
        ) from fault


async def submit(tx: Transaction, actor: Actor, found: Page, now: datetime, entropy: Entropy) -> str | Known:
    """Keep a page as an entry of the news and return its code, or what tells of it already.

    :raises NotNow: where so many were put forward that somebody has to look at them first.
    """
    url = plain_link(found.url)
    if here_already := await known(tx, actor.community, url, now):
        return here_already
    if await tx.submissions.count(actor.community, now - DAY) >= MOST_A_DAY:
        raise NotNow(f"{MOST_A_DAY} were put forward here in a day, and that is as many as are taken. Try tomorrow.")
    entry = Entry(page(url), found.title, url, found.summary, found.published)
    code = await tx.submissions.add(actor.community, entry, actor.name, now, FeedId(new_id(entropy)))
    data: dict[str, Plain | Secret] = {
        "entry": code,
        "url": Secret(SecretKind.TEXT, url),
        "title": Secret(SecretKind.TEXT, found.title),
    }
    did = f"put forward for the news: {isolated(found.title)}"
    await act(tx, actor, Scope.LISTED, "news.submitted", data, did, now, entropy)
    return code
