"""What can be done here, and how it is typed."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from typing import Annotated

from bot.domain.errors import Misread, Refusal
from bot.domain.people import Profile, Standing
from bot.views.elements import (
    Card,
    Code,
    Element,
    Fields,
    Heading,
    Inline,
    Invocation,
    Items,
    Menu,
    Option,
    Prose,
    Small,
    Strong,
)
from commands.context import Context
from commands.nearest import nearest
from commands.spec import Command, Param, Parameter, Who, command
from commands.text import folded, shortened

FEW = 5
"""A group of more commands than so is one line of the summary."""

MAY = {
    Who.ANYONE: "Anyone here may use it.",
    Who.MEMBER: "Full members of this space may use it.",
    Who.FACILITATOR: "Facilitators of this community and admins of this space may use it.",
    Who.ADMIN: "Admins of this space may use it.",
}


async def command_names(ctx: Context, text: str) -> Sequence[tuple[str, str]]:
    wanted = folded(text)
    return [(c.name, f"{c.name}: {c.summary}") for c in ctx.commands.listed if wanted in c.name]


@command("help", "What you can do here, and how", anywhere=True)
async def tell(
    ctx: Context,
    command: Annotated[str, Param("A command, such as vote", rest=True, limit=100, suggest=command_names)] = "",
) -> Card:
    prefix = ctx.world.prefixes[ctx.request.platform]
    if command:
        return _asked(ctx, folded(command).strip("/`'\"“”‘’ "), prefix)
    profile = await ctx.known()
    facilitates = False
    with suppress(Refusal):  # help is there though the store is not
        facilitates = await ctx.facilitates()
    return summary([c for c in ctx.commands.listed if may(c, profile, facilitates)], ctx.commands.listed, prefix)


def may(command: Command, profile: Profile | None, facilitates: bool) -> bool:
    """Return whether *profile*, of somebody who may be unknown, suffices for *command*; *facilitates* for some."""
    if command.who is Who.ANYONE:
        return True
    if profile is None:
        return command.who is Who.MEMBER
    if profile.standing is not Standing.FULL:
        return False
    return profile.admin or command.who is Who.MEMBER or (facilitates and command.who is Who.FACILITATOR)


def summary(mine: Sequence[Command], all_listed: Sequence[Command], prefix: str) -> Card:
    """Return the commands in *mine* by topic, a large group as one line that opens; say where there are more."""
    groups = {word: [*found] for word, found in groupby(sorted(mine, key=_first), key=_first)}
    large = {word: found for word, found in groups.items() if len(found) > FEW}
    elements: list[Element] = [Heading("What you can do here")]
    shown: set[tuple[Inline, ...]] = set()
    for topic, commands in groupby(mine, key=lambda c: c.topic):
        told = dict.fromkeys(_line(c, large.get(_first(c)), prefix) for c in commands)
        if lines := tuple(line for line in told if line not in shown):
            elements += [Prose((Strong(topic),)), Items(lines)]
            shown |= set(lines)
    if large:
        options = (Option(word, Invocation("help", (("command", word),))) for word in large)
        elements.append(Menu("Say more about a group of commands", tuple(options)))
    return _whole(elements, mine, all_listed, prefix)


def overview(mine: Sequence[Command], all_listed: Sequence[Command], prefix: str) -> Card:
    """Return the commands in *mine*, each as it is typed, and say where there are more."""
    elements: list[Element] = [Heading("What you can do here")]
    for topic, commands in groupby(mine, key=lambda c: c.topic):
        elements.append(Prose((Strong(topic),)))
        elements.append(Items(tuple((Code(prefix + c.usage), f" {c.summary}") for c in commands)))
    return _whole(elements, mine, all_listed, prefix)


def _line(command: Command, group: Sequence[Command] | None, prefix: str) -> tuple[Inline, ...]:
    if group is None:
        return (Code(prefix + command.usage), f" {command.summary}")
    return (Code(prefix + _first(command)), f" {_seconds(group)}")


def _first(command: Command) -> str:
    return command.name.split()[0]


def _seconds(group: Sequence[Command]) -> str:
    """Return the second words of *group*; of the one that has none, what it does."""
    return ", ".join(command.name.partition(" ")[2] or f"alone: {command.summary.lower()}" for command in group)


def _whole(elements: list[Element], mine: Sequence[Command], all_listed: Sequence[Command], prefix: str) -> Card:
    more = [c for c in all_listed if c not in mine]
    if any(c.who is Who.ADMIN for c in more):
        elements.append(Small(("Admins of this space have more commands.",)))
    elif more:
        elements.append(Small(("Full members of this space have more commands.",)))
    elements.append(Small(("<…> is needed, […] can be left out. ", Code(f"{prefix}help vote"), " says more.")))
    return Card("What you can do here", tuple(elements))


def _asked(ctx: Context, name: str, prefix: str) -> Card:
    names = {c.name: c for c in ctx.commands.listed}
    if name in names:
        return details(names[name], prefix)
    if group := ctx.commands.group(name):
        return overview(group, group, prefix)
    words = name.split()
    for count in range(len(words) - 1, 0, -1):  # "help vote 12 for"
        if (head := " ".join(words[:count])) in names:
            return details(names[head], prefix)
    near = nearest(ctx.commands, words) if words else None
    told = f"There is no command `{shortened(name.replace('`', ''), 40)}`."
    if near is None:
        raise Misread(f"{told} `help` lists what there is.", "help")
    raise Misread(f"{told} Did you mean `{near.name}`?", f"help {near.name}")


def details(command: Command, prefix: str) -> Card:
    """Return how one command is typed, what each of its parameters is, and who may use it."""
    elements: list[Element] = [
        Heading(prefix + command.name),
        Prose((f"{command.summary}.",)),
        Prose((Code(prefix + command.usage),)),
    ]
    if command.parameters:
        elements.append(Fields(tuple((p.name, _about(p)) for p in command.parameters)))
    elements.append(Prose(("For example: ", Code(prefix + command.example))))
    elements.append(Small((MAY[command.who],)))
    return Card(f"How {command.name} is used", tuple(elements))


def _about(parameter: Parameter) -> tuple[Inline, ...]:
    options = parameter.kind.options
    allowed = f" ({', '.join(value for value, _ in options)})" if len(options) > 1 else ""
    return (parameter.help, allowed, "" if parameter.required else " (can be left out)")
