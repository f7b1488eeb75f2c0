"""What needs a member, as much of it as a card may have to hold."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import AccountId, ProposalId, SpaceId
from bot.domain.people import Platform
from bot.domain.proposals import Draft, Kind, Proposal, State
from bot.domain.voting import CastBallot, Choice
from bot.views.agenda import Agenda, Begun, mine
from bot.views.elements import Card
from bot.views.proposals import Listed


def full(listed: Listed, many: int) -> Card:
    """Return the card of a member for whom there are *many* of each sort, made from *listed*."""
    proposal, vote = listed.proposal, listed.vote
    assert vote is not None

    def nth(n: int) -> Proposal:
        return replace(proposal, id=ProposalId(f"{n:026}"), number=n)

    opened = [Listed(nth(n), replace(vote, closes=vote.closes + timedelta(days=n)), n) for n in range(1, 3 * many + 1)]
    own = CastBallot(Choice.AGAINST, "", "alice", Platform.DISCORD, vote.opened)
    text = {"title": "Half a pause"}
    began = Draft(AccountId("a" * 26), SpaceId("s" * 26), Kind.PAUSE, text, None, vote.opened)
    drafts = [replace(nth(n), state=State.DRAFT) for n in range(100, 100 + many)]
    return mine(
        Agenda(
            to_vote=opened[:many],
            voted=[(entry, own) for entry in opened[many : 2 * many]],
            begun=[Begun(began, None), Begun(replace(began, proposal=proposal.id), proposal)],
            drafts=drafts,
            own=opened[2 * many :],
        ),
        "/",
    )
