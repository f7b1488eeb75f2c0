"""`make demo`: the play as a process of its own, and what is seen of it."""

import contextlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from demo.pace import Fast
from demo.performance import OutOfStep, Performance
from demo.play import PLAY, alice, bob
from demo.recount import Broken, recount
from demo.screen import Look, Screen
from demo.script import AllSee, Scene, Step
from demo.theatre import theatre
from tests.process.home import ROOT

LIMIT = 60.0
SEEN = (
    "Everybody in it is fictional",
    "1 · Two spaces, one table",
    "alice types  /bridge create",
    "only alice sees this",
    "bob types  /pause bridge join",
    "PauseLab and GovNet now share one table",
    "everybody sees this · PauseLab #pause and GovNet #pause",
    "2 · One member, one vote",
    "carol (Discord) and carol.c (Slack) are one member with one vote",
    "3 · A red line is proposed",
    "only alice is shown a form",
    "Value: 15 of 20 families",
    "Preview · RL-1",
    "3 must vote",
    "RL-1 · Red line · Voting",
    "4 · Arguments, votes, and a change of mind",
    "writes in the chat (scripted)",
    "Recorded: Against",
    "the card is edited · PauseLab #pause and GovNet #pause",
    "You voted on Discord: Against",
    "Results are hidden until",
    "bob types  /pause vote 1 for",
    "Recorded: For",
    "5 · The close",
    "The clock is moved to Friday",
    "RL-1 adopted",
    "2 for, 1 against",
    "bob (Slack): A line in force",
    "the register's page",
    "6 · The digest",
    "Lab A news (fictional) is feed 1",
    "Lab B notes (fictional) is feed 2",
    "The clock is moved to Monday",
    "Pause digest · week of 30 November",
    "RL-1",
    "Lab A publishes a safety case",
    "7 · The record",
    "entries are there without a gap",
    "2 for, 1 against, 0 abstained: what was announced.",
    "it is thrown away now",
    "`make run`",
)
"""What each scene comes down to, in order."""


@dataclass(frozen=True)
class Run:
    """A run of the demo: what it printed and complained of, what it left, and which addresses it reached for."""

    status: int
    out: str
    err: str
    left: Sequence[Path]
    reached: set[str]


def start(directory: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start it in the directory ``here``, which is its place for temporary files too."""
    here = directory / "here"
    here.mkdir()
    return subprocess.Popen(
        (sys.executable, "-m", "tests.demo.watched", str(directory / "reached"), *arguments),
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(here)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(directory: Path, *arguments: str, typed: str = "") -> Run:
    child = start(directory, *arguments)
    try:
        out, err = child.communicate(typed, timeout=LIMIT)
    finally:
        child.kill()
    reached = (directory / "reached").read_text().split()
    return Run(child.returncode, out, err, list((directory / "here").iterdir()), set(reached))


one_run = pytest.mark.xdist_group("demo")
"""Tests that look at one run, in one process."""


@pytest.fixture(scope="module")
def fast(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(tmp_path_factory.mktemp("fast"), "--fast")


@one_run
def test_each_scene_is_seen_in_order(fast: Run) -> None:
    assert (fast.status, fast.err) == (0, "")
    told = re.sub(r"\s*\n\s*[┊┃]?\s*", " ", fast.out)
    at = 0
    for words in SEEN:
        found = told.find(words, at)
        assert found >= 0, f"no {words!r} after:\n{told[max(0, at - 300) :][:900]}"
        at = found


@one_run
def test_it_reaches_for_loopback_alone_and_leaves_nothing(fast: Run) -> None:
    assert fast.reached == {"127.0.0.1"}
    assert fast.left == []


@one_run
def test_what_one_member_alone_is_answered_is_not_shown_as_public(fast: Run) -> None:
    private = [line for line in fast.out.split("\n") if line.startswith("  ┊")]
    public = [line for line in fast.out.split("\n") if line.startswith("  ┃")]
    for words, lines, others in (("Recorded: ", private, public), ("Pause digest", public, private)):
        assert any(words in line for line in lines)
        assert not any(words in line for line in others)
    assert "\x1b" not in fast.out


@one_run
def test_step_by_step_it_shows_the_same_but_for_the_ports(fast: Run, tmp_path: Path) -> None:
    steps = run(tmp_path, "--step", typed="\n" * 300)
    assert (steps.status, steps.err) == (0, "")
    assert re.sub(r":\d{5}", ":PORT", steps.out) == re.sub(r":\d{5}", ":PORT", fast.out)


def test_an_interrupt_ends_it_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    with start(tmp_path) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        while "1 · Two spaces" not in child.stdout.readline():
            assert child.poll() is None
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=LIMIT) == 130
        assert "It ends here, and is thrown away." in child.stdout.read()
        assert child.stderr.read() == ""
    assert list((tmp_path / "here").iterdir()) == []


class Nowhere:
    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        pass


async def play(directory: Path, *scenes: Scene) -> None:
    """Play *scenes*, be they in the script or not."""
    other = replace(PLAY, scenes=scenes)
    async with theatre(other, directory) as house:
        await Performance(other, house, Screen(Nowhere(), Look(), Fast())).perform()


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((bob.types("/pause bridge join AAAA-AAAA-AA", "Bring GovNet"),), "where the play needs “Bring GovNet”"),
        ((bob.types("/pause vote 7 for"),), "bob was refused: "),
        ((alice.presses("Open the vote"),), "alice sees no button “Open the vote”"),
        ((alice.fills(act="A line"),), "alice has no form to fill in"),
        ((alice.types("/propose red-line"), alice.fills(colour="red")), "does not ask for colour"),
        ((alice.types("/help"), AllSee("help")), "in PauseLab #pause was posted, where the play needs “help”"),
    ],
)
async def test_where_something_else_comes_than_the_play_needs_it_stops_and_says_so(
    tmp_path: Path, steps: tuple[Step, ...], told: str
) -> None:
    with pytest.raises(OutOfStep, match=re.escape(told)) as stopped:
        await play(tmp_path, Scene("Another", steps))
    assert str(stopped.value).startswith("Scene 1, Another: ")


async def test_a_record_that_was_tampered_with_is_not_taken_for_whole(tmp_path: Path) -> None:
    await play(tmp_path, *PLAY.scenes)
    (found,) = recount(tmp_path / "demo.db")
    assert found.tally == {"for": 2, "against": 1, "abstain": 0}
    for tampering in (
        "UPDATE leaves SET body = replace(body, '\"for\":2', '\"for\":3')",
        "UPDATE leaves SET hash = zeroblob(32) WHERE event = 'ballot.cast'",
        "DELETE FROM leaves WHERE event = 'proposal.drafted'",
        "UPDATE openings SET value = 'for' WHERE value = 'against'",
    ):
        copy = tmp_path / "copy.db"
        shutil.copyfile(tmp_path / "demo.db", copy)
        with contextlib.closing(sqlite3.connect(copy)) as database:
            for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {trigger}")
            assert database.execute(tampering).rowcount > 0, tampering
            database.commit()
        with pytest.raises(Broken):
            recount(copy)
