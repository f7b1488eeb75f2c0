"""What was put into a form that was refused, or is not recorded yet, given back to who typed it."""

from collections.abc import Mapping
from typing import Any

from bot.platforms.slack import limits
from bot.platforms.slack.forms import submission, typed
from bot.platforms.slack.literals import cut, literal
from bot.platforms.slack.render import plain_text, small
from bot.platforms.slack.spans import Json
from bot.views.elements import Card, Element, Prose, Quote, Small, Tone


def refused_in_place(view: Json, message: str) -> Json:
    """Return the acknowledgement that keeps a modal open and says why, under its first field."""
    fields = [block["block_id"] for block in view.get("blocks") or [] if block.get("type") == "input"]
    if not fields:
        return {"response_action": "update", "view": reopened(view, message)}
    return {"response_action": "errors", "errors": {fields[0]: cut(message, limits.ERROR)}}


def reopened(view: Json, problem: str) -> Json:
    """Return a submitted modal as it stood, with what was typed in it and *problem* said above."""
    answers = {name: text for name, _, text in typed(view)}
    states = (view.get("state") or {}).get("values") or {}
    blocks = [_refilled(block, answers, states) for block in view.get("blocks") or [] if block.get("type") == "input"]
    kept = {
        key: view[key]
        for key in ("type", "callback_id", "title", "submit", "close", "private_metadata")
        if view.get(key)
    }
    said = {"type": "section", "text": plain_text(cut(literal(problem), limits.TEXT) or "…")}
    return kept | {"blocks": [said, *blocks]}


def _refilled(block: Json, answers: Mapping[str, str], states: Mapping[str, Any]) -> Json:
    element = {key: value for key, value in block["element"].items() if not key.startswith("initial_")}
    name = str(block.get("block_id"))
    if answer := answers.get(name, ""):
        match element["type"]:
            case "plain_text_input":
                element["initial_value"] = answer
            case "users_select":
                element["initial_user"] = answer[2:-1]
            case "external_select":  # it holds no options of its own
                element["initial_option"] = states[name][name]["selected_option"]
            case _:
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


def with_text(message: str, view: Json) -> Card:
    """Return a refusal together with what was typed, which nothing else holds any more."""
    kept = submission(view).answers
    quotes: list[Element] = [Quote(text) for text in kept.values() if text]
    if quotes:
        quotes.insert(0, Small(("What you typed:",)))
    return Card(message, (Prose((message,)), *quotes), Tone.WARNING)
