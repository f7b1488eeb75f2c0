"""What a form of a new proposal begins with: a template, or a story that a digest told."""

import re
from dataclasses import dataclass

from bot.domain.composing import headline
from bot.domain.people import Actor
from bot.domain.proposals import Kind
from bot.domain.stories.items import Item
from bot.domain.texts import Text
from bot.ports import Transaction
from bot.services.editions import story_of
from bot.services.people import Here
from commands.templates import template

_STORY = re.compile(r"(\d{1,9})/(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Beginning:
    """*id* names it in what the form hands in; *caution* is said where its words stand to be changed."""

    id: str
    text: Text
    caution: str


async def beginning(tx: Transaction, who: Here | Actor, kind: Kind, id: str) -> Beginning:
    """Return what *id* names: a template of *kind*, or a story as ``story_id`` writes it.

    :raises Misread: where there is no such template.
    :raises NotFound: where there is no such story that *who* may see.
    """
    if (named := _STORY.fullmatch(id)) is None:
        return of_template(kind, id)
    edition, number = int(named[1]), int(named[2])
    return _of_story(kind, id, (await story_of(tx, who.community, edition, number, who.member)).lead)


def of_template(kind: Kind, name: str) -> Beginning:
    """Return the beginning that is the template called *name*.

    :raises Misread: where there is none of that kind.
    """
    known = template(kind, name)
    return Beginning(known.id, known.text, known.caution)


def story_id(edition: int, story: int) -> str:
    return f"{edition}/{story}"


def _of_story(kind: Kind, id: str, item: Item) -> Beginning:
    title, *_ = kind.fields
    place = next(field for field in kind.fields if field.name == (kind.shape.sources or kind.shape.statement))
    words = headline(item)
    source = ", ".join(filter(None, (words, item.source, f"{item.at:%Y-%m-%d}", item.url)))
    text = {title.name: _within(words, title.limit), place.name: source if len(source) <= place.limit else item.url}
    caution = (
        f"It begins with the news in the source's words: say what you propose. The source stands under {place.label}."
    )
    return Beginning(id, text, caution)


def _within(words: str, limit: int) -> str:
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
