"""Judging a file of headlines: one JSON object a line in, one a line out."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError

from bot.domain.feeds import Entry
from bot.domain.news import Judgement, judge
from bot.domain.stories.gathering import gather
from bot.domain.stories.items import Item

_Instant = Annotated[datetime, AfterValidator(lambda at: at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC))]

_Text = Annotated[str, BeforeValidator(lambda told: "" if told is None else told)]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Headline(BaseModel):
    """An entry as a line of such a file tells it; *published* without a zone is UTC."""

    id: str
    title: str
    summary: _Text = ""
    source: _Text = ""
    published: _Instant | None = None
    url: _Text = ""

    def entry(self) -> Entry:
        return Entry(self.id, self.title, self.url, self.summary, self.published)


@dataclass(frozen=True, slots=True)
class BadLine:
    """Line *number*, the first being 1, is no headline, for *reason*."""

    number: int
    reason: str


def judge_file(path: Path) -> int:
    """Print what each line of *path* is judged to be, report lines that are none, and return the exit status.

    It is 1 where the file cannot be read, or no line of it is a headline.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as fault:
        print(f"moratorium: {path} cannot be read: {fault.strerror}.", file=sys.stderr)
        return 1
    told = list(read_lines(lines))
    for line in told:
        if isinstance(line, BadLine):
            print(f"moratorium: line {line.number} of {path}: {line.reason}", file=sys.stderr)
    headlines = [line for line in told if isinstance(line, Headline)]
    for row in predictions(headlines):
        print(json.dumps(row, ensure_ascii=False))
    return 1 if told and not headlines else 0


def read_lines(lines: Iterable[bytes]) -> Iterator[Headline | BadLine]:
    """Read each line that is not blank."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield Headline.model_validate_json(line)
            except ValidationError as fault:
                yield BadLine(number, "; ".join(map(_said, fault.errors())) + ".")


def predictions(headlines: Sequence[Headline]) -> Iterator[dict[str, Any]]:
    """Yield for each headline whether it is kept, its points, its story and the reasons."""
    judged = [(headline, judge(headline.entry())) for headline in headlines]
    for (headline, judgement), story in zip(judged, _stories(judged), strict=True):
        yield {
            "id": headline.id,
            "relevant": judgement.kept,
            "score": judgement.points,
            "cluster": story,
            "reasons": list(judgement.reasons),
        }


def _stories(judged: Sequence[tuple[Headline, Judgement]]) -> Sequence[str]:
    """Return the story of each, by the place of its earliest headline.

    A headline without a date counts as of the day of the newest.
    """
    newest = max((headline.published for headline, _ in judged if headline.published), default=_NEVER)
    items = [
        Item(
            headline.title,
            headline.summary,
            headline.url,
            headline.source,
            headline.published or newest,
            judgement.points,
        )
        for headline, judgement in judged
    ]
    stories = {place: f"s{story[0] + 1}" for story in gather(items) for place in story}
    return [stories[place] for place in range(len(judged))]


def _said(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    return f"{where}: {error['msg']}" if where else str(error["msg"])
