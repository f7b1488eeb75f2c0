"""What can be done to a whole community: by an admin of the space that founded it, or by adopting a motion.

A motion carries its act beside its text, in canonical JSON, so that nobody can put another one in by editing words.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, assert_never

import rfc8785

from bot.domain.charter import Authority, CharterChange, Unset
from bot.domain.ids import MemberId
from bot.domain.proposals import Kind
from bot.domain.rules import Quorum, RollKind, Threshold


@dataclass(frozen=True, slots=True)
class FacilitatorAdded:
    member: MemberId


@dataclass(frozen=True, slots=True)
class FacilitatorRemoved:
    member: MemberId


@dataclass(frozen=True, slots=True)
class BridgeAllowed:
    """One more space may be brought to the table."""


Act = CharterChange | FacilitatorAdded | FacilitatorRemoved | BridgeAllowed


def write(act: Act) -> str:
    """Return *act* as ``read`` reads it: canonical JSON."""
    match act:
        case CharterChange():
            kept = {"act": "charter.amended", **charter_data(act)}
        case FacilitatorAdded(member):
            kept = {"act": "facilitator.added", "member": member}
        case FacilitatorRemoved(member):
            kept = {"act": "facilitator.removed", "member": member}
        case BridgeAllowed():
            kept = {"act": "bridge.allowed"}
        case _:
            assert_never(act)
    return rfc8785.dumps(kept).decode()


def read(text: str) -> Act:
    """Return the act that *text* stands for.

    :raises ValueError: for anything that ``write`` does not write.
    """
    kept = json.loads(text)
    match kept:
        case {"act": "charter.amended"}:
            return _charter_change(kept)
        case {"act": "facilitator.added", "member": str(member)}:
            return FacilitatorAdded(MemberId(member))
        case {"act": "facilitator.removed", "member": str(member)}:
            return FacilitatorRemoved(MemberId(member))
        case {"act": "bridge.allowed"}:
            return BridgeAllowed()
        case _:
            raise ValueError(f"no act is written like this: {text}")


def charter_data(change: CharterChange) -> dict[str, str | int | bool | list[str]]:
    """Return what *change* sets, in words that a record holds; what it leaves alone is not there."""
    found: dict[str, str | int | bool | list[str] | None] = {
        "quorum": _written(change.quorum),
        "threshold": _written(change.threshold),
        "roll": change.roll.value if change.roll else None,
        "admission": change.admission,
        "authority": change.authority.value if change.authority else None,
    }
    match change.voting_period:
        case timedelta() as period:
            found["voting_seconds"] = int(period.total_seconds())
        case Unset() as default:
            found["voting_seconds"] = default.value
    if any(found.get(name) is not None for name in ("quorum", "threshold", "voting_seconds")):
        found["kinds"] = [kind.value for kind in change.kinds]
    return {name: value for name, value in found.items() if value is not None}


def _written(value: Quorum | Threshold | Unset | None) -> str | None:
    if value is None:
        return None
    return value.value if isinstance(value, Unset) else str(value)


def _charter_change(kept: Mapping[str, Any]) -> CharterChange:
    def term(name: str, reads: Callable[[Any], Any]) -> Any:
        value = kept.get(name)
        if value is None:
            return None
        return Unset.DEFAULT if value == Unset.DEFAULT.value else reads(value)

    kinds = tuple(map(Kind, kept["kinds"])) if "kinds" in kept else tuple(Kind)
    return CharterChange(
        kinds=kinds,
        quorum=term("quorum", Quorum.parse),
        threshold=term("threshold", Threshold.parse),
        voting_period=term("voting_seconds", lambda seconds: timedelta(seconds=seconds)),
        roll=RollKind(kept["roll"]) if "roll" in kept else None,
        admission=kept.get("admission"),
        authority=Authority(kept["authority"]) if "authority" in kept else None,
    )
