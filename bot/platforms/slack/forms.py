"""Forms as modal views, and what people put into them as answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.platforms.slack import limits
from bot.platforms.slack.literals import cut, literal, one_line, size
from bot.platforms.slack.render import plain_text, small
from bot.platforms.slack.spans import Json
from bot.views.elements import Field, Form, Invocation
from commands import token


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a modal was opened from, so that its result can be said there; *response_url* may be empty."""

    channel: str
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it came back: *answers* has every field that was shown, empty where nothing was typed."""

    runs: str
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
        "private_metadata": metadata(token.write(form.runs), origin),
        "blocks": [_input(field) for field in form.fields][: limits.BLOCKS_IN_VIEW],
    }


def notice(title: str, blocks: list[Json], origin: Origin) -> Json:
    """Return a modal that only tells something."""
    return {
        "type": "modal",
        "callback_id": "notice",
        "title": plain_text(_short(title, limits.VIEW_TITLE)),
        "close": plain_text("Close"),
        "private_metadata": metadata("", origin),
        "blocks": blocks,
    }


def metadata(runs: str, origin: Origin) -> str:
    kept = {"runs": runs, "channel": origin.channel, "url": origin.response_url}
    text = json.dumps(kept, separators=(",", ":"))
    if size(text) > limits.METADATA:
        # The channel is enough to answer in; the address only answers where the bot is not a member.
        text = json.dumps(kept | {"url": ""}, separators=(",", ":"))
    return text


def origin_of(view: Mapping[str, object]) -> tuple[str, Origin]:
    """Return what a modal runs and where it was opened, both empty where it says neither."""
    try:
        kept = json.loads(str(view.get("private_metadata") or "{}"))
    except (ValueError, RecursionError):
        kept = {}
    if not isinstance(kept, dict):
        kept = {}
    runs, channel, url = (str(kept.get(key) or "") for key in ("runs", "channel", "url"))
    return runs, Origin(channel, url)


def submission(view: Json) -> Submission:
    """Read a submitted modal."""
    runs, origin = origin_of(view)
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
        found.append((name, label, str(option.get("value") or state.get("value") or "")))
    return found


def reopened(view: Json, problem: str) -> Json:
    """Return a submitted modal as it stood, with what was typed in it and *problem* said above."""
    answers = {name: text for name, _, text in typed(view)}
    blocks = [_refilled(block, answers) for block in view.get("blocks") or [] if block.get("type") == "input"]
    kept = {
        key: view[key]
        for key in ("type", "callback_id", "title", "submit", "close", "private_metadata")
        if view.get(key)
    }
    said = {"type": "section", "text": plain_text(cut(literal(problem), limits.TEXT) or "…")}
    return kept | {"blocks": [said, *blocks]}


def _refilled(block: Json, answers: Mapping[str, str]) -> Json:
    element = {key: value for key, value in block["element"].items() if not key.startswith("initial_")}
    answer = answers.get(str(block.get("block_id")), "")
    if answer and element["type"] == "plain_text_input":
        element["initial_value"] = answer
    elif answer:
        element["initial_option"] = next(option for option in element["options"] if option["value"] == answer)
    return block | {"element": element}


def kept_text(view: Json) -> list[Json]:
    """Return what was typed into a modal as blocks, so that it can still be copied from there."""
    shown: list[Json] = []
    for _, label, text in typed(view):
        if text:
            quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": literal(text)}]}
            shown += [small((label,)), {"type": "rich_text", "elements": [quote]}]
    return shown


def merged(runs: Invocation, answers: Mapping[str, str]) -> Invocation:
    """Return *runs* with *answers* in the place of arguments of the same name."""
    before = tuple((name, value) for name, value in runs.arguments if name not in answers)
    return Invocation(runs.command, before + tuple(answers.items()))


def _input(field: Field) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(cut(one_line(field.label), limits.INPUT_LABEL) or field.name),
        "optional": not field.required,
        "element": _choice(field) if field.options else _typing(field),
    }
    if field.help:
        block["hint"] = plain_text(cut(literal(field.help), limits.INPUT_HINT))
    return block


def _typing(field: Field) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.long,
        # What is there already is never too long for its own field.
        "max_length": min(max(field.limit, size(field.value)), limits.INPUT_VALUE),
    }
    if field.value:
        value = field.value if field.long else " ".join(field.value.splitlines())
        element["initial_value"] = cut(value, limits.INPUT_VALUE)
    return element


def _choice(field: Field) -> Json:
    options = [
        {"text": plain_text(cut(one_line(label), limits.OPTION_LABEL) or value), "value": value}
        for value, label in field.options
        if value and size(value) <= limits.OPTION_VALUE
    ][: limits.SELECT_OPTIONS]
    kind = "radio_buttons" if len(options) <= limits.RADIO_OPTIONS else "static_select"
    element: Json = {"type": kind, "action_id": field.name, "options": options}
    chosen = [option for option in options if option["value"] == field.value]
    if chosen:
        element["initial_option"] = chosen[0]
    return element


def _short(text: str, limit: int) -> str:
    text = one_line(text)
    return cut(text, limit, "…") or "…"
