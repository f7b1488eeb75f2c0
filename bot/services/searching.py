"""The proposals that somebody may see, narrowed by what they ask for."""

from collections.abc import Sequence

from bot.domain.ids import CommunityId, MemberId
from bot.domain.proposals import Kind, Proposal, State, Titled
from bot.domain.searching import nearest
from bot.ports import Transaction
from bot.services.register import with_votes
from bot.views.proposals import Listed


async def search(
    tx: Transaction,
    community: CommunityId,
    member: MemberId | None,
    words: str = "",
    *,
    states: Sequence[State] = tuple(State),
    kind: Kind | None = None,
    own: bool = False,
) -> Sequence[Titled]:
    """Return what *member* may see, the nearest to *words* first and of equally near ones the newest.

    *own* leaves only what they proposed. Only labels and titles are read.
    """
    return nearest(words, await tx.proposals.titles(community, member, states, kind, own))


async def newest_of_kind(
    tx: Transaction, community: CommunityId, member: MemberId | None, kind: Kind, most: int
) -> Sequence[Proposal]:
    """Return the newest of *kind* that *member* may see and that were not withdrawn."""
    states = [state for state in State if state is not State.WITHDRAWN]
    found = await search(tx, community, member, states=states, kind=kind)
    return await tx.proposals.several([one.id for one in found[:most]])


async def with_texts(tx: Transaction, found: Sequence[Titled]) -> Sequence[Listed]:
    """Return *found*, in its order, with their texts, votes and turnouts."""
    texts = {proposal.id: proposal for proposal in await tx.proposals.several([one.id for one in found])}
    return await with_votes(tx, [texts[one.id] for one in found])
