"""The structured text of a red line, so that what is agreed can be tested."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Comparator(Enum):
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    LESS_THAN = "less than"


@dataclass(frozen=True, slots=True)
class TextField:
    """One part of a proposal's text. *limit* is in characters; *options* closes the set of answers."""

    name: str
    label: str
    help: str
    limit: int
    required: bool = False
    long: bool = False
    options: tuple[str, ...] = ()


RED_LINE_FIELDS = (
    TextField("title", "Title", "The line in a few words", 120, required=True),
    TextField("act", "The act or capability", "What must not happen, in one sentence", 600, required=True, long=True),
    TextField("benchmark", "Measured by", "The benchmark that tells when it is crossed", 200),
    TextField(
        "comparator", "Crossed when the reading is", "How the reading compares with the value", 20,
        options=tuple(c.value for c in Comparator),
    ),
    TextField("value", "Value", "The threshold, with its unit: 15 of 20 families", 100),
    TextField("scope", "Scope", "Which systems, when, and how they are tested", 600, long=True),
    TextField("response", "Response when crossed", "What those bound by the line then do", 600, long=True),
    TextField("evidence", "Evidence", "Sources, one a line", 900, long=True),
)  # fmt: skip


def faults(text: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is wrong with *text* as a red line, a sentence by field name; empty where nothing is."""
    found: dict[str, str] = {}
    for field in RED_LINE_FIELDS:
        value = text.get(field.name, "")
        if field.required and not value:
            found[field.name] = f"{field.label} is needed."
        elif len(value) > field.limit:
            found[field.name] = (
                f"{field.label} has {len(value):,} characters; {field.limit:,} fit. Shorten it and submit again."
            )
        elif value and field.options and value not in field.options:
            found[field.name] = f"{field.label} is one of: {', '.join(field.options)}."
    if not found and (text.get("comparator") or text.get("value")):
        missing = [f.label for f in RED_LINE_FIELDS[2:5] if not text.get(f.name)]
        if missing:
            found["value"] = (
                f"A threshold also needs: {', '.join(missing)}. Or leave the comparison and the value empty."
            )
    return found


def crossed_when(text: Mapping[str, str]) -> str | None:
    """Return the operational threshold in one line, or None where the text sets none."""
    if text.get("value"):
        return f"{text['benchmark']} is {text['comparator']} {text['value']}"
    return None
