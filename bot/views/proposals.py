"""A proposal as members see it: its card, its details, its preview, and lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.directions import isolated
from bot.domain.evidence import Evidence
from bot.domain.proposals import Proposal, State
from bot.domain.texts import Gist
from bot.domain.voting import Choice, Outcome, Tally, Vote
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Divider,
    Element,
    Emphasis,
    Fields,
    Heading,
    Inline,
    Invocation,
    LinkButton,
    Moment,
    Prose,
    Quote,
    Small,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.evidence import attached, latest
from bot.views.phrases import per_cent, share, voted
from bot.views.rules import roll_line, rule_in_people

TONES = {
    State.DRAFT: Tone.NEUTRAL,
    State.VOTING: Tone.OPEN,
    State.ADOPTED: Tone.GOOD,
    State.REJECTED: Tone.BAD,
    State.NO_QUORUM: Tone.WARNING,
    State.WITHDRAWN: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal with its latest vote, if it ever had one, and how many have voted.

    *evidence* is empty where a list of several is shown.
    """

    proposal: Proposal
    vote: Vote | None = None
    turnout: int = 0
    evidence: Sequence[Evidence] = ()


def seen(proposal: Proposal) -> str:
    """Return the proposal as a button names it."""
    return f"~{proposal.id}.{proposal.version}"


def on(command: str, proposal: Proposal) -> Invocation:
    return runs(command, proposal=seen(proposal))


def page(proposal: Proposal, register_url: str) -> str:
    """Return the address of its page in the register."""
    return f"{register_url}/c/{proposal.community}/{proposal.label}"


def heading(proposal: Proposal) -> Heading:
    return Heading(f"{proposal.label} · {proposal.kind.value.capitalize()} · {proposal.state.value.capitalize()}")


def card(listed: Listed, register_url: str) -> Card:
    """Return the card that stands in a channel."""
    proposal, vote = listed.proposal, listed.vote
    elements: list[Element] = [heading(proposal), Prose((Strong(proposal.title),)), *_substance(proposal)]
    buttons: list[Button | LinkButton] = [Button("Details", on("proposal", proposal))]
    if vote is not None and proposal.state is State.VOTING:
        elements.append(Fields((("Closes", (closing(vote, relative=True),)), ("Turnout", (turnout(listed),)))))
        elements.append(Small((roll_line(vote.roll_kind, vote.roll),)))
        elements.append(Small(("Results stay hidden until it closes; then names and reasons become public.",)))
        elements += latest(listed.evidence)
        buttons.insert(0, Button("Vote", on("vote", proposal), Emphasis.PRIMARY))
    elif vote is not None and vote.tally is not None:
        elements.append(Prose(result_line(vote)))
        buttons = [Button("Results", on("results", proposal)), *buttons]
        if proposal.state is State.ADOPTED:
            buttons.append(LinkButton("Register", page(proposal, register_url)))
    elements.append(Buttons(tuple(buttons)))
    summary = f"{proposal.label} {proposal.title}: {proposal.state.value}"
    return Card(summary, tuple(elements), TONES[proposal.state])


def details(listed: Listed, own: Choice | None, yours: bool, register_url: str, *, amended: bool = False) -> Card:
    """Return everything about a proposal for one member: *own* is how they voted, *yours* whether they proposed it.

    *amended* says that an earlier text of it was voted on.
    """
    proposal, vote = listed.proposal, listed.vote
    elements: list[Element] = [
        heading(proposal),
        Prose((Strong(proposal.title),)),
        *full_text(proposal),
        *attached(listed.evidence),
        Divider(),
    ]
    buttons: list[Button | LinkButton] = []
    if vote is None and proposal.state is State.WITHDRAWN:
        elements.append(Small((f"{isolated(proposal.author)} discarded it before anybody else saw it.",)))
    elif vote is None:
        elements.append(
            Small((f"A draft of {isolated(proposal.author)}, version {proposal.version}. The vote is not open.",))
        )
    elif proposal.state is State.VOTING:
        elements.append(Fields((("Closes", (closing(vote, relative=True),)), ("Turnout", (turnout(listed),)))))
        elements.append(Prose((f"{voted(own).capitalize()}." if own else "You have not voted.",)))
        elements.append(Small(rule_in_people(vote)))
        elements.append(Small((roll_line(vote.roll_kind, vote.roll),)))
        buttons.append(Button("Change my vote" if own else "Vote", on("vote", proposal), Emphasis.PRIMARY))
    else:
        elements.append(Prose(result_line(vote)))
        buttons.append(Button("Results", on("results", proposal), Emphasis.PRIMARY))
        if proposal.state is State.ADOPTED:
            buttons.append(LinkButton("Register", page(proposal, register_url)))
    if yours and proposal.state is State.DRAFT:
        buttons += author_buttons(proposal)
    elif yours and proposal.state is State.VOTING:
        buttons += [*edit_button(proposal), Button("Withdraw", on("withdraw", proposal), Emphasis.DANGER)]
    if amended:
        buttons.append(Button("What changed", on("history", proposal)))
    if vote is not None:
        elements.append(Small((f"Proposed by {isolated(proposal.author)}, version {proposal.version}.",)))
    if buttons:
        elements.append(Buttons(tuple(buttons)))
    return Card(f"{proposal.label} {proposal.title}", tuple(elements), TONES[proposal.state])


