"""Cards on a terminal: within the width, in the reader's zone, and with nothing alive in what members wrote."""

import time
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import wcwidth

from bot.platforms.console.render import Look, moment, render, time_left
from bot.views.elements import (
    Added,
    Button,
    Buttons,
    Captioned,
    Card,
    Code,
    Divider,
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
    runs,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLAIN = Look(80, zone=UTC)
EVERYTHING = Card(
    "RL-12",
    (
        Heading("RL-12 · Red line · Voting"),
        Prose(("No system replicates ", Strong("itself"), ". ", Link("Source", "https://example.org/source"))),
        Prose(("At least ", Struck("15 of"), " ", Added("12 of"), " 20")),
        Small(("Proposed by ", Mention("U1", "alice"), ". Type ", Code("vote 12 for"), ".")),
        Captioned((Strong("1"), " A story"), ("Outlet A, ", Code("news show 1-a"))),
        Fields((("Closes", (Moment(NOW + timedelta(days=3), relative=True),)), ("Turnout", ("23 of 20",)))),
        Quote("One paragraph.\n\nAnother one."),
        Items((("one",), ("two",))),
        Divider(),
        Buttons((Button("Vote", runs("vote")), Button("Details", runs("proposal")), LinkButton("Register", "http://a/RL-12"))),
    ),
    Tone.OPEN,
)  # fmt: skip


def drawn(*elements: object, look: Look = PLAIN) -> str:
    numbers = count(1)
    return render(Card("", elements), look, NOW, lambda _: next(numbers))


def test_everything_that_a_card_can_hold() -> None:
    assert drawn(*EVERYTHING.elements) == "\n".join(
        (
            "RL-12 · Red line · Voting",
            "No system replicates itself. Source (https://example.org/source)",
            "",
            "At least [-15 of-] [+12 of+] 20",
            "Proposed by alice. Type `vote 12 for`.",
            "",
            "1 A story",
            "Outlet A, `news show 1-a`",
            "",
            "Closes   Mon 23 Nov 12:00 UTC (in 3 days)",
            "Turnout  23 of 20",
            "",
            "│ One paragraph.",
            "│",
            "│ Another one.",
            "",
            "• one",
            "• two",
            "─" * 80,
            "[1] Vote   [2] Details",
            "Register: http://a/RL-12",
        )
    )


def test_colour_only_where_it_is_asked_for_and_the_words_are_the_same() -> None:
    plain = drawn(*EVERYTHING.elements)
    coloured = drawn(*EVERYTHING.elements, look=Look(82, colour=True, zone=UTC))
    assert "\x1b" not in plain
    bare = [line.removeprefix("▎").strip() for line in wcwidth.strip_sequences(coloured).split("\n")]
    assert bare == [line.replace("`", "").strip() for line in plain.split("\n")]


@pytest.mark.parametrize(
    "text",
    ["x" * 300, "漢字" * 100, "word " * 80, "👩‍👩‍👧 family " * 30, "e\u0301" * 200, "حدّ أحمر " * 40, "-" * 200],
)
@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    for look in (Look(width, zone=UTC), Look(width, colour=True, zone=UTC)):
        for element in (
            Heading(text),
            Prose((text, Strong(text))),
            Small((text,)),
            Captioned((text,), (text,)),
            Quote(text),
            Items(((text,),)),
            Fields(((text, (text,)), ("Short", (text,)))),
            Buttons((Button(text[:34], runs("vote")), Button(text[:34], runs("vote")))),
            Menu(text, (Option(text, runs("vote"), text),)),
        ):
            widths = [wcwidth.width(line) for line in drawn(element, look=look).split("\n")]
            assert max(widths) <= width, element


def test_nothing_is_lost_in_wrapping() -> None:
    text = "A long sentence with wide 漢字 and narrow words that goes over the end of a line. " * 3
    assert drawn(Prose((text,))).replace("\n", " ").split() == text.split()


@pytest.mark.parametrize(
    "text",
    ["\x1b[31mred", "\x1b]0;title\x07", "back\x08\x08", "\u202eevil\u202c", "\u2066iso", "nul\x00", "\x9b1m"],
)
def test_what_members_write_moves_no_cursor_and_turns_no_text(text: str) -> None:
    for element in (
        Heading(text),
        Prose(
            (
                text,
                Strong(text),
                Struck(text),
                Added(text),
                Code(text),
                Link(text, "https://example.org"),
                Mention("1", text),
            )
        ),
        Fields(((text, (text,)),)),
        Quote(text),
        Items(((text,),)),
        Buttons((Button(text, runs("vote")), LinkButton(text, "https://example.org"))),
        Menu(text, (Option(text, runs("vote"), text),)),
    ):
        assert not set(drawn(element)) & set("\x1b\x07\x08\x00\x9b\u202e\u202c\u2066\u2069")


def test_a_lone_surrogate_can_be_printed() -> None:
    drawn(Prose(("broken \ud800 half",))).encode()


def test_ten_thousand_characters_are_drawn_at_once() -> None:
    began = time.perf_counter()
    drawn(Heading("漢字 word " * 1_250), Quote("x" * 10_000))
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("at", "zone", "shown"),
    [
        (datetime(2026, 11, 23, 12, tzinfo=UTC), UTC, "Mon 23 Nov 12:00 UTC"),
        (datetime(2026, 11, 23, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin"), "Mon 23 Nov 13:00 CET"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"), "Thu 2 Jul 00:30 CEST"),
        (datetime(2027, 1, 1, tzinfo=UTC), UTC, "Fri 1 Jan 2027 00:00 UTC"),
    ],
)
def test_instants_are_shown_in_the_readers_zone(at: datetime, zone: ZoneInfo, shown: str) -> None:
    assert moment(at, NOW, zone) == shown


