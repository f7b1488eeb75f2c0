"""Forms as modal views, and what people put into them as answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.platforms.slack import limits
from bot.platforms.slack.literals import clean, cut, literal, one_line, size
from bot.platforms.slack.render import plain_text
from bot.platforms.slack.spans import Json, rich
from bot.views.elements import Field, Form, Inline, Invocation, Pick, Strong


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a modal was opened from, so that its result can be said there; *response_url* may be empty."""

    channel: str
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it came back: *answers* has every field that was shown, empty where nothing was typed.

    *runs* is None where the modal does not say what it is for.
    """

    runs: Invocation | None
    origin: Origin
    answers: Mapping[str, str]


def modal(form: Form, origin: Origin) -> Json:
    """Return *form*, all its pages in one, as a modal view."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain_text(_short(form.title, limits.VIEW_TITLE)),
        "submit": plain_text(_short(form.submit, limits.VIEW_BUTTON)),
        "close": plain_text("Cancel"),
        "private_metadata": metadata(_unasked(form), origin),
        "blocks": [*_whole(form.title), *_said(form.intro), *map(_input, form.fields)][: limits.BLOCKS_IN_VIEW],
    }


def notice(title: str, blocks: list[Json], origin: Origin) -> Json:
    """Return a modal that only tells something."""
    return {
        "type": "modal",
        "callback_id": "notice",
        "title": plain_text(_short(title, limits.VIEW_TITLE)),
        "close": plain_text("Close"),
        "private_metadata": metadata(None, origin),
        "blocks": blocks,
    }


def metadata(runs: Invocation | None, origin: Origin) -> str:
    kept: Json = {"channel": origin.channel, "url": origin.response_url}
    if runs is not None:
        kept = {"runs": runs.command, "with": dict(runs.arguments)} | kept
    text = json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
    if size(text) > limits.METADATA:
        # The channel is enough to answer in; the address only answers where the bot is not a member.
        text = json.dumps(kept | {"url": ""}, separators=(",", ":"), ensure_ascii=False)
    return text


def said_by(view: Mapping[str, object]) -> tuple[Invocation | None, Origin]:
    """Return what a modal runs and where it was opened."""
    try:
        kept = json.loads(str(view.get("private_metadata") or "{}"))
    except (ValueError, RecursionError):
        kept = {}
    if not isinstance(kept, dict):
        kept = {}
    runs, arguments = kept.get("runs"), kept.get("with")
    invocation = None
    if isinstance(runs, str) and isinstance(arguments, dict):
        invocation = Invocation(runs, tuple((str(name), str(value)) for name, value in arguments.items()))
    return invocation, Origin(str(kept.get("channel") or ""), str(kept.get("url") or ""))


def submission(view: Json) -> Submission:
    """Read a submitted modal."""
    runs, origin = said_by(view)
    return Submission(runs, origin, {name: text for name, _, text in typed(view)})


def typed(view: Json) -> list[tuple[str, str, str]]:
    """Return (name, label, answer) of each field of a submitted modal, in order."""
    values = (view.get("state") or {}).get("values") or {}
    found = []
    for block in view.get("blocks") or []:
        if block.get("type") != "input":
            continue
        name = str(block.get("block_id"))
        label = str((block.get("label") or {}).get("text") or name)
        state = (values.get(name) or {}).get(name) or {}
        option = state.get("selected_option") or {}
        user = state.get("selected_user")
        answer = f"<@{user}>" if user else option.get("value") or state.get("value") or ""
        found.append((name, label, str(answer)))
    return found


def merged(runs: Invocation, answers: Mapping[str, str]) -> Invocation:
    """Return *runs* with *answers* in the place of arguments of the same name."""
    before = tuple((name, value) for name, value in runs.arguments if name not in answers)
    return Invocation(runs.command, before + tuple(answers.items()))


def _unasked(form: Form) -> Invocation:
    """Return what the form runs, less what it asks for."""
    asked = {field.name for field in form.fields}
    return Invocation(form.runs.command, tuple(pair for pair in form.runs.arguments if pair[0] not in asked))


def _whole(title: str) -> list[Json]:
    """Return the whole title as a block, where the modal's own line is too short for it."""
    return _said((Strong(title),)) if size(one_line(title)) > limits.VIEW_TITLE else []


def _said(spans: Sequence[Inline]) -> list[Json]:
    words = rich(spans)
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}] if words else []


def _input(field: Field) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(cut(one_line(field.label), limits.INPUT_LABEL) or field.name),
        "optional": not field.required,
        "element": _element(field),
    }
    if hint := literal(field.help).strip():
        block["hint"] = plain_text(cut(hint, limits.INPUT_HINT))
    return block


def _element(field: Field) -> Json:
    if field.pick is Pick.MEMBER:
        return {"type": "users_select", "action_id": field.name}
    if field.options:
        return _choice(field)
    return _searching(field) if field.offered else _typing(field)


def _typing(field: Field) -> Json:
    value = clean(field.value if field.long else " ".join(field.value.splitlines()))
    element: Json = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.long,
        # What is there already is never too long for its own field.
        "max_length": min(max(field.limit, size(value)), limits.INPUT_VALUE),
    }
    if value:
        element["initial_value"] = cut(value, limits.INPUT_VALUE)
    return element


def _searching(field: Field) -> Json:
    """Return a menu that asks us what it offers, each time that something is typed into it, and as it is opened."""
    element: Json = {"type": "external_select", "action_id": field.name, "min_query_length": 0}
    if given := options([(field.value, field.value)]):
        element["initial_option"] = given[0]
    return element


def options(offers: Sequence[tuple[str, str]]) -> list[Json]:
    """Return *offers*, values with labels, as a menu holds them, less what it cannot hold."""
    return [
        {"text": plain_text(cut(one_line(label) or value, limits.OPTION_LABEL)), "value": value}
        for value, label in offers
        if value and size(value) <= limits.OPTION_VALUE
    ][: limits.SELECT_OPTIONS]


def _choice(field: Field) -> Json:
    offered = options(field.options)
    kind = "radio_buttons" if len(offered) <= limits.RADIO_OPTIONS else "static_select"
    element: Json = {"type": kind, "action_id": field.name, "options": offered}
    chosen = [option for option in offered if option["value"] == field.value]
    if chosen:
        element["initial_option"] = chosen[0]
    return element


def _short(text: str, limit: int) -> str:
    """Return *text* in at most *limit* characters, whole words where there is more than one."""
    text = one_line(text)
    short = cut(text, limit, "…")
    if short != text and " " in short:
        short = short.rpartition(" ")[0] + "…"
    return short or "…"
