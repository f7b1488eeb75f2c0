"""Typed lines, as people type them."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.domain.errors import Misread
from bot.views.elements import Invocation
from commands.nearest import nearest
from commands.spec import Catalogue, Command, Parameter
from commands.text import bare, clean, folded, shortened, shown

HEAD = 200
"""No command word is longer, in characters; what is longer is not looked at whole."""

_SPACE = re.compile(r"[\s\u200b\u2060\ufeff]*")
_WORD = re.compile(r"\S+")
_NAME = re.compile(r"([^:=]+)[:=]?")  # quorum 2, quorum=2, quorum: 2
_QUOTES = {'"': '"”“', "“": '”"“', "”": '"”“', "„": '“”"', "«": "»", "'": "'’", "‘": "’'"}


def read(line: str, catalogue: Catalogue, roots: Collection[str] = ()) -> Invocation:
    """Return what *line* asks for, its values as typed; one that lacks a required value is returned as it is.

    A leading slash is tolerated, and after it one of *roots* (``/pause vote 12 for``).

    :raises Misread: where there is no such command, or its words do not fit.
    """
    text = clean(line)
    words = _Words(text)
    head = _head(words, roots)
    if not head:
        raise Misread("Nothing was typed. `help` lists the commands.", "help" if "help" in catalogue else None)
    for count in (2, 1):
        command = catalogue.get(" ".join(word for word, _ in head[:count]))
        if command is not None and command.listed and len(head) >= count:
            words.at = head[count - 1][1]
            return Invocation(command.name, _arguments(command, words))
    raise _unknown(catalogue, [word for word, _ in head], text, [end for _, end in head])


def write(invocation: Invocation, catalogue: Catalogue) -> str:
    """Return a line that reads as *invocation*, as far as a line can say it."""
    command = catalogue.get(invocation.command)
    given = dict(invocation.arguments)
    parts = [invocation.command]
    for parameter in command.parameters if command else ():
        value = given.get(parameter.name, "")
        if value:
            parts += filter(None, (parameter.name if parameter.named else parameter.lead,))
            parts.append(value if parameter.rest else _quoted(value))
    return " ".join(parts)


@dataclass(slots=True)
class _Words:
    """A line and how far it has been read."""

    text: str
    at: int = 0

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    @property
    def left(self) -> str:
        self.skip()
        return self.text[self.at :]

    @property
    def ended(self) -> bool:
        self.skip()
        return self.at >= len(self.text)

    def peek(self) -> tuple[str, int]:
        """Return the next word and where it ends; nothing at the end of the line."""
        self.skip()
        found = _WORD.match(self.text, self.at)
        return (found[0], found.end()) if found else ("", self.at)

    def take(self) -> str:
        word, self.at = self.peek()
        return word

    def quoted(self) -> str | None:
        """Take and return what quotes wrap, where they wrap a whole argument; None where they do not."""
        self.skip()
        closers = _QUOTES.get(self.text[self.at : self.at + 1])
        if closers is None:
            return None
        found = re.compile(rf"[{closers}](?!\S)").search(self.text, self.at + 1)
        if found is None:
            return None
        inside = self.text[self.at + 1 : found.start()]
        self.at = found.end()
        return inside

    def several(self, most: int, fit: Callable[[str], bool]) -> str | None:
        """Take and return as many of the next 2 to *most* words as *fit* together; None where none do."""
        start = self.at
        ends: list[int] = []
        while len(ends) < most and not self.ended:
            self.take()
            ends.append(self.at)
        self.at = start
        self.skip()
        for end in reversed(ends[1:]):
            together = self.text[self.at : end]
            if len(together) <= HEAD and fit(together):
                self.at = end
                return together
        return None


def _head(words: _Words, roots: Collection[str]) -> list[tuple[str, int]]:
    """Return the first words, folded, each with where it ends; without a slash and a root before the command."""
    start = words.at
    found: list[tuple[str, int]] = []
    slashed = False
    while len(found) < 3 and not words.ended:
        word = folded(words.take()[:HEAD])
        if not found and word.startswith("/"):
            slashed, word = True, word.lstrip("/")
        if not found and slashed and word in roots:
            word, slashed = "", False
        if word:
            found.append((word, words.at))
    words.at = start
    return found


def _arguments(command: Command, words: _Words) -> tuple[tuple[str, str], ...]:
    given: dict[str, str] = {}
    named = {parameter.name: parameter for parameter in command.parameters if parameter.named}
    waiting = [parameter for parameter in command.parameters if not parameter.named]
    while not words.ended:
        word, end = words.peek()
        name = _NAME.match(word[:HEAD])
        called = named.get(folded(name[1])) if name else None
        if name is not None and called is not None:
            if called.name in given:
                raise Misread(f"`{called.name}` is given twice. Usage: `{command.usage}`")
            words.at = end - len(word) + name.end()
            given[called.name] = _value(called, words, called.name)
            continue
        parameter = _next(waiting, words)
        if parameter is None:
            raise Misread(f"{shown(words.left)} is more than this command takes. Usage: `{command.usage}`")
        if _leads(word, parameter):
            words.at = end
            given[parameter.name] = _value(parameter, words, folded(word))
        else:
            given[parameter.name] = _value(parameter, words, parameter.name)
    return tuple((p.name, given[p.name]) for p in command.parameters if p.name in given)


def _next(waiting: list[Parameter], words: _Words) -> Parameter | None:
    """Take the parameter that the next word is for; an optional one that it does not fit waits for a later word.

    A word that fits neither is a slip in the optional one where what follows fits the other.
    """
    word = words.peek()[0]
    for place, parameter in enumerate(waiting):
        led = _leads(word, parameter)
        last = place == len(waiting) - 1
        if led or _fits_next(parameter, words):
            return waiting.pop(place)
        if parameter.required or last:
            return waiting.pop(0 if _fits_after(parameter, words) else place)
    return None


def _leads(word: str, parameter: Parameter) -> bool:
    """Return whether *word* only says which value comes next: a lead, or the name of a number, as in ``page 2``."""
    said = folded(word[:HEAD])
    return said == parameter.lead or (parameter.kind.type is int and said == parameter.name)


def _fits_next(parameter: Parameter, words: _Words) -> bool:
    """Return whether the next word, or the next few, would do for *parameter*; the line is not read on."""
    start = words.at
    value = words.quoted()
    if value is None:
        value = words.several(parameter.kind.words, lambda together: _fits(parameter, together))
    words.at = start
    return _fits(parameter, words.peek()[0] if value is None else value)


def _fits_after(parameter: Parameter, words: _Words) -> bool:
    """Return whether what comes after the next word would do for *parameter*; the line is not read on."""
    start = words.at
    words.take()
    fits = not words.ended and _fits_next(parameter, words)
    words.at = start
    return fits


def _value(parameter: Parameter, words: _Words, after: str) -> str:
    kind = parameter.kind
    if words.ended:
        raise Misread(f"After `{after}` comes a value, such as {kind.example}.")
    if parameter.rest:
        rest = words.left
        words.at = len(words.text)
        return rest
    value = words.quoted()
    if value is None and kind.words > 1:
        value = words.several(kind.words, lambda together: _fits(parameter, together))
    if value is None:
        value = words.take()
    return value if kind.verbatim else bare(value)


def _fits(parameter: Parameter, text: str) -> bool:
    try:
        parameter.kind.parse(bare(text[:HEAD]))
    except Misread:
        return False
    return True


def _unknown(catalogue: Catalogue, head: list[str], text: str, ends: list[int]) -> Misread:
    """Return the refusal of *text*, a line that begins with no command; *ends* is where each word of *head* ends."""
    group = catalogue.group(head[0])
    names = ", ".join(f"`{command.name}`" for command in group)
    if group and len(head) == 1:
        only = group[0].name if len(group) == 1 else None
        return Misread(f"`{head[0]}` needs one more word: {names}.", only)
    near = nearest(catalogue, head)
    begun = ends[near.words - 1] if near else ends[1] if group else len(text)
    typed = text[: ends[0]].split()[-1] + text[ends[0] : begun]  # without a root before it
    told = f"There is no command `{shortened(typed.replace('`', '').lstrip('/'), 40)}`."
    if near is not None:
        return Misread(
            f"{told} Did you mean `{near.name}`?",
            _corrected(catalogue, near.name, text[ends[near.words - 1] :].strip()),
        )
    if group:
        only = group[0].name if len(group) == 1 else None
        return Misread(f"{told} There {'is' if only else 'are'} {names}.", only)
    return Misread(f"{told} `help` lists what there is.")


def _corrected(catalogue: Catalogue, name: str, arguments: str) -> str:
    """Return the line that was probably meant, with its arguments where they fit."""
    line = f"{name} {arguments}".strip()
    try:
        read(line, catalogue)
    except Misread:
        return name
    return line


def _quoted(value: str) -> str:
    if value and not re.search(r"\s", value) and value[0] not in _QUOTES:
        return value
    return f"«{value}»" if re.search('["“”]', value) else f'"{value}"'
