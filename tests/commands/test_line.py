"""Lines as people type them."""

import pytest

from bot.domain.errors import Misread
from bot.views.elements import Invocation
from commands import arguments, line
from commands.catalogue import COMMANDS
from tests.commands.small import SMALL


def read(text):
    invocation = line.read(text, SMALL, {"pause"})
    return invocation.command, dict(invocation.arguments)


def misread(text):
    with pytest.raises(Misread) as refused:
        line.read(text, SMALL, {"pause"})
    return refused.value


@pytest.mark.parametrize(
    ("text", "command", "given"),
    [
        ("vote 12 for", "vote", {"proposal": "12", "choice": "for"}),
        ("  VOTE   RL-12\tFOR  ", "vote", {"proposal": "RL-12", "choice": "FOR"}),
        ("vote\u00a012\u00a0for", "vote", {"proposal": "12", "choice": "for"}),
        ("\u200bvo\u200bte #12 for\ufeff", "vote", {"proposal": "#12", "choice": "for"}),
        ("\u202evote\u202c \u206612\u2069 for", "vote", {"proposal": "12", "choice": "for"}),
        ("ｖｏｔｅ １２ for", "vote", {"proposal": "12", "choice": "for"}),
        ("/vote 12 for", "vote", {"proposal": "12", "choice": "for"}),
        ("/pause vote 12 for", "vote", {"proposal": "12", "choice": "for"}),
        ("/ Pause vote 12 for", "vote", {"proposal": "12", "choice": "for"}),
        ("vote 12", "vote", {"proposal": "12"}),
        ("vote", "vote", {}),
        ("vote “12” 'for'", "vote", {"proposal": "12", "choice": "for"}),
        ("open 12 for 7d", "open", {"proposal": "12", "for": "7d"}),
        ("open 12 7d", "open", {"proposal": "12", "for": "7d"}),
        ("open 12", "open", {"proposal": "12"}),
        ("open RL 12 For 5 minutes", "open", {"proposal": "RL 12", "for": "5 minutes"}),
        ("open 12 1 day 12 hours", "open", {"proposal": "12", "for": "1 day 12 hours"}),
        ("settings", "settings", {}),
        ("settings quorum 2 voting-period 20m", "settings", {"quorum": "2", "voting-period": "20m"}),
        ("settings voting-period 20m quorum 2", "settings", {"quorum": "2", "voting-period": "20m"}),
        ("settings Voting–Period 20 minutes QUORUM=2", "settings", {"quorum": "2", "voting-period": "20 minutes"}),
        ("settings channel: <#C12|general>", "settings", {"channel": "<#C12|general>"}),
        ("settings channel quorum quorum 2", "settings", {"channel": "quorum", "quorum": "2"}),
        ("propose red-line", "propose red-line", {}),
        ("propose red‑line “No autonomous replication”", "propose red-line", {"template": "No autonomous replication"}),
        ("propose red-line don't", "propose red-line", {"template": "don't"}),
        ("propose red-line don’t", "propose red-line", {"template": "don’t"}),
        ('propose red-line "unclosed', "propose red-line", {"template": '"unclosed'}),
        ("propose red-line 5\"x7\"", "propose red-line", {"template": '5"x7"'}),
        (
            "Digest Subscribe weekly mon 9 am Europe/Berlin",
            "digest subscribe",
            {"every": "weekly", "day": "mon", "time": "9 am", "zone": "Europe/Berlin"},
        ),
        (
            "digest subscribe weekly mon 9am America/New York",
            "digest subscribe",
            {"every": "weekly", "day": "mon", "time": "9am", "zone": "America/New York"},
        ),
    ],
)  # fmt: skip
def test_lines(text, command, given):
    assert read(text) == (command, given)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("because it’s “right”", "because it’s “right”"),
        ("don't  keep   my\u00a0spaces ", "don't  keep   my\u00a0spaces"),
        ('"quoted" whole', '"quoted" whole'),
        ("first\r\nsecond\u2028third", "first\nsecond\nthird"),
        ("@everyone <!channel> [x](https://example.org)", "@everyone <!channel> [x](https://example.org)"),
        ("שלום 👩‍👩‍👧 e\u0301", "שלום 👩‍👩‍👧 e\u0301"),
        ("a\x00b\x07c\ud800d\x1be", "abcde"),
        (
            "\x1b[31mred\x1b[0m, \x9b1;4Hmoved, \x1b]8;;https://example.org\x1b\\linked\x1b]8;;\x07",
            "red, moved, linked",
        ),
        ("\x1b[", "["),
        ("\x1b]0;never ended", "]0;never ended"),
        ("/vote 1 for", "/vote 1 for"),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_the_rest_of_a_line_is_kept_as_it_was_typed(typed, kept):
    assert read(f"vote 12 for {typed}") == ("vote", {"proposal": "12", "choice": "for", "reason": kept})


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        ("propse", "There is no command `propse`. Did you mean `propose red-line`?", "propose red-line"),
        (
            "propose red line",
            "There is no command `propose red line`. Did you mean `propose red-line`?",
            "propose red-line",
        ),
        ("vot 12 for, it’s right", "There is no command `vot`. Did you mean `vote`?", "vote 12 for, it’s right"),
        (
            "digst subscribe weekly mon 09:00 Europe/Berlin",
            "There is no command `digst subscribe`. Did you mean `digest subscribe`?",
            "digest subscribe weekly mon 09:00 Europe/Berlin",
        ),
        (
            "digest subscrib weekly",
            "There is no command `digest subscrib`. Did you mean `digest subscribe`?",
            "digest subscribe weekly",
        ),
        (
            "subscribe weekly mon 09:00",
            "There is no command `subscribe`. Did you mean `digest subscribe`?",
            "digest subscribe weekly mon 09:00",
        ),
        ("feeds add", "There is no command `feeds add`. Did you mean `feed add`?", "feed add"),
        ("votes 12 for me too", "There is no command `votes`. Did you mean `vote`?", "vote 12 for me too"),
        ("proposls 1 2 3", "There is no command `proposls`. Did you mean `proposals`?", "proposals"),
        ("digest", "`digest` needs one more word: `digest subscribe`, `digest list`, `digest unsubscribe`.", None),
        ("propose", "`propose` needs one more word: `propose red-line`.", "propose red-line"),
        ("feed me", "There is no command `feed me`. There are `feed add`, `feed remove`.", None),
        ("Hello There", "There is no command `Hello There`. `help` lists what there is.", None),
        ("/pause hello", "There is no command `hello`. `help` lists what there is.", None),
        ("draft save", "There is no command `draft save`. `help` lists what there is.", None),
        ("`@everyone`", "There is no command `@everyone`. `help` lists what there is.", None),
        ("", "Nothing was typed. `help` lists the commands.", "help"),
        (" \u200b\x00 ", "Nothing was typed. `help` lists the commands.", "help"),
        ("/pause", "Nothing was typed. `help` lists the commands.", "help"),
        ("open 12 for", "After `for` comes a value, such as 7d.", None),
        ("settings quorum", "After `quorum` comes a value, such as 3.", None),
        ("digest list now", "“now” is more than this command takes. Usage: `digest list`", None),
    ],
)  # fmt: skip
def test_misread_lines(text, message, suggestion):
    refusal = misread(text)
    assert (refusal.message, refusal.suggestion) == (message, suggestion)


