"""A red line: what must not happen, and the reading at which it has."""

from collections.abc import Mapping
from enum import Enum

from bot.domain.directions import isolated
from bot.domain.texts import Gist, Shape, Text, TextField, title_field


class Comparator(Enum):
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    LESS_THAN = "less than"


FIELDS = (
    title_field("The line in a few words"),
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
THRESHOLD = FIELDS[2:5]


def _own_faults(text: Text) -> Mapping[str, str]:
    if not (text.get("comparator") or text.get("value")):
        return {}
    missing = [field.label for field in THRESHOLD if not text.get(field.name)]
    if not missing:
        return {}
    return {"value": f"A threshold also needs: {', '.join(missing)}. Or leave the comparison and the value empty."}


def _gist(text: Text) -> Gist | None:
    if text.get("value"):
        threshold = f"{isolated(text['benchmark'])} is {text['comparator']} {isolated(text['value'])}"
        return Gist("Crossed when ", threshold, "", ("benchmark", "comparator", "value"))
    if text.get("benchmark"):
        return Gist("Measured by ", isolated(text["benchmark"]), "; no value is set.", ("benchmark",))
    return None


RED_LINE = Shape(
    prefix="RL",
    word="red-line",
    plural="red lines",
    fields=FIELDS,
    statement="act",
    sources="evidence",
    gist=_gist,
    own_faults=_own_faults,
)
