"""Texts to start from: summaries of published ones, each with its source and the date it was read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.domain.errors import Misread
from bot.domain.proposals import Kind
from bot.domain.texts import Text

RENAMED = {"measured_by": "benchmark"}
"""Fields that the data file calls otherwise than the form."""


@dataclass(frozen=True, slots=True)
class Template:
    """*text* fills a form of *kind*; it is a summary to adapt, not official text."""

    id: str
    kind: Kind
    title: str
    source: str
    url: str
    retrieved: str
    text: Text

    @property
    def line(self) -> str:
        """Return what is typed to start from it."""
        return f"propose {self.kind.shape.word} {self.id}"

    @property
    def caution(self) -> str:
        """Return what is said where its words stand to be changed."""
        place = next(field.label for field in self.kind.fields if field.name == self.kind.shape.sources)
        return f"A summary to adapt, not official text (retrieved {self.retrieved}). Its source stands under {place}."


@cache
def templates() -> Sequence[Template]:
    """Return every template, in the order of the data file."""
    rows = json.loads(files("commands").joinpath("data/templates.json").read_text("utf-8"))
    titles = {row["id"]: row["title"] for row in rows}
    return [_template(row, titles) for row in rows]


def of_kind(kind: Kind) -> Sequence[Template]:
    return [known for known in templates() if known.kind is kind]


def template(kind: Kind, name: str) -> Template:
    """Return the template called *name*.

    :raises Misread: where there is none of that kind.
    """
    known = of_kind(kind)
    for one in known:
        if name.strip().casefold() in (one.id, one.title.casefold()):
            return one
    names = ", ".join(one.id for one in known)
    raise Misread(f"There is no template “{name[:60]}”. There are: {names}.")


def _template(row: Mapping[str, Any], titles: Mapping[str, str]) -> Template:
    kind = Kind(row["kind"])
    text = {field.name: "" for field in kind.fields}
    text |= {"title": row["title"], **_text(row, titles)}
    sources = kind.shape.sources
    assert sources is not None, "a template needs a place where its source is told"
    provenance = f"{row['source']}, {row['url']} (summary, not official text; retrieved {row['retrieved']})"
    text[sources] = "\n".join(filter(None, (provenance, text[sources])))
    return Template(row["id"], kind, row["title"], row["source"], row["url"], row["retrieved"], text)


def _text(row: Mapping[str, Any], titles: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the data file has for a form's fields; one template may name another by its id."""
    fields: dict[str, object] = row["fields"]
    values = {RENAMED.get(name, name): str(value) for name, value in fields.items()}
    return {name: titles.get(value, value) for name, value in values.items()}
