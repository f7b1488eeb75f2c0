"""Editions: gathered, composed, and kept once a period."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.composing import Composed, Taste, compose, headline
from bot.domain.editions import (
    Became,
    Candidate,
    Contents,
    Correction,
    Edition,
    Fate,
    Section,
    Stage,
    Standing,
    Story,
    Tabled,
    Told,
    Window,
)
from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, MemberId, SubscriptionId
from bot.domain.proposals import State
from bot.domain.stories.items import Item
from bot.domain.stories.links import plain_link
from bot.domain.subscriptions import Subscription
from bot.ports import Transaction, Weighed
from bot.services.register import with_votes
from bot.views.proposals import Listed, turnout

MEMORY = timedelta(weeks=8)
"""So long a story counts as told, and so long it can be asked what became of an entry."""
SOON = (timedelta(days=3), timedelta(days=7))
"""A vote closes soon where it does in as long a time as an edition tells of, but no less and no more than so."""

SHOWN = frozenset({Fate.TOLD, Fate.JOINED})


@dataclass(frozen=True, slots=True)
class Gathered:
    """What happened in *window*, not composed yet; *told* and *corrected* are what earlier editions said.

    *candidates* came in the window, or came before and were pinned or added in it; *dropped* is what curators dropped
    in the weeks before it.
    """

    window: Window
    candidates: Sequence[Candidate]
    read: int
    told: Sequence[Told]
    corrected: Sequence[Correction]
    table: Sequence[Tabled]
    dropped: Sequence[Item] = ()


async def gather(
    tx: Transaction,
    community: CommunityId,
    subscription: SubscriptionId | None,
    window: Window,
    chosen: datetime | None = None,
) -> Gathered:
    """Read what an edition for *window* is made of, with what *subscription* was told in eight weeks.

    What was pinned or added counts until *chosen*, or else until the end of *window*.
    """
    since, until = window.since, window.until
    before = await tx.editions.of(subscription, until - MEMORY) if subscription is not None else []
    sent = [edition for edition in before if edition.stage is Stage.QUEUED]
    noted = [one for edition in sent for one in edition.contents.corrections if one.at >= sent[0].made]
    shown = {code for edition in sent for code, it in edition.contents.became.items() if it.fate in SHOWN}
    weighed = await tx.entries.weighed(community, since, until)
    late = await tx.choices.late(community, since, chosen or until, until - MEMORY)
    dropped = await tx.choices.dropped(community, until - MEMORY, since)
    return Gathered(
        window,
        [candidate(one) for one in (*weighed, *(one for one in late if one.code not in shown))],
        await tx.entries.count(community, since, until),
        [Told(story.items, edition.made) for edition in sent for story in edition.contents.stories or ()],
        noted,
        await _table(tx, community, window),
        [candidate(one).item for one in dropped],
    )


async def numbered(
    tx: Transaction, community: CommunityId, number: int, asking: MemberId | None
) -> tuple[Edition, Subscription]:
    """Return the edition of that number, a channel's or one of *asking* alone, and what it was made for.

    :raises NotFound: where there is none, or it is somebody else's own.
    """
    found = await tx.editions.numbered(community, number)
    subscription = None if found is None else await tx.subscriptions.get(found.subscription)
    if found is None or subscription is None or not subscription.is_shown_to(asking):
        raise NotFound(f"There is no edition {number} here.")
    return found, subscription


async def story_of(tx: Transaction, community: CommunityId, edition: int, story: int, asking: MemberId | None) -> Story:
    """Return a story by the number of its edition, as ``numbered`` finds it, and its own number in it.

    :raises NotFound: where there is no such edition, or no such story in it.
    """
    found, _ = await numbered(tx, community, edition, asking)
    stories = found.contents.stories or ()
    if not 1 <= story <= len(stories):
        raise NotFound(f"Edition {edition} has no story {story}; it has {len(stories)}.")
    return stories[story - 1]


async def composed(gathered: Gathered, taste: Taste, sections: Collection[Section]) -> Contents:
    """Compose what was gathered, off the loop, with the sections that are wanted."""
    made = await asyncio.to_thread(compose, gathered.candidates, gathered.told, taste, gathered.dropped)
    return _contents(gathered, made, sections)


def _contents(gathered: Gathered, made: Composed, sections: Collection[Section]) -> Contents:
    return Contents(
        window=gathered.window,
        table=tuple(gathered.table) if Section.TABLE in sections else None,
        stories=made.stories if Section.NEWS in sections else None,
        near=made.near if Section.NEAR in sections else None,
        kept=made.kept,
        read=gathered.read,
        became=_became(made, sections),
        repeated=tuple(gathered.corrected),
    )


def _became(made: Composed, sections: Collection[Section]) -> Mapping[str, Became]:
    """Return what became of each entry where only some sections are wanted."""
    instead: dict[Fate, Became] = {}
    if Section.NEWS not in sections:
        instead |= dict.fromkeys(SHOWN, Became(Fate.SECTION))
    if Section.NEAR not in sections:
        instead[Fate.NEAR] = Became(Fate.WEAK)
    return {code: instead.get(one.fate, one) for code, one in made.became.items()}


def candidate(weighed: Weighed) -> Candidate:
    entry, judgement = weighed.entry, weighed.judgement
    return Candidate(
        code=weighed.code,
        feed=weighed.feed,
        item=Item(
            title=entry.title,
            summary=entry.summary,
            url=plain_link(entry.url),
            source=weighed.source,
            at=entry.published or weighed.seen,
            points=judgement.points,
        ),
        kept=judgement.kept,
        reasons=tuple(judgement.reasons),
        choice=weighed.choice,
        by=weighed.by,
    )


def corrected(edition: Edition, story: int, note: str, now: datetime) -> Contents:
    """Return what *edition* says with a dated *note* on one of its stories, by number.

    :raises IndexError: where it has no such story.
    """
    stories = edition.contents.stories or ()
    if not 1 <= story <= len(stories):
        raise IndexError(story)
    noted = Correction(edition.number, story, headline(stories[story - 1].lead), note, now)
    return replace(edition.contents, corrections=(*edition.contents.corrections, noted))


async def _table(tx: Transaction, community: CommunityId, window: Window) -> list[Tabled]:
    """Return the proposals at the table, by how they stand to it, those that close first first."""
    voting = await with_votes(tx, await tx.proposals.listed(community, [State.VOTING]))
    decided = await with_votes(tx, await tx.proposals.decided(community, window.since, window.until))
    lines = [_voting(entry, window) for entry in voting]
    lines.sort(key=lambda line: (list(Standing).index(line.standing), line.at))
    return lines + sorted(map(_decided, decided), key=lambda line: line.at)


def _voting(entry: Listed, window: Window) -> Tabled:
    vote = entry.vote
    assert vote is not None
    if vote.closes - window.until <= min(max(window.until - window.since, SOON[0]), SOON[1]):
        standing = Standing.CLOSING
    else:
        standing = Standing.OPENED if vote.opened >= window.since else Standing.OPEN
    proposal = entry.proposal
    return Tabled(standing, proposal.label, proposal.title, vote.closes, vote.is_short, turnout(entry))


def _decided(entry: Listed) -> Tabled:
    vote, proposal = entry.vote, entry.proposal
    assert vote is not None
    at = vote.closed or vote.closes
    return Tabled(Standing.DECIDED, proposal.label, proposal.title, at, vote.is_short, proposal.state.value)
