"""Attaching stories to open proposals, and detaching them."""

from datetime import datetime

from bot.domain.composing import headline
from bot.domain.directions import isolated
from bot.domain.errors import NotAllowed, NotFound, NotNow
from bot.domain.evidence import MOST, Evidence
from bot.domain.ids import Entropy
from bot.domain.people import Actor
from bot.domain.proposals import Proposal, ProposalRef, State
from bot.domain.record import Plain, Secret, SecretKind
from bot.domain.stories.items import Item
from bot.ports import Transaction
from bot.services.acting import Scope, act
from bot.services.finding import as_it_stands, find
from bot.services.recording import record
from bot.views.phrases import counted
from bot.views.standing import stands


async def attach(
    tx: Transaction, actor: Actor, ref: ProposalRef, item: Item, now: datetime, entropy: Entropy
) -> tuple[Proposal, Evidence]:
    """Attach *item* to the proposal that *ref* names, and return both.

    :raises NotFound: where there is no such proposal.
    :raises NotNow: where it is not open, has this already, or has as much as it takes.
    """
    proposal = await _open(tx, actor, ref, now)
    title = headline(item)
    held = (await tx.evidence.of([proposal.id])).get(proposal.id, ())
    for one in held:
        if (one.url or one.title) == (item.url or title):
            raise NotNow(f"{isolated(one.name)} attached this to {proposal.label} already.")
    if len(held) >= MOST:
        raise NotNow(
            f"{proposal.label} has {counted(len(held), 'piece')} of evidence, and that is as many as it takes."
        )
    number = await tx.evidence.next_number(proposal.id)
    added = Evidence(number, title, item.source, item.url, item.at, actor.member, actor.name, now)
    await tx.evidence.add(proposal.id, added)
    told: dict[str, Plain | Secret] = {
        "title": Secret(SecretKind.TEXT, title),
        "url": Secret(SecretKind.TEXT, item.url),
    }
    did = f"attached to {proposal.label}, as evidence: {isolated(title)}"
    await _tell(tx, actor, proposal, "evidence.attached", number, told, did, now, entropy)
    return proposal, added


async def detach(
    tx: Transaction,
    actor: Actor,
    ref: ProposalRef,
    number: int,
    now: datetime,
    entropy: Entropy,
    *,
    facilitates: bool,
) -> tuple[Proposal, Evidence]:
    """Take evidence *number* off the proposal that *ref* names, and return both; *facilitates* is whether *actor* does.

    :raises NotFound: where there is no such proposal, or no such evidence.
    :raises NotAllowed: where somebody else attached it, to the proposal of somebody else.
    :raises NotNow: where it is not open.
    """
    proposal = await _open(tx, actor, ref, now)
    held = {one.number: one for one in (await tx.evidence.of([proposal.id])).get(proposal.id, ())}
    if number not in held:
        raise NotFound(f"{proposal.label} has no evidence {number}. `proposal {proposal.number}` lists what it has.")
    taken = held[number]
    if not facilitates and actor.member not in (taken.by, proposal.proposer):
        raise NotAllowed(
            f"{isolated(taken.name)} attached it. They can take it off, and so can {isolated(proposal.author)} and a "
            "facilitator."
        )
    await tx.evidence.remove(proposal.id, number)
    did = f"took evidence off {proposal.label}: {isolated(taken.title)}"
    await _tell(tx, actor, proposal, "evidence.removed", number, {}, did, now, entropy)
    return proposal, taken


async def _open(tx: Transaction, actor: Actor, ref: ProposalRef, now: datetime) -> Proposal:
    found = await find(tx, actor.community, ref, actor.member)
    proposal = await tx.proposals.locked(found.id)
    if not proposal.state.is_open:
        told = f"{stands(proposal)}: its evidence stands as it was when that was decided."
        raise await as_it_stands(tx, proposal, actor.member, told, now)
    return proposal


async def _tell(
    tx: Transaction,
    actor: Actor,
    proposal: Proposal,
    event: str,
    number: int,
    told: dict[str, Plain | Secret],
    did: str,
    now: datetime,
    entropy: Entropy,
) -> None:
    """Record what was done and have it shown; of a draft, which nobody else can see, nothing is listed."""
    data: dict[str, Plain | Secret] = {"proposal": proposal.id, "number": number, **told}
    if proposal.state is State.DRAFT:
        by = Secret(SecretKind.IDENTITY, actor.member)
        await record(tx, actor.community, event, {**data, "by": by}, now, entropy)
        return
    await act(tx, actor, Scope.LISTED, event, data, did, now, entropy)
    await tx.proposals.touch(proposal.id)
