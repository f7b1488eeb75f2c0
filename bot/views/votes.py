"""Ballots and results as members see them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.directions import isolated
from bot.domain.people import Platform
from bot.domain.proposals import Proposal
from bot.domain.voting import CastBallot, Choice, Outcome, Vote
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Element,
    Emphasis,
    Form,
    Heading,
    Inline,
    Invocation,
    Items,
    LinkButton,
    Moment,
    Prose,
    Small,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.phrases import counted, place, voted
from bot.views.proposals import TONES, Listed, closing, heading, on, page, result_line, seen, turnout

REASONS_SHOWN = 15


def ballot_form(form: Form, proposal: Proposal, vote: Vote, own: CastBallot | None, asked: Platform) -> Form:
    """Return *form* as the question on one proposal, with the ballot in it that counts so far; *asked* is where."""
    filled = {"choice": own.choice.value, "reason": own.reason} if own is not None else {}
    fields = tuple(replace(f, value=filled.get(f.name, f.value)) for f in form.fields if f.name != "proposal")
    known = {**dict(form.runs.arguments), "proposal": seen(proposal)}
    intro: tuple[Inline, ...] = (Strong(proposal.title), "\nCloses ", closing(vote, relative=True), ".")
    if own is not None:
        intro += ("\n", *_voted(own, asked), ". Change it?")
    return replace(
        form,
        title=f"Vote on {proposal.label}",
        runs=Invocation(form.runs.command, tuple(known.items())),
        pages=(fields,),
        intro=intro,
    )


def which_vote(form: Form, opened: Sequence[Proposal]) -> Form:
    """Return *form* with the votes that are open to choose from."""
    options = tuple((seen(proposal), f"{proposal.label} {proposal.title}") for proposal in opened)
    fields = tuple(
        replace(f, label="Proposal", help="", options=options) if f.name == "proposal" else f for f in form.fields
    )
    return replace(form, title="Vote", pages=(fields,))


def recorded(proposal: Proposal, vote: Vote, choice: Choice, reason: str) -> Card:
    """Return what a voter is told after the commit, and no more than that while results are hidden."""
    return note(
        Strong(f"Recorded: {choice.value.capitalize()}"),
        ", with your reason," if reason else "",
        f" on version {vote.version} of {proposal.label}. You can change it until ",
        closing(vote),
        ".",
        tone=Tone.OPEN,
        buttons=(Button("Change my vote", on("vote", proposal)),),
    )


def withdrawing(listed: Listed) -> Card:
    """Return what taking back a proposal whose vote is open would end, before it is done."""
    proposal, cast = listed.proposal, listed.turnout
    theirs = "It has no ballots yet." if not cast else f"Its {counted(cast, 'ballot')} would never be counted."
    return note(
        Strong(f"The vote on {proposal.label} is open. "),
        f"{theirs} Withdrawing ends it for good: {proposal.label} can't be opened again, only proposed anew. "
        "Nothing has been done yet.",
        tone=Tone.WARNING,
        buttons=(
            Button("Withdraw it", runs("withdraw", proposal=seen(proposal), sure="sure"), Emphasis.DANGER),
            Button("Details", on("proposal", proposal)),
        ),
    )


def hidden_results(listed: Listed, own: Choice | None) -> Card:
    """Return what can be said of a vote that is still open."""
    vote = listed.vote
    assert vote is not None
    return Card(
        f"The results of {listed.proposal.label} are hidden while it is open",
        (
            heading(listed.proposal),
            Prose(("Results are hidden until ", closing(vote, relative=True), ".")),
            Prose((turnout(listed) + ".",)),
            Prose((f"{voted(own).capitalize()}." if own else "You have not voted.",)),
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


def outcome(listed: Listed, register_url: str, followed: str | None = None) -> Card:
    """Return the announcement of an outcome, posted once in each space; *followed* is what adopting it did."""
    proposal, vote = listed.proposal, listed.vote
    assert vote is not None
    assert vote.outcome is not None
    elements: list[Element] = [
        Heading(f"{proposal.label} {vote.outcome.value}"),
        Prose((Strong(proposal.title),)),
        Prose(result_line(vote)),
    ]
    if followed is not None:
        elements.append(Prose((followed,)))
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


def _voted(own: CastBallot, asked: Platform) -> tuple[Inline, ...]:
    choice = own.choice.value.capitalize()
    if own.platform is not asked:
        return (f"You voted on {place(own.platform)}: ", Strong(choice))
    return ("You voted ", Strong(choice), " on ", Moment(own.at))


def _ballot(ballot: CastBallot) -> tuple[Inline, ...]:
    where = f" ({ballot.platform.value.capitalize()})"
    who = isolated(ballot.name) + where
    return (who, f": {isolated(ballot.reason)}") if ballot.reason else (who,)
