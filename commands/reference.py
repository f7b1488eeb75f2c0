"""The reference of every command as Markdown, from the declarations: ``python -m commands.reference``."""

from collections.abc import Iterator

from commands.catalogue import COMMANDS
from commands.spec import Command, Who

_WHO = {
    Who.ANYONE: "anyone in the space",
    Who.MEMBER: "full members of the space",
    Who.FACILITATOR: "facilitators and admins",
    Who.ADMIN: "admins (Manage Server on Discord, owners and admins in Slack, everybody on the console)",
}


def reference() -> str:
    """Return the whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "Made from the declarations by `make docs`. A command follows `/` on Discord and `/pause ` in Slack; it is"
    yield "typed alone on the console. `<…>` is needed, `[…]` may be left out. Answers are private."
    for command in COMMANDS.values():
        if command.listed:
            yield from _command(command)


def _command(command: Command) -> Iterator[str]:
    yield ""
    yield f"## {command.name}"
    yield ""
    yield f"    {command.usage}"
    yield ""
    yield f"{command.summary}. For {_WHO[command.who]}."
    if command.parameters:
        yield ""
        for parameter in command.parameters:
            needed = "" if parameter.required else " (can be left out)"
            yield f"- `{parameter.name}`{needed}: {parameter.help}"
        yield ""
        yield f"Such as `{command.example}`."


if __name__ == "__main__":
    print(reference(), end="")
