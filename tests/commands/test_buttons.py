"""What the button below a refusal says: a line that does what it does, or words; never what only buttons carry."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import Misread
from bot.views.elements import Button, Buttons, Invocation, runs
from commands import line, token
from commands.arguments import bind, form
from commands.catalogue import COMMANDS
from commands.refusals import LABEL, refused
from commands.spec import FormFaults

SEEN = "~0123456789abcdefghjkmnpqrs.3"
PLAIN = [
    "12",
    "for",
    "agianst",
    "weekly",
    "mon",
    "moday",
    "09:00",
    "25:00",
    "Europe/Berlin",
    "Europe/Berln",
    "3",
    "20m",
    "red line",
]
HOSTILE = [
    SEEN,
    f" {SEEN}",
    "a b",
    '"',
    "“x",
    "«",
    "for 7d",
    "quorum 3",
    "\n",
    "\u202e",
    "@everyone",
    "/help",
    "x" * 80,
]
NAMES = sorted({p.name for command in COMMANDS.values() for p in command.parameters})


@given(
    name=st.sampled_from(sorted(COMMANDS)),
    given_=st.dictionaries(
        st.sampled_from(NAMES), st.sampled_from(PLAIN + HOSTILE) | st.text(max_size=30), min_size=1, max_size=6
    ),
    prefix=st.sampled_from(["", "/", "/pause "]),
)
@example("vote", {"proposal": SEEN, "choice": "agianst"}, "/")
@example("vote", {"proposal": SEEN, "choice": "perhaps"}, "/")
@example("digest subscribe", {"every": "weekly", "day": "noday", "time": "09:00", "zone": "Europe/Berlin"}, "")
@example("settings", {"channel": "#general", "quorum": "no"}, "/pause ")
def test_a_label_never_says_what_the_button_does_not_do(name, given_, prefix):
    command = COMMANDS[name]
    arguments = tuple((p.name, given_[p.name]) for p in command.parameters if p.name in given_)
    try:
        bound = bind(command, Invocation(name, arguments))
    except Misread:
        return
    card = refused(FormFaults(bound.faults, bound.again), COMMANDS, prefix)
    buttons = [button for element in card.elements if isinstance(element, Buttons) for button in element.buttons]
    for button in buttons:
        assert isinstance(button, Button)
        assert token.MARK + SEEN[1:5] not in button.label
        if button.label in ("Fill in again", "Edit again"):
            continue
        said = button.label.removeprefix(prefix)
        if said.startswith(f"{name.capitalize()}: "):  # words, in which no line is to be recognised
            assert not token.shows(button.runs) or line.write(button.runs, COMMANDS) != said
        elif len(button.label) < LABEL:
            assert line.read(said, COMMANDS) == button.runs


def label_of(invocation: Invocation) -> str | None:
    bound = bind(COMMANDS[invocation.command], invocation)
    card = refused(FormFaults(bound.faults, bound.again), COMMANDS, "/")
    return next((b.label for e in card.elements if isinstance(e, Buttons) for b in e.buttons), None)


def test_what_the_button_says():
    whole = {"every": "weekly", "day": "mon", "time": "09:00", "zone": "Europe/Berln"}
    assert label_of(runs("digest subscribe", **whole)) == "/digest subscribe weekly mon 09:00 Europe/Berlin"
    assert label_of(runs("digest subscribe", **whole | {"time": "some time soon"})) == "Fill in again"
    assert label_of(runs("vote", proposal=SEEN, choice="agianst", reason="A reason")) == "Vote: against, A reason"
    assert label_of(runs("vote", proposal=SEEN, choice="perhaps")) == "Fill in again"
    assert label_of(runs("draft save", kind="red lin")) == "Edit again"


def test_a_form_that_cannot_carry_everything_keeps_the_thing_and_asks_for_the_words_again():
    asked = form(COMMANDS["vote"], runs("vote", proposal=SEEN, reason="x" * 200))
    assert asked.runs == runs("vote", proposal=SEEN)
    assert {field.name: field.value for field in asked.fields} == {"choice": "", "reason": "x" * 200}


def test_what_only_buttons_carry_is_in_no_field():
    asked = form(COMMANDS["vote"], runs("vote", proposal=SEEN + "0" * 200, reason="x" * 200))
    assert {field.name: field.value for field in asked.fields} == {"proposal": "", "choice": "", "reason": "x" * 200}
