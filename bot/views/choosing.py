"""What curators may choose for entries, and what they are told who did."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.editions import Candidate, Choice, Story
from bot.domain.stories.items import Item
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Emphasis,
    Menu,
    Option,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.entries import title, what_becomes
from bot.views.phrases import enumerated

MOST_CHOSEN = 12
"""So many stories can be pinned or dropped from one menu, which holds 25."""


def adding(missed: Sequence[tuple[str, Item]]) -> Menu:
    """Return the choice of near-misses, by their codes, that a curator may add."""
    options = (Option(f"Add: {title(item)}", runs("news add", entry=code), code) for code, item in missed)
    return Menu("Add a near-miss to the next edition", tuple(options))


def curating(card: Card, stories: Sequence[Story]) -> Card:
    """Return *card*, which shows *stories* before they are sent, with the choice to pin or drop any of them."""
    options = (
        Option(f"{word} {number}: {title(story.lead)}", runs(f"news {word.lower()}", entry=story.codes[0]))
        for word in ("Pin", "Drop")
        for number, story in enumerate(stories[:MOST_CHOSEN], 1)
        if word == "Drop" or not story.pinned
    )
    menu = Menu("For curators: pin or drop a story", tuple(options))
    return replace(card, elements=(*card.elements, menu)) if stories else card


def picked(one: Candidate, choice: Choice | None, waiting: bool, held: Sequence[int]) -> Card:
    """Return what a curator who chose is told; *waiting* says whether some edition is still to weigh the entry.

    *held* are the numbers of those that wait for approval.
    """
    told = {
        Choice.PINNED: ("Pinned.", " It comes first in the next edition, whatever its points."),
        Choice.ADDED: ("Added.", " The next edition weighs it as if it had been kept."),
        Choice.DROPPED: ("Dropped.", " Nor is anything else told of the same event, unless you pin or add it."),
        None: ("Restored.", " It stands by its points again."),
    }[choice]
    past = "" if waiting else " No digest that is to come weighs it; what was sent stays as it is."
    undo = Button("Take it back", runs("news restore", entry=one.code))
    see = what_becomes(one.code)
    return note(
        Strong(told[0]),
        f"{told[1]}{past}{held_anew(held)} ",
        Strong(title(one.item)),
        tone=Tone.GOOD,
        buttons=(see,) if choice is None else (undo, see),
    )


def choosing(one: Candidate) -> Buttons:
    """Return what a curator may choose for an entry as it stands."""
    pin = Button("Pin", runs("news pin", entry=one.code))
    add = Button("Add", runs("news add", entry=one.code))
    drop = Button("Drop", runs("news drop", entry=one.code), Emphasis.DANGER)
    restore = Button("Take it back", runs("news restore", entry=one.code))
    if one.choice is None:
        return Buttons((pin, drop) if one.kept else (add, pin, drop))
    return Buttons(
        (restore, *(button for button, own in ((pin, Choice.PINNED), (drop, Choice.DROPPED)) if one.choice is not own))
    )


def held_anew(editions: Sequence[int]) -> str:
    """Return a sentence that goes on: which editions are composed anew before anybody approves them."""
    if not editions:
        return ""
    named = enumerated([str(number) for number in editions])
    wait = "Edition {} waits" if len(editions) == 1 else "Editions {} wait"
    return f" {wait.format(named)} for approval and {'is' if len(editions) == 1 else 'are'} composed anew."
