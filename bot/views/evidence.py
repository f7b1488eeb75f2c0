"""Stories as evidence: what can be done with one, and what a proposal has attached to it."""

from collections.abc import Sequence

from bot.domain.directions import isolated
from bot.domain.editions import Story
from bot.domain.evidence import Evidence
from bot.domain.proposals import Kind, Titled
from bot.views.editions import told
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Element,
    Inline,
    Items,
    Link,
    Menu,
    Moment,
    Option,
    Prose,
    Small,
    Strong,
    runs,
)
from bot.views.phrases import counted

MOST_OFFERED = 25


def uses(edition: int, number: int, story: Story, proposals: Sequence[Titled], prefix: str) -> Card:
    """Return what can be done with a story: a proposal of each kind, or evidence for one of *proposals*, open ones."""
    named = {"edition": str(edition), "story": str(number)}
    kinds = tuple(Button(f"Propose a {kind.value}", runs("propose from", kind=kind.value, **named)) for kind in Kind)
    options = tuple(
        Option(f"{one.label} {isolated(one.title)}", runs("evidence add", proposal=str(one.number), **named))
        for one in proposals[:MOST_OFFERED]
    )
    elements: list[Element] = [
        told(number, story),
        Prose((Strong("Propose something"), ", in a form that begins with this story:")),
        Buttons(kinds),
    ]
    if options:
        elements += [
            Prose((Strong("Or attach it"), " to what is open, as evidence:")),
            Menu("Choose a proposal", options),
        ]
    else:
        elements.append(Small(("Nothing is open that it could be evidence for.",)))
    if len(proposals) > MOST_OFFERED:
        line = f"{prefix}evidence add NUMBER {edition} {number}"
        elements.append(Small((f"{len(proposals) - MOST_OFFERED} more are open: {line} takes any.",)))
    return Card(f"Story {number} of edition {edition}", tuple(elements))


def latest(evidence: Sequence[Evidence]) -> list[Element]:
    """Return the line that a proposal's card has for what is attached to it; nothing where that is nothing."""
    if not evidence:
        return []
    last = evidence[-1]
    more = f", and {len(evidence) - 1} more under Details" if len(evidence) > 1 else ""
    return [Small(("Attached as evidence: ", *_told(last), f"{more}."))]


def attached(evidence: Sequence[Evidence]) -> list[Element]:
    """Return everything that is attached to a proposal, each with its number."""
    if not evidence:
        return []
    lines = tuple((Strong(str(one.number)), " ", *_told(one)) for one in evidence)
    return [Prose((Strong("Attached as evidence"), f": {counted(len(evidence), 'story', 'stories')}")), Items(lines)]


def _told(one: Evidence) -> tuple[Inline, ...]:
    words = isolated(one.title)
    name: Inline = Link(words, one.url) if one.url else Strong(words)
    source = f" · {isolated(one.source)} · " if one.source else " · "
    return (name, source, Moment(one.published), f" · attached by {isolated(one.name)}")
