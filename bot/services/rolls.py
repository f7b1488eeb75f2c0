"""Who is on the roll of a vote."""

from bot.domain.ids import CommunityId, MemberId
from bot.domain.voting import Vote
from bot.ports import Transaction


async def on_roll(tx: Transaction, community: CommunityId, vote: Vote, member: MemberId) -> bool:
    """Return whether *member* may vote: whether they were at the table when the vote opened."""
    return any(interval.covers(vote.opened) for interval in await tx.people.presence(community, member))
