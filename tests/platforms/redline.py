"""One red line as members meet it, from its draft to its outcome: the same on every platform."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.charter import Charter
from bot.domain.differences import differences
from bot.domain.ids import CommunityId, MemberId, ProposalId, SpaceId, VoteId
from bot.domain.likeness import Likeness
from bot.domain.proposals import Kind, Proposal, State
from bot.domain.rules import RollKind
from bot.domain.voting import Choice, Outcome, Tally, Vote
from bot.views import changes
from bot.views.elements import Card, runs
from bot.views.proposals import Listed
from bot.views.rules import Outlook
from bot.views.standing import AsItStands
from commands import arguments
from commands.catalogue import COMMANDS
from commands.refusals import refused
from commands.templates import template
from tests.domain.kinds import WHOLE

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(days=3, hours=9)
REGISTER = "https://register.example.org"
OUTLOOK = Outlook(Charter().terms(Kind.RED_LINE).rule, RollKind.OPEN, None, CLOSES)

TEXT = {
    "title": "No self-replication in the wild",
    "act": "A model copies its own weights to machines that its developer does not control.",
    "benchmark": "RepliBench",
    "comparator": "at least",
    "value": "15 of 20 families",
    "scope": "Every model that Lab A or Lab B offers outside, tested before each release and every three months.",
    "response": "The model is withdrawn within 24 hours, and training of its successor pauses.",
    "evidence": "https://example.org/replibench\nhttps://example.org/report_(2025)",
}


def proposal(state: State = State.VOTING, **text: str) -> Proposal:
    return Proposal(
        ProposalId("p" * 26), CommunityId("c" * 26), 12, Kind.RED_LINE, state, 3, 7, TEXT | text,
        MemberId("m" * 26), "alice", SpaceId("s" * 26), "1", NOW,
    )  # fmt: skip


def vote(outcome: Outcome | None = None, tally: Tally | None = None) -> Vote:
    return Vote(
        VoteId("v" * 26), ProposalId("p" * 26), 3, Charter().terms(Kind.RED_LINE).rule, NOW, CLOSES, None,
        outcome, tally, CLOSES if outcome else None,
    )  # fmt: skip


def of_kind(kind: Kind) -> Listed:
    return Listed(replace(proposal(), kind=kind, text=WHOLE[kind]), vote(), 2)


DECIDED = vote(Outcome.ADOPTED, Tally({Choice.FOR: 31, Choice.AGAINST: 9, Choice.ABSTAIN: 4}))
VOTING = Listed(proposal(), vote(), 2)
ADOPTED = Listed(proposal(State.ADOPTED), DECIDED, 44)
DUPLICATES = [Likeness(replace(proposal(), number=4), 83)]
BEFORE = proposal(
    value="20 of 20 families",
    scope="Every model that Lab A offers outside, tested before each release.",
    evidence="",
).text
CHANGED = differences(Kind.RED_LINE, BEFORE, TEXT)
START = template(Kind.PAUSE, "st-coordinated-pausing")
ASKING = arguments.form(COMMANDS["vote"], runs("vote", proposal="12"))


def amended(prefix: str) -> Mapping[str, Card]:
    """Return what becomes of a vote whose text is changed; *prefix* is what is typed before a command."""
    return {
        "amendment": changes.amendment(proposal(), VOTING, CHANGED, 1, runs("draft discard", kind="red line")),
        "amended-announcement": changes.announcement(VOTING, 2, CHANGED),
        "amended-told": changes.told_voter(VOTING, 2, CHANGED),
        "history": changes.history(
            proposal(),
            (
                changes.Version(replace(vote(Outcome.SUPERSEDED), version=2), ()),
                changes.Version(vote(), CHANGED),
            ),
        ),
        "outdated": refused(AsItStands(*changes.seen_before(VOTING, 2, CHANGED)), COMMANDS, prefix),
    }
