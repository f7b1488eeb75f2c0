"""The console as local members use it: lines piped in, cards printed, over a real store."""

import asyncio
import io
import os
import re
from datetime import timedelta

import pytest

from bot.domain.delivering import DeliveryKind
from bot.domain.people import Handle, Platform, Space
from bot.domain.proposals import Kind
from bot.platforms.console.people import BEGINNING
from bot.platforms.console.terminal import Pipe
from bot.ports import NotSent
from bot.services.queueing import queue
from bot.services.telling import tell
from bot.views.elements import Card, Menu, Option, note, runs
from tests.platforms.console.conftest import Table
from tests.servers.waiting import Pulse

# Both databases are held to the same queries elsewhere; here the faster one does.
pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

ACT = "A system copies itself."
RED_LINE = ("propose red-line", "No autonomous replication", ACT, ".")


async def space_of(table: Table) -> Space:
    space = await table.world.store.read(lambda tx: tx.communities.space(Platform.CONSOLE, "console"))
    assert space is not None
    return space


async def test_the_first_line_says_what_this_is(table: Table) -> None:
    printed = await table.say("status")
    first = printed.split("\n")[0]
    assert first == "No token is set: console here, register at http://127.0.0.1:8080. Type help to begin."


async def test_a_red_line_from_the_proposal_to_the_outcome(table: Table) -> None:
    printed = await table.say(
        *RED_LINE,
        "charter set quorum 2",
        "open 1 for 5m",
        "vote 1 for",
        "as bob",
        "vote 1 against I don't agree",
        "results 1",
    )
    assert "alice> open 1 for 5m\nRL-1 is open for voting. It closes Mon 5 Jan 12:05:00 UTC (in 5 minutes)." in printed
    assert "RL-1 · Red line · Voting\nNo autonomous replication\n\n│ A system copies itself.\n" in printed
    assert "bob> vote 1 against I don't agree\nRecorded: Against, with your reason," in printed
    assert "Results are hidden until Mon 5 Jan 12:05:00 UTC" in printed
    table.now += timedelta(minutes=5)
    printed = await table.say("proposals")
    assert printed.count("RL-1 rejected") == 1
    assert "1 for, 1 against, 0 abstained of 3" in printed


async def test_the_help_of_the_console_tells_its_own_commands_too(table: Table) -> None:
    printed = await table.say("help")
    assert "`propose red-line" in printed
    assert "On the console also: `as bob`" in printed


async def test_a_buttons_number_presses_it(table: Table) -> None:
    printed = await table.say(*RED_LINE, "1", "4", "against", "", "99")
    assert "[1] Open the vote   [2] Edit   [3] Discard" in printed
    assert "alice> 1\nRL-1 is open for voting." in printed
    assert "[4] Vote   [5] Details" in printed
    assert "choice> against" in printed
    assert "Recorded: Against on version 1 of RL-1." in printed
    assert "No button has the number 99." in printed


async def test_the_number_of_what_is_to_be_chosen_chooses_it(table: Table) -> None:
    await table.say("status")
    space, world = await space_of(table), table.world
    menu = Menu(
        "Choose a topic", (Option("Rules", runs("charter show")), Option("A proposal", runs("propose red-line")))
    )
    card = Card("x", (menu,))
    await world.store.write(
        lambda tx: queue(tx, DeliveryKind.NOTE, space.id, "console", card, "k", table.now, world.entropy)
    )
    printed = await table.say("mine", "1", "2", "..")
    assert "Choose a topic\n[1] Rules\n[2] A proposal\n" in printed
    assert "alice> 1\nCharter" in printed
    assert "title>" in printed


async def test_a_button_keeps_its_number(table: Table) -> None:
    printed = await table.say(*RED_LINE, "proposal 1", "proposal 1")
    assert printed.count("[1] Open the vote   [2] Edit   [3] Discard") == 3


@pytest.mark.parametrize("number", ["0", "9" * 5000, "²"])
async def test_an_odd_number_is_no_button(table: Table, number: str) -> None:
    printed = await table.say(*RED_LINE, number)
    assert "No button has the number" in printed or "There is no command" in printed
    assert "is open" not in printed


