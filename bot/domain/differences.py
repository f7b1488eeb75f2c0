"""What two texts of one kind say differently, by field and word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from bot.domain.proposals import Kind
from bot.domain.texts import Text


class Fate(Enum):
    """What became of words from one text to the next."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that follow each other, with one space between them."""

    fate: Fate
    words: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, by its label, with all of its words, of which some are gone or new."""

    label: str
    pieces: tuple[Piece, ...]


def differences(kind: Kind, old: Text, new: Text) -> Sequence[Difference]:
    """Return the fields whose words differ, in the order of the form; white space is no difference."""
    found = []
    for field in kind.fields:
        before, after = (text.get(field.name, "").split() for text in (old, new))
        if before != after:
            found.append(Difference(field.label, tuple(_pieces(before, after))))
    return found


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    # Words that stand everywhere in a long text are not matched by themselves: it would take seconds.
    for _, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        if before[start:end] == after[new_start:new_end]:
            yield Piece(Fate.KEPT, tuple(before[start:end]))
            continue
        if start < end:
            yield Piece(Fate.GONE, tuple(before[start:end]))
        if new_start < new_end:
            yield Piece(Fate.NEW, tuple(after[new_start:new_end]))
