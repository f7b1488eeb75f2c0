"""What somebody writes to the bot alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.domain.directions import isolated
from bot.domain.errors import Misread, NotFound
from bot.domain.people import Platform, Space
from bot.ports import Transaction
from bot.services.homes import choose_home, homes
from bot.services.people import Here
from bot.views import homes as views
from bot.views.elements import Card
from commands.context import Context
from commands.placing import STRANGER
from commands.spec import Param, command
from commands.text import folded, shown


async def own_tables(ctx: Context, text: str) -> Sequence[tuple[str, str]]:
    found = await ctx.world.store.read(lambda tx: homes(tx, ctx.request.platform, ctx.request.handle))
    return [(space.id, isolated(space.name)) for space in found.spaces if folded(text) in folded(space.name)]


@command("at", "See or change to which server belongs what you write to me alone", anywhere=True)
async def at(
    ctx: Context,
    table: Annotated[str, Param("The server, by its name", rest=True, limit=100, suggest=own_tables)] = "",
) -> Card:
    if ctx.request.platform is not Platform.DISCORD:  # elsewhere a direct message comes from one space
        return await ctx.read(lambda tx, here: _only(here, table))
    if not ctx.request.is_direct:
        return await ctx.write(lambda tx, actor: _at(ctx, tx, table))
    return await ctx.world.store.write(lambda tx: _at(ctx, tx, table))


async def _only(here: Here, table: str) -> Card:
    if table and table != here.space.id and folded(table) != folded(here.space.name):
        raise Misread(
            f"{shown(table)} is not where this belongs: what you write here belongs to {isolated(here.space.name)}, "
            "and there is nothing else to choose."
        )
    return views.only(here.space)


async def _at(ctx: Context, tx: Transaction, table: str) -> Card:
    found = await homes(tx, ctx.request.platform, ctx.request.handle)
    if found.account is None or not found.spaces:
        raise NotFound(STRANGER)
    if table:
        space = _named(found.spaces, table)
        await choose_home(tx, found.account, space.id)
        found = replace(found, chosen=space)
    meant = found.chosen if table else found.meant
    others = [space for space in found.tables if space != meant]
    return views.home(meant, others, bool(table), ctx.prefix)


def _named(spaces: Sequence[Space], name: str) -> Space:
    """Return the space of that id or name, or of the only name that begins so.

    :raises Misread: where there is none, or there are several.
    """
    wanted = folded(name)
    for named in (
        [space for space in spaces if space.id == name],
        [space for space in spaces if folded(space.name) == wanted],
        [space for space in spaces if folded(space.name).startswith(wanted)],
    ):
        if len(named) == 1:
            return named[0]
        if named:
            raise Misread("Several of your servers are called so. Choose one of those that are offered as you type.")
    names = ", ".join(isolated(space.name) for space in spaces[:10])
    raise Misread(f"I know you from no server of that name. You are in {names}.", f"at {spaces[0].name}")