async def test_a_form_keeps_what_is_there_empties_and_numbers(table: Table) -> None:
    await table.say(*RED_LINE)
    printed = await table.say(
        "edit 1", "", "Two lines, \\", "the second.", "RepliBench", "2", "15 of 20", "the scope", "", "x",
        "edit 1", "A new title", "", "", "", "", "-", "."
    )  # fmt: skip
    assert "Now: No autonomous replication" in printed
    assert "  1 At least   2 More than   3 At most   4 Less than" in printed
    assert "│ Two lines,\n│ the second." in printed
    assert "Crossed when RepliBench is more than 15 of 20" in printed
    assert "Now: More than" in printed
    last = printed.rpartition("Preview · RL-1")[2]
    assert "A new title" in last
    assert "the scope" not in last


async def test_an_answer_that_cannot_stand_is_asked_again_at_once(table: Table) -> None:
    printed = await table.say(
        "propose pause", "A pause", "Training", "", "2027-13-01", "2027-03-01", "six", "25", "6", "All agree", "."
    )
    assert "A date is written as year, month and day: 2027-03-01.\nstart> 2027-03-01" in printed
    assert printed.count("The length is a whole number of months from 1 to 24, such as 6.\nmonths>") == 2
    assert "Preview · PA-1 · Pause" in printed
    printed = await table.say("results", "all of them", "1")
    assert "“all of them” is not a proposal's number, such as 12 or RL-12." in printed
    assert "proposal> 1\nThe vote on PA-1 is not open yet." in printed


async def test_who_keeps_all_the_rest_is_still_asked_what_is_needed(table: Table) -> None:
    printed = await table.say("propose benchmark", ".", "RepliBench", ".", "What copies", "Families", "1")
    assert "title> .\n  Title is needed.\ntitle> RepliBench" in printed
    assert "measures> What copies\n\nMetric (needed" in printed
    assert "Preview · BM-1 · Benchmark" in printed
    assert "protocol>" not in printed


async def test_an_answer_is_never_taken_for_a_command(table: Table) -> None:
    printed = await table.say("propose red-line", "as bob", "vote 1 for", ".")
    assert "Preview · RL-1 · Red line\nas bob\n\n│ vote 1 for" in printed


async def test_what_was_typed_is_a_draft_where_the_input_ends_in_mid_form(table: Table) -> None:
    await table.say("propose red-line", "Half a thought")
    space = await space_of(table)

    async def kept(tx):
        account = await tx.people.account((await table.console(Pipe(None, io.StringIO())).roll(space))[0].handle)
        return await tx.drafts.get(account.id, space.id, Kind.RED_LINE, None)

    draft = await table.world.store.read(kept)
    assert draft.text["title"] == "Half a thought"
    printed = await table.say("propose red-line", "", ACT, ".")
    assert "Now: Half a thought" in printed
    assert "Preview · RL-1 · Red line\nHalf a thought" in printed


async def test_a_last_line_without_its_newline_counts(table: Table) -> None:
    assert "1 At least" in await table.say(*RED_LINE[:3], "RepliBench", end="")
    assert await table.numbers() == [1]


async def test_nothing_is_done_where_nothing_was_typed(table: Table) -> None:
    assert "The input ended here. Nothing was done." in await table.say("propose red-line")
    assert await table.numbers() == []


async def test_a_vote_form_that_the_input_ends_has_its_choice(table: Table) -> None:
    printed = await table.say(*RED_LINE, "open 1", "vote 1", "for")
    assert "Recorded: For on version 1 of RL-1." in printed


async def test_a_wrong_option_is_told_and_asked_again_by_a_button(table: Table) -> None:
    printed = await table.say(*RED_LINE, "open 1", "vote 1", "perhaps", "", "6", "2", "")
    assert "perhaps" in printed
    assert "Recorded: Against" in printed


@pytest.mark.parametrize("name", ["dave", "Dave", "a-b_c9", "zoë", "x" * 32])
async def test_a_new_name_is_a_new_member(table: Table, name: str) -> None:
    printed = await table.say(f"as {name}", "status")
    assert f"You are {name.casefold()} now." in printed
    assert f"{name.casefold()}> status" in printed


@pytest.mark.parametrize("name", ["", "alice bob", "x" * 33, "a/b", "<@U1>", "@everyone", "a\u202eb", "‮", "."])
async def test_what_is_no_name_is_refused(table: Table, name: str) -> None:
    printed = await table.say(f"as {name}", "status")
    assert "A local member's name is letters, digits, - and _, at most 32 of them: `as bob`." in printed
    assert "alice> status" in printed


