"""Forms asked field by field, on a terminal or from the lines of a pipe."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.platforms.console.render import BOLD, DIM, WARNING, Look, clean, render, wrapped
from bot.platforms.console.terminal import Interrupted, Terminal
from bot.views.elements import Card, Field, Form, Heading, Prose, Small

KEEP, KEEP_ALL, EMPTY = "", ".", "-"
_SHOWN_VALUE = 60

Keep = Callable[[Mapping[str, str]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was answered, by field name; *given_up* where the person stopped, *ended* where the input did."""

    answers: Mapping[str, str]
    typed: bool
    given_up: bool = False
    ended: bool = False


async def ask(terminal: Terminal, form: Form, keep: Keep, now: datetime) -> Filled:
    """Ask every field of *form* from its page on; a field that is not reached keeps its value.

    *keep* is given each answer as it is typed: a terminal can be closed at any time. *now* is when it is asked.
    """
    fields = [field for page in form.pages[form.page :] for field in page]
    answers = {field.name: field.value for field in fields}
    await terminal.show(_introduction(form, terminal.look, now))
    typed = False
    for field in fields:
        try:
            line = await _answer(terminal, field, answers[field.name])
        except EOFError:
            return Filled(answers, typed, given_up=terminal.is_interactive, ended=True)
        except Interrupted:
            return Filled(answers, typed, given_up=True)
        if line == KEEP_ALL:
            break
        if line != KEEP:
            answers[field.name] = _meant(field, line)
            typed = True
            await keep({field.name: answers[field.name]})
    return Filled(answers, typed)


async def _answer(terminal: Terminal, field: Field, held: str) -> str:
    """Return what was typed for *field*, once it will do; *held* is what an empty line keeps."""
    await terminal.show(_question(field, terminal.look))
    while True:
        line = await _typed(terminal, field)
        if line == KEEP_ALL:
            return line
        wrong = _wrong(field, held if line == KEEP else _meant(field, line))
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


def _introduction(form: Form, look: Look, now: datetime) -> str:
    hints = Small(("An empty line keeps what is there, - empties it, . keeps all the rest.",))
    said = (Prose(form.intro),) if form.intro else ()
    return render(Card(form.title, (Heading(form.title), *said, hints)), look, now, lambda _: 0)


def _question(field: Field, look: Look) -> str:
    need = "needed" if field.required else "optional"
    size = f", up to {field.limit:,} characters" if not field.options else ""
    lines = [look.styled(clean(field.label), BOLD) + look.styled(f" ({need}{size})", DIM)]
    if field.help:
        lines += wrapped(clean(field.help), look.width, "  ", "  ")
    if field.long:
        lines.append(look.styled("  A line that ends in \\ goes on in the next.", DIM))
    if field.options:
        choices = "   ".join(f"{n} {clean(label)}" for n, (_, label) in enumerate(field.options, 1))
        lines += wrapped(choices, look.width, "  ", "  ")
    if field.value:
        value = clean(dict(field.options).get(field.value, field.value)).replace("\n", " ")
        shown = value if len(value) <= _SHOWN_VALUE else f"{value[:_SHOWN_VALUE]}…"
        lines += wrapped(f"Now: {shown}", look.width, "  ", "  ")
    return "\n" + "\n".join(lines)


def _meant(field: Field, line: str) -> str:
    return "" if line == EMPTY else _chosen(field, line)


def _wrong(field: Field, value: str) -> str | None:
    """Return what *field* itself says against *value*; what only the command knows, it says when all is handed in."""
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
