"""A testing standard: who tests what, when and how, and what is told of it."""

from bot.domain.directions import isolated
from bot.domain.texts import Gist, Shape, Text, TextField, sentence, title_field

FIELDS = (
    title_field("The standard in a few words"),
    TextField("procedure", "Procedure", "What is done, step by step, and what counts as passing", 1200, required=True,
              long=True),
    TextField("who", "Who runs it", "The tester, and who must be independent of whom", 300, required=True),
    TextField("when", "When", "Before training, before release, every three months", 300),
    TextField("elicitation", "Elicitation", "How an ability is brought out: tools, tuning, attempts", 600, long=True),
    TextField("reported", "What is reported", "To whom, how soon, and what is public", 600, long=True),
    TextField("source", "Source", "Where it is published, one a line", 900, long=True),
)  # fmt: skip


def _gist(text: Text) -> Gist:
    when = f" When: {sentence(text['when'])}" if text.get("when") else ""
    return Gist("Run by ", isolated(text["who"].rstrip(".")), f".{when}", ("who", "when"))


STANDARD = Shape(
    prefix="ST",
    word="standard",
    plural="standards",
    fields=FIELDS,
    statement="procedure",
    sources="source",
    gist=_gist,
)
