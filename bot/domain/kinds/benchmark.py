"""A benchmark: what is measured and how, so that a reading means the same to everybody."""

from enum import Enum

from bot.domain.directions import isolated
from bot.domain.texts import Gist, Shape, Text, TextField, title_field


class Direction(Enum):
    """What a higher reading, or a lower one, says of a system."""

    MORE_DANGEROUS = "higher is more dangerous"
    MORE_CAPABLE = "higher is more capable"
    SAFER = "higher is safer"
    LOWER_MORE_DANGEROUS = "lower is more dangerous"
    LOWER_MORE_CAPABLE = "lower is more capable"
    LOWER_SAFER = "lower is safer"


FIELDS = (
    title_field("The benchmark's name, and what it is of"),
    TextField("measures", "What it measures", "The ability, in one sentence", 600, required=True, long=True),
    TextField("metric", "Metric", "The number that a reading states, with its unit", 200, required=True),
    TextField(
        "direction", "Direction", "What a higher or a lower number says", 40, required=True,
        options=tuple(d.value for d in Direction),
    ),
    TextField("protocol", "Protocol", "Tasks, attempts, tools and time, so that others can repeat it", 900, long=True),
    TextField("version", "Version", "Which edition counts: April 2025, 1.1", 100),
    TextField("reading", "Latest reading", "A result with its system and date: 15 of 20, best of five models", 300),
    TextField("source", "Source", "Where it is published, one a line", 900, long=True),
)  # fmt: skip


def _gist(text: Text) -> Gist:
    return Gist("Metric: ", isolated(text["metric"]), f"; {text['direction']}.", ("metric", "direction"))


BENCHMARK = Shape(
    prefix="BM",
    word="benchmark",
    plural="benchmarks",
    fields=FIELDS,
    statement="measures",
    sources="source",
    gist=_gist,
)