async def test_local_members_are_refused_once_a_token_is_set(table: Table) -> None:
    printed = await table.say("as bob", "status", local_members=False)
    assert "Local members are for trying things out, without a token." in printed
    assert "alice> status" in printed
    assert printed.startswith("Console here, register at")


async def test_the_roll_is_the_founders_and_who_was_named_before(table: Table) -> None:
    await table.say("as dave")
    table.now += timedelta(hours=1)
    await table.say("status")
    console = table.console(Pipe(None, io.StringIO()))
    roll = {profile.name: profile for profile in await console.roll(await space_of(table))}
    assert list(roll) == ["alice", "bob", "carol", "dave"]
    assert roll["alice"].since == roll["carol"].since == BEGINNING
    assert roll["dave"].since > BEGINNING
    assert all(profile.admin for profile in roll.values())


async def test_who_was_named_before_opening_votes_and_who_came_after_does_not(table: Table) -> None:
    await table.say("as dave")
    table.now += timedelta(minutes=1)
    printed = await table.say(*RED_LINE, "open 1")
    assert "0 voted of 4" in printed
    table.now += timedelta(minutes=1)
    printed = await table.say("as dave", "vote 1 for", "as erin", "vote 1 for")
    assert "dave> vote 1 for\nRecorded: For" in printed
    assert "you were not among the full\nmembers of this space then" in printed


async def test_a_line_typed_twice_is_two_requests(table: Table) -> None:
    printed = await table.say(*RED_LINE, *RED_LINE, "proposals")
    assert "Preview · RL-2" in printed


async def test_quit_ends_it_before_the_input_does(table: Table) -> None:
    printed = await table.say("status", "quit", "proposals")
    assert "alice> quit" in printed
    assert "proposals" not in printed


@pytest.mark.parametrize(
    "line",
    ["propose red-line \x1b[31m", "\udcff\udcfe", "vote 1 for " + "x" * 100_000, "\x00", "​", "“vote” ‘1’", "-", "."],
)
async def test_any_line_is_answered(table: Table, line: str) -> None:
    stdin, feed = os.pipe()
    printed = io.StringIO()
    console = table.console(Pipe(stdin, printed))
    running = asyncio.create_task(console.run())
    os.write(feed, line.encode(errors="surrogateescape")[:60_000] + b"\nstatus\n")
    os.close(feed)
    await asyncio.wait_for(running, 20)
    os.close(stdin)
    assert "Open votes" in printed.getvalue() or "title> status" in printed.getvalue()
    assert not set(printed.getvalue()) & set("\x1b\x00")


@pytest.mark.parametrize("lines", [b"", b"\n", b"\n  \n\t\n"])
async def test_without_commands_it_serves_on(table: Table, lines: bytes) -> None:
    stdin, feed = os.pipe()
    os.write(feed, lines)
    os.close(feed)
    printed = io.StringIO()
    console = table.console(Pipe(stdin, printed))
    running = asyncio.create_task(console.run())
    await Pulse().until(printed.getvalue, limit=5, what="the first line")
    done, _ = await asyncio.wait([running], timeout=0.3)
    assert not done
    running.cancel()
    await asyncio.wait([running])
    os.close(stdin)


async def test_no_input_at_all_serves_on(table: Table) -> None:
    running = asyncio.create_task(table.console(Pipe(None, io.StringIO())).run())
    done, _ = await asyncio.wait([running], timeout=0.3)
    assert not done
    running.cancel()
    await asyncio.wait([running])


