"""What a person types and picks in Block Kit, as Slack's clients would let them and would send it.

State shapes: https://docs.slack.dev/reference/views#state, and the "interaction payload" section of each
element's page.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.servers.slack_blocks import Json, interactive

TEXTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"})
# element type: the key under which its state and its action carry the choice
SINGLE = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
MANY = {
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}
# where the app may have filled in a first value
INITIAL = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_channel": "initial_channel",
    "selected_channels": "initial_channels",
    "selected_conversation": "initial_conversation",
    "selected_conversations": "initial_conversations",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
}


class Impossible(AssertionError):
    """The client would not let a person do that: the test is wrong, or the card is."""


def find(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """The one (block, element) of that action_id, block_id, label or value.

    Raises:
        Impossible: there is none, or more than one.
    """
    for trait in (_action, _block, _label, _value):
        found = [(b, e) for b, e in interactive(blocks) if trait(b, e) == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise Impossible(f"{name!r} is ambiguous: {[_describe(b, e) for b, e in found]}")
    raise Impossible(f"no {name!r} among {[_describe(b, e) for b, e in interactive(blocks)]}")


def _action(block: Json, element: Json) -> str:
    return str(element["action_id"])


def _block(block: Json, element: Json) -> str:
    return str(block.get("block_id"))


def _label(block: Json, element: Json) -> str:
    for holder in (element.get("text"), block.get("label"), element.get("placeholder")):
        if isinstance(holder, dict):
            return str(holder.get("text"))
    return ""


def _value(block: Json, element: Json) -> str:
    return str(element.get("value", ""))


def _describe(block: Json, element: Json) -> str:
    return f"{element['type']} {_label(block, element)!r} ({block.get('block_id')}/{element['action_id']})"


def options(element: Json) -> list[Json]:
    """The options an element offers by itself, groups opened."""
    found: list[Json] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        found += group.get("options", [])
    return found


def choice(element: Json, value: Any, offered: list[Json] | None = None) -> Json:
    """The state of an element after a person puts `value` in it.

    An option is named by its value or its text, a list names several; `offered` are the options of an
    external select.

    Raises:
        Impossible: the element has no such option, or the text breaks the element's limits.
    """
    kind = str(element["type"])
    if kind in TEXTS:
        return {"type": kind, "value": _typed(element, value)}
    if kind in SINGLE:
        key = SINGLE[kind]
        picked = _option(element, value, offered) if key == "selected_option" else value
        return {"type": kind, key: picked}
    if kind in MANY:
        key = MANY[kind]
        values = list(value) if isinstance(value, list | tuple) else [value]
        if len(values) > int(element.get("max_selected_items", len(values))):
            raise Impossible(f"{element['action_id']} takes {element['max_selected_items']} at most")
        picked = [_option(element, v, offered) for v in values] if key == "selected_options" else values
        return {"type": kind, key: picked}
    raise Impossible(f"nothing can be put into a {kind}")


def _typed(element: Json, value: Any) -> Any:
    if element["type"] == "rich_text_input" or value in (None, ""):
        return value or None
    text = str(value)
    if len(text) > int(element.get("max_length", 3000)):
        raise Impossible(f"{element['action_id']} takes {element.get('max_length', 3000)} characters at most")
    if len(text) < int(element.get("min_length", 0)):
        raise Impossible(f"{element['action_id']} takes {element['min_length']} characters at least")
    if "\n" in text and element["type"] == "plain_text_input" and not element.get("multiline"):
        raise Impossible(f"{element['action_id']} takes one line")
    return text


def _option(element: Json, value: Any, offered: list[Json] | None) -> Json | None:
    if value is None or isinstance(value, dict):
        return value
    candidates = options(element) if offered is None else offered
    for option in candidates:
        if value in (option.get("value"), option.get("text", {}).get("text")):
            return {key: option[key] for key in ("text", "value", "description") if key in option}
    raise Impossible(f"no option {value!r} in {[o.get('value') for o in candidates]}")


def initial(element: Json) -> Json | None:
    """The state an element begins with; None for a button, which has none."""
    kind = str(element["type"])
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in SINGLE and kind != "overflow":
        return {"type": kind, SINGLE[kind]: element.get(INITIAL[SINGLE[kind]])}
    if kind in MANY:
        return {"type": kind, MANY[kind]: element.get(INITIAL[MANY[kind]], [])}
    return None


def state(blocks: list[Json], typed: Mapping[tuple[str, str], Json]) -> Json:
    """`state.values` as payloads carry it: {block_id: {action_id: state}}."""
    values: Json = {}
    for block, element in interactive(blocks):
        began = initial(element)
        if began is not None:
            place = (block["block_id"], element["action_id"])
            values.setdefault(place[0], {})[place[1]] = typed.get(place, began)
    return values


def missing(blocks: list[Json], values: Json) -> Iterator[str]:
    """The required inputs a person left empty; Slack's client does not send a form with any."""
    for block in blocks:
        if block.get("type") == "input" and not block.get("optional"):
            held = values[block["block_id"]][block["element"]["action_id"]]
            if all(not value for key, value in held.items() if key != "type"):
                yield _label(block, block["element"])
