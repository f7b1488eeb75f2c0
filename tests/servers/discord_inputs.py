"""What a person picks and types in Discord's components, as its clients would let them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from simcord.components import walk_components

from tests.servers.discord_answer import controls
from tests.servers.discord_limits import Json

LABEL, TEXT_INPUT, RADIO_GROUP, CHECKBOX = 18, 4, 21, 23


class Impossible(AssertionError):
    """The client would not let a person do that: the test is wrong, or the card is."""


def numbered(component: Json) -> Json:
    return {"id": component["id"]} if component.get("id") is not None else {}


def find(components: list[Json], name: str, fits: Callable[[Json], bool]) -> Json:
    candidates = [c for c in walk_components(components) if c.get("custom_id") and fits(c)]
    for trait in ("custom_id", "label", "placeholder"):
        found = [c for c in candidates if c.get(trait) == name]
        if len(found) == 1:
            if found[0].get("disabled"):
                raise Impossible(f"{name!r} is disabled")
            return found[0]
        if found:
            raise Impossible(f"{name!r} is ambiguous")
    raise Impossible(f"no {name!r} among {[(c.get('label'), c['custom_id']) for c in candidates]}")


def chosen_values(component: Json, values: Sequence[str]) -> list[str]:
    """The options' values, where a person named them by value or label."""
    chosen = []
    for value in values:
        option = next((o for o in component["options"] if value in (o["value"], o["label"])), None)
        if option is None:
            raise Impossible(f"no option {value!r} in {[o['value'] for o in component['options']]}")
        chosen.append(option["value"])
    return chosen


def filled_in(modal: Json, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by custom_id, with what the modal came with where nothing was typed."""
    labels = {
        c["component"]["custom_id"]: c["label"] for c in walk_components(modal["components"]) if c["type"] == LABEL
    }
    fields = {c["custom_id"]: c for c in controls(modal)}
    unknown = set(values) - set(fields) - set(labels.values()) - {f.get("label") for f in fields.values()}
    if unknown:
        raise Impossible(f"no field {sorted(unknown)} in the modal, there are {labels or sorted(fields)}")
    filled: dict[str, Any] = {}
    for custom_id, component in fields.items():
        names = (custom_id, labels.get(custom_id), component.get("label"))
        given = next((values[n] for n in names if n is not None and n in values), None)
        if given is None:
            given = _default(component)
        elif "options" in component:
            chosen = chosen_values(component, [given] if isinstance(given, str) else given)
            given = chosen[0] if component["type"] == RADIO_GROUP else chosen
        if given is not None:
            filled[custom_id] = given
    return filled


def _default(component: Json) -> Any:
    if component["type"] == TEXT_INPUT:
        return component.get("value")
    if component["type"] == CHECKBOX:
        return component.get("default", False)
    chosen = [o["value"] for o in component.get("options") or [] if o.get("default")]
    if component["type"] == RADIO_GROUP:
        return chosen[0] if chosen else None
    return chosen or None
