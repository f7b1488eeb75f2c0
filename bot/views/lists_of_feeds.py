"""Lists of feeds: what became of one, where to have one, and feeds to begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.directions import isolated
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    LinkButton,
    Menu,
    Option,
    Prose,
    Small,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.phrases import counted

SHOWN = 10
PAGE = 20
_URL = 100


def imported(added: int, known: int, refused: Sequence[tuple[str, str, str]], prefix: str) -> Card:
    """Return what became of a list: *refused* holds titles, addresses and why."""
    told = f"{added:,} added, {known:,} known already, {len(refused):,} refused"
    elements: list[Element] = [Prose((Strong(told), "."))]
    if refused:
        elements.append(Items(tuple(_refused(*one) for one in refused[:SHOWN])))
    if len(refused) > SHOWN:
        elements.append(Small((f"These are {SHOWN} of the {len(refused):,} that were refused.",)))
    if added:
        reading = "The new ones are read now, a few at a time. "
        elements.append(Small((reading, Code(f"{prefix}feed list"), " tells which of them cannot be, and why.")))
    return Card(told, tuple(elements), Tone.GOOD if added else Tone.NEUTRAL)


def _refused(title: str, url: str, why: str) -> tuple[Inline, ...]:
    shown = url if len(url) <= _URL else url[: _URL - 1] + "…"
    name: tuple[Inline, ...] = (Strong(isolated(title)), " ") if title else ()
    return (*name, Code(shown), f" · {why}")


def exported(count: int, url: str, prefix: str) -> Card:
    """Return where the list of *count* feeds stands."""
    if not count:
        return note("There is no feed yet to list. ", Code(f"{prefix}feed suggest"), " offers some.")
    return note(
        *(f"{counted(count, 'feed')}, as OPML: ", Link(url, url)),
        " It is always up to date, and anybody who has the address can read it.",
        buttons=[LinkButton("The list", url)],
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed that the community does not have; *source* is its publisher's page, *first*: it is one to begin with."""

    id: str
    name: str
    about: str
    source: str
    retrieved: str
    first: bool


def suggestions(offers: Sequence[Offer], of: int, page: int, prefix: str) -> Card:
    """Return one page, from 1, of what there is to add; a page that there is not is the last one."""
    if not offers:
        return note(f"All {of} feeds that are suggested are here. ", Code(f"{prefix}feed list"), " shows them.")
    pages = -(-len(offers) // PAGE)
    page = min(max(page, 1), pages)
    shown = offers[(page - 1) * PAGE : page * PAGE]
    first = sum(offer.first for offer in offers)
    read = max(date.fromisoformat(offer.retrieved) for offer in shown)
    elements: list[Element] = [
        Heading("Feeds to begin with"),
        Items(tuple((Link(offer.name, offer.source), f" · {offer.about}") for offer in shown)),
        Menu("Add one of these", tuple(Option(offer.name, runs("feed take", name=offer.id)) for offer in shown)),
    ]
    buttons: list[Button] = []
    if first:
        buttons.append(Button(f"Add the first {first}", runs("feed begin"), Emphasis.PRIMARY))
    around = (("Previous", page - 1), ("Next", page + 1))
    buttons += [Button(label, runs("feed suggest", page=str(to))) for label, to in around if 1 <= to <= pages]
    if buttons:
        elements.append(Buttons(tuple(buttons)))
    told = f"Addresses as public lists of feeds had them on {read:%-d %B %Y}. They are not the publishers' advice. "
    elements.append(Small((told, Code(f"{prefix}feed test"), " shows what an address holds now.")))
    if pages > 1:
        elements.append(Small((f"Page {page} of {pages}",)))
    return Card(f"{counted(len(offers), 'feed')} to begin with", tuple(elements))
