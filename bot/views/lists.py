"""Proposals in a list, one a line."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.proposals import Kind, Stage, State
from bot.views.elements import Card, Code, Heading, Inline, Items, Small, Strong, note
from bot.views.phrases import counted
from bot.views.proposals import Listed, closing, turnout


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked to see; nothing of it narrows nothing."""

    kind: Kind | None = None
    stage: Stage | None = None
    words: str = ""

    @property
    def is_everything(self) -> bool:
        return not (self.kind or self.stage or self.words)

    def __str__(self) -> str:
        """Return ``red lines open for voting, with “replication”``."""
        plural = self.kind.shape.plural if self.kind else "proposals"
        told = f"{plural} {_STAGES[self.stage]}" if self.stage else plural
        return f"{told}, with “{self.words}”" if self.words else told


_STAGES = {
    Stage.OPEN: "open for voting",
    Stage.DRAFT: "in draft",
    Stage.DECIDED: "decided",
    Stage.IN_FORCE: "in force",
    Stage.REJECTED: "rejected",
    Stage.NO_QUORUM: "without a quorum",
    Stage.WITHDRAWN: "withdrawn",
}


def listing(entries: Sequence[Listed], found: int, wanted: Wanted, prefix: str) -> Card:
    """Return *entries* as they come, the first of *found*; *prefix* is what is typed before a command here."""
    if not entries:
        return _nothing(wanted, prefix)
    left = found - len(entries)
    more = f"{left:,} more are not shown: name a kind, a state or words of the title to narrow them."
    return Card(
        counted(found, "proposal"),
        (
            Heading(_capital(str(wanted))),
            Items(tuple(_line(listed, prefix) for listed in entries)),
            *([Small((more,))] if left else []),
        ),
    )


def _nothing(wanted: Wanted, prefix: str) -> Card:
    if wanted.is_everything:
        begin = Code(f"{prefix}propose {Kind.RED_LINE.shape.word}")
        return note("Nothing is proposed yet. ", begin, " opens a form.")
    searched = " Words are looked for in titles." if wanted.words else ""
    told = f"No {wanted}, were found." if wanted.words else f"There are no {wanted}."
    return note(f"{told}{searched} ", Code(f"{prefix}proposals"), " shows all.")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _line(listed: Listed, prefix: str) -> tuple[Inline, ...]:
    proposal, vote = listed.proposal, listed.vote
    line: tuple[Inline, ...] = (Strong(proposal.label), " ", proposal.title, f" · {proposal.state.value}")
    if vote is not None and proposal.state is State.VOTING:
        return (*line, ", closes ", closing(vote, relative=True), f" · {turnout(listed)}")
    if proposal.state is State.DRAFT:
        return (*line, ", only you see it: ", Code(f"{prefix}open {proposal.number}"))
    return line
