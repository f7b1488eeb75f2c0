"""Forms asked field by field, on a terminal or from the lines of a pipe."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.platforms.console.render import BOLD, DIM, WARNING, Look, clean, in_rows, render, wrapped
from bot.platforms.console.terminal import Interrupted, Terminal
from bot.views.drafts import kept as kept_draft
from bot.views.elements import Card, Field, Form, Heading, Prose, Quote, Small, Tone, note
from bot.views.phrases import counted

KEEP, KEEP_ALL, EMPTY, LEAVE = "", ".", "-", ".."
_SHOWN_VALUE = 60

Hear = Callable[[str, str], Awaitable[str | None]]
"""Given a field's name and what was answered, keeps it where that can be done, and returns what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was answered, by field name; *given_up* where the person stopped, *ended* where the input did."""

    answers: Mapping[str, str]
    typed: bool
    given_up: bool = False
    ended: bool = False


async def ask(terminal: Terminal, form: Form, hear: Hear, now: datetime) -> Filled:
    """Ask every field of *form* from its page on; a field that is not reached keeps its value.

    *hear* is given each answer as it is typed: a terminal can be closed at any time, and what is wrong is told where it
    can still be put right. *now* is when it is asked.
    """
    fields = [field for page in form.pages[form.page :] for field in page]
    answers = {field.name: field.value for field in fields}
    await terminal.show(_introduction(form, terminal, now))
    typed = keep_all = False
    for field in fields:
        held = answers[field.name]
        if keep_all and not _lacks(field, held):
            continue
        try:
            line = await _answer(terminal, field, held, hear)
        except EOFError:
            return Filled(answers, typed, given_up=terminal.is_interactive, ended=True)
        except Interrupted:
            return Filled(answers, typed, given_up=True)
        if line == KEEP_ALL:
            keep_all = True
        elif line != KEEP:
            answers[field.name] = _meant(field, line)
            typed = True
    return Filled(answers, typed)


def _lacks(field: Field, held: str) -> bool:
    """Return whether *field* must be answered still, so that even who keeps all the rest is asked."""
    return field.required and not held


async def _answer(terminal: Terminal, field: Field, held: str, hear: Hear) -> str:
    """Return what was typed for *field*, once it will do; *held* is what an empty line keeps.

    :raises Interrupted: where the line is the one that leaves the form.
    """
    await terminal.show(_question(field, terminal.look))
    while True:
        line = await _typed(terminal, field)
        if line == LEAVE:
            raise Interrupted
        keeps = line in (KEEP, KEEP_ALL)
        value = held if keeps else _meant(field, line)
        wrong = _wrong(field, value)
        if wrong is None and not keeps:
            wrong = await hear(field.name, value)
        if wrong is None:
            return line
        look = terminal.look
        await terminal.show("\n".join(look.styled(part, WARNING) for part in wrapped(wrong, look.width, "  ", "  ")))


async def _typed(terminal: Terminal, field: Field) -> str:
    """Return a line; in a long field one that ends in a backslash goes on in the next."""
    parts: list[str] = []
    while True:
        line = await terminal.read("… " if parts else f"{field.name}> ", whole=field.long)
        if not (field.long and line.endswith("\\")):
            return "\n".join([*parts, line]) if parts else line.strip()
        parts.append(line[:-1])


def _introduction(form: Form, terminal: Terminal, now: datetime) -> str:
    key = " or Ctrl-C" if terminal.is_interactive else ""
    ways = f"An empty line keeps what is there, - empties it, . keeps all the rest, ..{key} leaves the form."
    hints = Small((ways, " No other line is a command here."))
    said = (Prose(form.intro),) if form.intro else ()
    return render(Card(form.title, (Heading(form.title), *said, hints)), terminal.look, now, lambda _: 0)


def _question(field: Field, look: Look) -> str:
    need = "needed" if field.required else "optional"
    size = f", up to {field.limit:,} characters" if not field.options else ""
    lines = [look.styled(clean(field.label), BOLD) + look.styled(f" ({need}{size})", DIM)]
    if field.help:
        lines += wrapped(clean(field.help), look.width, "  ", "  ")
    if field.long:
        lines.append(look.styled("  A line that ends in \\ goes on in the next.", DIM))
    if field.options:
        choices = [f"{n} {clean(label)}" for n, (_, label) in enumerate(field.options, 1)]
        lines += in_rows(choices, look.width, "  ")
    if field.value:
        value = clean(dict(field.options).get(field.value, field.value)).replace("\n", " ")
        shown = value if len(value) <= _SHOWN_VALUE else f"{value[:_SHOWN_VALUE]}…"
        lines += wrapped(f"Now: {shown}", look.width, "  ", "  ")
    return "\n" + "\n".join(lines)


def _meant(field: Field, line: str) -> str:
    return "" if line == EMPTY else _chosen(field, line)


def _wrong(field: Field, value: str) -> str | None:
    """Return what *field* itself says against *value*."""
    label = clean(field.label)
    if field.required and not value:
        return f"{label} is needed."
    if len(value) > field.limit:
        return f"{label} has {len(value):,} characters; {field.limit:,} fit. Shorten it."
    if value and field.options and value not in dict(field.options):
        return f"“{label}” takes one of: {', '.join(clean(option) for _, option in field.options)}."
    return None


def _chosen(field: Field, line: str) -> str:
    """Return the option that *line* names by number, value or label; else *line*, for the command to refuse."""
    if line.isdecimal() and 1 <= int(line) <= len(field.options):
        return field.options[int(line) - 1][0]
    for value, label in field.options:
        if line.casefold() in (value.casefold(), label.casefold()):
            return value
    return line


def left_over(pasted: str) -> Card:
    """Return what is told of what was *pasted* into a form and found no field there."""
    lines = counted(len(pasted.split("\n")), "pasted line")
    told = f"The form had no field left for {lines}. Nothing was done with this:"
    return Card(told, (Prose((told,)), Quote(pasted)), Tone.WARNING)


def left(form: Form, filled: Filled) -> Card:
    """Return what is told of *form*, which was left before its end."""
    if filled.typed and form.keeps is not None:
        return kept_draft("")
    return note("Nothing was done." if filled.given_up else "The input ended here. Nothing was done.")
