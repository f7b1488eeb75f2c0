"""What Discord has been told of our commands, compared with what is declared."""

from collections.abc import Mapping, Sequence
from typing import Any

Json = dict[str, Any]

IN_SERVERS = 0
"""A context in which a command can be used, and a way of installing."""


def differs(declared: Sequence[Json], found: Sequence[Json]) -> bool:
    """Return whether what Discord has is anything else than what is declared, in whatever order."""
    return {c["name"]: _compared(c) for c in declared} != {c["name"]: _compared(c) for c in found}


_COMPARED: Mapping[str, object] = {
    "type": 1,
    "name": None,
    "description": None,
    "required": False,
    "choices": [],
    "channel_types": [],
    "min_value": None,
    "max_value": None,
    "min_length": None,
    "max_length": None,
    "autocomplete": False,
    "default_member_permissions": None,
    "contexts": None,
    "integration_types": [IN_SERVERS],
    "nsfw": False,
}
"""Fields that can be declared, with what their absence means."""


def _compared(described: Json) -> Json:
    known: Json = {}
    for field, absent in _COMPARED.items():
        value = described.get(field)
        known[field] = absent if value is None else value
    for field in ("channel_types", "contexts", "integration_types"):
        known[field] = sorted(known[field]) if known[field] else known[field]
    if known["choices"]:
        known["choices"] = [(choice["name"], choice["value"]) for choice in known["choices"]]
    known["options"] = [_compared(option) for option in described.get("options") or []]
    return known
