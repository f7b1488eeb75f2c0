"""Commands of every shape from anybody: each is answered, none is a bug of ours, none gains anything."""

import os
import random

import pytest

from bot.domain.errors import Refusal
from bot.views.elements import Invocation
from commands.catalogue import COMMANDS
from commands.token import read as read_token

ALPHABET = [
    "vote", "open", "1", "2", "RL-1", "for", "against", "é", "🛑", "\u202e", "\u200b", "\x00", "\ud800", "“", "’",
    "'", '"', "@everyone", "<!channel>", "<@&1>", "~", "%", "=", "\\", "\n", "\t", " ", "  ", "-", "9" * 30, "x" * 300,
    "../", "<", ">", "settings", "quorum", "voting-period", "7d", "help", "digest subscribe", "weekly", "mon", "09:00",
    "Europe/Berlin", "feed", "list", "withdraw", "proposal", "results", "draft save", "kind=red line", "resend", "edit",
    "propose red-line",
]  # fmt: skip
SMALL, FULL = 1_500, 100_000


def lines(seed: int, count: int):
    chance = random.Random(seed)
    for _ in range(count):
        yield (
            chance,
            "".join(chance.choice((" ", "", " ")) + chance.choice(ALPHABET) for _ in range(chance.randint(0, 8))),
        )


async def run(table, count: int) -> None:
    table.guests.add("frank")
    await table.opens("alice", 1)
    await table.proposes("alice")
    for chance, text in lines(int(os.environ.get("FUZZ_SEED", "7")), count):
        person = chance.choice(("bob", "frank", "mallory"))
        what: Invocation | str = text
        if chance.random() < 0.3:
            names = [*COMMANDS, "no such command"]
            values = [chance.choice((text, "1", "for", "~" + "0" * 26 + ".1", "red line", "0")) for _ in range(3)]
            words = chance.sample(["proposal", "choice", "kind", "page", "delivery", "reason", "answers", "for"], 3)
            what = Invocation(chance.choice(names), tuple(zip(words, values, strict=True)))
        elif chance.random() < 0.2:
            try:
                what = read_token(text)
            except Refusal:
                continue
        told = await table.says(person, what)
        assert told.strip(), what
        assert "Something went wrong" not in told, what
    assert "version 1" in await table.says("alice", "proposal 1")
    assert "only you see it" in await table.says("alice", "proposals")


async def test_no_line_and_no_button_is_a_bug_of_ours(table):
    table.admins = set()  # so that nothing that admins may do can be the reason why something changed
    await run(table, SMALL)


@pytest.mark.soak
async def test_a_hundred_thousand_of_them(table):
    table.admins = set()
    await run(table, FULL)
