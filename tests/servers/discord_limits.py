"""What Discord refuses, or a careful app never sends, that simcord's backend lets pass.

Sources: https://docs.discord.com/developers/interactions/application-commands (command limits),
https://docs.discord.com/developers/resources/message#allowed-mentions-object.
"""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

COMMANDS = 100
OPTIONS = 25
CHOICES = 25
COMMAND_CHARACTERS = 8_000
NAME = re.compile(r"[-_'\w]{1,32}")
GROUPS = (1, 2)


def wrong_commands(payloads: object) -> list[str]:
    """What is wrong with a bulk overwrite of application commands."""
    if not isinstance(payloads, list):
        return ["commands must be an array"]
    found = []
    slash = [p for p in payloads if p.get("type", 1) == 1]
    if len(slash) > COMMANDS:
        found.append(f"{len(slash)} commands, {COMMANDS} allowed")
    if len({p["name"] for p in slash}) != len(slash):
        found.append("command names must be unique")
    for payload in slash:
        found += [f"/{payload['name']}: {problem}" for problem in _wrong(payload)]
        if (length := _length(payload)) > COMMAND_CHARACTERS:
            found.append(f"/{payload['name']}: {length} characters, {COMMAND_CHARACTERS} allowed")
    return found


def _wrong(node: Json) -> Iterator[str]:
    name, options = str(node.get("name", "")), node.get("options") or []
    if not NAME.fullmatch(name) or name != name.lower():
        yield f"name {name!r} must be 1 to 32 lower-case letters, digits, - or _"
    if not 1 <= len(node.get("description") or "") <= 100:
        yield f"description of {name!r} must be 1 to 100 characters"
    if len(options) > OPTIONS:
        yield f"{len(options)} options, {OPTIONS} allowed"
    if len({o["name"] for o in options}) != len(options):
        yield "option names must be unique"
    needed = [bool(o.get("required")) for o in options if o["type"] not in GROUPS]
    if needed != sorted(needed, reverse=True):
        yield "required options must come before optional ones"
    choices = node.get("choices") or []
    if len(choices) > CHOICES:
        yield f"{len(choices)} choices, {CHOICES} allowed"
    if choices and node.get("autocomplete"):
        yield f"{name!r} has both choices and autocomplete"
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100 or not 1 <= len(str(choice["value"])) <= 100:
            yield f"choice {choice['name'][:20]!r} must be 1 to 100 characters"
    for option in options:
        yield from _wrong(option)


def _length(node: Json) -> int:
    """Characters of names, descriptions and values, which Discord counts together."""
    own = len(str(node.get("name", ""))) + len(node.get("description") or "")
    choices = sum(len(c["name"]) + len(str(c["value"])) for c in node.get("choices") or [])
    return own + choices + sum(_length(o) for o in node.get("options") or [])


def careless(method: str, path: str, body: object) -> Iterator[str]:
    """What Discord takes but our bot must not send: messages whose mentions are live, bare of a policy."""
    if not isinstance(body, dict) or method not in ("POST", "PATCH"):
        return
    message = body
    if path.endswith("/callback"):
        if body.get("type") not in (4, 7):
            if body.get("type") == 8 and len(body["data"].get("choices") or []) > CHOICES:
                yield f"more than {CHOICES} autocomplete choices"
            return
        message = body.get("data") or {}
    elif "/messages" not in path and not path.startswith("/webhooks/"):
        return
    if not any(message.get(key) for key in ("content", "components", "embeds")):
        return
    if "allowed_mentions" not in message:
        yield "no allowed_mentions: @everyone would be live"
    elif "everyone" in (message["allowed_mentions"].get("parse") or []):
        yield "allowed_mentions lets @everyone through"
