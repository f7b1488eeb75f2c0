"""What authors see of their own drafts, and nobody else."""

from collections.abc import Mapping, Sequence

from bot.domain.likeness import Likeness
from bot.domain.proposals import Kind, Proposal
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Divider,
    Element,
    Emphasis,
    Fields,
    Heading,
    Inline,
    Invocation,
    Items,
    Prose,
    Small,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.proposals import author_buttons, full_text
from bot.views.rules import Outlook, roll_line, rule_before_opening
from bot.views.standing import AsItStands


def preview(proposal: Proposal, outlook: Outlook, duplicates: Sequence[Likeness], prefix: str, why: str = "") -> Card:
    """Return a draft exactly as others will see it, and below it what it may repeat and what opening its vote means.

    *prefix* is what is typed before a command here; *why* says what else who sees it should know: why it is shown, or
    what may be a slip.
    """
    return Card(
        f"Preview of {proposal.label}: {proposal.title}",
        (
            Heading(f"Preview · {proposal.label} · {proposal.kind.value.capitalize()}"),
            Prose((Strong(proposal.title),)),
            *full_text(proposal),
            Divider(),
            *([Prose((why,))] if why else []),
            *_repeated(duplicates, prefix),
            Prose(rule_before_opening(outlook)),
            Small((roll_line(outlook.roll_kind, outlook.roll or None),)),
            Small(("Only you see this. Opening the vote posts its card for everybody.",)),
            Buttons(author_buttons(proposal, opens=outlook.can_decide)),
        ),
    )


def _repeated(duplicates: Sequence[Likeness], prefix: str) -> list[Element]:
    if not duplicates:
        return []
    lines: list[tuple[Inline, ...]] = []
    for likeness in duplicates:
        other = likeness.proposal
        told = f" is {likeness.per_cent} % alike: {other.title} · {other.state.value} · "
        lines.append((Strong(other.label), told, Code(f"{prefix}proposal {other.number}")))
    return [Prose((Strong("Likely duplicates"),)), Items(tuple(lines))]


def page_saved(page: int, pages: int, more: Invocation, discard: Invocation) -> Card:
    """Return the answer to one page of a form: *page* (from 0) of *pages* is kept."""
    return note(
        f"Page {page + 1} of {pages} is kept as your draft. Nobody else sees it.",
        buttons=(
            Button("Continue", more, Emphasis.PRIMARY),
            Button("Discard", discard, Emphasis.DANGER),
        ),
    )


def kept(prefix: str) -> Card:
    """Return what is told of a form that is left before its end."""
    mine = Code(f"{prefix}mine")
    return note("What you typed is kept as your draft, which only you see. ", mine, " goes on with it.")


def not_yet(faults: Mapping[str, str], again: Invocation) -> Card:
    """Return the answer to a form that is kept with *faults*."""
    told = "What you typed is kept, but it can't be proposed yet."
    return Card(
        told,
        (
            Heading("Not proposed yet"),
            Prose((told,)),
            Items(tuple((fault,) for fault in faults.values())),
            Buttons((Button("Edit again", again),)),
        ),
        Tone.WARNING,
    )


def gone(kind: Kind) -> AsItStands:
    """Return what is said to who would go on with what is no longer kept."""
    return AsItStands(
        "This draft was finished or discarded already. Nothing was done.",
        (
            Buttons(
                (
                    Button("Proposals", runs("proposals"), Emphasis.PRIMARY),
                    Button(f"New {kind.value}", runs(f"propose {kind.shape.word}")),
                )
            ),
        ),
    )


def to_copy(told: str, kind: Kind, text: Mapping[str, str], standing: tuple[Element, ...]) -> Card:
    """Return what was typed and can no longer be used, so that it is not lost, and how its proposal stands."""
    typed = tuple((field.label, (text[field.name],)) for field in kind.fields if text.get(field.name))
    return Card(told, (Prose((told,)), Fields(typed), *standing), Tone.WARNING)
