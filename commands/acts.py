"""What admins, and votes in their place, have done."""

from bot.ports import Transaction
from bot.services.people import Here
from bot.views import acts as views
from bot.views.elements import Card
from commands.context import Context
from commands.spec import command

SHOWN = 15


@command("acts", "What has been done here and by whom, the latest first")
async def acts(ctx: Context) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        done = await tx.acts.latest(here.community, SHOWN)
        return views.done([(one.at, one.told) for one in done], f"{ctx.world.register_url}/c/{here.community}/acts")

    return await ctx.read(look)
