"""Finding a member by what somebody typed, mentioned or chose."""

from datetime import datetime

from bot.domain.directions import isolated
from bot.domain.errors import NotFound, Refusal
from bot.domain.ids import CommunityId, Entropy, MemberId
from bot.domain.people import Called, Handle, MemberRef, Mentioned
from bot.domain.searching import folded
from bot.ports import Named, Transaction
from bot.services.people import meet
from bot.views.phrases import enumerated, place

SHOWN = 5


async def find_member(
    tx: Transaction, community: CommunityId, ref: MemberRef, asked: Handle, now: datetime, entropy: Entropy
) -> MemberId:
    """Return the member that *ref* names; *asked* is who names them, whose realm a mention is of.

    Somebody who is mentioned is there, whether they ever acted here or not.

    :raises NotFound: where nobody is called so.
    :raises Refusal: where several are.
    """
    match ref:
        case Mentioned(user, name):
            _, member = await meet(tx, community, Handle(asked.platform, asked.realm, user), name, now, entropy)
            return member
        case Called(name):
            return await _called(tx, community, name)
        case _:
            for one in await tx.people.named(community):
                if ref in (one.own, one.member):
                    return one.member
            raise NotFound("This member is not in this community any more.")


async def name_of(tx: Transaction, community: CommunityId, member: MemberId) -> str:
    """Return what *member*'s own account is called."""
    return (await tx.people.accounts(community, member))[0].account.name


async def _called(tx: Transaction, community: CommunityId, name: str) -> MemberId:
    wanted = folded(name)
    found = [one for one in await tx.people.named(community) if folded(one.name) == wanted]
    if len({one.member for one in found}) == 1:
        return found[0].member
    if not found:
        raise NotFound(
            f"I know nobody called {isolated(name)} here. Mention them, or choose from what is offered as you type; "
            "who has never voted or used a command is not known by name yet."
        )
    several = [f"{isolated(one.name)} ({place(one.platform)})" for one in found[:SHOWN]]
    raise Refusal(
        f"Several members are called {isolated(name)}: {enumerated(several)}. Mention the one, or choose from the list."
    )


def labelled(one: Named) -> str:
    """Return ``alice · Discord``."""
    return f"{isolated(one.name)} · {place(one.platform).removeprefix('the ')}"
