"""Cards follow what they show: states at once, turnout within a minute."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.ids import Entropy, PostingId, SpaceId
from bot.domain.moves import again, was_again
from bot.domain.pacing import Ticket
from bot.domain.people import Actor, Space
from bot.ports import Ambiguous, Cause, Channel, Impossible, NotSent, Posting, Stale, Transaction
from bot.services.acting import Scope, act
from bot.services.delivery import shown
from bot.services.keeping import keep
from bot.services.lines import Doing
from bot.services.losing import lose
from bot.services.moving import stranded
from bot.services.pacing import edits_now, run_claimed
from bot.services.posting import post_anew
from bot.services.world import World
from bot.views import proposals as views

TURNOUT_EVERY = timedelta(seconds=20)
AGAIN = timedelta(seconds=20)
CLAIM = timedelta(seconds=20)
"""A card waits no longer than this for a process that died. An edit that takes longer is made once more."""

log = logging.getLogger(__name__)


async def refresh_postings(world: World) -> int:
    """Edit the cards that show too little; return how many were edited. Channels do not wait for each other, nor the
    next call for a channel that hangs."""
    now = world.clock()
    stale, spaces = await world.store.read(partial(_stale, busy=world.lines.busy(Doing.EDITING), now=now))
    tickets = edits_now(world, stale, spaces, now)
    until = now + CLAIM
    return await run_claimed(
        world, Doing.EDITING, tickets, lambda tx, ids: tx.postings.claim(ids, now, until), _refresh_line
    )


async def resume(tx: Transaction, actor: Actor, id: PostingId, now: datetime, entropy: Entropy) -> bool:
    """Take up again, at an admin's word, a card that was given up; return False where there is none such.

    It is edited; one that was deleted before and posted again is posted once more.
    """
    posting = await tx.postings.get(id)
    if posting is None or posting.given_up is None:
        return False
    if (await tx.communities.space_by_id(posting.space)).community != actor.community:
        return False
    last = await tx.outbox.card_of(id)
    if last is not None and was_again(last.key):
        await post_anew(tx, posting, posting.channel, again(last.key), now, entropy)
    else:
        await tx.postings.resume(id)
    proposal = await tx.proposals.by_id(posting.proposal)
    assert proposal is not None
    data = {"proposal": proposal.id, "space": posting.space, "channel": posting.channel}
    did = f"had the card of {proposal.label} brought up to date that had been given up"
    await act(tx, actor, Scope.LISTED, "card.retried", data, did, now, entropy)
    return True


async def _stale(
    tx: Transaction, busy: Collection[Channel], now: datetime
) -> tuple[Sequence[Stale], Mapping[SpaceId, Space]]:
    """Return what shows too little, and the spaces in which it stands."""
    stale = await tx.postings.stale(now - TURNOUT_EVERY, now, busy)
    return stale, await tx.communities.spaces_by_id({row.posting.space for row in stale})


async def _refresh_line(world: World, line: Sequence[tuple[Posting, Ticket]]) -> int:
    """Edit the cards of one channel, one at a time; what its platform puts off holds for all of them."""
    edited = 0
    try:
        for place, (posting, ticket) in enumerate(line):
            try:
                edited += await _refresh(world, posting, ticket)
            except NotSent as trouble:
                after = trouble.after or AGAIN
                world.pacing.hold(ticket.rations, world.clock(), after)
                await _put_off(world, [behind for behind, _ in line[place:]], after)
                break
            except Exception:
                log.exception("the card at posting %s could not be brought up to date", posting.id)
    finally:
        for _, ticket in line:
            world.pacing.give_back(ticket)
    return edited


async def _refresh(world: World, posting: Posting, ticket: Ticket) -> bool:
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
        try:
            await messenger.edit(space, posting.channel, reference, card)
        finally:
            world.pacing.spent(ticket, world.clock())
    except Ambiguous:  # an edit can be repeated without harm
        await _put_off(world, [posting], AGAIN)
        return False
    except Impossible as trouble:
        if trouble.cause is Cause.SPACE:
            await lose(world, space.platform, space.key, trouble.reason)
        else:
            await stranded(world, posting, trouble)
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
