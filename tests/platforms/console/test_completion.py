"""What is offered for the last word of a line."""

from collections.abc import Sequence

import pytest

from bot.platforms.console.completion import complete
from commands.catalogue import COMMANDS

OTHERS = (("as", "Be another local member"), ("quit", "Leave"))


async def offered(line: str) -> list[str]:
    async def ask(command: str, parameter: str, text: str) -> Sequence[tuple[str, str]]:
        return [(f"{command}.{parameter}.{text}".replace(" ", "_"), f"of {text}")]

    return [value for value, _ in await complete(COMMANDS, ask, line, OTHERS)]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("propos", ["proposal", "proposals", "propose"]),
        ("propose ", ["benchmark", "motion", "pause", "red-line", "standard"]),
        ("propose r", ["red-line"]),
        ("digest su", ["subscribe"]),
        ("qu", ["quit"]),
        ("a", ["acts", "as", "at"]),
        ("vote ", ["vote.proposal."]),
        ("vote 1", ["vote.proposal.1"]),
        ("vote 12 ", ["for", "against", "abstain"]),
        ("vote 12 A", ["against", "abstain"]),
        ("VOTE 12 f", ["for"]),
        ("vote 12 for because ", []),
        ("open 12 ", ["for"]),
        ("settings ", ["channel", "notices", "zone", "language", "quiet", "role", "unset"]),
        ("charter set kind pause quorum 2 roll ", ["open", "registered"]),
        ("nothing", []),
        ("nothing like it ", []),
        ("", None),
    ],
)
async def test_what_is_offered(line: str, values: list[str] | None) -> None:
    found = await offered(line)
    if values is None:
        assert {"vote", "propose", "help", "as", "quit"} <= set(found)
    else:
        assert found == values


async def test_commands_that_only_buttons_run_are_not_offered() -> None:
    unlisted = {name.split()[0] for name, command in COMMANDS.items() if not command.listed}
    listed = {name.split()[0] for name, command in COMMANDS.items() if command.listed}
    assert unlisted - listed
    assert not (unlisted - listed) & set(await offered(""))