def test_a_value_given_twice_is_refused():
    assert "`quorum` is given twice" in misread("settings quorum 2 quorum 3").message


def test_a_long_unknown_word_is_shortened():
    assert len(misread("y" * 100_000).message) < 120


@pytest.mark.parametrize(
    ("catalogue", "name"), [(catalogue, c.name) for catalogue in (SMALL, COMMANDS) for c in catalogue.listed]
)
def test_every_usage_and_example_reads_back(catalogue, name):
    """What help shows can be typed: the example as it is, the usage with each of its slots filled."""
    command = catalogue[name]
    invocation = line.read(command.example, catalogue)
    assert invocation.command == name
    assert not command.missing(invocation)
    assert not arguments.bind(command, invocation).faults
    filled = command.usage
    for parameter in command.parameters:
        lead = f"{parameter.name} " if parameter.named else f"{parameter.lead} " if parameter.lead else ""
        filled = filled.replace(parameter.usage, lead + parameter.kind.example)
    invocation = line.read(filled, catalogue)
    assert [given for given, _ in invocation.arguments] == [p.name for p in command.parameters]
    assert not arguments.bind(command, invocation).faults


@pytest.mark.parametrize(
    "invocation",
    [
        Invocation("vote", (("proposal", "12"), ("choice", "for"), ("reason", 'it’s "right"  for us'))),
        Invocation("open", (("proposal", "~" + "0" * 26 + ".3"), ("for", "5 minutes"))),
        Invocation("settings", (("quorum", "2"), ("channel", "general"))),
        Invocation("propose red-line", (("template", 'A "quoted" word'),)),
        Invocation("propose red-line", (("template", "“smart” first"),)),
        Invocation("digest list"),
    ],
)
def test_what_is_written_reads_back(invocation):
    assert line.read(line.write(invocation, SMALL), SMALL) == invocation


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("feed list page 2", {"page": "2"}),
        ("feed list 2", {"page": "2"}),
        ("digest preview 1 part 2", {"subscription": "1", "part": "2"}),
        ("digest show edition 3", {"edition": "3"}),
        ("digest correct 14 story 2 page 2 is wrong", {"edition": "14", "story": "2", "note": "page 2 is wrong"}),
    ],
)
def test_a_number_may_stand_after_its_name(text, given):
    assert dict(line.read(text, COMMANDS).arguments) == given


def test_a_line_that_help_shows_for_phrases_is_whole():
    assert dict(line.read(COMMANDS["news phrase"].example, COMMANDS).arguments) == {"act": "list"}


def test_the_second_word_of_one_command_alone_is_known():
    with pytest.raises(Misread) as refused:
        line.read("catchup for 14d", COMMANDS)
    assert refused.value.suggestion == "digest catchup for 14d"
    with pytest.raises(Misread) as refused:
        line.read("show 3", COMMANDS)  # of an entry, an edition, a roll or the charter
    assert refused.value.suggestion is None
