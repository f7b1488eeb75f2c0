"""Many feeds at once, from a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.feeds import NOTHING_KNOWN, Outline
from bot.domain.ids import Entropy, FeedId, new_id
from bot.domain.pages import unfit
from bot.domain.people import Actor
from bot.domain.record import Plain, Secret, SecretKind
from bot.ports import Feed, Transaction
from bot.services.acting import Scope, act
from bot.services.feeds import MOST_FEEDS
from bot.services.recording import record
from bot.views.phrases import counted


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list: how many of it were added and how many were there, and what was refused, with why."""

    added: int
    known: int
    refused: Sequence[tuple[Outline, str]]


async def take(tx: Transaction, actor: Actor, outlines: Sequence[Outline], now: datetime, entropy: Entropy) -> Imported:
    """Add the feeds of a list that are not there yet; each is read when its turn comes, and reported if it fails."""
    held = await tx.feeds.listed(actor.community)
    there = {address for feed in held for address in (feed.url, feed.added)}
    places = MOST_FEEDS - len(held)
    added = known = 0
    refused: list[tuple[Outline, str]] = []
    for outline in outlines:
        if why := unfit(outline.url):
            refused.append((outline, why))
        elif outline.url in there:
            known += 1
        elif added == places:
            refused.append((outline, f"There are {MOST_FEEDS} feeds already, which is the most."))
        else:
            there.add(outline.url)
            added += 1
            await _add(tx, actor, outline, now, entropy)
    if added:
        did = f"added {counted(added, 'feed')} from a list"
        data: dict[str, Plain] = {"added": added, "known": known, "refused": len(refused)}
        await act(tx, actor, Scope.COMMUNITY, "feeds.imported", data, did, now, entropy)
    return Imported(added, known, refused)


async def _add(tx: Transaction, actor: Actor, outline: Outline, now: datetime, entropy: Entropy) -> None:
    feed = Feed(
        id=FeedId(new_id(entropy)),
        community=actor.community,
        number=await tx.feeds.next_number(actor.community),
        url=outline.url,
        title=outline.title or outline.url,
        validators=NOTHING_KNOWN,
        due=now,
        added=outline.url,
    )
    await tx.feeds.add(feed)
    url, by = Secret(SecretKind.TEXT, feed.url), Secret(SecretKind.IDENTITY, actor.member)
    await record(tx, actor.community, "feed.added", {"feed": feed.id, "url": url, "by": by}, now, entropy)
