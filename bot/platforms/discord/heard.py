"""An interaction as the commands understand it: who asks, from where, and for what."""

from typing import Any

import discord

from bot.domain.people import Handle, Platform, Profile, Standing
from bot.platforms.discord import forms, tree
from bot.views.elements import Invocation
from commands import token
from commands.context import Request

Heard = discord.Interaction[Any]


def request(interaction: Heard) -> Request:
    """Return who asks and from where. Discord tells both with every interaction, also since when they are a member."""
    profile = _profile(interaction)

    async def ask() -> Profile:
        return profile

    return Request(
        key=f"discord:{interaction.id}",
        platform=Platform.DISCORD,
        space_key=str(interaction.guild_id),
        space_name=(interaction.guild.name or "") if interaction.guild else "",
        channel=str(interaction.channel_id),
        handle=profile.handle,
        name=profile.name,
        profile=profile,
        ask=ask,
    )


def _profile(interaction: Heard) -> Profile:
    user, may = interaction.user, interaction.permissions
    joined = user.joined_at if isinstance(user, discord.Member) else None
    if user.bot:
        standing = Standing.BOT
    elif joined is None or (isinstance(user, discord.Member) and user.flags.guest):
        standing = Standing.GUEST  # invited to a voice channel only
    else:
        standing = Standing.FULL
    return Profile(
        handle=Handle(Platform.DISCORD, "", str(user.id)),
        name=user.display_name,
        standing=standing,
        since=joined or interaction.created_at,
        admin=may.manage_guild or may.administrator,
        roles=_roles(user),
    )


def _roles(user: discord.User | discord.Member) -> frozenset[str]:
    # `roles` has only those that the library knows the server to have, which is none while it is unavailable.
    return frozenset(map(str, user._roles)) if isinstance(user, discord.Member) else frozenset()  # noqa: SLF001


def asked(interaction: Heard) -> Invocation:
    """Return what a slash command, a button or a submitted form asks for.

    :raises Misread: where a button or a form is none of ours, or no longer is.
    """
    data: Any = interaction.data or {}
    if interaction.type is discord.InteractionType.application_command:
        return tree.invocation(data)
    # Spaces at the end keep two buttons of one message apart; they say nothing.
    invocation = token.read(str(data.get("custom_id", "")).rstrip(" "))
    if interaction.type is discord.InteractionType.modal_submit:
        return forms.completed(invocation, forms.answers(data.get("components") or (), data.get("resolved") or {}))
    if data.get("component_type") != discord.ComponentType.button.value:
        raise token.Stale
    return invocation
