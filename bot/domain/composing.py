"""Composing an edition: which stories it tells, in order of weight, and what becomes of everything else."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.editions import Became, Candidate, Choice, Fate, NearMiss, Story, Told
from bot.domain.stories.gathering import gather
from bot.domain.stories.items import Item
from bot.domain.stories.links import plain_link
from bot.domain.stories.telling import goes_on, lead_of

MOST_STORIES = 10
MOST_OF_ONE_OUTLET = 2
MOST_NEAR = 5
MOST_REASONS = 3
PINNED = 10**6
"""What a curator's pin weighs: more than any points."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What a subscription asks of its stories. *sources* are numbers of feeds, all where it is empty."""

    minimum: int = 0
    sources: frozenset[int] = frozenset()
    length: int = MOST_STORIES


USUAL = Taste()


@dataclass(frozen=True, slots=True)
class Composed:
    """*stories* are the weightiest of *kept*, the weightiest first; *became* is by code, of every candidate."""

    stories: tuple[Story, ...]
    near: tuple[NearMiss, ...]
    kept: int
    became: dict[str, Became]


@dataclass(frozen=True, slots=True)
class _Event:
    """Candidates about one event, the weightiest first, and what earlier editions told of it.

    *refused* says that a curator dropped something about it.
    """

    fresh: Sequence[Candidate]
    told: Sequence[Told]
    refused: bool

    @property
    def weight(self) -> int:
        return max(_weight(candidate) for candidate in self.fresh)

    @property
    def is_pinned(self) -> bool:
        return any(candidate.choice is Choice.PINNED for candidate in self.fresh)

    @property
    def is_chosen(self) -> bool:
        return any(candidate.choice for candidate in self.fresh)

    @property
    def is_kept(self) -> bool:
        return any(_is_kept(candidate) for candidate in self.fresh)

    @property
    def says_more(self) -> bool:
        """Return whether it says what was not told before; what a curator chose is always said."""
        if not self.told or self.is_chosen:
            return True
        before = [item for told in self.told for item in told.items]
        return goes_on(before, [candidate.item for candidate in self.fresh if _is_kept(candidate)])


def compose(
    candidates: Sequence[Candidate], told: Sequence[Told], taste: Taste, dropped: Sequence[Item] = ()
) -> Composed:
    """Gather *candidates* into stories with what was *told* before, and choose the weightiest.

    What tells of the same event as one that a curator dropped, of these or of the earlier ones in *dropped*, is left
    out too, unless a curator chose it. At most ``taste.length`` are chosen, and two led by one outlet. A story weighs
    what its best entry does; of equal ones the later comes first.
    """
    became: dict[str, Became] = {}
    heard: list[Candidate] = []
    refused = list(dropped)
    for candidate in candidates:
        if candidate.choice is Choice.DROPPED:
            became[candidate.code] = Became(Fate.DROPPED)
            refused.append(candidate.item)
        elif taste.sources and candidate.feed not in taste.sources:
            became[candidate.code] = Became(Fate.SOURCE)
        else:
            heard.append(candidate)
    kept: list[_Event] = []
    weak: list[Candidate] = []
    for event in _events(heard, told, refused):
        if event.refused and not event.is_chosen:
            _mark(became, event.fresh, Fate.REFUSED)
        elif not event.is_kept:
            weak += event.fresh
        elif not event.says_more:
            _mark(became, event.fresh, Fate.KNOWN)
        elif event.weight < taste.minimum and not event.is_chosen:
            _mark(became, event.fresh, Fate.MINIMUM)
        else:
            kept.append(event)
    kept.sort(key=lambda event: (event.weight, max(candidate.item.at for candidate in event.fresh)), reverse=True)
    stories = _choose(kept, taste.length, became)
    return Composed(tuple(stories), tuple(_near(weak, became)), len(kept), became)


