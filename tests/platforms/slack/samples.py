"""Cards and forms as members meet them."""

from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Platform, Space
from bot.domain.proposals import Kind, State
from bot.domain.voting import CastBallot, Choice
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
    Fields,
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

SPACE = Space(SpaceId("s" * 26), CommunityId("c" * 26), Platform.SLACK, "T01TEST", "Test Workspace")

BALLOTS = [
    CastBallot(Choice.FOR, "It can be measured.", "bob", Platform.DISCORD, NOW),
    CastBallot(Choice.FOR, "", "carol", Platform.SLACK, NOW),
    CastBallot(Choice.AGAINST, "The value is too high.", "dave", Platform.SLACK, NOW),
]


EVERYTHING = Card(
    "Everything that a card can hold",
    (
        Heading("Everything"),
        Prose(("Plain, ", Strong("strong"), ", ", Link("a link", "https://example.org/?a=1&b=2"), ", ")),
        Prose((Mention("U02BOB", "bob"), " closes it ", Moment(CLOSES), ", or ", Moment(CLOSES, relative=True), ".")),
        Prose(("It stands in ", Channel("C01GEN"), ".")),
        Prose(("At least ", Struck("15"), " ", Added("12"), " of 20.")),
        Small(("At least ", Struck("15"), " ", Added("12"), " of 20.")),
        Captioned((Strong("1"), " ", Link("A story", "https://example.org/story")), ("Outlet A · ", Moment(CLOSES))),
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
        Menu(
            "Choose a story",
            (
                Option("Lab A pauses", runs("proposal", proposal="12"), "Example News, Tuesday"),
                Option("A bill on frontier models " * 5, runs("vote", proposal="~" + "p" * 26 + ".3"), "Times " * 15),
            ),
        ),
    ),
    Tone.OPEN,
)  # fmt: skip

REFUSAL = note(
    "There is no command ", Code("propse"), ". Did you mean ", Code("/pause propose red-line"), "?",
    tone=Tone.WARNING,
    buttons=(Button("propose red-line", runs("propose red-line"), Emphasis.PRIMARY),),
)  # fmt: skip

CARDS: dict[str, Card] = {
    "digest": cards(edition.contents(), edition.TABLE_URL, edition.ZONE, Platform.SLACK, 14, edition.PAGE)[0],
    "news-list": newsroom.LIST,
    "news-entry": newsroom.ENTRY,
    "everything": EVERYTHING,
    "red-line-voting": proposals.card(VOTING, REGISTER),
    "red-line-adopted": proposals.card(ADOPTED, REGISTER),
    "outcome": votes.outcome(ADOPTED, REGISTER),
    **{f"{kind.shape.word}-card": proposals.card(of_kind(kind), REGISTER) for kind in Kind},
}
PRIVATE: dict[str, Card] = {
    **sharing.CARDS,
    **digests.cards(Platform.SLACK, "/pause "),
    **feeds.drawn("/pause "),
    "mine": needs.full(VOTING, 2),
    "details": proposals.details(VOTING, Choice.FOR, True, REGISTER),
    "preview": drafts.preview(proposal(State.DRAFT), OUTLOOK, DUPLICATES, "/pause "),
    **amended("/pause "),
    "recorded": votes.recorded(proposal(), vote(), Choice.FOR, "It can be measured."),
    "results": votes.results(ADOPTED, BALLOTS, REGISTER),
    "refusal": REFUSAL,
    **{f"{kind.shape.word}-details": proposals.details(of_kind(kind), None, False, REGISTER) for kind in Kind},
}

FORMS = {
    "vote-form": votes.ballot_form(ASKING, proposal(), vote(), None, Platform.SLACK),
    "vote-again-form": votes.ballot_form(ASKING, proposal(), vote(), BALLOTS[0], Platform.SLACK),
    "member-form": arguments.form(COMMANDS["facilitator add"], runs("facilitator add")),
    "proposal-form": arguments.form(COMMANDS["proposal"], runs("proposal")),
    "edit-form": form(Kind.RED_LINE, proposal(State.DRAFT), TEXT),
    "template-form": form(Kind.PAUSE, None, START.text, START),
    **{f"{kind.shape.word}-form": form(kind, None, {}) for kind in Kind},
}
