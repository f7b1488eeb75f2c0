"""A community's own phrases, and the answers about them."""

from collections.abc import Sequence

from bot.domain.directions import isolated
from bot.domain.news import Phrase
from bot.views.choosing import held_anew
from bot.views.elements import Card, Code, Heading, Items, Prose, Small, Strong, Tone, note
from bot.views.phrases import counted


def added(phrase: Phrase, before: Phrase | None, waiting: int, held: Sequence[int]) -> Card:
    """Return what is told who added *phrase* or changed what it gave *before*."""
    instead = f" instead of {before.points}" if before else ""
    return note(
        Strong(f"“{isolated(phrase.words)}”"),
        f" gives {counted(phrase.points, 'point')}{instead} where it stands. {_anew(waiting, held)}",
        tone=Tone.GOOD,
    )


def removed(phrase: Phrase, waiting: int, held: Sequence[int]) -> Card:
    return note(Strong(f"“{isolated(phrase.words)}”"), f" gives no points any more. {_anew(waiting, held)}")


def listing(phrases: Sequence[Phrase], keep: int, prefix: str) -> Card:
    """Return a community's phrases, those first that give most; *keep* is the points from which an entry is kept."""
    example = Code(f'{prefix}news phrase add "compute cap" 6')
    if not phrases:
        return note(
            "This community has no phrases of its own: its news is judged as everywhere. ", example, " adds one."
        )
    ranked = sorted(phrases, key=lambda one: (-one.points, one.words.casefold()))
    return Card(
        counted(len(phrases), "phrase"),
        (
            Heading("Phrases of this community"),
            Prose((f"Where one stands, an entry has so many points more or less; it is kept from {keep} points on.",)),
            Items(tuple((Strong(f"{one.points:+}"), f" {isolated(one.words)}") for one in ranked)),
            Small((example, " adds one, or changes what it gives.")),
        ),
    )


def _anew(waiting: int, held: Sequence[int]) -> str:
    judged = f"{counted(waiting, 'entry', 'entries')} of the last five weeks {'is' if waiting == 1 else 'are'}"
    return f"{judged} judged anew.{held_anew(held)}"
