"""Declare a command once; every platform reads the declaration."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar, get_args, get_type_hints

from bot.domain import errors
from bot.views.elements import Form, Invocation, View
from commands.parameters import HELP_LIMIT, Param, Parameter, Suggest, parameters_of
from commands.types import Answers

__all__ = [
    "CATALOGUE",
    "Answers",
    "Catalogue",
    "Command",
    "FormFaults",
    "Param",
    "Parameter",
    "Suggest",
    "Who",
    "command",
]

Handler = Callable[..., Awaitable[View]]
Asking = Callable[..., Awaitable[View]]
"""Given the context, the form that would ask for what is missing, and the command's values by keyword (None where one
is missing), returns the form that asks for it, or a card that says why there is nothing to ask. It reads once at most:
Discord waits three seconds for a form.
"""
H = TypeVar("H", bound=Handler)


class FormFaults(errors.FormFaults):
    """Some fields of a form cannot be taken; *again* opens it once more with what was typed."""

    def __init__(self, faults: Mapping[str, str], again: Invocation | None = None) -> None:
        super().__init__(faults)
        self.again = again


class Who(Enum):
    """Who may run a command: anyone in the space, its full members (no guest, no bot), those of them who are
    facilitators or admins, or admins of the space."""

    ANYONE = "anyone"
    MEMBER = "member"
    FACILITATOR = "facilitator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Command:
    """A declared command. *opens_form* says that its answer may be a form even where nothing is missing.

    *anywhere*: it is about no community, so that of what is said to the bot alone nobody is asked where it belongs.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    handler: Handler
    asking: Asking | None
    who: Who
    listed: bool
    anywhere: bool
    opens_form: bool
    topic: str

    @property
    def usage(self) -> str:
        return " ".join((self.name, *(parameter.usage for parameter in self.parameters)))

    @property
    def example(self) -> str:
        """Return a line that could be typed; of what may be named two, since who copies it means to change little.

        What may be left out is in it where something that may not comes after.
        """
        words = [self.name]
        named = [parameter for parameter in self.parameters if parameter.named]
        last = max((place for place, parameter in enumerate(self.parameters) if parameter.required), default=-1)
        for place, parameter in enumerate(self.parameters):
            if parameter in named[2:]:
                continue
            if parameter.named:
                words += [parameter.name, parameter.kind.example]
            elif place <= last or parameter.lead:
                words += filter(None, (parameter.lead, parameter.kind.example))
        return " ".join(words)

    @property
    def answers(self) -> Parameter | None:
        """Return the parameter that takes what no other takes."""
        return next((p for p in self.parameters if p.kind.type is Answers), None)

    def parameter(self, name: str) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name and p.kind.type is not Answers), None)

    def missing(self, invocation: Invocation) -> tuple[Parameter, ...]:
        """Return the required parameters for which *invocation* has no value."""
        given = dict(invocation.arguments)
        asked = (p for p in self.parameters if p.required and p.kind.type is not Answers)
        return tuple(p for p in asked if not p.kept(given.get(p.name, "")))


class Catalogue(Mapping[str, Command]):
    """Commands by name, in the order in which they were declared."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}

    def __getitem__(self, name: str) -> Command:
        return self._commands[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)

    @property
    def listed(self) -> tuple[Command, ...]:
        return tuple(command for command in self._commands.values() if command.listed)

    def group(self, word: str) -> tuple[Command, ...]:
        """Return the listed commands whose name is *word* and one more."""
        return tuple(command for command in self.listed if command.name.split(" ")[:-1] == [word])

    def command(
        self,
        name: str,
        summary: str,
        *,
        who: Who = Who.ANYONE,
        listed: bool = True,
        anywhere: bool = False,
        asking: Asking | None = None,
    ) -> Callable[[H], H]:
        """Declare the handler below as the command *name*, of one word or two.

        :raises TypeError: at import, where a parameter has no type that every platform has a form for, or *asking*
            does not take the handler's parameters.
        """

        def declare(handler: H) -> H:
            if name in self._commands:
                raise ValueError(f"the command {name!r} is declared twice")
            if not 1 <= len(name.split()) <= 2 or name != " ".join(name.casefold().split()):
                raise ValueError(f"the name {name!r} is not one or two words in lower case")
            if listed and len(summary) > HELP_LIMIT:
                raise ValueError(f"the summary of {name!r} has more than {HELP_LIMIT} characters")
            parameters = tuple(parameters_of(handler, name))
            _check(name, parameters, listed)
            _check_asking(name, parameters, asking)
            answer = get_type_hints(handler, include_extras=True).get("return")
            opens = Form in (get_args(answer) or (answer,))
            topic = handler.__module__.rpartition(".")[2].replace("_", " ").capitalize()
            self._commands[name] = Command(
                name, summary, parameters, handler, asking, who, listed, anywhere, opens, topic
            )
            return handler

        return declare


CATALOGUE = Catalogue()
command = CATALOGUE.command


def _check(command: str, parameters: Sequence[Parameter], listed: bool) -> None:
    """Refuse what could not be typed or shown as it is declared."""
    names = [parameter.name for parameter in parameters]
    if len(set(names)) < len(names):
        raise ValueError(f"{command}: two parameters have one name")
    if listed and any(parameter.kind.type is Answers for parameter in parameters):
        raise TypeError(f"{command}: only an unlisted command takes answers, for nobody can type them")
    in_place = [parameter for parameter in parameters if not parameter.named]
    if any(parameter.rest for parameter in in_place[:-1]):
        raise TypeError(f"{command}: only the last parameter takes the rest of the line")
    if any(parameter.named and (parameter.required or parameter.rest) for parameter in parameters):
        raise TypeError(f"{command}: a named parameter is optional and has one value")


def _check_asking(command: str, parameters: Sequence[Parameter], asking: Asking | None) -> None:
    """Refuse an *asking* that could not be called with what it is given."""
    if asking is None:
        return
    try:
        inspect.signature(asking).bind(None, None, **{parameter.keyword: None for parameter in parameters})
    except TypeError as error:
        raise TypeError(f"{command}: what asks for its values cannot take them: {error}") from None
