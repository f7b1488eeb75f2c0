"""The words between the bot and its parsing process: four bytes of length, then JSON; after a task, the body itself."""

import json
import struct
from typing import Any

LENGTH = 4
LONGEST = 16 * 2**20


def pack(message: dict[str, Any]) -> bytes:
    text = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    return struct.pack(">I", len(text)) + text


def length(head: bytes) -> int:
    (size,) = struct.unpack(">I", head)
    return int(size)


def unpack(text: bytes) -> dict[str, Any]:
    message = json.loads(text)
    if not isinstance(message, dict):
        raise ValueError("a message is an object")
    return message
