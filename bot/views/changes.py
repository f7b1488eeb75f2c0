"""What an edit changed, and what became of the vote that was open on the text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.differences import Difference, Fate, Piece
from bot.domain.directions import isolated
from bot.domain.proposals import Proposal, State
from bot.domain.voting import Outcome, Vote
from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Card,
    Divider,
    Element,
    Emphasis,
    Heading,
    Inline,
    Invocation,
    Items,
    Moment,
    Prose,
    Small,
    Strong,
    Struck,
    Tone,
)
from bot.views.phrases import counted, enumerated
from bot.views.proposals import Listed, closing, full_text, on, turnout

AROUND = 6
"""Words that are shown before and after a change; more of what stays is left out."""


@dataclass(frozen=True, slots=True)
class Version:
    """A text that was put to the vote, and what it changed of the one before."""

    vote: Vote
    changed: Sequence[Difference]


def what_changed(differences: Sequence[Difference]) -> list[Element]:
    """Return the fields that changed, with their words that are gone and those that are new."""
    # The labels are plain: bold is what is new.
    lines = tuple((f"{difference.label}: ", *marked(difference.pieces)) for difference in differences)
    return [Items(lines), Small(("Words that are gone are struck out; new ones stand out.",))]


def changed(differences: Sequence[Difference]) -> str:
    """Return ``changed Value and Scope``."""
    return f"changed {enumerated([difference.label for difference in differences])}"


def amendment(
    proposal: Proposal, listed: Listed, differences: Sequence[Difference], left: int, back: Invocation
) -> Card:
    """Return what its author sees, and nobody else, before *proposal*, the new text, takes the place of *listed*.

    *left* is how often the text can be changed after that; *back* discards what was typed.
    """
    again = f"It can be changed so {counted(left, 'more time')}." if left else "It can't be changed so once more."
    return Card(
        f"Version {proposal.version} of {proposal.label} is not open yet",
        (
            Heading(f"Preview · {proposal.label}, version {proposal.version}"),
            Prose((Strong(proposal.title),)),
            *full_text(proposal),
            Divider(),
            Prose((Strong(f"What changes from version {listed.proposal.version}"),)),
            *what_changed(differences),
            Divider(),
            Prose(
                (
                    Strong("If you put this to the vote: "),
                    f"the vote on version {listed.proposal.version} ends and is not counted ({turnout(listed)}). Who "
                    "voted is told what changed. A new vote opens, with its own roll, for the full period, under the "
                    f"rules as they are now. {again}",
                )
            ),
            Small(("Only you see this, and until then the vote goes on as it is.",)),
            Buttons(
                (
                    Button("Put it to the vote", on("draft amend", listed.proposal), Emphasis.PRIMARY),
                    Button("Edit", on("edit", listed.proposal)),
                    Button("Keep the vote as it is", back),
                )
            ),
        ),
        Tone.WARNING,
    )


def nothing_changes(listed: Listed) -> Card:
    """Return what is said of an edit that changes no word."""
    told = "No word of it changed, so the vote goes on and what you typed is discarded. White space is no change."
    return Card(told, (Prose((told,)), Buttons(_to(listed.proposal))), Tone.NEUTRAL)


def amended(listed: Listed, before: int, voters: int) -> Card:
    """Return what the author is told once the new vote is open; *before* is the version that it was on until then."""
    proposal, vote = listed.proposal, listed.vote
    assert vote is not None
    told = f"The {voters:,} who voted are told." if voters > 1 else "Who voted is told." if voters else ""
    spans: tuple[Inline, ...] = (
        Strong(f"{proposal.label} is now version {proposal.version}."),
        f" The vote on version {before} has ended and is not counted. {told} A new one is open until ",
        closing(vote),
        ".",
    )
    return Card(
        f"{proposal.label} is now version {proposal.version}", (Prose(spans), Buttons(_to(proposal))), Tone.OPEN
    )


def announcement(listed: Listed, before: int, differences: Sequence[Difference]) -> Card:
    """Return what is posted beside the card, so that everybody learns that the vote began anew."""
    proposal = listed.proposal
    return Card(
        f"{proposal.label} {changed(differences)}; a new vote is open",
        (
            Heading(f"{proposal.label} changed: a new vote is open"),
            Prose((Strong(proposal.title),)),
            *what_changed(differences),
            Prose((f"The vote on version {before} has ended and is not counted. ", *_open_until(listed))),
            Buttons(_to(proposal)),
        ),
        Tone.OPEN,
    )


def told_voter(listed: Listed, before: int, differences: Sequence[Difference]) -> Card:
    """Return what somebody who voted on version *before* is told privately."""
    proposal = listed.proposal
    told = f"Your vote was on version {before}. Version {proposal.version} {changed(differences)}."
    return Card(
        f"{proposal.label}: {told}",
        (
            Heading(f"{proposal.label} changed after you voted"),
            Prose((Strong(proposal.title),)),
            Prose((told + " ", *_open_until(listed))),
            *what_changed(differences),
            Buttons(_to(proposal)),
        ),
        Tone.WARNING,
    )


def seen_before(listed: Listed, seen: int, differences: Sequence[Difference]) -> tuple[str, tuple[Element, ...]]:
    """Return what is answered to a ballot on version *seen*: in a sentence, and what changed since."""
    proposal = listed.proposal
    told = (
        f"You saw version {seen} of {proposal.label}; the vote is on version {proposal.version}, which "
        f"{changed(differences)}. Nothing was recorded."
    )
    return told, (*what_changed(differences), Buttons(_to(proposal)))


def history(proposal: Proposal, versions: Sequence[Version]) -> Card:
    """Return the texts that were put to the vote, the newest first, each with what it changed."""
    elements: list[Element] = [Heading(f"Versions of {proposal.label}"), Prose((Strong(proposal.title),))]
    for version in reversed(versions):
        elements.append(Prose((Strong(f"Version {version.vote.version}"), *became_of(version.vote))))
        elements += what_changed(version.changed) if version.changed else []
    elements.append(Buttons((Button("Details", on("proposal", proposal)),)))
    return Card(f"{proposal.label} has {counted(len(versions), 'version')}", tuple(elements))


def became_of(vote: Vote) -> tuple[Inline, ...]:
    """Return when a vote on a text was open, and how it ended, to follow the name of its version."""
    opened: tuple[Inline, ...] = (", open for voting from ", Moment(vote.opened))
    match vote.outcome:
        case None:
            return (*opened, ", closes ", closing(vote))
        case Outcome.SUPERSEDED:
            assert vote.closed is not None
            return (*opened, "; superseded ", Moment(vote.closed), ", its ballots not counted")
        case outcome:
            assert vote.closed is not None
            return (*opened, f"; {outcome.value} ", Moment(vote.closed))


def _open_until(listed: Listed) -> tuple[Inline, ...]:
    if listed.proposal.state is not State.VOTING or listed.vote is None:
        return (f"The new vote has ended: {listed.proposal.state.value}.",)
    return ("A new vote is open until ", closing(listed.vote), ".")


def _to(proposal: Proposal) -> tuple[Button, ...]:
    details = Button("Details", on("proposal", proposal))
    if proposal.state is not State.VOTING:
        return (details,)
    return (Button(f"Vote on version {proposal.version}", on("vote", proposal), Emphasis.PRIMARY), details)


def marked(pieces: Sequence[Piece]) -> tuple[Inline, ...]:
    """Return what is gone, what is new, and what stands near it."""
    last = len(pieces) - 1
    spans: list[Inline] = []
    for place, piece in enumerate(pieces):
        spans += [" "] if spans else []
        match piece.fate:
            case Fate.GONE:
                spans.append(Struck(isolated(str(piece))))
            case Fate.NEW:
                spans.append(Added(isolated(str(piece))))
            case Fate.KEPT:
                spans.append(isolated(" ".join(_near(piece.words, before=place > 0, after=place < last))))
    return tuple(spans)


def _near(words: Sequence[str], before: bool, after: bool) -> Iterator[str]:
    """Yield of *words* what stands near the change *before* and the one *after* them."""
    head, tail = AROUND * before, AROUND * after
    if len(words) <= head + tail + 1:
        yield from words
        return
    yield from words[:head]
    yield "…"
    yield from words[len(words) - tail :]
