"""The tutorial, typed as it stands: each line is answered as it says."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from commands.catalogue import COMMANDS
from commands.line import read
from tests.process.home import LAUNCHER, LIMIT, ROOT, Home, Process
from tests.servers.waiting import Pulse

TUTORIAL = (ROOT / "docs/tutorial.md").read_text()
LEFT_OUT = "[…]"
OUTCOME = "RL-1 adopted"
PERIOD = timedelta(minutes=5)
PROMPT = re.compile(r"(\w+)>(?: (.*))?")
_LEFT = r"\d+ minutes?(?: \d+ seconds?)?|less than a minute"
_MOMENT = rf"\w{{3}} \d{{1,2}} \w{{3}} \d\d:\d\d(?::\d\d)? UTC(?: \(in (?:{_LEFT})\))?"
_VARIABLE = (
    (re.compile(_MOMENT), "MOMENT"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HERE"),
    (re.compile(r"/c/[0-9a-z]{26}/"), "/c/ID/"),
)
"""What differs each time."""


def flat(text: str) -> str:
    """Return *text* in one line, without what differs each time: a date of another length breaks lines elsewhere."""
    text = " ".join(text.split())
    for pattern, name in _VARIABLE:
        text = pattern.sub(name, text)
    return text


def blocks() -> Iterator[Sequence[str]]:
    """Yield what is set apart in the tutorial, from the console's first words on."""
    for part in re.findall(r"(?:^ {4}.*\n|^\n)+", TUTORIAL, flags=re.MULTILINE):
        lines = [line[4:] for line in part.split("\n")]
        if any(lines) and "make run" not in lines:
            yield lines


async def test_what_is_typed_is_answered_as_the_tutorial_says(home: Home) -> None:
    process = await home.start(program=LAUNCHER, PYTHONPATH=str(ROOT))
    reader = Reader(process)
    for lines in blocks():
        if any(line.startswith(OUTCOME) for line in lines):
            (home.directory / "clock").write_text(str(PERIOD.total_seconds()))
        for line in lines:
            typed = PROMPT.fullmatch(line)
            if typed is not None:
                await reader.reaches()
                process.say(typed[2] or "")
            reader.expects(line)
        await reader.reaches()
    status, page = await home.get("/RL-1")
    assert status == 200
    assert all(words in page for words in ("In force", "It can be tested before a release", "bob"))
    process.say("quit")
    assert await process.ended() == 0
    assert process.err == ""


class Reader:
    """Reads what *process* prints against what the tutorial says: all of it, but for what it says is left out."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._expected: list[str] = []
        self._pattern = ""

    def expects(self, line: str) -> None:
        self._expected.append(line)

    async def reaches(self) -> None:
        """Wait until all that was expected so far is printed."""
        parts = [flat(part) for part in "\n".join(self._expected).split(LEFT_OUT)]
        pattern = re.compile(".*?".join(re.escape(part) for part in parts))

        def printed() -> bool:
            return pattern.match(flat(self._process.out)) is not None

        if not await Pulse().reached(printed, LIMIT):
            raise AssertionError(
                f"expected:\n{' … '.join(parts)[-1500:]}\n\nprinted:\n{flat(self._process.out)[-1500:]}"
            )


@pytest.mark.parametrize("line", re.findall(r"`(/[^`]+)`", TUTORIAL))
def test_the_lines_in_its_prose_are_understood(line: str) -> None:
    if line.strip() not in ("/", "/pause"):
        assert read(line, COMMANDS, ["pause"]).command in COMMANDS
