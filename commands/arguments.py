"""An invocation's values, read and bounded: from here on they are what a handler declared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.errors import Misread
from bot.views.elements import Field, Form, Invocation
from commands import token
from commands.spec import Command, Parameter
from commands.text import clean, visible
from commands.types import Answers

ANSWER_LIMIT = 50_000
MOST_ANSWERS = 50
PAGE = 5
"""Questions that a page of a form has at most: what a modal of Discord's holds."""


@dataclass(frozen=True, slots=True)
class Bound:
    """*values* by Python name; *faults* says what is wrong, by parameter name.

    *corrected* is the invocation with every fault put right, where that can be guessed; *again* is that, or else the
    invocation less what is wrong, where a form then asks for it.
    """

    values: Mapping[str, object]
    faults: Mapping[str, str]
    corrected: Invocation | None = None
    again: Invocation | None = None


def bind(command: Command, invocation: Invocation) -> Bound:
    """Read the values of *invocation*, which may come from anybody; what is left empty takes its default.

    :raises Misread: where it has arguments that *command* does not take: no line or form of ours gives those.
    """
    values: dict[str, object] = {p.keyword: p.default for p in command.parameters if not p.required}
    faults: dict[str, str] = {}
    corrections: dict[str, str | None] = {}
    answers: dict[str, str] = {}
    for name, value in invocation.arguments:
        parameter = command.parameter(name)
        if parameter is None:
            answers[clean(name)] = visible(value)
            continue
        text = parameter.kept(value)
        if not text:
            continue
        try:
            values[parameter.keyword] = _read(parameter, text)
        except token.Stale:
            raise
        except Misread as misread:
            faults[name] = misread.message
            corrections[name] = misread.suggestion
    _take_answers(command, answers, values, faults)
    corrected = None
    if faults and all(corrections.get(name) for name in faults):
        pairs = ((name, corrections.get(name) or value) for name, value in invocation.arguments)
        corrected = replace(invocation, arguments=tuple(pairs))
    return Bound(values, faults, corrected, corrected or (_without(command, invocation, faults) if faults else None))


def form(command: Command, invocation: Invocation) -> Form:
    """Return the form that asks for what *invocation* lacks; its answers complete it."""
    values = dict(invocation.arguments)
    given = {p.name: text for p in command.parameters if (text := p.kept(values.get(p.name, "")))}
    kept = replace(invocation, arguments=tuple(given.items()))
    if not token.fits(kept):
        # What a form cannot carry beside its questions becomes a question that is answered already: words first.
        short = {p.name for p in command.parameters if not p.kind.verbatim}
        kept = replace(kept, arguments=tuple(pair for pair in kept.arguments if pair[0] in short))
    if not token.fits(kept):
        given = {name: value for name, value in given.items() if not value.startswith(token.MARK)}
        kept = Invocation(invocation.command)
    carried = {name for name, _ in kept.arguments}
    asked = [parameter for parameter in command.parameters if parameter.name not in carried]
    fields = [_field(parameter, given.get(parameter.name, "")) for parameter in asked]
    pages = tuple(tuple(fields[start : start + PAGE]) for start in range(0, len(fields), PAGE))
    return Form(command.summary, kept, pages, submit=command.name.rpartition(" ")[2].capitalize())


def _without(command: Command, invocation: Invocation, faults: Mapping[str, str]) -> Invocation | None:
    left = tuple((name, value) for name, value in invocation.arguments if name not in faults)
    again = Invocation(invocation.command, left)
    return again if command.listed and command.missing(again) else None


def _read(parameter: Parameter, text: str) -> object:
    if len(text) > parameter.limit:
        raise Misread(
            f"{_label(parameter)} has {len(text):,} characters; {parameter.limit:,} fit. Shorten it and try again."
        )
    return parameter.kind.parse(text)


def _take_answers(
    command: Command, answers: Mapping[str, str], values: dict[str, object], faults: dict[str, str]
) -> None:
    taking = command.answers
    if taking is None:
        if answers:
            raise token.Stale
        return
    if len(answers) > MOST_ANSWERS:
        raise token.Stale
    for name, value in answers.items():
        if len(value) > ANSWER_LIMIT:
            faults[name] = f"An answer has {len(value):,} characters; {ANSWER_LIMIT:,} fit. Shorten it and try again."
    values[taking.keyword] = Answers(dict(answers))


def _field(parameter: Parameter, value: str) -> Field:
    return Field(
        name=parameter.name,
        label=_label(parameter),
        help=parameter.help,
        value=value,
        required=parameter.required,
        long=parameter.long,
        limit=parameter.limit,
        options=parameter.kind.options,
        pick=parameter.kind.pick,
        offered=parameter.suggest is not None and not parameter.kind.verbatim,
    )


def _label(parameter: Parameter) -> str:
    name = parameter.kind.name if parameter.name == parameter.lead else parameter.name
    return name.replace("-", " ").capitalize()
