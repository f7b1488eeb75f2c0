"""What a structured text consists of, and what is wrong with one, whatever its kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.directions import isolated

Text = Mapping[str, str]
"""What stands in a proposal, by field name."""


def _never(_: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class TextField:
    """One part of a proposal's text. *limit* is in characters; *options* closes the set of answers.

    *wrong* is asked of any answer but an empty one, and says what is wrong with it whatever stands elsewhere.
    """

    name: str
    label: str
    help: str
    limit: int
    required: bool = False
    long: bool = False
    options: tuple[str, ...] = ()
    wrong: Callable[[str], str | None] = _never

    def fault(self, value: str) -> str | None:
        """Return what is wrong with *value* in this field, in a sentence; None where it may stand."""
        if self.required and not value:
            return f"{self.label} is needed."
        if len(value) > self.limit:
            return f"{self.label} has {len(value):,} characters; {self.limit:,} fit. Shorten it and submit again."
        if value and self.options and value not in self.options:
            return f"“{self.label}” takes one of: {', '.join(self.options)}."
        return self.wrong(value) if value else None


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


def _no_caution(_: Text, __: date) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Shape:
    """What the texts of one kind are made of: the first field is the title.

    *prefix* stands before a proposal's number, *word* is what people type for the kind. *statement* is the field whose
    words a card quotes. *sources* is the field for where it is from, None where there is none. *own_faults* are the
    kind's own rules, which may be asked of any text; *gist* is asked of texts without faults alone. *caution*
    says what may be a slip in a text without faults, on the day when it is looked at.
    """

    prefix: str
    word: str
    plural: str
    fields: tuple[TextField, ...]
    statement: str
    sources: str | None = None
    gist: Callable[[Text], Gist | None] = _no_gist
    own_faults: Callable[[Text], Mapping[str, str]] = _no_faults
    caution: Callable[[Text, date], str | None] = _no_caution

    def faults(self, text: Text) -> Mapping[str, str]:
        """Return what is wrong with *text*, a sentence by field name; empty where nothing is."""
        return {**self.own_faults(text), **self.faults_in({f.name: text.get(f.name, "") for f in self.fields})}

    def faults_in(self, part: Text) -> Mapping[str, str]:
        """Return what is wrong with each field of *part* by itself, whatever the rest of the text will say."""
        found = {field.name: field.fault(part[field.name]) for field in self.fields if field.name in part}
        return {name: fault for name, fault in found.items() if fault}

    def parts(self, text: Text) -> Sequence[tuple[str, str]]:
        """Return what *text* says beyond its title, statement and gist: labels with what stands there."""
        gist = self.gist(text)
        told = {self.fields[0].name, self.statement}
        told |= {name for name in gist.said if "\n" not in text[name]} if gist else set()  # a list stays a list
        return [(f.label, text[f.name]) for f in self.fields if f.name not in told and text.get(f.name)]


def title_field(help: str) -> TextField:
    return TextField("title", "Title", help, 120, required=True)


def sentence(text: str) -> str:
    """Return *text* on one line, with a full stop where no mark ends it."""
    line = " ".join(text.split())
    return isolated(line if line.endswith((".", "!", "?", "…", ":", ";")) else f"{line}.")
