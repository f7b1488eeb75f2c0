"""What a structured text consists of, and what is wrong with one, whatever its kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.directions import isolated

Text = Mapping[str, str]
"""What stands in a proposal, by field name."""


@dataclass(frozen=True, slots=True)
class TextField:
    """One part of a proposal's text. *limit* is in characters; *options* closes the set of answers."""

    name: str
    label: str
    help: str
    limit: int
    required: bool = False
    long: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gist:
    """The substance of a text in one line: *essence* is what can be tested, *said* are the fields that it tells."""

    before: str
    essence: str
    after: str
    said: tuple[str, ...]

    def __str__(self) -> str:
        return self.before + self.essence + self.after


def _no_gist(_: Text) -> Gist | None:
    return None


def _no_faults(_: Text) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Shape:
    """What the texts of one kind are made of: the first field is the title.

    *prefix* stands before a proposal's number, *word* is what people type for the kind. *statement* is the field whose
    words a card quotes. *sources* is the field for where it is from, None where there is none. *own_faults* are the
    kind's own rules, which may be asked of any text; *gist* is asked of texts without faults alone.
    """

    prefix: str
    word: str
    plural: str
    fields: tuple[TextField, ...]
    statement: str
    sources: str | None = None
    gist: Callable[[Text], Gist | None] = _no_gist
    own_faults: Callable[[Text], Mapping[str, str]] = _no_faults

    def faults(self, text: Text) -> Mapping[str, str]:
        """Return what is wrong with *text*, a sentence by field name; empty where nothing is."""
        return {**self.own_faults(text), **dict(_faults(self.fields, text))}

    def parts(self, text: Text) -> Sequence[tuple[str, str]]:
        """Return what *text* says beyond its title, statement and gist: labels with what stands there."""
        gist = self.gist(text)
        told = {self.fields[0].name, self.statement}
        told |= {name for name in gist.said if "\n" not in text[name]} if gist else set()  # a list stays a list
        return [(f.label, text[f.name]) for f in self.fields if f.name not in told and text.get(f.name)]


def _faults(fields: Sequence[TextField], text: Text) -> Iterator[tuple[str, str]]:
    for field in fields:
        value = text.get(field.name, "")
        if field.required and not value:
            yield field.name, f"{field.label} is needed."
        elif len(value) > field.limit:
            told = f"{field.label} has {len(value):,} characters; {field.limit:,} fit. Shorten it and submit again."
            yield field.name, told
        elif value and field.options and value not in field.options:
            yield field.name, f"“{field.label}” takes one of: {', '.join(field.options)}."


def title_field(help: str) -> TextField:
    return TextField("title", "Title", help, 120, required=True)


def sentence(text: str) -> str:
    """Return *text* on one line, with a full stop where no mark ends it."""
    line = " ".join(text.split())
    return isolated(line if line.endswith((".", "!", "?", "…", ":", ";")) else f"{line}.")
