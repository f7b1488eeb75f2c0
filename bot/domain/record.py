"""The leaf format of the record: final, since a log cannot be rewritten.

A leaf is RFC 8785 canonical JSON. Whatever identifies a person, each free text and each choice stands in it as a
commitment of its own, SHA-256(32-byte salt || UTF-8), written ``sha256:`` and 64 hex digits; what opens a commitment is
kept elsewhere and can be erased. The leaf's hash is that of RFC 6962, SHA-256(0x00 || leaf).
``docs/reference/record.md`` is the specification.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

import rfc8785

from bot.domain.ids import CommunityId, Entropy

LEAF_VERSION = 1
SALT_BYTES = 32

Plain = str | int | bool | None


class SecretKind(Enum):
    """What a commitment hides. An opened choice is never erased; the others can be."""

    IDENTITY = "identity"
    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that enters a leaf as a commitment only."""

    kind: SecretKind
    value: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment commits to."""

    commitment: str
    kind: SecretKind
    salt: bytes
    value: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of a community's log; *body* is canonical JSON in UTF-8."""

    index: int
    body: bytes
    hash: bytes


def commit(salt: bytes, value: str) -> str:
    """Return the commitment to *value* under *salt* (32 bytes)."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return "sha256:" + hashlib.sha256(salt + value.encode()).hexdigest()


def instant(at: datetime) -> str:
    """Write an aware instant as the record does: UTC, always six decimals, ``Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def leaf_hash(body: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + body).digest()


def make_leaf(
    community: CommunityId,
    index: int,
    at: datetime,
    event: str,
    data: Mapping[str, Plain | Secret | Sequence[Plain]],
    entropy: Entropy,
) -> tuple[Leaf, Sequence[Opening]]:
    """Return the leaf that says that *event* happened, and the openings of the secrets in *data*."""
    openings: list[Opening] = []

    def written(value: Plain | Secret | Sequence[Plain]) -> Plain | list[Plain]:
        match value:
            case Secret(kind, text):
                salt = entropy(SALT_BYTES)
                opening = Opening(commit(salt, text), kind, salt, text)
                openings.append(opening)
                return opening.commitment
            case None | str() | int():
                return value
            case _:
                return list(value)

    body = rfc8785.dumps(
        {
            "v": LEAF_VERSION,
            "community": community,
            "index": index,
            "at": instant(at),
            "event": event,
            "data": {name: written(value) for name, value in data.items()},
        }
    )
    return Leaf(index, body, leaf_hash(body)), openings
