"""Ballots and results as members see them."""

from collections.abc import Sequence

from bot.domain.proposals import Proposal
from bot.domain.voting import CastBallot, Choice, Outcome, Vote
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Element,
    Heading,
    Inline,
    Items,
    LinkButton,
    Moment,
    Prose,
    Small,
    Strong,
    Tone,
    note,
)
from bot.views.phrases import counted
from bot.views.proposals import TONES, Listed, heading, on, page, result_line, turnout

REASONS_SHOWN = 15


def recorded(proposal: Proposal, vote: Vote, choice: Choice, reason: str) -> Card:
    """Return what a voter is told after the commit, and no more than that while results are hidden."""
    return note(
        Strong(f"Recorded: {choice.value.capitalize()}"),
        ", with your reason," if reason else "",
        f" on version {vote.version} of {proposal.label}. You can change it until ",
        Moment(vote.closes),
        ".",
        tone=Tone.OPEN,
        buttons=(Button("Change my vote", on("vote", proposal)),),
    )


def hidden_results(listed: Listed, own: Choice | None) -> Card:
    """Return what can be said of a vote that is still open."""
    vote = listed.vote
    assert vote is not None
    return Card(
        f"The results of {listed.proposal.label} are hidden while it is open",
        (
            heading(listed.proposal),
            Prose(("Results are hidden until ", Moment(vote.closes, relative=True), ".")),
            Prose((turnout(listed) + ".",)),
            Prose((f"You voted {own.value}." if own else "You have not voted.",)),
            Buttons((Button("Change my vote" if own else "Vote", on("vote", listed.proposal)),)),
        ),
        Tone.OPEN,
    )


def results(listed: Listed, ballots: Sequence[CastBallot], register_url: str) -> Card:
    """Return a closed vote with its counting ballots, by name and with their reasons."""
    proposal, vote = listed.proposal, listed.vote
    assert vote is not None
    elements: list[Element] = [
        heading(proposal),
        Prose((Strong(proposal.title),)),
        Prose(result_line(vote)),
    ]
    if vote.outcome is not Outcome.WITHDRAWN:
        for choice in Choice:
            of_choice = [ballot for ballot in ballots if ballot.choice is choice]
            if of_choice:
                elements.append(Prose((Strong(f"{choice.value.capitalize()}: {len(of_choice):,}"),)))
                elements.append(Items(tuple(_ballot(ballot) for ballot in of_choice[:REASONS_SHOWN])))
                if len(of_choice) > REASONS_SHOWN:
                    left = counted(len(of_choice) - REASONS_SHOWN, "more ballot")
                    elements.append(Small((f"{left} of this choice on the register page.",)))
    elements.append(
        Buttons(
            (
                Button("Details", on("proposal", proposal)),
                LinkButton("Register", page(proposal, register_url)),
            )
        )
    )
    return Card(f"Results of {proposal.label}", tuple(elements), TONES[proposal.state])


def outcome(listed: Listed, register_url: str) -> Card:
    """Return the announcement of an outcome: posted once in each space."""
    proposal, vote = listed.proposal, listed.vote
    assert vote is not None
    assert vote.outcome is not None
    elements: list[Element] = [
        Heading(f"{proposal.label} {vote.outcome.value}"),
        Prose((Strong(proposal.title),)),
        Prose(result_line(vote)),
    ]
    if vote.outcome is Outcome.NO_QUORUM:
        elements.append(
            Small(("Too few voted to decide it. Its author can propose it again; the text is kept in Details.",))
        )
    buttons: list[Button | LinkButton] = [
        Button("Results", on("results", proposal)),
        Button("Details", on("proposal", proposal)),
    ]
    if vote.outcome is Outcome.ADOPTED:
        buttons.append(LinkButton("Register", page(proposal, register_url)))
    elements.append(Buttons(tuple(buttons)))
    summary = f"{proposal.label} {vote.outcome.value}: {proposal.title}"
    return Card(summary, tuple(elements), TONES[proposal.state])


def _ballot(ballot: CastBallot) -> tuple[Inline, ...]:
    where = f" ({ballot.platform.value.capitalize()})"
    return (ballot.name + where, f": {ballot.reason}") if ballot.reason else (ballot.name + where,)
