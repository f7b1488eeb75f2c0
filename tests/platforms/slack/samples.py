"""Cards and forms as members meet them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.charter import Charter
from bot.domain.differences import differences
from bot.domain.ids import CommunityId, MemberId, ProposalId, SpaceId, VoteId
from bot.domain.likeness import Likeness
from bot.domain.people import Platform, Space
from bot.domain.proposals import Kind, Proposal, State
from bot.domain.rules import RollKind
from bot.domain.voting import CastBallot, Choice, Outcome, Tally, Vote
from bot.views import changes, drafts, proposals, votes
from bot.views.digests import Edition, Story, digest_card
from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Card,
    Channel,
    Code,
    Divider,
    Emphasis,
    Fields,
    Heading,
    Items,
    Link,
    LinkButton,
    Mention,
    Moment,
    Prose,
    Quote,
    Small,
    Strong,
    Struck,
    Tone,
    note,
    runs,
)
from bot.views.rules import Outlook
from bot.views.standing import AsItStands
from commands import arguments
from commands.catalogue import COMMANDS
from commands.questions import form
from commands.refusals import refused
from commands.templates import template
from tests.domain.kinds import WHOLE
from tests.platforms import needs, sharing

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(days=3, hours=9)
OUTLOOK = Outlook(Charter().terms(Kind.RED_LINE).rule, RollKind.OPEN, None, CLOSES)
REGISTER = "https://register.example.org"
SPACE = Space(SpaceId("s" * 26), CommunityId("c" * 26), Platform.SLACK, "T01TEST", "Test Workspace")

TEXT = {
    "title": "No self-replication in the wild",
    "act": "A model copies its own weights to machines that its developer does not control.",
    "benchmark": "RepliBench",
    "comparator": "at least",
    "value": "15 of 20 families",
    "scope": "Every model that Lab A or Lab B offers outside, tested before each release and every three months.",
    "response": "The model is withdrawn within 24 hours, and training of its successor pauses.",
    "evidence": "https://example.org/replibench\nhttps://example.org/report",
}


def proposal(state: State = State.VOTING, **text: str) -> Proposal:
    return Proposal(
        ProposalId("p" * 26), SPACE.community, 12, Kind.RED_LINE, state, 3, 7, TEXT | text,
        MemberId("m" * 26), "alice", SPACE.id, "C01GEN", NOW,
    )  # fmt: skip


def vote(outcome: Outcome | None = None, tally: Tally | None = None) -> Vote:
    return Vote(
        VoteId("v" * 26), ProposalId("p" * 26), 3, Charter().terms(Kind.RED_LINE).rule, NOW, CLOSES, None,
        outcome, tally, CLOSES if outcome else None,
    )  # fmt: skip


DECIDED = vote(Outcome.ADOPTED, Tally({Choice.FOR: 31, Choice.AGAINST: 9, Choice.ABSTAIN: 4}))
BALLOTS = [
    CastBallot(Choice.FOR, "It can be measured.", "bob", Platform.DISCORD, NOW),
    CastBallot(Choice.FOR, "", "carol", Platform.SLACK, NOW),
    CastBallot(Choice.AGAINST, "The value is too high.", "dave", Platform.SLACK, NOW),
]


BEFORE = proposal(
    value="20 of 20 families",
    scope="Every model that Lab A offers outside, tested before each release.",
    evidence="",
).text
CHANGED = differences(Kind.RED_LINE, BEFORE, TEXT)
DUPLICATES = [Likeness(replace(proposal(), number=4), 83)]


def of_kind(kind: Kind) -> proposals.Listed:
    return proposals.Listed(replace(proposal(), kind=kind, text=WHOLE[kind]), vote(), 2)


def voting() -> proposals.Listed:
    return proposals.Listed(proposal(), vote(), 2)


def adopted() -> proposals.Listed:
    return proposals.Listed(proposal(State.ADOPTED), DECIDED, 44)


EVERYTHING = Card(
    "Everything that a card can hold",
    (
        Heading("Everything"),
        Prose(("Plain, ", Strong("strong"), ", ", Link("a link", "https://example.org/?a=1&b=2"), ", ")),
        Prose((Mention("U02BOB", "bob"), " closes it ", Moment(CLOSES), ", or ", Moment(CLOSES, relative=True), ".")),
        Prose(("It stands in ", Channel("C01GEN"), ".")),
        Prose(("At least ", Struck("15"), " ", Added("12"), " of 20.")),
        Small(("At least ", Struck("15"), " ", Added("12"), " of 20.")),
        Quote("Somebody's own words,\nin two lines."),
        Fields((("Short", ("value",)), ("Command", (Code("vote 12 for"),)), ("Long", ("word " * 30,)))),
        Items((("one ", Strong("item")), ("another, until ", Moment(CLOSES)))),
        Divider(),
        Small(("Small print.",)),
        Small(("Small print until ", Moment(CLOSES), ", ", Strong("strong"), " and ", Link("linked", "https://example.org"))),
        Buttons(
            (
                Button("First", runs("vote", proposal="~" + "p" * 26 + ".3"), Emphasis.PRIMARY),
                Button("Second", runs("proposal", proposal="12")),
                Button("Third", runs("withdraw", proposal="12"), Emphasis.DANGER),
                LinkButton("Register", REGISTER),
            )
        ),
    ),
    Tone.OPEN,
)  # fmt: skip

REFUSAL = note(
    "There is no command ", Code("propse"), ". Did you mean ", Code("/pause propose red-line"), "?",
    tone=Tone.WARNING,
    buttons=(Button("propose red-line", runs("propose red-line"), Emphasis.PRIMARY),),
)  # fmt: skip

EDITION = Edition(
    NOW - timedelta(days=7), NOW, (voting(),), (adopted(),),
    (
        Story("Lab A & Lab B <agree> to pause", "https://example.org/a?b=1&c=2", "Example News", NOW, ("red line",)),
        Story("A bill on frontier models", "https://example.org/bill", "The Example", NOW, ("frontier law", "pause")),
    ),
    kept=5, read=240, late=NOW - timedelta(hours=3),
)  # fmt: skip

OUTDATED = changes.seen_before(voting(), 2, CHANGED)
CARDS: dict[str, Card] = {
    "digest": digest_card(EDITION, REGISTER),
    "everything": EVERYTHING,
    "red-line-voting": proposals.card(voting(), REGISTER),
    "red-line-adopted": proposals.card(adopted(), REGISTER),
    "outcome": votes.outcome(adopted(), REGISTER),
    **{f"{kind.shape.word}-card": proposals.card(of_kind(kind), REGISTER) for kind in Kind},
}
PRIVATE: dict[str, Card] = {
    **sharing.CARDS,
    "mine": needs.full(voting(), 2),
    "details": proposals.details(voting(), Choice.FOR, True, REGISTER),
    "preview": drafts.preview(proposal(State.DRAFT), OUTLOOK, DUPLICATES, "/pause "),
    "amendment": changes.amendment(proposal(), voting(), CHANGED, 1, runs("draft discard", kind="red line")),
    "amended-announcement": changes.announcement(voting(), 2, CHANGED),
    "amended-told": changes.told_voter(voting(), 2, CHANGED),
    "history": changes.history(
        proposal(),
        (
            changes.Version(replace(vote(Outcome.SUPERSEDED), version=2), ()),
            changes.Version(vote(), CHANGED),
        ),
    ),
    "outdated": refused(AsItStands(*OUTDATED), COMMANDS, "/pause "),
    "recorded": votes.recorded(proposal(), vote(), Choice.FOR, "It can be measured."),
    "results": votes.results(adopted(), BALLOTS, REGISTER),
    "refusal": REFUSAL,
    **{f"{kind.shape.word}-details": proposals.details(of_kind(kind), None, False, REGISTER) for kind in Kind},
}

START = template(Kind.PAUSE, "st-coordinated-pausing")
_ASKING = arguments.form(COMMANDS["vote"], runs("vote", proposal="12"))
FORMS = {
    "vote-form": votes.ballot_form(_ASKING, proposal(), vote(), None, Platform.SLACK),
    "vote-again-form": votes.ballot_form(_ASKING, proposal(), vote(), BALLOTS[0], Platform.SLACK),
    "member-form": arguments.form(COMMANDS["facilitator add"], runs("facilitator add")),
    "proposal-form": arguments.form(COMMANDS["proposal"], runs("proposal")),
    "edit-form": form(Kind.RED_LINE, proposal(State.DRAFT), TEXT),
    "template-form": form(Kind.PAUSE, None, START.text, START),
    **{f"{kind.shape.word}-form": form(kind, None, {}) for kind in Kind},
}
