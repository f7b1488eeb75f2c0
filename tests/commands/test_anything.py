"""Whatever is typed, pressed or forged: it is understood or refused, and nothing else."""

import contextlib
import time as clock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.errors import Misread
from bot.views.elements import Invocation, Pin
from commands import arguments, line, token
from commands.text import bare, clean, folded, shortened
from commands.types import PARAM_TYPES, Answers
from tests.commands.small import SMALL

SEPARATORS = st.sampled_from([" ", "  ", "\u00a0", "\t", "\n", "\u2009", " \u200b", "\u3000"])
WORDS = st.one_of(
    st.sampled_from([word for name in SMALL for word in (name, *name.split(" "))]),
    st.sampled_from(["for", "12", "RL-12", "quorum", "20m", '"', "“", "”", "'", "don’t", "/", "/pause", "~", "=", "#"]),
    st.sampled_from(["@everyone", "<!channel>", "👩‍👩‍👧", "שלום", "\u202e", "\u200b", "\x00", "\ud800", "9" * 5000]),
    st.text(max_size=12),
)
LINES = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(codec=None)),  # lone surrogates too
    st.lists(st.tuples(WORDS, SEPARATORS), max_size=12).map(lambda parts: "".join(w + s for w, s in parts)),
)


@settings(max_examples=250, deadline=None)
@given(LINES)
@example('vote 12 for "')
@example("settings quorum")
@example("digest")
@example("/")
def test_any_line_is_an_invocation_or_misread(text):
    with contextlib.suppress(Misread):
        invocation = line.read(text, SMALL, {"pause"})
        command = SMALL[invocation.command]
        assert command.listed
        assert set(dict(invocation.arguments)) <= {parameter.name for parameter in command.parameters}
        assert isinstance(arguments.bind(command, invocation), arguments.Bound)


@settings(max_examples=250, deadline=None)
@given(LINES)
def test_what_is_offered_instead_of_a_misread_line_is_understood(text):
    try:
        line.read(text, SMALL)
    except Misread as misread:
        if misread.suggestion is not None and misread.suggestion not in ("digest", "feed"):
            line.read(misread.suggestion, SMALL)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from([*"~.=% +&vote@!", "%f", "%00", "é"])).map("".join)))
def test_any_button_text_is_an_invocation_or_misread(text):
    with contextlib.suppress(Misread):
        invocation = token.read(text)
        assert invocation.command


PLAIN = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


PINS = st.none() | st.builds(Pin, PLAIN.filter(bool), st.booleans())


@settings(deadline=None)
@given(PLAIN.filter(bool), st.dictionaries(PLAIN.filter(bool), PLAIN, max_size=4), PINS)
@example("@vote", {}, None)
@example("vote", {}, Pin("!"))
def test_a_button_reads_as_it_was_written(command, given_arguments, pin):
    invocation = Invocation(command, tuple(given_arguments.items()), pin)
    written = token.write(invocation)
    assert written.isascii()
    assert written.isprintable()
    assert token.read(written) == invocation


@given(st.text(alphabet=st.characters(codec=None)))
def test_a_button_can_be_written_of_anything(text):
    token.read(token.write(Invocation("vote", (("reason", text),))))


@pytest.mark.parametrize(
    "kind", [kind for kind in PARAM_TYPES.values() if kind.type is not Answers], ids=lambda k: k.name
)
def test_any_value_is_read_or_misread(kind):
    @settings(max_examples=60, deadline=None)
    @given(st.one_of(LINES, st.from_regex(r"[#~<]?[0-9a-zA-Z]{0,4}[:/.\-|>]{0,3}[0-9a-zA-Z]{0,4}")))
    def check(text):
        refusal = None
        try:
            kind.parse(bare(text))
        except Misread as misread:
            refusal = misread
        if refusal is not None:
            assert 0 < len(refusal.message) < 600
            if refusal.suggestion is not None:
                kind.parse(refusal.suggestion)

    check()


@pytest.mark.parametrize(("value", "label"), [o for k in PARAM_TYPES.values() for o in k.options])
def test_every_option_is_a_value(value, label):
    kinds = [kind for kind in PARAM_TYPES.values() if (value, label) in kind.options]
    for kind in kinds:
        assert kind.parse(value) is kind.parse(label.upper())


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_kept_can_be_kept(text):
    for kept in (clean(text), bare(text), folded(text), shortened(text, 40)):
        kept.encode()
        assert "\x00" not in kept
    assert clean(clean(text)) == clean(text)
    assert bare(bare(text)) == bare(text)
    assert len(shortened(text, 40)) <= 40


@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        "vote 12 for " + "😀" * 100_000,
        "vote " + "9" * 100_000,
        '" ' * 50_000,
        "settings quorum " * 6_000,
        "\u200b" * 100_000,
        "digest " + "a" * 100_000,
        "feed add http://" + "[" * 100_000,
        "digest subscribe weekly mon 09:00 " + "a/" * 50_000,
        "open 12 for " + "1d " * 30_000,
        "“" * 100_000,
        "propse " + "ﷺ" * 100_000,
    ],
    ids=lambda text: text[:20],
)
def test_a_huge_line_is_quick(text):
    began = clock.perf_counter()
    with contextlib.suppress(Misread):
        invocation = line.read(text, SMALL)
        arguments.bind(SMALL[invocation.command], invocation)
    assert clock.perf_counter() - began < 1.0
