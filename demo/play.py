"""The play: three fictional members, two bridged spaces, one red line."""

from datetime import UTC, datetime

from bot.domain.people import Platform
from demo.script import AllSee, Clock, OneSees, Part, Place, Play, Recount, Scene, Visit

PAUSELAB = Place(Platform.DISCORD, "PauseLab", "pause")
GOVNET = Place(Platform.SLACK, "GovNet", "pause")

alice = Part("alice", PAUSELAB, admin=True)
bob = Part("bob", GOVNET, admin=True)
carol = Part("carol", PAUSELAB)
carol_in_slack = Part("carol.c", GOVNET)

WEDNESDAY, FRIDAY, MONDAY = (datetime(2026, 12, day, tzinfo=UTC) for day in (2, 4, 7))

BRIDGE = Scene(
    "Two spaces, one table",
    (
        "PauseLab meets on Discord, GovNet in Slack. Their admins, alice and bob, want to decide together.",
        alice.types("/bridge create", "Only you see this"),
        "She sends bob the code, privately.",
        bob.types("/pause bridge join {code}", "Bring GovNet to this table?"),
        bob.presses("Join this table", "now share one table"),
        AllSee("alice"),
    ),
)

LINK = Scene(
    "One member, one vote",
    (
        "carol is in both. She links her two accounts, so that she has one vote.",
        carol.types("/link", "Only you see this"),
        carol_in_slack.types("/pause link {code}", "Are both of these yours?"),
        carol_in_slack.presses("Link them", "are one member with one vote"),
    ),
)

PROPOSAL = Scene(
    "A red line is proposed",
    (
        "alice starts from a template: a summary of a published statement, with its source.",
        alice.types("/propose red-line rl-replication", "New red line"),
        "It names a benchmark and no threshold. She sets one, so that it can be tested.",
        alice.fills(comparator="at least", value="15 of 20 families"),
        alice.presses("Continue"),
        alice.fills("Preview · RL-1", "3 must vote"),
        "She alone has seen it so far. The rule stands in people, before anything is open.",
        Clock(WEDNESDAY.replace(hour=18)),
        alice.types("/open 1 for 2d", "is open for voting"),
        AllSee("RL-1 · Red line · Voting"),
    ),
)

ARGUMENT = Scene(
    "Arguments, votes, and a change of mind",
    (
        "They argue where they always do. The bot neither reads nor keeps the chat.",
        alice.says("A line that nobody measures is a wish. This one can be measured before a release."),
        bob.says("15 of 20 is late. By then it can do most of it. I would rather have 10."),
        bob.presses_on_the_card("Vote", "Vote on RL-1"),
        bob.fills("Recorded: Against", choice="against", reason="15 is late"),
        alice.types("/vote 1 for It can be tested before a release", "Recorded: For"),
        carol.types("/vote 1 against A promise nobody inspects", "Recorded: Against"),
        "carol comes by in Slack and presses Vote there. She is one member, and is told so.",
        carol_in_slack.presses_on_the_card("Vote", "You voted on Discord: Against"),
        "She leaves it at that. How it stands is hidden until the close, from everybody:",
        carol_in_slack.types("/pause results 1", "Results are hidden until"),
        alice.says("bob, 15 today is a line. 10 in two years is not. We can lower it by a new vote, any week."),
        bob.says("Fair. A line in force that we tighten is more than a better one that is not."),
        bob.types("/pause vote 1 for A line in force can be tightened", "Recorded: For"),
        "Nobody sees which way he turned, nor that he did: the card says what it said.",
    ),
)

OUTCOME = Scene(
    "The close",
    (
        Clock(FRIDAY.replace(hour=18)),
        AllSee("RL-1 adopted"),
        "Names and reasons are public now. Two of three, which is what a red line needs: bob's change of mind did it.",
        carol.types("/results 1", "bob (Slack): A line in force can be tightened"),
        Visit("/RL-1", "In force"),
    ),
)

DIGEST = Scene(
    "The digest",
    (
        "Two fictional labs publish feeds, served on this machine. bob adds both. He is told what would be kept of "
        "each, and why.",
        bob.types("/pause feed add {feeds}/lab-a.xml", "Lab A news", "here because"),
        bob.types("/pause feed add {feeds}/lab-b.atom", "Lab B notes", "here because"),
        bob.types("/pause digest subscribe weekly mon 09:00 Europe/Berlin", "Next: Mon 7 Dec 09:00"),
        Clock(MONDAY.replace(hour=8)),
        OneSees(GOVNET, "Pause digest"),
    ),
)

RECORD = Scene(
    "The record",
    (
        "Whatever was decided, every ballot and every act of an admin is in a record to which entries are only added.",
        alice.types("/status", "Record"),
        Recount(),
        "docs/reference/record.md says how; who runs the bot can do the same; no public copy is published yet.",
    ),
)

PLAY = Play(
    begins=WEDNESDAY.replace(hour=17, minute=30),
    parts=(alice, bob, carol, carol_in_slack),
    scenes=(BRIDGE, LINK, PROPOSAL, ARGUMENT, OUTCOME, DIGEST, RECORD),
)
