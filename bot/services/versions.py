"""A proposal's text in its versions, and what each changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.differences import Difference, differences
from bot.domain.ids import Entropy, MemberId
from bot.domain.people import Actor
from bot.domain.proposals import Kind, Proposal
from bot.domain.record import Plain, Secret, SecretKind
from bot.domain.texts import Text
from bot.domain.voting import Vote
from bot.ports import Transaction
from bot.services.finding import as_it_stands, listed
from bot.services.recording import record
from bot.views.changes import Version, seen_before
from bot.views.standing import AsItStands


def complete(kind: Kind, text: Text) -> Text:
    """Return *text* with every field of *kind*, empty where it says nothing of it."""
    return {field.name: text.get(field.name, "") for field in kind.fields}


async def next_version(
    tx: Transaction, actor: Actor, proposal: Proposal, text: Text, now: datetime, entropy: Entropy
) -> Proposal:
    """Keep *text* as the next version of *proposal*."""
    changed = replace(proposal, text=text, version=proposal.version + 1, revision=proposal.revision + 1)
    await tx.proposals.change(changed)
    await record_text(tx, actor, changed, "proposal.edited", now, entropy)
    return changed


async def record_text(
    tx: Transaction, actor: Actor, proposal: Proposal, event: str, now: datetime, entropy: Entropy
) -> None:
    data: dict[str, Plain | Secret] = {
        "proposal": proposal.id,
        "number": proposal.number,
        "kind": proposal.kind.value,
        "version": proposal.version,
        "by": Secret(SecretKind.IDENTITY, actor.member),
    }
    if proposal.act is not None:
        data["act"] = Secret(SecretKind.TEXT, proposal.act)
    for name, value in proposal.text.items():
        data[f"text.{name}"] = Secret(SecretKind.TEXT, value)
    await record(tx, actor.community, event, data, now, entropy)


async def since(tx: Transaction, proposal: Proposal, version: int) -> Sequence[Difference]:
    """Return what *proposal* says otherwise than its *version* did."""
    texts = await tx.proposals.texts(proposal.id, [version])
    return differences(proposal.kind, texts[version], proposal.text)


async def outdated(
    tx: Transaction, proposal: Proposal, vote: Vote, seen: int, asking: MemberId | None, now: datetime
) -> AsItStands:
    """Return the refusal of a ballot by *asking* on version *seen*, which is not the one that *vote* is on.

    It shows what changed since, where *asking* may know: what was a draft then is nobody's but its author's.
    """
    public = {one.version for one in await tx.votes.rounds(proposal.id)}
    if seen in public or (proposal.proposer == asking and 0 < seen < proposal.version):
        return AsItStands(*seen_before(await listed(tx, proposal), seen, await since(tx, proposal, seen)))
    told = (
        f"You saw version {seen} of {proposal.label}; the vote is on version {vote.version}. Nothing was recorded. "
        "Look at it, then vote."
    )
    return await as_it_stands(tx, proposal, asking, told, now)


async def versions(tx: Transaction, proposal: Proposal) -> Sequence[Version]:
    """Return those that were put to the vote, the first one first, each with what it changed of the one before."""
    rounds = await tx.votes.rounds(proposal.id)
    texts = await tx.proposals.texts(proposal.id, [vote.version for vote in rounds])
    found = []
    for before, vote in zip((None, *rounds), rounds, strict=False):
        changed = differences(proposal.kind, texts[before.version], texts[vote.version]) if before else ()
        found.append(Version(vote, changed))
    return found
