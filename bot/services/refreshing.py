"""Cards follow what they show: states at once, turnout within a minute."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import CommunityId, PostingId
from bot.ports import Ambiguous, Channel, Impossible, NotSent, Posting, Transaction
from bot.services.delivery import shown
from bot.services.keeping import keep
from bot.services.lines import Doing
from bot.services.world import World
from bot.views import proposals as views

TURNOUT_EVERY = timedelta(seconds=20)
AGAIN = timedelta(seconds=20)
CLAIM = timedelta(seconds=20)
"""A card waits no longer than this for a process that died. An edit that takes longer is made once more."""
AT_ONCE = 25

log = logging.getLogger(__name__)


async def refresh_postings(world: World) -> int:
    """Edit the cards that show too little; return how many were edited. Channels do not wait for each other, nor the
    next call for a channel that hangs."""
    now = world.clock()
    busy = world.lines.busy(Doing.EDITING)
    stale = await world.store.read(lambda tx: tx.postings.stale(now - TURNOUT_EVERY, now, AT_ONCE, busy))
    if not stale:
        return 0
    ids = [posting.id for posting in stale]
    lines: dict[Channel, list[Posting]] = defaultdict(list)
    for posting in await world.store.write(lambda tx: tx.postings.claim(ids, now, now + CLAIM)):
        lines[posting.space, posting.channel].append(posting)
    work = {channel: _refresh_line(world, line) for channel, line in lines.items()}
    return await world.lines.run(Doing.EDITING, work)


async def resume(tx: Transaction, community: CommunityId, id: PostingId) -> bool:
    """Take up again a card that was given up; return False where there is none such."""
    posting = await tx.postings.get(id)
    if posting is None or posting.given_up is None:
        return False
    if (await tx.communities.space_by_id(posting.space)).community != community:
        return False
    await tx.postings.resume(id)
    return True


async def _refresh_line(world: World, line: Sequence[Posting]) -> int:
    """Edit the cards of one channel, one at a time; what its platform puts off holds for all of them."""
    edited = 0
    for place, posting in enumerate(line):
        try:
            edited += await _refresh(world, posting)
        except NotSent as trouble:
            await _put_off(world, line[place:], trouble.after or AGAIN)
            break
        except Exception:
            log.exception("the card at posting %s could not be brought up to date", posting.id)
    return edited


async def _refresh(world: World, posting: Posting) -> bool:
    """:raises NotSent: where the platform puts it off."""
    reference = posting.reference
    assert reference is not None
    space = await world.store.read(lambda tx: tx.communities.space_by_id(posting.space))
    messenger = world.messengers.get(space.platform)
    if messenger is None:
        return False
    now_shown = await world.store.read(lambda tx: shown(tx, posting))
    card = views.card(now_shown, world.register_url)
    held, until = posting, world.clock() + CLAIM
    if not await world.store.write(lambda tx: tx.postings.renew(held, until)):
        return False
    posting = replace(posting, retry_at=until)
    try:
        await messenger.edit(space, posting.channel, reference, card)
    except Ambiguous:  # an edit can be repeated without harm
        await _put_off(world, [posting], AGAIN)
        return False
    except Impossible as trouble:
        reason = trouble.reason
        log.warning("the card in %s is given up: %s", space.name, reason)
        await keep(world.store, lambda tx: tx.postings.give_up(posting.id, reason))
        return False
    proposal, at = now_shown.proposal, world.clock()
    await keep(world.store, lambda tx: tx.postings.shown(posting.id, proposal.revision, proposal.state, at, until))
    return True


async def _put_off(world: World, line: Sequence[Posting], after: timedelta) -> None:
    at = world.clock() + after

    async def note(tx: Transaction) -> None:
        for posting in line:
            await tx.postings.retry(posting.id, at)

    await keep(world.store, note)
