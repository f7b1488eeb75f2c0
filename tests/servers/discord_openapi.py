"""Request bodies against Discord's own OpenAPI document, where a copy of it is at hand.

The document is not kept here (1.1 MB): name a copy of github.com/discord/discord-api-spec in DISCORD_OPENAPI.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

# discord.py sends these as integers (or as digits) where the document types them the other way; Discord takes both.
IDS = frozenset({"message_id", "channel_id", "guild_id", "id", "user_id"})
MASKS = frozenset({"permissions", "allow", "deny", "default_member_permissions"})


class OpenApi:
    """Checks the body of a request against the operation that its path names."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text())
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource("urn:discord", resource)
        self._paths: dict[str, Any] = document["paths"]

    def wrong(self, method: str, path: str, body: object) -> list[str]:
        """What the document says is wrong with this body."""
        template = self._template(method, path)
        if template is None:
            return [f"no such operation: {method} {path}"]
        operation = self._paths[template][method.lower()]
        if "requestBody" not in operation or body is None:
            return []
        pointer = "/".join(
            part.replace("~", "~0").replace("/", "~1")
            for part in ("", "paths", template, method.lower(), "requestBody", "content", "application/json", "schema")
        )
        validator = Draft202012Validator({"$ref": f"urn:discord#{pointer}"}, registry=self._registry)
        return [f"{e.json_path}: {e.message[:200]}" for e in _deepest(validator.iter_errors(_tolerant(body)))]

    def _template(self, method: str, path: str) -> str | None:
        """The operation's path with the most literal parts that fits."""
        fitting = [
            template
            for template, operations in self._paths.items()
            if method.lower() in operations
            and re.fullmatch(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template)), path)
        ]
        return max(fitting, key=lambda t: sum(not p.startswith("{") for p in t.split("/")), default=None)


def _tolerant(node: Any) -> Any:
    if isinstance(node, list):
        return [_tolerant(child) for child in node]
    if not isinstance(node, dict):
        return node
    read = {}
    for key, value in node.items():
        if key in IDS and type(value) is int and not (key == "id" and "type" in node):
            value = str(value)
        if key in MASKS and isinstance(value, str) and value.isdigit():
            value = int(value)
        read[key] = _tolerant(value)
    return read


def _deepest(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Of a union, the errors of the branch whose `type` fits; else the union's own."""
    for error in errors:
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context or ():
            branches.setdefault(inner.schema_path[0], []).append(inner)
        fitting = [
            branch
            for branch in branches.values()
            if not any(list(e.path) == ["type"] or (e.validator == "type" and not e.path) for e in branch)
        ]
        if len(fitting) == 1:
            yield from _deepest(fitting[0])
        else:
            yield error
