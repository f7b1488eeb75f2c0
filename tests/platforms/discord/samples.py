"""Cards and forms as members meet them, and as nobody should."""

from collections.abc import Mapping

from bot.domain.people import Platform
from bot.domain.proposals import Kind, State
from bot.domain.voting import CastBallot, Choice, Outcome, Tally
from bot.views import drafts, proposals, votes
from bot.views.editions import cards
from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Captioned,
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
    Menu,
    Moment,
    Option,
    Prose,
    Quote,
    Small,
    Strong,
    Struck,
    Tone,
    note,
    runs,
)
from commands import arguments
from commands.catalogue import COMMANDS
from commands.questions import form
from tests.platforms import digests, edition, feeds, needs, newsroom, sharing
from tests.platforms.redline import (
    ADOPTED,
    ASKING,
    CLOSES,
    DUPLICATES,
    NOW,
    OUTLOOK,
    REGISTER,
    START,
    TEXT,
    VOTING,
    amended,
    of_kind,
    proposal,
    vote,
)

HOSTILE = "@everyone <@&1> [win](https://evil.example.org) **bold** `code` <t:0:R> </vote:1> \u202ereversed"


MISSED = proposals.Listed(proposal(State.NO_QUORUM), vote(Outcome.NO_QUORUM, Tally({Choice.FOR: 1})), 1)
BALLOTS = [
    CastBallot(Choice.FOR, "It can be measured.", "bob", Platform.DISCORD, NOW),
    CastBallot(Choice.AGAINST, "The value is too high.\nTen would do.", "carol", Platform.SLACK, NOW),
]


def everything(tone: Tone) -> Card:
    """Return a card with every element there is."""
    return Card(
        "Everything",
        (
            Heading("Everything"),
            Prose(("Closes ", Moment(CLOSES, relative=True), ", opened ", Moment(NOW), ". ", Strong("Bold"), ".")),
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
            Captioned((Strong("1"), " ", Link("A story", "https://example.org/story")), ("Outlet A · ", Moment(NOW))),
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
            Menu(
                "Choose a story",
                (
                    Option("Lab A pauses", runs("proposal", proposal="~p.3"), "Example News, Tuesday"),
                    Option("A bill on frontier models", runs("vote", proposal="~p.3")),
                ),
            ),
        ),
        tone,
    )


LONG_MENU = (
    Option("", runs("mine")),
    Option("The same", runs("mine")),
    Option("Holds too much", runs("vote", proposal="12", reason="word " * 40)),
    *(Option(f"{n} {HOSTILE} " * 3, runs("proposal", proposal=f"{n}"), HOSTILE * 2) for n in range(26)),
)
LONG = proposal(act="Every word counts. " * 600, title=HOSTILE)

EDITION = cards(edition.contents(10), edition.TABLE_URL, edition.ZONE, Platform.DISCORD, 14, edition.PAGE)

CARDS: Mapping[str, Card] = {
    "digest": EDITION[0],
    "digest-goes-on": EDITION[1],
    "news-list": newsroom.LIST,
    "news-entry": newsroom.ENTRY,
    **feeds.drawn("/"),
    "proposal-voting": proposals.card(VOTING, REGISTER),
    "proposal-adopted": proposals.card(ADOPTED, REGISTER),
    "proposal-details": proposals.details(VOTING, Choice.FOR, yours=True, register_url=REGISTER),
    "proposal-preview": drafts.preview(proposal(State.DRAFT), OUTLOOK, DUPLICATES, "/"),
    "proposal-hostile": proposals.card(proposals.Listed(proposal(title=HOSTILE, act=HOSTILE), vote(), 2), REGISTER),
    "proposal-very-long": proposals.card(proposals.Listed(LONG, vote(), 2), REGISTER),
    **amended("/"),
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
    "long-menu": Card("A long menu", (Menu(HOSTILE * 2, LONG_MENU),)),
    **sharing.CARDS,
    **digests.cards(Platform.DISCORD, "/"),
    "mine": needs.full(VOTING, 2),
    "mine-full": needs.full(VOTING, 20),
    **{f"everything-{tone.value}": everything(tone) for tone in Tone},
    **{f"{kind.shape.word}-voting": proposals.card(of_kind(kind), REGISTER) for kind in Kind},
    **{f"{kind.shape.word}-details": proposals.details(of_kind(kind), None, False, REGISTER) for kind in Kind},
}  # fmt: skip

FORMS: Mapping[str, Form] = {
    **{
        f"propose-{kind.shape.word}-{page + 1}": form(kind, None, {}, page=page)
        for kind in Kind
        for page in range(len(form(kind, None, {}).pages))
    },
    "member": arguments.form(COMMANDS["facilitator add"], runs("facilitator add")),
    "propose-from-template": form(Kind.PAUSE, None, START.text, START),
    "edit": form(Kind.RED_LINE, proposal(State.DRAFT), TEXT, page=1),
    "vote": votes.ballot_form(ASKING, proposal(), vote(), None, Platform.DISCORD),
    "vote-again": votes.ballot_form(ASKING, proposal(title=HOSTILE), vote(), BALLOTS[1], Platform.DISCORD),
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
