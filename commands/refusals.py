"""How a refusal is shown: its words, and one button that mends it where one can."""

import re
from collections.abc import Sequence

from bot.domain.errors import FormFaults, Misread, Refusal
from bot.views.elements import Button, Buttons, Card, Code, Element, Emphasis, Inline, Invocation, Prose, Tone, plain
from bot.views.standing import AsItStands
from commands import line, spec, token
from commands.spec import Catalogue
from commands.text import shortened

LABEL = 60
MESSAGE = 2000

_CODE = re.compile(r"`([^`\n]{1,300})`")


def refused(refusal: Refusal, catalogue: Catalogue, prefix: str) -> Card:
    """Return the card of *refusal*.

    What stands in backticks in a message becomes code, with *prefix* before it where it is a command.
    """
    mend: Invocation | None = None
    match refusal:
        case spec.FormFaults():
            mend = refusal.again
        case token.Stale():
            mend = _read("proposals", catalogue)
        case Misread(suggestion=str() as suggestion):
            mend = _read(suggestion, catalogue)
    below: tuple[Element, ...] = refusal.elements if isinstance(refusal, AsItStands) else ()
    if mend is not None and token.fits(mend):
        label = shortened(_label(mend, catalogue, prefix), LABEL)
        below += (Buttons((Button(label, mend, Emphasis.PRIMARY),)),)
    messages = refusal.faults.values() if isinstance(refusal, FormFaults) else (refusal.message,)
    told = [spans(_bounded(message), catalogue, prefix) for message in messages]
    return Card(" ".join(map(plain, told)), (*map(Prose, told), *below), Tone.WARNING)


def spans(message: str, catalogue: Catalogue, prefix: str) -> tuple[Inline, ...]:
    """Return *message* with what stands in backticks as code, commands as they are typed on this platform."""
    parts: list[Inline] = []
    end = 0
    for found in _CODE.finditer(message):
        if found.start() > end:
            parts.append(message[end : found.start()])
        parts.append(Code(prefix + found[1] if _is_command(found[1], catalogue) else found[1]))
        end = found.end()
    if end < len(message) or not parts:
        parts.append(message[end:])
    return tuple(parts)


def _label(mend: Invocation, catalogue: Catalogue, prefix: str) -> str:
    """Return what the button says that runs *mend*: the line that does the same, where there is one to be typed."""
    command = catalogue.get(mend.command)
    if command is None or not command.listed:
        return "Edit again"
    if command.missing(mend):
        return "Fill in again"
    said = line.write(mend, catalogue)
    if token.shows(mend) and _read(said, catalogue) == mend:
        return prefix + said
    given = dict(mend.arguments)
    values = [given[p.name] for p in command.parameters if not given.get(p.name, token.MARK).startswith(token.MARK)]
    return f"{command.name.capitalize()}: {', '.join(values)}" if values else command.name.capitalize()


def _is_command(text: str, catalogue: Catalogue) -> bool:
    words: Sequence[str] = text.split(" ")
    return any(" ".join(words[:count]) in catalogue for count in (1, 2)) or (
        len(words) == 1 and bool(catalogue.group(words[0]))
    )


def _read(suggestion: str, catalogue: Catalogue) -> Invocation | None:
    try:
        return line.read(suggestion, catalogue)
    except Misread:
        return None


def _bounded(message: str) -> str:
    return message if len(message) <= MESSAGE else message[: MESSAGE - 1] + "…"
