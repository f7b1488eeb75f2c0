"""What the signature of a command's handler says of its parameters."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from bot.views.elements import Card, Form
from commands.text import bare, visible
from commands.types import PARAM_TYPES, ParamType

if TYPE_CHECKING:
    from commands.context import Context

Suggest = Callable[["Context", str], Awaitable[Sequence[tuple[str, str]]]]
"""Given what somebody has typed so far, returns values with their labels; bounded by whoever calls it."""

HELP_LIMIT = 100  # Discord's for an option's description


@dataclass(frozen=True, slots=True)
class Param:
    """What a signature says of a parameter beyond its type.

    *name* is what people type where the Python name differs. *rest* takes the rest of the line, verbatim. *lead* is a
    word that may introduce it in a typed line (``open 12 for 7d``). *named* ones are typed as name and value, in any
    order. *long* is a paragraph in forms; *limit* is in characters. *nothing* is said, and nothing is asked, where
    *suggest* has nothing at all to offer: any answer would be refused.
    """

    help: str
    name: str | None = None
    rest: bool = False
    lead: str | None = None
    named: bool = False
    long: bool = False
    limit: int = 1000
    suggest: Suggest | None = None
    nothing: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter. *name* is what people type and invocations carry, *keyword* the Python name."""

    name: str
    keyword: str
    kind: ParamType[Any]
    help: str
    required: bool
    default: object
    rest: bool
    lead: str | None
    named: bool
    long: bool
    limit: int
    suggest: Suggest | None
    nothing: str | None

    def kept(self, value: str) -> str:
        """Return what is left of *value* to be read: nothing, where there is nothing to be seen in it."""
        return visible(value) if self.kind.verbatim else bare(value)

    @property
    def usage(self) -> str:
        if self.named:
            return f"[{self.name} {self.kind.example}]"
        slot = self.kind.name if self.name == self.lead else self.name
        slot += "…" if self.rest else ""
        lead = f"{self.lead} " if self.lead else ""
        if self.required:
            return f"{lead}<{slot}>"
        return f"[{lead}<{slot}>]" if lead else f"[{slot}]"


def parameters_of(handler: Callable[..., Any], command: str) -> Iterator[Parameter]:
    """Yield the parameters of *handler* after its first, which is the context.

    :raises TypeError: where one has no type that people can type, or what it returns is no view.
    """
    hints = get_type_hints(handler, include_extras=True)
    if not set(get_args(hints.get("return")) or (hints.get("return"),)) <= {Card, Form}:
        raise TypeError(f"{command}: the handler's return annotation is Card, Form or both")
    for keyword, declared in list(inspect.signature(handler).parameters.items())[1:]:
        hint = hints.get(keyword)
        about = next((a for a in get_args(hint)[1:] if isinstance(a, Param)), None)
        if get_origin(hint) is not Annotated or about is None:
            raise TypeError(f"{command}: {keyword} needs Annotated[..., Param(...)]")
        plain = _without_none(get_args(hint)[0])
        kind = PARAM_TYPES.get(plain)
        if kind is None:
            raise TypeError(f"{command}: {keyword} is of {plain}, for which commands/types.py has no entry")
        if len(about.help) > HELP_LIMIT or "\n" in about.help:
            raise ValueError(f"{command}: the help of {keyword} is one line of at most {HELP_LIMIT} characters")
        required = declared.default is inspect.Parameter.empty
        yield Parameter(
            name=about.name or keyword.rstrip("_").replace("_", "-"),
            keyword=keyword,
            kind=kind,
            help=about.help,
            required=required,
            default=None if required else declared.default,
            rest=about.rest,
            lead=about.lead,
            named=about.named,
            long=about.long,
            limit=about.limit,
            suggest=about.suggest or _completing(kind),
            nothing=about.nothing,
        )


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return reduce(or_, (part for part in get_args(hint) if part is not NoneType))
    return hint


def _completing(kind: ParamType[Any]) -> Suggest | None:
    complete = kind.complete
    if complete is None:
        return None

    async def suggest(_: "Context", text: str) -> Sequence[tuple[str, str]]:
        return complete(text)

    return suggest
