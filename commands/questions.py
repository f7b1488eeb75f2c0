"""A proposal's text as the questions of a form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.proposals import Kind, Proposal, Seen, State
from bot.domain.texts import Text, TextField
from bot.views.elements import Field, Form, Invocation, runs
from commands.arguments import PAGE
from commands.beginnings import Beginning


def form(kind: Kind, edited: Proposal | None, text: Text, start: Beginning | None = None, page: int = 0) -> Form:
    """Return the form of a new proposal of *kind*, or of the *edited* one, that holds *text*.

    Where the text is that of *start*, the first question says so, and the pages that follow have it too.
    """
    ref = Seen(edited.id, edited.version) if edited else None
    title = f"Edit {edited.label}" if edited else f"New {kind.value}"
    if edited is not None and edited.state is State.VOTING:
        title += ", open for voting"
    asked = tuple(tuple(_field(field, text.get(field.name, "")) for field in fields) for fields in pages(kind))
    if start is not None:
        (first, *others), *rest = asked
        asked = ((replace(first, help=start.caution), *others), *rest)
    more = {"template": start.id} if start is not None else {}
    keeps = on_draft("draft keep", kind, ref, **more)
    return Form(title, on_draft("draft save", kind, ref, **more), asked, page=page, keeps=keeps)


def pages(kind: Kind) -> Sequence[Sequence[TextField]]:
    fields = kind.fields
    return [fields[start : start + PAGE] for start in range(0, len(fields), PAGE)]


def all_asked(kind: Kind, answers: Mapping[str, str]) -> bool:
    return all(field.name in answers for field in kind.fields)


def unasked(kind: Kind, answers: Mapping[str, str]) -> int | None:
    """Return the page that follows the one answered, or None after the last."""
    asked = pages(kind)
    answered = [i for i, page in enumerate(asked) if any(field.name in answers for field in page)]
    following = max(answered, default=-1) + 1
    return following if following < len(asked) else None


def on_draft(command: str, kind: Kind, edited: object, **more: str) -> Invocation:
    """Return *command* about what is typed of a new proposal of *kind*, or of the *edited* one."""
    arguments = {"kind": kind.value, **more}
    if isinstance(edited, Seen):
        arguments["proposal"] = f"~{edited.id}.{edited.version}"
    return runs(command, **arguments)


def _field(field: TextField, value: str) -> Field:
    options = tuple((option, option.capitalize()) for option in field.options)
    return Field(field.name, field.label, field.help, value, field.required, field.long, field.limit, options)
