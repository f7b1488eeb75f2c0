"""The slash commands, made from the declarations; a declaration that Discord has no form for fails at import."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from discord import AppCommandOptionType, AppCommandType, ChannelType, Permissions
from discord.app_commands import Choice

from bot.domain.charter import Authority, Unset
from bot.domain.errors import Misread
from bot.domain.people import MemberRef, Role
from bot.domain.periods import Every, Weekday
from bot.domain.proposals import Kind, ProposalRef, Stage
from bot.domain.rules import Quorum, RollKind, Threshold
from bot.domain.verdicts import Verdict
from bot.domain.voting import Choice as BallotChoice
from bot.platforms.discord import limits, mentions
from bot.platforms.discord.declared import IN_SERVERS
from bot.platforms.discord.markup import one_line
from bot.views.elements import Invocation
from commands.catalogue import COMMANDS as CATALOGUE
from commands.spec import Command, Parameter, Who
from commands.types import (
    ChannelKey,
    CodeText,
    Day,
    EntryCode,
    FeedRef,
    FeedUrl,
    Language,
    PhraseAct,
    Phrasing,
    Points,
    Quiet,
    Sections,
    Setting,
    Sources,
    Sure,
    Switch,
    Zone,
)

Json = dict[str, Any]

ELSEWHERE = "elsewhere"
"""The option that names a member whom Discord does not offer for theirs: somebody of another space at the table."""

_NAME = re.compile(rf"[-_\w]{{1,{limits.COMMAND_NAME}}}")
_STRING, _INTEGER = AppCommandOptionType.string.value, AppCommandOptionType.integer.value
_USER, _ROLE = AppCommandOptionType.user.value, AppCommandOptionType.role.value
_CHANNEL, _SUBCOMMAND = AppCommandOptionType.channel.value, AppCommandOptionType.subcommand.value
_TO_THE_BOT = 1  # a context in which a command can be used

OPTIONS: Mapping[object, Mapping[str, Any]] = {
    str: {"type": _STRING},
    int: {"type": _INTEGER},
    ProposalRef: {"type": _STRING},
    BallotChoice: {"type": _STRING},
    Kind: {"type": _STRING},
    Stage: {"type": _STRING},
    timedelta: {"type": _STRING},
    timedelta | Unset: {"type": _STRING},
    Quorum | Unset: {"type": _STRING},
    Threshold | Unset: {"type": _STRING},
    RollKind: {"type": _STRING},
    Switch: {"type": _STRING},
    Authority: {"type": _STRING},
    Weekday: {"type": _STRING},
    Every: {"type": _STRING},
    Day: {"type": _STRING},
    Sections: {"type": _STRING},
    Sources: {"type": _STRING},
    time: {"type": _STRING},
    Zone: {"type": _STRING},
    Zone | Unset: {"type": _STRING},
    ChannelKey | Unset: {"type": _CHANNEL, "channel_types": [ChannelType.text.value, ChannelType.news.value]},
    Language | Unset: {"type": _STRING},
    Quiet | Unset: {"type": _STRING},
    Role | Unset: {"type": _ROLE},
    Setting: {"type": _STRING},
    Sure: {"type": _STRING},
    MemberRef: {"type": _USER},
    CodeText: {"type": _STRING},
    FeedUrl: {"type": _STRING},
    FeedRef: {"type": _STRING},
    EntryCode: {"type": _STRING},
    Verdict: {"type": _STRING},
    Phrasing: {"type": _STRING},
    Points: {"type": _STRING},
    PhraseAct: {"type": _STRING},
}
"""The option for each type of parameter."""


def declaration(commands: Iterable[Command]) -> list[Json]:
    """Return the application commands as Discord is told of them; the second word of a name is a subcommand.

    :raises TypeError: where Discord has no form for a command, which is named.
    """
    roots: dict[str, list[Command]] = {}
    for command in commands:
        roots.setdefault(command.name.split(" ")[0], []).append(command)
    if len(roots) > limits.COMMANDS:
        raise TypeError(f"{len(roots)} commands; Discord takes {limits.COMMANDS}")
    return [_root(name, members) for name, members in roots.items()]


def _root(name: str, members: Sequence[Command]) -> Json:
    grouped = [command for command in members if " " in command.name]
    if grouped and len(grouped) < len(members):
        raise TypeError(f"/{name} cannot be a command and a group of commands")
    if grouped:
        words = [command.name.split(" ")[1] for command in grouped]
        described = limits.cut(f"{name.capitalize()}: {', '.join(words)}", limits.COMMAND_DESCRIPTION)
        options = [
            {"type": _SUBCOMMAND, **_named(word, command.summary), "options": _options(command)}
            for word, command in zip(words, grouped, strict=True)
        ]
    else:
        described, options = members[0].summary, _options(members[0])
    made = {
        "type": AppCommandType.chat_input.value,
        **_named(name, described),
        "options": options,
        "contexts": [IN_SERVERS, _TO_THE_BOT],
        "integration_types": [IN_SERVERS],
        "default_member_permissions": _permissions(members),
    }
    if len(options) > limits.COMMAND_OPTIONS or _length(made) > limits.COMMAND_TEXT:
        raise TypeError(f"/{name} has {len(options)} options and {_length(made)} characters: too many")
    return made


def _named(name: str, description: str) -> Json:
    if not _NAME.fullmatch(name) or name != name.lower() or not 0 < len(description) <= limits.COMMAND_DESCRIPTION:
        raise TypeError(f"{name!r} cannot be declared on Discord with the description {description!r}")
    return {"name": name, "description": description}


def _permissions(members: Sequence[Command]) -> str | None:
    """Return who is shown a command at first; its handler asks again, since a server's admins may change this."""
    for_admins = all(command.who is Who.ADMIN for command in members)
    return str(Permissions(manage_guild=True).value) if for_admins else None


