"""What was typed into a form that was refused, given back: Discord closes a form as it is submitted."""

from collections.abc import Iterable, Iterator, Sequence

from bot.platforms.discord import limits
from bot.platforms.discord.wording import Worded, markdown
from bot.views.elements import Buttons, Card, Element, Menu, Quote, Small

_PIECE = 1200  # characters of a quotation: as Markdown they are at most three times as many
_ROOM = limits.MESSAGE_TEXT - 100


def returned(card: Card, typed: Iterable[str]) -> Sequence[Card]:
    """Return *card* with every word of *typed* in it, and in as many cards after it as that takes."""
    pieces = [Quote(piece) for text in typed for piece in _pieces(text)]
    if not pieces:
        return [card]
    words = [element for element in card.elements if not isinstance(element, Buttons | Menu)]
    pages: list[list[Element]] = [[*words, Small(("What you typed:",))]]
    for piece in pieces:
        if sum(map(_size, [*pages[-1], piece])) > _ROOM:
            pages.append([])
        pages[-1].append(piece)
    pages[0] += [element for element in card.elements if isinstance(element, Buttons | Menu)]
    return [Card(card.summary, tuple(page), card.tone) for page in pages]


def _pieces(text: str) -> Iterator[str]:
    text = text.strip()
    while text:
        cut = _PIECE
        if len(text) > cut:
            cut = max(text.rfind("\n", 0, cut), text.rfind(" ", 0, cut)) + 1 or _PIECE
        yield text[:cut]
        text = text[cut:].strip()


def _size(element: Element) -> int:
    return limits.size(markdown(element)) if isinstance(element, Worded) else 0
