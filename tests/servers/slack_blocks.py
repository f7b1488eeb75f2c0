"""Block Kit as Slack reads it: what is wrong with blocks or a view, and what in them a hand can move.

Limits are those of https://docs.slack.dev/reference/block-kit, first by slack_sdk's own models
(validate_json), then by the rules that neither the models nor the types state.
"""

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SdkView

Json = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 13_200
VIEW_BYTES = 250_000
# Blocks that Slack knows and slack_sdk has no class for.
BEYOND_SDK = frozenset({"data_table", "data_visualization"})
# Blocks that stand in one surface only.
MESSAGE_ONLY = frozenset({"markdown", "table"})
BROADCASTS = ("<!channel", "<!here", "<!everyone")


def walk(node: object) -> Iterator[Json]:
    """Every JSON object in a payload, outermost first."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from walk(child)
    elif isinstance(node, list):
        for child in node:
            yield from walk(child)


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each (block, element) that a hand can move."""
    for block in blocks:
        candidates = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in candidates:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def message_text(blocks: list[Json]) -> str:
    """Everything a reader of these blocks sees, one line a text."""
    return "\n".join(node["text"] for node in walk(blocks) if isinstance(node.get("text"), str) and node["text"])


def with_ids(blocks: list[Json], first: int) -> list[Json]:
    """The blocks as stored: Slack gives a block_id and an action_id where the app gave none."""
    stored: list[Json] = json.loads(json.dumps(blocks))
    for number, block in enumerate(stored, first):
        block.setdefault("block_id", f"b{number}")
        elements = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for place, element in enumerate(elements):
            if isinstance(element, dict) and element.get("type") not in (
                None,
                "image",
                "mrkdwn",
                "plain_text",
            ):
                element.setdefault("action_id", f"a{number}-{place}")
    return stored


def broadcasts(text: str, blocks: list[Json]) -> list[str]:
    """Live @channel, @here and @everyone in a payload: somebody's text was not escaped."""
    read = [text] + [n["text"] for n in walk(blocks) if n.get("type") == "mrkdwn"]
    return [mark for mark in BROADCASTS if any(mark in str(t) for t in read)]


def wrong_blocks(blocks: object, *, view: str = "") -> list[str]:
    """What Slack would refuse in these blocks of a message, or of a view ("modal" or "home")."""
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        return ["blocks must be an array of objects"]
    found = []
    limit = VIEW_BLOCKS if view else MESSAGE_BLOCKS
    if len(blocks) > limit:
        found.append(f"no more than {limit} items allowed [json-pointer:/blocks]")
    found += _by_sdk([b for b in blocks if b.get("type") not in BEYOND_SDK])
    found += _twice([b["block_id"] for b in blocks if b.get("block_id")], "block_id")
    for at, block in enumerate(blocks):
        found += [f"{problem} [json-pointer:/blocks/{at}]" for problem in _wrong_block(block, view)]
    return found


def _wrong_block(block: Json, view: str) -> list[str]:
    found = []
    if view and block.get("type") in MESSAGE_ONLY:
        found.append(f"{block['type']} blocks belong in a message")
    elements = [e for e in block.get("elements", []) if isinstance(e, dict)]
    found += _twice([e["action_id"] for e in elements if e.get("action_id")], "action_id in a block")
    for node in walk(block):
        kind, text = node.get("type"), node.get("text")
        if kind in ("plain_text", "mrkdwn") and not text:
            found.append("must be more than 0 characters: text")
        for option in node.get("options") or []:
            if isinstance(option, dict):
                found += _wrong_option(option)
        if kind == "button":
            label = text.get("text", "") if isinstance(text, dict) else ""
            if len(label) > 75:
                found.append("must be less than 76 characters: button text")
            if len(str(node.get("value", ""))) > 2000:
                found.append("must be less than 2001 characters: button value")
        if len(str(node.get("action_id", ""))) > 255:
            found.append("must be less than 256 characters: action_id")
    return found


def _wrong_option(option: Json) -> list[str]:
    label = option.get("text")
    text = label.get("text", "") if isinstance(label, dict) else ""
    found = []
    if not 1 <= len(text) <= 75:
        found.append("option text must be 1 to 75 characters")
    if not 1 <= len(str(option.get("value", ""))) <= 150:
        found.append("option value must be 1 to 150 characters")
    return found


def wrong_view(view: object) -> list[str]:
    """What Slack would refuse in this modal or Home tab."""
    if not isinstance(view, dict):
        return ["view must be an object"]
    kind = view.get("type")
    if kind not in ("modal", "home"):
        return ["type must be modal or home"]
    try:
        # The blocks are looked at below, each with its place.
        SdkView(**json.loads(json.dumps({**view, "blocks": [{"type": "divider"}]}))).validate_json()
    except (SlackObjectFormationError, TypeError, ValueError) as error:
        return [str(error)]
    found = wrong_blocks(view.get("blocks"), view=kind)
    if not view.get("blocks"):
        found.append("a view needs at least one block [json-pointer:/view/blocks]")
    if kind == "modal":
        if not isinstance(view.get("title"), dict):
            found.append("missing required field: title [json-pointer:/view]")
        inputs = any(b.get("type") == "input" for b in view.get("blocks") or [] if isinstance(b, dict))
        if inputs and not view.get("submit"):
            found.append("missing required field: submit [json-pointer:/view]")
    return found


def _by_sdk(blocks: list[Json]) -> list[str]:
    try:
        parsed = Block.parse_all(json.loads(json.dumps(blocks)))
        if len(parsed) != len(blocks) or not all(isinstance(b, Block) for b in parsed):
            return ["unsupported type among the blocks"]
        _validate(parsed)
    except (SlackObjectFormationError, TypeError, ValueError, KeyError, AttributeError) as error:
        return [f"{type(error).__name__}: {error}"]
    return []


def _validate(node: object) -> None:
    if isinstance(node, JsonObject):
        node.validate_json()
        for child in vars(node).values():
            _validate(child)
    elif isinstance(node, list | tuple):
        for child in node:
            _validate(child)


def _twice(ids: list[str], what: str) -> list[str]:
    return [f"duplicate {what}: {i}" for i in sorted({i for i in ids if ids.count(i) > 1})]
