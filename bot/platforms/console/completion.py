"""What may stand where the cursor is: commands from the catalogue, options, and what a parameter suggests."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from commands.spec import Command, Parameter

Ask = Callable[[str, str, str], Awaitable[Sequence[tuple[str, str]]]]
"""Takes a command, a parameter and the text so far; returns (value, label) pairs."""


async def complete(
    catalogue: Mapping[str, Command], ask: Ask, line: str, others: Sequence[tuple[str, str]] = ()
) -> Sequence[tuple[str, str]]:
    """Return (value, label) pairs for the last word of *line*; *others* are the console's own commands."""
    *words, typed = line.lstrip().split(" ")
    words = [word for word in words if word]
    command = _command(catalogue, words)
    if command is None:
        return _names(catalogue, words, typed, others)
    after = words[len(command.name.split()) :]
    parameter, leads = _parameter(command, after)
    if parameter is None:
        return leads
    options = list(parameter.kind.options)
    if not options and parameter.suggest:
        options = list(await ask(command.name, parameter.name, typed))
    return [
        *(lead for lead in leads if lead[0].startswith(typed)),
        *(
            (value, label)
            for value, label in options
            if value.casefold().startswith(typed.casefold()) or typed.casefold() in label.casefold()
        ),
    ]


def _command(catalogue: Mapping[str, Command], words: Sequence[str]) -> Command | None:
    for length in (2, 1):
        command = catalogue.get(" ".join(words[:length]).casefold()) if len(words) >= length else None
        if command is not None and command.listed:
            return command
    return None


def _names(
    catalogue: Mapping[str, Command], words: Sequence[str], typed: str, others: Sequence[tuple[str, str]]
) -> Sequence[tuple[str, str]]:
    """Return the next words of command names that go on from *words* and *typed*."""
    summaries = [(command.name, command.summary) for command in catalogue.values() if command.listed]
    found: dict[str, str] = {}
    for name, summary in [*summaries, *others]:
        parts = name.split()
        if parts[: len(words)] == words and len(parts) > len(words) and parts[len(words)].startswith(typed):
            word = parts[len(words)]
            found[word] = summary if len(parts) == len(words) + 1 else f"{word} …"
    return sorted(found.items())


def _parameter(command: Command, words: Sequence[str]) -> tuple[Parameter | None, Sequence[tuple[str, str]]]:
    """Return the parameter whose value comes next, and the words that may introduce another."""
    named = {parameter.name: parameter for parameter in command.parameters if parameter.named}
    if words and words[-1].casefold() in named:
        return named[words[-1].casefold()], ()
    names = [(parameter.name, parameter.help) for parameter in named.values() if parameter.name not in words]
    if named:
        return None, names
    positional = list(command.parameters)
    for word in words:
        if positional and word.casefold() != positional[0].lead:
            positional.pop(0)
    if not positional:
        return None, ()
    first = positional[0]
    if first.lead and (not words or words[-1].casefold() != first.lead):
        return first, [(first.lead, first.help)]
    return first, ()
