"""Forms as modals, one page at a time, and what is submitted as an invocation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.platforms.discord import limits, mentions
from bot.platforms.discord.markup import one_line, spans
from bot.views.elements import Field, Form, Invocation, Pick
from commands.token import write


def modal(form: Form) -> ui.Modal:
    """Return the page ``form.page`` of *form*. Its ``custom_id`` is what it completes, those of its inputs the names.

    :raises ValueError: where what it completes is longer than a ``custom_id``, see ``opens``.
    """
    name = write(form.runs)
    if not opens(form):
        raise ValueError(f"{form.runs.command}: {len(name)} characters, {limits.CUSTOM_ID} fit")
    made = ui.Modal(title=_title(form), custom_id=name)
    if intro := spans(form.intro).strip():
        made.add_item(ui.TextDisplay(limits.cut(intro, limits.MESSAGE_TEXT)))
    for field in form.pages[form.page]:
        made.add_item(_label(field))
    made.stop()  # one listener answers every submit; the library keeps nothing
    return made


def opens(form: Form) -> bool:
    """Return whether a modal can carry what *form* completes."""
    return limits.size(write(form.runs)) <= limits.CUSTOM_ID


def completed(runs: Invocation, answers: Mapping[str, str]) -> Invocation:
    """Return *runs* with *answers* in the place of what it had by those names."""
    return Invocation(runs.command, tuple({**dict(runs.arguments), **answers}.items()), runs.at)


def answers(components: Sequence[Mapping[str, Any]], resolved: Mapping[str, Any]) -> dict[str, str]:
    """Return what a submitted modal holds, by field name; a choice not made is empty, a person is a mention."""
    return dict(_answers(components, resolved))


def _answers(components: Sequence[Mapping[str, Any]], resolved: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for component in components:
        if isinstance(inner := component.get("component"), Mapping):
            yield from _answers([inner], resolved)
        yield from _answers(component.get("components") or (), resolved)
        if isinstance(name := component.get("custom_id"), str):
            values = component.get("values") or []
            value = str(component.get("value") or (values[0] if values else ""))
            chosen = component.get("type") == discord.ComponentType.user_select.value and value
            yield name, mentions.user(value, resolved) if chosen else value


def _title(form: Form) -> str:
    place = f", {form.page + 1} of {len(form.pages)}" if len(form.pages) > 1 else ""
    return limits.cut(one_line(form.title), limits.MODAL_TITLE - len(place)) + place


def _label(field: Field) -> ui.Label[ui.Modal]:
    said = one_line(field.help)
    choosable = _choosable(field)
    if not choosable and field.options:
        said = f"{said} One of: {', '.join(label for _, label in field.options)}".strip()
    if not choosable and limits.size(field.value) > limits.INPUT_TEXT:
        fits = len(limits.head(field.value, limits.INPUT_TEXT))
        said = f"Here is only the start, {fits:,} of {len(field.value):,} characters: a form holds no more. {said}"
    return ui.Label(
        text=limits.cut(one_line(field.label), limits.LABEL) or field.name[: limits.LABEL],
        description=limits.cut(said, limits.LABEL_DESCRIPTION) or None,
        component=_component(field),
    )


def _component(field: Field) -> ui.Item[ui.Modal]:
    if field.pick is Pick.MEMBER:
        fewest = 1 if field.required else 0
        return ui.UserSelect(custom_id=field.name, min_values=fewest, required=field.required)
    return _select(field) if _choosable(field) else _input(field)


def _choosable(field: Field) -> bool:
    """Return whether a menu holds the options of *field*; others are typed, and checked when they are submitted."""
    return 0 < len(field.options) <= limits.SELECT_OPTIONS and all(
        value and limits.size(value) <= limits.OPTION_TEXT for value, _ in field.options
    )


def _select(field: Field) -> ui.Select[Any]:
    return ui.Select(
        custom_id=field.name,
        placeholder="Choose one" if field.required else "Choose one, or leave it",
        min_values=1 if field.required else 0,
        required=field.required,
        options=[
            discord.SelectOption(
                value=value,
                label=limits.cut(one_line(label), limits.OPTION_TEXT) or value,
                default=value == field.value,
            )
            for value, label in field.options
        ],
    )


def _input(field: Field) -> ui.TextInput[Any]:
    prefill = limits.head(field.value, limits.INPUT_TEXT)
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if field.long or "\n" in prefill else discord.TextStyle.short,
        default=prefill or None,
        required=field.required,
        # What is there already may be longer than the limit: it is refused with its reason, not cut without one.
        max_length=min(limits.INPUT_TEXT, max(field.limit, limits.size(prefill))),
    )
