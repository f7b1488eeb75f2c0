"""The community's charter: shown to everybody, changed by who founded the table or by a vote."""

from datetime import timedelta
from typing import Annotated

from bot.domain.charter import Authority, CharterChange, Unset
from bot.domain.errors import Misread
from bot.domain.people import Actor
from bot.domain.proposals import Kind
from bot.domain.rules import Quorum, RollKind, Threshold
from bot.ports import Transaction
from bot.services.authority import decide
from bot.services.people import Here
from bot.views import charters as views
from bot.views.elements import Card
from commands.context import Context
from commands.motions import answered
from commands.spec import Param, Who, command
from commands.types import Switch


@command("charter show", "The community's rules: what it takes to decide, who votes, who may change it")
async def show(ctx: Context, kind: Annotated[Kind | None, Param("One kind of proposal only")] = None) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        charter = await tx.communities.charter(here.community)
        spaces = await tx.communities.spaces(here.community)
        return views.charter(charter, (kind,) if kind else tuple(Kind), spaces, ctx.prefix)

    return await ctx.read(look)


@command("charter set", "Change the community's rules; open votes keep theirs", who=Who.ADMIN)
async def change(
    ctx: Context,
    kind: Annotated[Kind | None, Param("For which kind of proposal; if left out, for every kind", named=True)] = None,
    quorum: Annotated[
        Quorum | Unset | None,
        Param("Ballots that a vote needs: 3; on a registered roll also a share: 1/3; or default", named=True),
    ] = None,
    threshold: Annotated[
        Threshold | Unset | None,
        Param("How many of those who take a side must be for: 2/3, majority; or default", named=True),
    ] = None,
    voting_period: Annotated[
        timedelta | Unset | None,
        Param("How long votes stay open: 20m, 7d; or default", name="voting-period", named=True),
    ] = None,
    roll: Annotated[RollKind | None, Param("Who votes: full members, or who joined the roll", named=True)] = None,
    admission: Annotated[Switch | None, Param("Whether who joins the roll must be admitted", named=True)] = None,
    authority: Annotated[Authority | None, Param("Who may act on the whole community", named=True)] = None,
) -> Card:
    wanted = CharterChange(
        kinds=(kind,) if kind else tuple(Kind),
        quorum=quorum,
        threshold=threshold,
        voting_period=voting_period,
        roll=roll,
        admission=None if admission is None else admission is Switch.ON,
        authority=authority,
    )
    if wanted.is_empty:
        raise Misread(
            "Say what to set, such as `charter set quorum 5` or `charter set kind pause threshold 2/3`. "
            "`charter show` shows how it stands."
        )

    async def put(tx: Transaction, actor: Actor) -> Card:
        acted = await decide(tx, actor, wanted, ctx.request.channel, ctx.now, ctx.world.entropy)
        return await answered(ctx, tx, actor, acted)

    return await ctx.write(put)