def _events(fresh: Sequence[Candidate], told: Sequence[Told], refused: Sequence[Item]) -> Iterable[_Event]:
    """Yield the events that *fresh* is about, each with what was told of it; what was told stays together."""
    past = [(story, item) for story in told for item in story.items]
    last = len(fresh) + len(past)
    for group in gather([*(candidate.item for candidate in fresh), *(item for _, item in past), *refused]):
        new = sorted((fresh[place] for place in group if place < len(fresh)), key=_rank)
        if new:
            old = [past[place - len(fresh)][0] for place in group if len(fresh) <= place < last]
            yield _Event(new, tuple({id(story): story for story in old}.values()), any(at >= last for at in group))


def _choose(kept: Sequence[_Event], length: int, became: dict[str, Became]) -> list[Story]:
    stories: list[Story] = []
    leads: Counter[str] = Counter()
    for event in kept:
        if len(stories) == length:
            _mark(became, event.fresh, Fate.LENGTH)
            continue
        story = _story(event, leads)
        if story is None:
            _mark(became, event.fresh, Fate.OUTLET)
            continue
        stories.append(story)
        leads[story.lead.source] += 1
        first, *others = story.codes
        became[first] = Became(Fate.TOLD, len(stories))
        became |= {code: Became(Fate.JOINED, len(stories)) for code in others}
    return stories


def _story(event: _Event, leads: Counter[str]) -> Story | None:
    """Return the story of *event*, led by an outlet that does not lead two already; None where all outlets do.

    What a curator pinned leads: it was chosen as it stands.
    """
    pinned = [one for one in event.fresh if one.choice is Choice.PINNED]
    able = pinned or [one for one in event.fresh if leads[one.item.source] < MOST_OF_ONE_OUTLET]
    if not able:
        return None
    lead = able[lead_of([candidate.item for candidate in able])]
    others = [candidate for candidate in event.fresh if candidate is not lead]
    reasons = next((one.reasons for one in event.fresh if one.reasons and _is_kept(one)), ())
    return Story(
        lead=lead.item,
        others=tuple(candidate.item for candidate in others),
        codes=(lead.code, *(candidate.code for candidate in others)),
        reasons=reasons[:MOST_REASONS],
        pinned=event.is_pinned,
        updates=max((told.at for told in event.told), default=None),
        by=lead.by,
    )


def _near(weak: Sequence[Candidate], became: dict[str, Became]) -> list[NearMiss]:
    """Return the best of what was not kept, each link once."""
    found: dict[str, NearMiss] = {}
    for candidate in sorted(weak, key=_rank):
        link = plain_link(candidate.item.url) or candidate.code
        shown = candidate.item.points > 0 and link not in found and len(found) < MOST_NEAR
        if shown:
            found[link] = NearMiss(candidate.code, candidate.item, candidate.reasons[:MOST_REASONS], candidate.by)
        became[candidate.code] = Became(Fate.NEAR if shown else Fate.WEAK)
    return list(found.values())


def _mark(became: dict[str, Became], candidates: Iterable[Candidate], fate: Fate) -> None:
    became |= {candidate.code: Became(fate) for candidate in candidates}


def _is_kept(candidate: Candidate) -> bool:
    return candidate.kept or candidate.choice in (Choice.PINNED, Choice.ADDED)


def _weight(candidate: Candidate) -> int:
    return PINNED if candidate.choice is Choice.PINNED else candidate.item.points


def _rank(candidate: Candidate) -> tuple[bool, int, float, str]:
    """Order kept ones first, then the weightiest, the latest, and by code."""
    return not _is_kept(candidate), -_weight(candidate), -candidate.item.at.timestamp(), candidate.code


def headline(item: Item, most: int = 25) -> str:
    """Return the source's own words in at most *most*: its title, and where that says little how its text begins."""
    words = item.title.split()
    if len(words) < 4 and item.summary:
        words = [*(f"{item.title.strip().rstrip('.:')}:".split() if words else ()), *item.summary.split()]
    return " ".join(words[:most]) + (" …" if len(words) > most else "")
