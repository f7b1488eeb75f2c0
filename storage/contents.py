"""What editions say, as JSON. Rows outlive versions of the bot: a new attribute is read with a default."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.editions import (
    Became,
    Contents,
    Correction,
    Fate,
    NearMiss,
    Standing,
    Story,
    Tabled,
    Window,
)
from bot.domain.stories.items import Item

Data = dict[str, Any]
SUMMARY = 300
"""So many characters of a summary are kept: enough to know an event again by."""


def write_contents(contents: Contents) -> str:
    return json.dumps(
        {
            "window": _window(contents.window),
            "table": None if contents.table is None else [_tabled(line) for line in contents.table],
            "stories": None if contents.stories is None else [_story(story) for story in contents.stories],
            "near": None if contents.near is None else [_near(miss) for miss in contents.near],
            "kept": contents.kept,
            "read": contents.read,
            "became": {code: [one.fate.name.lower(), one.story] for code, one in contents.became.items()},
            "repeated": [_correction(one) for one in contents.repeated],
            "corrections": [_correction(one) for one in contents.corrections],
        },
        ensure_ascii=False,
    )


def read_contents(text: str) -> Contents:
    data = json.loads(text)
    became = {code: Became(Fate[fate.upper()], story) for code, (fate, story) in data["became"].items()}
    return replace(_told(data), near=_each(data["near"], _read_near), became=became)


def read_told(text: str) -> Contents:
    """Read what is for everybody: no near-misses, and not what became of each entry, which is most of it."""
    return _told(json.loads(text))


def _told(data: Data) -> Contents:
    return Contents(
        window=_read_window(data["window"]),
        table=_each(data["table"], _read_tabled),
        stories=_each(data["stories"], _read_story),
        near=None,
        kept=data["kept"],
        read=data["read"],
        repeated=_corrections(data["repeated"]),
        corrections=_corrections(data["corrections"]),
    )


def _each(rows: Iterable[Data] | None, read: Any) -> Any:
    return None if rows is None else tuple(read(row) for row in rows)


def _window(window: Window) -> Data:
    return {"since": _at(window.since), "until": _at(window.until), "late": _at(window.late)}


def _read_window(data: Data) -> Window:
    late = data["late"]
    return Window(_instant(data["since"]), _instant(data["until"]), None if late is None else _instant(late))


def _tabled(line: Tabled) -> Data:
    return {
        "standing": line.standing.name.lower(),
        "label": line.label,
        "title": line.title,
        "at": _at(line.at),
        "seconds": line.seconds,
        "said": line.said,
    }


def _read_tabled(data: Data) -> Tabled:
    standing = Standing[data["standing"].upper()]
    return Tabled(standing, data["label"], data["title"], _instant(data["at"]), data["seconds"], data["said"])


def _item(item: Item) -> Data:
    return {
        "title": item.title,
        "summary": item.summary[:SUMMARY],
        "url": item.url,
        "source": item.source,
        "at": _at(item.at),
        "points": item.points,
    }


def _read_item(data: Data) -> Item:
    return Item(data["title"], data["summary"], data["url"], data["source"], _instant(data["at"]), data["points"])


def _story(story: Story) -> Data:
    return {
        "lead": _item(story.lead),
        "others": [_item(item) for item in story.others],
        "codes": story.codes,
        "reasons": story.reasons,
        "pinned": story.pinned,
        "updates": _at(story.updates),
        "by": story.by,
    }


def _read_story(data: Data) -> Story:
    updates = data["updates"]
    return Story(
        lead=_read_item(data["lead"]),
        others=tuple(map(_read_item, data["others"])),
        codes=tuple(data["codes"]),
        reasons=tuple(data["reasons"]),
        pinned=data["pinned"],
        updates=None if updates is None else _instant(updates),
        by=data.get("by", ""),
    )


def _near(miss: NearMiss) -> Data:
    return {"code": miss.code, "item": _item(miss.item), "reasons": miss.reasons, "by": miss.by}


def _read_near(data: Data) -> NearMiss:
    return NearMiss(data["code"], _read_item(data["item"]), tuple(data["reasons"]), data.get("by", ""))


def _correction(one: Correction) -> Data:
    return {
        "edition": one.edition,
        "story": one.story,
        "headline": one.headline,
        "note": one.note,
        "at": _at(one.at),
    }


def _corrections(rows: Iterable[Data]) -> tuple[Correction, ...]:
    return tuple(
        Correction(row["edition"], row["story"], row["headline"], row["note"], _instant(row["at"])) for row in rows
    )


def _at(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