@pytest.mark.parametrize(
    ("delta", "shown"),
    [
        (timedelta(days=3), "in 3 days"),
        (timedelta(hours=30), "in 30 hours"),
        (timedelta(minutes=5) - timedelta(seconds=1), "in 5 minutes"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(seconds=20), "in less than a minute"),
        (-timedelta(minutes=90), "90 minutes ago"),
        (-timedelta(days=400), "400 days ago"),
    ],
)
def test_the_time_left_is_the_nearest_number(delta: timedelta, shown: str) -> None:
    assert time_left(NOW + delta, NOW) == shown


@pytest.mark.parametrize(
    ("delta", "shown"),
    [
        (timedelta(minutes=4, seconds=30), "in 4 minutes 30 seconds"),
        (timedelta(minutes=5) - timedelta(milliseconds=30), "in 5 minutes"),
        (timedelta(seconds=1), "in 1 second"),
        (-timedelta(seconds=90), "1 minute 30 seconds ago"),
        (timedelta(hours=5), "in 5 hours"),
    ],
)
def test_the_end_of_a_short_vote_is_told_to_the_second(delta: timedelta, shown: str) -> None:
    at = NOW + delta
    assert f"{at:%H:%M:%S} UTC ({shown})" in drawn(Prose((Moment(at, relative=True, seconds=True),)))


def test_buttons_stay_in_their_order_in_a_narrow_terminal() -> None:
    pressed = Buttons(tuple(Button(label, runs(label)) for label in ("Open the vote", "Edit", "Discard", "Withdraw")))
    assert drawn(pressed, look=Look(40)) == "[1] Open the vote   [2] Edit\n[3] Discard   [4] Withdraw"


def test_what_can_be_chosen_is_a_numbered_line_each_with_what_is_said_of_it() -> None:
    menu = Menu("Choose a story", (Option("Lab A\npauses", runs("a"), "Example News"), Option("word " * 9, runs("b"))))
    assert drawn(menu, look=Look(32)).split("\n") == [
        "Choose a story",
        "[1] Lab A pauses · Example News",
        "[2] word word word word word",
        "    word word word word",
    ]
    assert drawn(Menu("Nothing", ())) == ""


def test_an_escape_sequence_leaves_nothing_behind() -> None:
    assert drawn(Prose(("\x1b[31mred\x1b[0m",))) == "red"