def edit_button(proposal: Proposal) -> tuple[Button, ...]:
    # What a motion does when it is adopted was written with it: its text is not edited.
    return (Button("Edit", on("edit", proposal)),) if proposal.act is None else ()


def author_buttons(proposal: Proposal, *, opens: bool = True) -> tuple[Button, ...]:
    """Return what an author can do with a draft; *opens* is whether its vote can be opened as things stand."""
    return (
        *((Button("Open the vote", on("open", proposal), Emphasis.PRIMARY),) if opens else ()),
        *edit_button(proposal),
        Button("Discard", on("discard", proposal), Emphasis.DANGER),
    )


def opened(listed: Listed) -> Card:
    """Return what the author is told once the vote is open."""
    vote = listed.vote
    assert vote is not None
    return note(
        Strong(listed.proposal.label), " is open for voting. It closes ", closing(vote, relative=True), ". ",
        *rule_in_people(vote),
        tone=Tone.OPEN,
        buttons=(
            Button("Vote", on("vote", listed.proposal), Emphasis.PRIMARY),
            Button("Details", on("proposal", listed.proposal)),
        ),
    )  # fmt: skip


def closing(vote: Vote, *, relative: bool = False) -> Moment:
    return Moment(vote.closes, relative, seconds=vote.is_short)


def turnout(listed: Listed) -> str:
    """Return how many have voted against how many must."""
    assert listed.vote is not None
    needed = listed.vote.rule.quorum.needed(listed.vote.roll)
    have = f"{listed.turnout:,} voted" + (f" of {listed.vote.roll:,}" if listed.vote.roll is not None else "")
    return f"{have}; quorum {needed:,}" + (" reached" if listed.turnout >= needed else " not yet reached")


def result_line(vote: Vote) -> tuple[Inline, ...]:
    """Return a closed vote's outcome with its numbers, in one line."""
    tally = vote.tally or Tally({})
    of = f" of {vote.roll:,}" if vote.roll is not None else ""
    counts = f"{tally[Choice.FOR]:,} for, {tally[Choice.AGAINST]:,} against, {tally[Choice.ABSTAIN]:,} abstained{of}"
    match vote.outcome:
        case Outcome.NO_QUORUM:
            needed = vote.rule.quorum.needed(vote.roll)
            return (Strong("No quorum: "), f"{tally.turnout:,} of the {needed:,} needed · {counts}")
        case Outcome.ADOPTED | Outcome.REJECTED | Outcome.TIE:
            threshold = vote.rule.threshold
            exactly = tally.support == threshold.share
            reached = f"exactly {share(threshold.share)}" if exactly else per_cent(tally.support)
            return (
                Strong(f"{vote.outcome.value.capitalize()}: "),
                f"{counts} · {threshold.comparison.value} {share(threshold.share)} needed, {reached} reached",
            )
        case _:
            return (Strong("Withdrawn: "), "its ballots were not counted")


def _substance(proposal: Proposal) -> list[Element]:
    gist = proposal.gist
    told = [Prose(gist_line(gist))] if gist else []
    return [Quote(proposal.statement), *told]


def gist_line(gist: Gist) -> tuple[Inline, ...]:
    return tuple(part for part in (gist.before, Strong(gist.essence), gist.after) if part)


def full_text(proposal: Proposal) -> list[Element]:
    parts = tuple((label, (text,)) for label, text in proposal.kind.shape.parts(proposal.text))
    return [*_substance(proposal), *([Fields(parts)] if parts else [])]
