"""Writing a proposal: what is typed is kept at once, and becomes a numbered draft when the form is whole."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.directions import isolated
from bot.domain.errors import NotAllowed, NotNow
from bot.domain.ids import Entropy, MemberId, ProposalId, new_id
from bot.domain.people import Actor
from bot.domain.proposals import Draft, Kind, Proposal, State
from bot.domain.texts import Text
from bot.domain.voting import amendments_left
from bot.ports import Transaction
from bot.services.finding import as_it_stands
from bot.services.versions import complete, next_version, record_text
from bot.views.standing import stands

MOST_DRAFTS = 10


async def save(
    tx: Transaction,
    actor: Actor,
    kind: Kind,
    proposal: ProposalId | None,
    began: Text,
    answers: Mapping[str, str],
    now: datetime,
    *,
    anew: bool = False,
) -> Draft:
    """Keep *answers* beside what was typed before; nothing is judged here, so nothing is lost.

    *began* is what the form held at first: the rest of the draft where nothing was typed before, or where it is begun
    *anew*. A platform that asks one page at a time hands in no more than that page.
    """
    held = None if anew else await tx.drafts.get(actor.account, actor.space.id, kind, proposal)
    text = typed(kind, held.text if held else began, answers)
    draft = Draft(actor.account, actor.space.id, kind, text, proposal, now)
    await tx.drafts.save(draft)
    return draft


def typed(kind: Kind, held: Text, answers: Mapping[str, str]) -> Text:
    """Return *held* with *answers* in the place of what they answer anew."""
    names = {field.name for field in kind.fields}
    return {**held, **{name: value.strip() for name, value in answers.items() if name in names}}


async def finish(
    tx: Transaction, actor: Actor, draft: Draft, channel: str, now: datetime, entropy: Entropy
) -> Proposal | Mapping[str, str]:
    """Make a numbered proposal of *draft*, or the next version of what it edits; return the faults where it has any."""
    if found := draft.kind.shape.faults(draft.text):
        return found
    if draft.proposal is None and (crowded := await _crowded(tx, actor)):
        return {"title": crowded}  # not a refusal, which would undo the saving of the draft
    if draft.proposal is None:
        proposal = await _add(tx, actor, draft.kind, complete(draft.kind, draft.text), channel, now, entropy)
    else:
        proposal = await _revise(tx, actor, draft, draft.proposal, now, entropy)
    await tx.drafts.discard(draft.account, draft.space, draft.kind, draft.proposal)
    return proposal


def check_proposer(proposal: Proposal, asking: MemberId | None) -> None:
    """Refuse an edit by somebody else.

    :raises NotAllowed: where *asking* did not propose it.
    """
    if proposal.proposer != asking:
        raise NotAllowed(f"Only {isolated(proposal.author)}, who proposed {proposal.label}, can edit it.")


async def check_editable(tx: Transaction, proposal: Proposal, asking: MemberId | None, now: datetime) -> None:
    """Refuse an edit by somebody else, or of a text that no longer changes.

    :raises NotAllowed: where *asking* did not propose it.
    :raises NotNow: where a command wrote it, together with what adopting it does.
    :raises AsItStands: where its vote has ended, or its text was changed too often while that was open.
    """
    check_proposer(proposal, asking)
    if proposal.act is not None:
        raise NotNow(
            f"{proposal.label} says what is done when it is adopted, so its text is not edited. Take it back and give "
            "the command again with what you want."
        )
    if proposal.state is State.DRAFT:
        return
    told = f"{stands(proposal)}: its text no longer changes. Propose a new one that says what should be different."
    if proposal.state is State.VOTING:
        rounds = await tx.votes.rounds(proposal.id)
        if amendments_left(rounds) > 0 and now < rounds[-1].closes:
            return
        if now < rounds[-1].closes:
            told = (
                f"The text of {proposal.label} was changed twice while its vote was open, and that is as often as it "
                "can be. Let the vote decide, or withdraw it and propose a new one."
            )
    raise await as_it_stands(tx, proposal, asking, told, now)


async def _crowded(tx: Transaction, actor: Actor) -> str | None:
    own = await tx.proposals.listed(actor.community, [State.DRAFT], drafts_of=actor.member)
    if len(own) < MOST_DRAFTS:
        return None
    return f"You have {len(own)} drafts that were never opened. Open or discard one first; `proposals` lists them."


async def propose(
    tx: Transaction,
    actor: Actor,
    kind: Kind,
    text: Text,
    channel: str,
    now: datetime,
    entropy: Entropy,
    act: str,
) -> Proposal:
    """Make a numbered draft of a text that a command wrote, with what adopting it does.

    :raises NotNow: where *actor* has too many drafts.
    """
    if crowded := await _crowded(tx, actor):
        raise NotNow(crowded)
    return await _add(tx, actor, kind, text, channel, now, entropy, act)


async def _add(
    tx: Transaction,
    actor: Actor,
    kind: Kind,
    text: Text,
    channel: str,
    now: datetime,
    entropy: Entropy,
    act: str | None = None,
) -> Proposal:
    proposal = Proposal(
        id=ProposalId(new_id(entropy)),
        community=actor.community,
        number=await tx.proposals.next_number(actor.community),
        kind=kind,
        state=State.DRAFT,
        version=1,
        revision=1,
        text=text,
        proposer=await tx.people.own(actor.community, actor.account),
        author=actor.name,
        space=actor.space.id,
        channel=channel,
        created=now,
        act=act,
    )
    await tx.proposals.add(proposal)
    await record_text(tx, actor, proposal, "proposal.drafted", now, entropy)
    return proposal


async def _revise(
    tx: Transaction, actor: Actor, draft: Draft, id: ProposalId, now: datetime, entropy: Entropy
) -> Proposal:
    held = await tx.proposals.locked(id)
    await check_editable(tx, held, actor.member, now)
    assert held.state is State.DRAFT, "a text that is voted on is amended, with a new vote"
    text = complete(draft.kind, draft.text)
    return held if text == held.text else await next_version(tx, actor, held, text, now, entropy)
