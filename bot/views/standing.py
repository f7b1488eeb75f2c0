"""How a proposal stands and what can be done with it now: shown where something can't be done as things stand."""

from datetime import datetime

from bot.domain.errors import NotNow
from bot.domain.proposals import Proposal, State
from bot.views.elements import Button, Buttons, Element, Emphasis, Inline, Prose, Strong
from bot.views.proposals import Listed, author_buttons, closing, edit_button, on, result_line, turnout

_STANDS = {State.DRAFT: "is a draft", State.VOTING: "is open for voting", State.NO_QUORUM: "found no quorum"}


class AsItStands(NotNow):
    """It can't be done as things stand; *elements* say below the message how they do, and offer what can be done."""

    def __init__(self, message: str, elements: tuple[Element, ...]) -> None:
        super().__init__(message)
        self.elements = elements


def stands(proposal: Proposal) -> str:
    """Return ``RL-12 is open for voting``, to begin a sentence with."""
    return f"{proposal.label} {_STANDS.get(proposal.state, f'is {proposal.state.value}')}"


def standing(listed: Listed, yours: bool, now: datetime) -> tuple[Element, ...]:
    """Return how *listed* stands at *now*; *yours* is whether who sees it proposed it."""
    proposal = listed.proposal
    buttons = _buttons(listed, yours, now)
    said = Prose((Strong(f"{proposal.label} · {proposal.title}"), "\n", *_state(listed, now)))
    return (said, Buttons(buttons)) if buttons else (said,)


def _state(listed: Listed, now: datetime) -> tuple[Inline, ...]:
    proposal, vote = listed.proposal, listed.vote
    if vote is None:
        withdrawn = proposal.state is State.WITHDRAWN
        return ("Discarded.",) if withdrawn else (f"A draft, version {proposal.version}. Its vote is not open.",)
    if proposal.state is not State.VOTING:
        return result_line(vote)
    if now < vote.closes:
        return ("Voting. Closes ", closing(vote, relative=True), f". {turnout(listed)}.")
    return ("Closed ", closing(vote), ". The outcome is being counted.")


def _buttons(listed: Listed, yours: bool, now: datetime) -> tuple[Button, ...]:
    proposal, vote = listed.proposal, listed.vote
    details = Button("Details", on("proposal", proposal))
    if vote is None:
        return author_buttons(proposal) if yours and proposal.state is State.DRAFT else ()
    if proposal.state is not State.VOTING:
        return (Button("Results", on("results", proposal), Emphasis.PRIMARY), details)
    if now >= vote.closes:
        return (details,)
    vote_on = Button("Vote", on("vote", proposal), Emphasis.PRIMARY)
    if not yours:
        return (vote_on, details)
    withdraw = Button("Withdraw", on("withdraw", proposal), Emphasis.DANGER)
    return (vote_on, details, *edit_button(proposal), withdraw)
