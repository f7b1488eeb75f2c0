"""Texts to start from: summaries of published ones, each with its source and the date it was read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.domain.errors import Misread
from bot.domain.proposals import Kind


@dataclass(frozen=True, slots=True)
class Template:
    """*text* fills a form of *kind*; it is a summary to adapt, not official text."""

    id: str
    kind: Kind
    title: str
    text: Mapping[str, str]


@cache
def templates() -> Sequence[Template]:
    """Return the templates of the kinds that can be proposed, in the order of the data file."""
    rows = json.loads(files("commands").joinpath("data/templates.json").read_text("utf-8"))
    titles = {row["id"]: row["title"] for row in rows}
    kinds = {kind.value: kind for kind in Kind}
    return [_template(row, kinds[row["kind"]], titles) for row in rows if row["kind"] in kinds]


def template(kind: Kind, name: str) -> Template:
    """Return the template called *name*.

    :raises Misread: where there is none of that kind.
    """
    of_kind = [known for known in templates() if known.kind is kind]
    for known in of_kind:
        if name.strip().lower() in (known.id, known.title.lower()):
            return known
    names = ", ".join(known.id for known in of_kind)
    raise Misread(f"There is no template “{name[:60]}”. There are: {names}.")


def _template(row: Mapping[str, object], kind: Kind, titles: Mapping[str, str]) -> Template:
    fields = row["fields"]
    assert isinstance(fields, dict)
    measured = fields.get("measured_by", "")
    provenance = f"{row['source']}, {row['url']} (summary, not official text; retrieved {row['retrieved']})"
    text = {
        "title": str(row["title"]),
        "act": fields["act"],
        "benchmark": titles.get(measured, measured),
        "comparator": fields.get("comparator", ""),
        "value": fields.get("value", ""),
        "scope": fields.get("scope", ""),
        "response": fields.get("response", ""),
        "evidence": "\n".join(filter(None, (provenance, fields.get("evidence", "")))),
    }
    return Template(str(row["id"]), kind, str(row["title"]), text)
