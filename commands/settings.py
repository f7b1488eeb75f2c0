"""What a space sets for itself."""

from dataclasses import replace
from typing import Annotated

from bot.domain.charter import Unset
from bot.domain.errors import Misread
from bot.domain.habits import HabitsChange
from bot.domain.people import Actor, Role
from bot.ports import Transaction
from bot.services import settings as services
from bot.services.people import Here
from bot.views import settings as views
from bot.views.elements import Card
from commands.context import Context
from commands.spec import Param, Who, command
from commands.types import ChannelKey, Language, Quiet, Setting, Zone


@command("settings", "See or change what this space sets for itself", who=Who.ADMIN)
async def settings(
    ctx: Context,
    channel: Annotated[ChannelKey | Unset | None, Param("Where the cards of this space stand", named=True)] = None,
    notices: Annotated[
        ChannelKey | Unset | None, Param("Where its admins are told what needs them", named=True)
    ] = None,
    zone: Annotated[
        Zone | Unset | None, Param("The time zone of its quiet hours, such as Europe/Berlin", named=True)
    ] = None,
    language: Annotated[
        Language | Unset | None, Param("The language that its members write: en, de, pt-BR", named=True)
    ] = None,
    quiet: Annotated[Quiet | Unset | None, Param("When nothing new is posted: 22:00-07:00, or off", named=True)] = None,
    role: Annotated[Role | Unset | None, Param("What it takes here to join a registered roll", named=True)] = None,
    unset: Annotated[Setting | None, Param("What is to be as it is by default", named=True)] = None,
) -> Card:
    change = HabitsChange(channel, notices, zone, language, quiet, role)
    if unset is not None:
        if unset.value in change.data():
            raise Misread(f"`{unset.value}` cannot be set and unset at once.")
        change = _without(change, unset)

    async def keep(tx: Transaction, actor: Actor) -> Card:
        habits = await services.change_habits(tx, actor, change, ctx.now, ctx.world.entropy)
        return views.settings(actor.space, habits, ctx.prefix, changed=True)

    async def look(tx: Transaction, here: Here) -> Card:
        return views.settings(here.space, here.space.habits, ctx.prefix, changed=False)

    return await (ctx.read(look) if change.is_empty else ctx.write(keep))


def _without(change: HabitsChange, setting: Setting) -> HabitsChange:
    default = Unset.DEFAULT
    match setting:
        case Setting.CHANNEL:
            return replace(change, channel=default)
        case Setting.NOTICES:
            return replace(change, notices=default)
        case Setting.ZONE:
            return replace(change, zone=default)
        case Setting.LANGUAGE:
            return replace(change, language=default)
        case Setting.QUIET:
            return replace(change, quiet=default)
        case Setting.ROLE:
            return replace(change, role=default)
