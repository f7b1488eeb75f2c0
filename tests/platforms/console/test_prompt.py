"""The console on a person's terminal: keys in, the screen's text out, by prompt_toolkit itself."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import wcwidth
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from bot.platforms.console.adapter import ConsoleAdapter
from bot.platforms.console.prompt import Prompt
from bot.views.elements import Tone, note
from tests.platforms.console.conftest import Table
from tests.platforms.console.test_console import ACT, space_of
from tests.servers.waiting import Pulse

# Both databases are held to the same queries elsewhere; here the faster one does.
pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

CTRL_C, CTRL_D, TAB, UP = "\x03", "\x04", "\t", "\x1b[A"


@dataclass
class Screen:
    keys: PipeInput
    screen: io.StringIO
    columns: int = 80

    def prompt(self) -> Prompt:
        output = Vt100_Output(self.screen, lambda: Size(rows=40, columns=self.columns), term="xterm", enable_cpr=False)
        return Prompt(self.keys, output)

    @property
    def text(self) -> str:
        """Return what was written so far, without colour and cursor movements."""
        return wcwidth.strip_sequences(self.screen.getvalue())

    async def until(self, text: str, times: int = 1) -> None:
        await Pulse().until(lambda: self.text.count(text) >= times, limit=10, what=f"{text!r} in {self.text[-500:]!r}")


@pytest.fixture
def screen() -> Iterator[Screen]:
    with create_pipe_input() as keys:
        yield Screen(keys, io.StringIO())


class Running:
    def __init__(self, console: ConsoleAdapter) -> None:
        self.console = console
        self.task = asyncio.create_task(console.run())

    async def ends(self) -> None:
        await asyncio.wait_for(self.task, 10)


async def test_lines_are_answered_until_the_person_leaves(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("status\r")
    await screen.until("Open votes")
    screen.keys.send_text("as bob\r")
    await screen.until("bob>")
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def test_quit_leaves(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("quit\r")
    await running.ends()


async def test_what_happens_appears_above_the_prompt_and_what_is_typed_stays(table: Table, screen: Screen) -> None:
    await table.say("status")
    space = await space_of(table)
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("sta")
    await screen.until("sta")
    await running.console.send(space, "console", note("RL-1 adopted", tone=Tone.GOOD), "n1")
    await screen.until("RL-1 adopted")
    screen.keys.send_text("tus\r")
    await screen.until("Open votes")
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def test_tab_completes_a_command_and_an_option(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("propo")
    screen.keys.send_text(TAB)
    await screen.until("proposals")
    screen.keys.send_text(CTRL_C)
    await screen.until("Ctrl-D to leave")
    screen.keys.send_text("vote 1 ab" + TAB)
    await screen.until("vote 1 abstain")
    screen.keys.send_text(CTRL_C)
    await screen.until("Ctrl-D to leave", times=2)
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def test_the_last_line_comes_back(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("status\r")
    await screen.until("Open votes")
    screen.keys.send_text(UP + "\r")
    await screen.until("Open votes", times=2)
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def test_a_form_that_is_given_up_keeps_what_was_typed(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("propose red-line\r")
    await screen.until("title>")
    screen.keys.send_text("Half a thought\r")
    await screen.until("act>")
    screen.keys.send_text(CTRL_C)
    await screen.until("alice>", times=2)
    screen.keys.send_text("propose red-line\r")
    await screen.until("Now: Half a thought")
    screen.keys.send_text(CTRL_C)
    await screen.until("Nothing was done.")
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def gives_up(running: Running, screen: Screen, key: str, told: str) -> None:
    """Leave a form by *key*, and then the console, which Ctrl-D leaves at once."""
    screen.keys.send_text(key)
    await screen.until(told)
    if key == CTRL_C:
        screen.keys.send_text(CTRL_D)
    await running.ends()


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
async def test_a_form_of_one_page_that_is_given_up_is_a_draft_and_no_error(
    table: Table, screen: Screen, key: str
) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("propose motion\r")
    await screen.until("Ctrl-C")
    screen.keys.send_text("Half a motion\r")
    await screen.until("text>")
    await gives_up(running, screen, key, "What you typed is kept as your draft")
    assert "is needed." not in screen.text
    assert "Motion that you began: Half a motion" in await table.say("mine")


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
async def test_a_vote_that_is_given_up_is_not_cast(table: Table, screen: Screen, key: str) -> None:
    await table.say("propose red-line", "No autonomous replication", ACT, ".", "open 1")
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("vote 1\r")
    await screen.until("choice>")
    screen.keys.send_text("for\r")
    await screen.until("reason>")
    await gives_up(running, screen, key, "Nothing was done.")
    assert "You have not voted." in await table.say("results 1")


async def test_a_narrow_terminal_is_kept_to(table: Table, screen: Screen) -> None:
    screen.columns = 44
    prompt = screen.prompt()
    assert prompt.look.width == 44
    await table.say("status")
    console = table.console(prompt)
    await console.send(await space_of(table), "console", note("word " * 40), "n1")
    lines = screen.text.split("\n")
    assert len(lines) > 4
    assert max(wcwidth.width(line) for line in lines) <= 44


def pasted(text: str) -> str:
    """Return what a terminal sends where *text* is pasted: its lines end in carriage returns."""
    return "\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~"


async def test_each_pasted_line_is_a_line(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text(pasted("status\nas bob\nhelp"))
    await screen.until("Open votes")
    await screen.until("You are bob now.")
    await screen.until("bob> help")  # which nobody has sent yet
    assert "What you can do here" not in screen.text
    screen.keys.send_text(" vote\r")
    await screen.until("Cast or change a ballot.")
    screen.keys.send_text(UP + UP + "\r")
    await screen.until("You are bob now.", times=2)
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def test_what_is_typed_after_a_paste_is_not_mixed_with_its_lines(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("as c" + pasted("arol\nstatus\nas bob\n") + "help vote\r")
    await screen.until("You are carol now.")
    await screen.until("carol> status")
    await screen.until("Cast or change a ballot.")
    assert "There is no command" not in screen.text
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def test_a_paste_into_the_middle_of_a_line_ends_with_the_rest_of_it(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("help" + "\x1b[D" * 4 + pasted("status\n") + "\r")
    await screen.until("Open votes")
    await screen.until("What you can do here")
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def test_ctrl_c_forgets_what_was_pasted(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text(pasted("status\nhelp"))
    await screen.until("alice> help")
    screen.keys.send_text(CTRL_C)
    await screen.until("Ctrl-D to leave")
    screen.keys.send_text("\r")
    assert "What you can do here" not in screen.text
    screen.keys.send_text(CTRL_D)
    await running.ends()


async def test_a_form_can_be_pasted_line_by_line_and_a_long_answer_with_its_lines(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text(pasted("propose red-line\nNo replication\n"))
    await screen.until("act>")
    screen.keys.send_text(pasted("It copies itself.\nAnd it runs.") + "\r")
    await screen.until("benchmark>")
    screen.keys.send_text(pasted("RepliBench\nat least\n15 of 20\n"))
    await screen.until("scope>")
    screen.keys.send_text(".\r")
    await screen.until("Preview · RL-1")
    screen.keys.send_text(CTRL_D)
    await running.ends()
    assert "title> No replication" in screen.text
    assert "│ It copies itself.\n▎ │ And it runs." in screen.text
    assert "Crossed when RepliBench is at least 15 of 20" in screen.text


async def test_a_long_answer_takes_the_rest_of_a_paste_that_began_in_a_short_one(table: Table, screen: Screen) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("propose motion\r")
    await screen.until("title>")
    screen.keys.send_text(pasted("My title\n\nLine one\n\nLine two\ncharter set quorum 1\n"))
    await screen.until("text>")
    await screen.until("charter set quorum 1")
    screen.keys.send_text("\r")
    await screen.until("Preview · MO-1")
    screen.keys.send_text(CTRL_D)
    await running.ends()
    assert "My title\n▎\n▎ │ Line one\n▎ │\n▎ │ Line two\n▎ │ charter set quorum 1" in screen.text
    assert "Done: you set" not in screen.text


@pytest.mark.parametrize("end", ["", "\n"])
async def test_what_is_pasted_beyond_a_form_is_told_and_never_run(table: Table, screen: Screen, end: str) -> None:
    running = Running(table.console(screen.prompt()))
    await screen.until("alice>")
    screen.keys.send_text("facilitator add\r")
    await screen.until("member>")
    screen.keys.send_text(pasted(f"alice\ncharter set quorum 1\nas bob{end}"))
    await screen.until("The form had no field left for 2 pasted lines. Nothing was done with this:")
    await screen.until("│ charter set quorum 1\n▎ │ as bob")
    await screen.until("alice>", times=2)
    screen.keys.send_text("\rstatus\r")
    await screen.until("Open votes")
    screen.keys.send_text(CTRL_D)
    await running.ends()
    assert "Done: you set the quorum" not in screen.text
    assert "You are bob" not in screen.text
