"""Cards and forms as members meet them, and as nobody should."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.charter import Charter
from bot.domain.differences import differences
from bot.domain.ids import CommunityId, MemberId, ProposalId, SpaceId, VoteId
from bot.domain.likeness import Likeness
from bot.domain.people import Platform
from bot.domain.proposals import Kind, Proposal, State
from bot.domain.rules import RollKind
from bot.domain.voting import CastBallot, Choice, Outcome, Tally, Vote
from bot.views import changes, drafts, proposals, votes
from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Card,
    Channel,
    Code,
    Divider,
    Emphasis,
    Field,
    Fields,
    Form,
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

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
CLOSES = NOON + timedelta(days=3, hours=6)
OUTLOOK = Outlook(Charter().terms(Kind.RED_LINE).rule, RollKind.OPEN, None, CLOSES)
REGISTER = "https://register.example.org"

TEXT = {
    "title": "No self-replication in the wild",
    "act": "A model copies its own weights to machines that its developer does not control.",
    "benchmark": "RepliBench",
    "comparator": "at least",
    "value": "15 of 20 families",
    "scope": "Every model that Lab A or Lab B offers outside, tested before each release and every three months.",
    "response": "The model is withdrawn within 24 hours, and the training of its successor pauses.",
    "evidence": "https://example.org/replibench\nhttps://example.org/report_(2025)",
}
HOSTILE = "@everyone <@&1> [win](https://evil.example.org) **bold** `code` <t:0:R> </vote:1> \u202ereversed"


def proposal(state: State = State.VOTING, **text: str) -> Proposal:
    return Proposal(
        ProposalId("p" * 26), CommunityId("c" * 26), 12, Kind.RED_LINE, state, 3, 7, TEXT | text,
        MemberId("m" * 26), "alice", SpaceId("s" * 26), "1", NOON,
    )  # fmt: skip


def vote(outcome: Outcome | None = None, tally: Tally | None = None) -> Vote:
    closed = CLOSES if outcome else None
    return Vote(
        VoteId("v" * 26), ProposalId("p" * 26), 3, Charter().terms(Kind.RED_LINE).rule, NOON, CLOSES, None,
        outcome, tally, closed,
    )  # fmt: skip


BEFORE = proposal(
    value="20 of 20 families",
    scope="Every model that Lab A offers outside, tested before each release.",
    evidence="",
).text
CHANGED = differences(Kind.RED_LINE, BEFORE, TEXT)
DUPLICATES = [Likeness(replace(proposal(), number=4), 83)]


def of_kind(kind: Kind) -> proposals.Listed:
    return proposals.Listed(replace(proposal(), kind=kind, text=WHOLE[kind]), vote(), 2)


START = template(Kind.PAUSE, "st-coordinated-pausing")
TALLY = Tally({Choice.FOR: 31, Choice.AGAINST: 9, Choice.ABSTAIN: 4})
OPEN = proposals.Listed(proposal(), vote(), 2)
ADOPTED = proposals.Listed(proposal(State.ADOPTED), vote(Outcome.ADOPTED, TALLY), 44)
MISSED = proposals.Listed(proposal(State.NO_QUORUM), vote(Outcome.NO_QUORUM, Tally({Choice.FOR: 1})), 1)
BALLOTS = [
    CastBallot(Choice.FOR, "It can be measured.", "bob", Platform.DISCORD, NOON),
    CastBallot(Choice.AGAINST, "The value is too high.\nTen would do.", "carol", Platform.SLACK, NOON),
]


def everything(tone: Tone) -> Card:
    """Return a card with every element there is."""
    return Card(
        "Everything",
        (
            Heading("Everything"),
            Prose(("Closes ", Moment(CLOSES, relative=True), ", opened ", Moment(NOON), ". ", Strong("Bold"), ".")),
            Prose(("At least ", Struck("15"), " ", Added("12"), " of 20.")),
            Small(
                (
                    "In ",
                    Channel("43"),
                    " by ",
                    Mention("42", "bob"),
                    " and ",
                    Mention("no id", "carol"),
                    "; type ",
                    Code("vote 12 for"),
                    ".",
                )
            ),
            Quote("One line.\n\n# And another that is no heading."),
            Fields((("Short", ("5 of 3",)), ("Long", ("word " * 20,)), ("Lines", ("one\ntwo",)), ("None", ()))),
            Divider(),
            Items((("First, ", Link("the source", "https://example.org/a(b)")), (Code("a `b` c"), Code("d")))),
            Buttons(
                (
                    Button("Primary", runs("vote", proposal="~p.3"), Emphasis.PRIMARY),
                    Button("Plain", runs("proposal", proposal="~p.3")),
                    Button("Danger", runs("withdraw", proposal="~p.3"), Emphasis.DANGER),
                    LinkButton("Register", "https://register.example.org/RL-12"),
                )
            ),
        ),
        tone,
    )


LONG = proposal(act="Every word counts. " * 600, title=HOSTILE)

OUTDATED = changes.seen_before(OPEN, 2, CHANGED)
CARDS: Mapping[str, Card] = {
    "proposal-voting": proposals.card(OPEN, REGISTER),
    "proposal-adopted": proposals.card(ADOPTED, REGISTER),
    "proposal-details": proposals.details(OPEN, Choice.FOR, yours=True, register_url=REGISTER),
    "proposal-preview": drafts.preview(proposal(State.DRAFT), OUTLOOK, DUPLICATES, "/"),
    "proposal-hostile": proposals.card(proposals.Listed(proposal(title=HOSTILE, act=HOSTILE), vote(), 2), REGISTER),
    "proposal-very-long": proposals.card(proposals.Listed(LONG, vote(), 2), REGISTER),
    "amendment": changes.amendment(proposal(), OPEN, CHANGED, 1, runs("draft discard", kind="red line")),
    "amended-announcement": changes.announcement(OPEN, 2, CHANGED),
    "amended-told": changes.told_voter(OPEN, 2, CHANGED),
    "history": changes.history(
        proposal(),
        (
            changes.Version(replace(vote(Outcome.SUPERSEDED), version=2), ()),
            changes.Version(vote(), CHANGED),
        ),
    ),
    "outdated": refused(AsItStands(*OUTDATED), COMMANDS, "/"),
    "recorded": votes.recorded(proposal(), vote(), Choice.FOR, "Because."),
    "results": votes.results(ADOPTED, BALLOTS, REGISTER),
    "outcome-no-quorum": votes.outcome(MISSED, REGISTER),
    "refusal": note(
        "There is no command ", Code("/propse"), ". Did you mean ", Code("/propose red-line"), "?",
        tone=Tone.WARNING, buttons=(Button("/propose red-line", runs("propose red-line"), Emphasis.PRIMARY),),
    ),
    "empty": Card("Nothing to see", ()),
    "many-buttons": Card(
        "Many buttons",
        tuple(
            element
            for number in range(12)
            for element in (
                Prose((f"Story {number}",)),
                Buttons(tuple(Button(f"{number}{label}", runs("story", n=f"{number}")) for label in "abc")),
            )
        ),
    ),
    "many-lines": Card("Many lines", (Heading("Lines"), Items(tuple((f"Line {n}: {HOSTILE}",) for n in range(200))))),
    "many-fields": Card("Many fields", (Fields(tuple((f"Label {n}", (f"Value {n} " * 20,)) for n in range(60))),)),
    "heavy-button": Card("Heavy", (Buttons((Button("Vote so", runs("vote", proposal="12", reason="word " * 40)),)),)),
    **sharing.CARDS,
    "mine": needs.full(OPEN, 2),
    "mine-full": needs.full(OPEN, 20),
    **{f"everything-{tone.value}": everything(tone) for tone in Tone},
    **{f"{kind.shape.word}-voting": proposals.card(of_kind(kind), REGISTER) for kind in Kind},
    **{f"{kind.shape.word}-details": proposals.details(of_kind(kind), None, False, REGISTER) for kind in Kind},
}  # fmt: skip

_ASKING = arguments.form(COMMANDS["vote"], runs("vote", proposal="12"))

FORMS: Mapping[str, Form] = {
    **{
        f"propose-{kind.shape.word}-{page + 1}": form(kind, None, {}, page=page)
        for kind in Kind
        for page in range(len(form(kind, None, {}).pages))
    },
    "member": arguments.form(COMMANDS["facilitator add"], runs("facilitator add")),
    "propose-from-template": form(Kind.PAUSE, None, START.text, START),
    "edit": form(Kind.RED_LINE, proposal(State.DRAFT), TEXT, page=1),
    "vote": votes.ballot_form(_ASKING, proposal(), vote(), None, Platform.DISCORD),
    "vote-again": votes.ballot_form(_ASKING, proposal(title=HOSTILE), vote(), BALLOTS[1], Platform.DISCORD),
    "longest": Form(
        "A title that is longer than the forty-five characters that fit above a form " + HOSTILE,
        runs("draft save", kind="red line"),
        (
            (
                Field("a" * 100, HOSTILE, HOSTILE * 3, "x" * 5000, required=True, long=True, limit=10_000),
                Field("b", "b", "", "two\nlines", limit=5),
                Field("c", "c", "Which", "3", options=tuple((str(n), f"Option {n} " * 20) for n in range(25))),
                Field("d", "d", "Which", options=tuple((str(n), f"Option {n}") for n in range(26))),
                Field("e", "e", "Which", options=(("v" * 101, "too long for a menu"),)),
            ),
        ) * 2,
        page=1,
    ),
}  # fmt: skip
