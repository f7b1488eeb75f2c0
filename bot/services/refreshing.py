"""Cards follow what they show: states at once, turnout within a minute."""

import logging
from datetime import timedelta

from bot.ports import Ambiguous, Impossible, NotSent, Posting
from bot.services.delivery import shown
from bot.services.world import World
from bot.views import proposals as views

TURNOUT_EVERY = timedelta(seconds=20)
AGAIN = timedelta(seconds=20)
AT_ONCE = 25

log = logging.getLogger(__name__)


async def refresh_postings(world: World) -> int:
    """Edit the cards that show too little and return how many were edited."""
    now = world.clock()
    stale = await world.store.read(lambda tx: tx.postings.stale(now - TURNOUT_EVERY, now, AT_ONCE))
    edited = 0
    for posting in stale:
        try:
            edited += await _refresh(world, posting)
        except Exception:
            log.exception("the card at posting %s could not be brought up to date", posting.id)
    return edited


async def _refresh(world: World, posting: Posting) -> bool:
    assert posting.reference is not None
    space = await world.store.read(lambda tx: tx.communities.space_by_id(posting.space))
    messenger = world.messengers.get(space.platform)
    if messenger is None:
        return False
    now_shown = await world.store.read(lambda tx: shown(tx, posting))
    card = views.card(now_shown, world.register_url)
    try:
        await messenger.edit(space, posting.channel, posting.reference, card)
    except NotSent as trouble:
        await _retry(world, posting, trouble.after or AGAIN)
        return False
    except Ambiguous:  # an edit can be repeated without harm
        await _retry(world, posting, AGAIN)
        return False
    except Impossible as trouble:
        reason = trouble.reason
        log.warning("the card in %s is given up: %s", space.name, reason)
        await world.store.write(lambda tx: tx.postings.give_up(posting.id, reason))
        return False
    proposal, at = now_shown.proposal, world.clock()
    await world.store.write(lambda tx: tx.postings.shown(posting.id, proposal.revision, proposal.state, at))
    return True


async def _retry(world: World, posting: Posting, after: timedelta) -> None:
    at = world.clock() + after
    await world.store.write(lambda tx: tx.postings.retry(posting.id, at))