class Closed(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


async def test_it_ends_where_nobody_reads_it_any_more(table: Table) -> None:
    await asyncio.wait_for(table.console(Pipe(None, Closed())).run(), 5)


async def test_a_card_that_cannot_be_printed_is_not_sent(table: Table) -> None:
    await table.say("status")
    console = table.console(Pipe(None, Closed()))
    with pytest.raises(NotSent, match="Broken pipe"):
        await console.send(await space_of(table), "console", note("A card"), "n1")


async def test_what_one_member_is_told_alone_says_to_whom(table):
    await table.say("link", "as bob", "link")
    world = table.world
    space = await world.store.read(lambda tx: tx.communities.space(Platform.CONSOLE, "console"))

    async def tells(tx, name):
        account = await tx.people.account(Handle(Platform.CONSOLE, "", name))
        member = await tx.people.member(space.community, account.id)
        await tell(tx, space.community, member, note(f"Told {name}."), "k", table.now, world.entropy)

    for name in ("alice", "bob"):
        await world.store.write(lambda tx, name=name: tells(tx, name))
    printed = await table.say("help")
    assert "To bob:\nTold bob.\n" in printed
    assert "Told alice." in printed
    assert "To alice" not in printed


async def test_a_field_is_judged_as_it_is_typed(table: Table) -> None:
    printed = await table.say(
        "propose red-line", "", "x" * 121, "No replication", ACT, "RepliBench", "about", "at least", "15 of 20",
        "", "", "", "https://example.org", "",
    )  # fmt: skip
    assert "  Title is needed.\ntitle> xxx" in printed
    assert "  Title has 121 characters; 120 fit. Shorten it.\ntitle> No replication" in printed
    assert "“Crossed when the reading is” takes one of: At least, More than, At" in printed
    assert "Crossed when RepliBench is at least 15 of 20" in printed


async def test_a_needed_field_is_asked_for_until_it_is_there(table: Table) -> None:
    printed = await table.say(*RED_LINE, "open 1", "vote 1", "", "-", "maybe", "3", "", "vote 1", "-", "1", "-")
    assert printed.count("Choice is needed.") == 3
    assert "“Choice” takes one of: For, Against, Abstain.\nchoice> 3" in printed
    assert "Recorded: Abstain on version 1" in printed
    assert "Now: Abstain" in printed
    assert "Recorded: For on version 1" in printed


async def test_the_founders_can_be_named_before_they_have_said_a_word(table: Table) -> None:
    assert "you made bob a facilitator" in " ".join((await table.say("facilitator add bob")).split())
    printed = await table.say("roll admit carol")
    assert "I know nobody called" not in printed


async def test_the_founders_and_who_was_named_are_members_once(table: Table) -> None:
    await table.say("as dave")
    await table.say("status")
    space = await space_of(table)
    found = await table.world.store.read(lambda tx: tx.people.named(space.community))
    assert sorted(one.name for one in found) == ["alice", "bob", "carol", "dave"]


async def test_two_dots_leave_a_form_and_its_introduction_says_so(table: Table) -> None:
    printed = await table.say("propose motion", "help", "..", "status", "propose motion", "", "two\\", "..", "vote")
    assert ".. leaves the form. No other line is a command here." in " ".join(printed.split())
    assert "text> ..\nWhat you typed is kept as your draft" in printed
    assert "alice> status" in printed
    assert "│ two\n│ .." in printed, "a line of a longer answer is no way out"


async def test_two_dots_leave_a_form_whose_every_answer_is_refused(table: Table) -> None:
    printed = await table.say(*RED_LINE, "results", "all of them", "..", "status")
    assert "Nothing was done." in printed
    assert "alice> status" in printed


async def test_a_pause_says_at_both_fields_that_one_of_them_is_needed(table: Table) -> None:
    printed = " ".join((await table.say("propose pause", "A pause", "Training", "", "", "..")).split())
    assert "this or a start is needed trigger>" in printed.replace("A line that ends in \\ goes on in the next. ", "")
    assert "needed where there is no trigger start>" in printed


@pytest.mark.parametrize("line", ["help", "/help", "HELP"])
async def test_however_help_is_typed_it_tells_the_consoles_own_commands(table: Table, line: str) -> None:
    assert "On the console also: `as bob`" in await table.say(line)


async def test_the_consoles_own_commands_have_a_help(table: Table) -> None:
    printed = await table.say("help as", "help quit")
    assert "Be another local member: as bob." in printed
    assert "Leave the console." in printed


async def test_a_word_that_is_no_table_is_not_ignored(table: Table) -> None:
    printed = " ".join((await table.say("at nonsense", "at Console")).split())
    assert "“nonsense” is not where this belongs: what you write here belongs to Console" in printed
    assert printed.count("is not where this belongs") == 1


async def test_who_admits_themselves_without_having_joined_is_told_how(table: Table) -> None:
    assert "You have not joined the roll; `join` does so." in " ".join((await table.say("roll admit alice")).split())


async def test_a_choice_is_never_parted_from_its_number(table: Table) -> None:
    printed = await table.say("propose benchmark", "RepliBench", "What copies", "A protocol", "Families", "..")
    choices = [line for line in printed.split("\n") if re.match(r"  \d ", line)]
    assert len(choices) > 1
    assert not any(line.rstrip()[-1].isdecimal() for line in choices)
