"""An interaction as the commands understand it: who asks, from where, and for what."""

from typing import Any

import discord

from bot.domain.people import Platform, Profile
from bot.platforms.discord import forms, tree
from bot.platforms.discord.members import Members, described
from bot.ports import Impossible
from bot.views.elements import Invocation
from commands import token
from commands.context import Request

Heard = discord.Interaction[Any]

_PRESSED = (discord.ComponentType.button.value, discord.ComponentType.select.value)


def request(interaction: Heard, members: Members) -> Request:
    """Return who asks and from where.

    In a server Discord tells both with every interaction, also since when they are a member. To the bot alone it says
    who writes, and *members* are asked who they are in a server.
    """
    user, may = interaction.user, interaction.permissions
    direct = interaction.guild_id is None
    profile = described(user, may.manage_guild or may.administrator, interaction.created_at)

    async def ask() -> Profile:
        if direct:
            raise Impossible("no server is named")
        return profile

    async def ask_at(server: str) -> Profile | None:
        return await members.profile(interaction.client, server, user.id, interaction.created_at)

    return Request(
        key=f"discord:{interaction.id}",
        platform=Platform.DISCORD,
        space_key="" if direct else str(interaction.guild_id),
        space_name=(interaction.guild.name or "") if interaction.guild else "",
        channel="" if direct else str(interaction.channel_id),
        handle=profile.handle,
        name=profile.name,
        profile=None if direct else profile,
        ask=ask,
        ask_at=ask_at if direct else None,
    )


def asked(interaction: Heard) -> Invocation:
    """Return what a slash command, a button, a choice or a submitted form asks for.

    :raises Misread: where it is none of ours, or no longer is.
    """
    data: Any = interaction.data or {}
    if interaction.type is discord.InteractionType.application_command:
        return tree.invocation(data)
    name = data.get("custom_id", "")
    if data.get("component_type") == discord.ComponentType.select.value:
        name = next(iter(data.get("values") or ()), "")
    # Spaces at the end keep two buttons of one message apart; they say nothing.
    invocation = token.read(str(name).rstrip(" "))
    if interaction.type is discord.InteractionType.modal_submit:
        return forms.completed(invocation, forms.answers(data.get("components") or (), data.get("resolved") or {}))
    if data.get("component_type") not in _PRESSED:
        raise token.Stale
    return invocation


def taken_back(interaction: Heard) -> bool:
    """Return whether somebody took back what they had chosen in a select, which asks for nothing."""
    data: Any = interaction.data or {}
    return data.get("component_type") == discord.ComponentType.select.value and not data.get("values")