def _options(command: Command) -> list[Json]:
    options = [_option(command, parameter) for parameter in command.parameters]
    if _named_elsewhere(command) is not None:
        told = _named(ELSEWHERE, "Instead, if it is somebody of another space at this table: their name")
        options.append({"type": _STRING, **told, "required": False, "autocomplete": True})
    if len(options) > limits.COMMAND_OPTIONS:
        raise TypeError(f"{command.name}: {len(options)} options; {limits.COMMAND_OPTIONS} fit")
    return sorted(options, key=lambda option: not option["required"])


def _option(command: Command, parameter: Parameter) -> Json:
    form = OPTIONS.get(parameter.kind.type)
    if form is None:
        raise TypeError(f"{command.name}: Discord has no option for {parameter.name}, a {parameter.kind.name}")
    # A paragraph is asked for in a form, which has room for it.
    option = {
        **form,
        **_named(parameter.name, parameter.help),
        "required": parameter.required and not parameter.long and parameter != _named_elsewhere(command),
    }
    choices = parameter.kind.options
    if choices and len(choices) <= limits.CHOICES:
        option["choices"] = [{"name": label, "value": value} for value, label in choices]
    elif form["type"] == _STRING:
        option["max_length"] = min(parameter.limit, limits.STRING_OPTION)
    if parameter.suggest is not None and "choices" not in option and form["type"] in (_STRING, _INTEGER):
        option["autocomplete"] = True
    return option


def _named_elsewhere(command: Command) -> Parameter | None:
    """Return the parameter for a member who may be of another space, if *command* has one."""
    return next((p for p in command.parameters if p.kind.type == MemberRef and p.suggest is not None), None)


def _length(described: Json) -> int:
    parts = (*described.get("options", ()), *described.get("choices", ()))
    own = sum(len(str(described.get(key, ""))) for key in ("name", "description", "value"))
    return own + sum(map(_length, parts))


COMMANDS = declaration(CATALOGUE.listed)


def invocation(data: Mapping[str, Any]) -> Invocation:
    """Return what a slash command's data asks for; people and roles are mentions with what they are called.

    :raises Misread: where two members are named for one.
    """
    name, options = _leaf(data)
    resolved = data.get("resolved") or {}
    chosen = {option["name"]: _chosen(option, resolved) for option in options}
    if ELSEWHERE in chosen:
        meant = _meant(name, ELSEWHERE)
        if meant in chosen and meant != ELSEWHERE:
            raise Misread(f"`{meant}` and `{ELSEWHERE}` each name somebody. Nothing was done; give one of them.")
        chosen[meant] = chosen.pop(ELSEWHERE)
    return Invocation(name, tuple(chosen.items()))


def _meant(command: str, option: str) -> str:
    """Return the parameter that an option of *command* is for."""
    declared = CATALOGUE.get(command)
    parameter = _named_elsewhere(declared) if declared is not None and option == ELSEWHERE else None
    return option if parameter is None else parameter.name


def _chosen(option: Mapping[str, Any], resolved: Mapping[str, Any]) -> str:
    key = _text(option.get("value"))
    match option.get("type"):
        case AppCommandOptionType.user.value:
            return mentions.user(key, resolved)
        case AppCommandOptionType.role.value:
            return mentions.role(key, resolved)
        case _:
            return key


def focused(data: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return command, parameter and text so far of somebody who is typing an option."""
    name, options = _leaf(data)
    for option in options:
        if option.get("focused"):
            return name, _meant(name, option["name"]), _text(option.get("value"))
    return name, "", ""


def _leaf(data: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, Any]]]:
    name, options = str(data["name"]), data.get("options") or []
    if options and options[0]["type"] == _SUBCOMMAND:
        return f"{name} {options[0]['name']}", options[0].get("options") or []
    return name, options


def _text(value: object) -> str:
    return "" if value is None else str(value)


def choices(command: str, parameter: str, offers: Sequence[tuple[str, str]]) -> list[Choice[Any]]:
    """Return offers of *parameter* as Discord takes them; a value that an option cannot hold is left out."""
    declared = CATALOGUE[command].parameter(parameter) if command in CATALOGUE else None
    number = declared is not None and OPTIONS[declared.kind.type]["type"] == _INTEGER
    found: list[Choice[Any]] = []
    for value, label in offers:
        if not value or limits.size(value) > limits.CHOICE_TEXT or (number and not value.isdecimal()):
            continue
        name = limits.cut(one_line(label), limits.CHOICE_TEXT) or value
        found.append(Choice(name=name, value=int(value) if number else value))
    return found[: limits.CHOICES]
