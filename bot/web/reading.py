"""What the register shows, read in one snapshot. Nothing that was never open for voting is in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.ids import CommunityId, SpaceId
from bot.domain.proposals import Proposal, State
from bot.domain.voting import CastBallot
from bot.ports import Done, Feed, Published, Transaction
from bot.services.finding import listed
from bot.services.register import Register, ballots, register
from bot.services.versions import versions
from bot.views.changes import Version
from bot.views.phrases import enumerated
from bot.views.proposals import Listed

MOST_ACTS = 500
EDITIONS = 12
"""So many stand on a page."""


@dataclass(frozen=True, slots=True)
class Table:
    """A community with its public entries; *name* is that of its spaces, *languages* are what is written in them.

    *digest* is the edition that its channels were sent last, if any.
    """

    community: CommunityId
    name: str
    register: Register
    languages: Mapping[SpaceId, str]
    digest: Published | None = None

    @property
    def is_empty(self) -> bool:
        held = self.register
        return not (held.in_force or held.at_table or held.decided or held.withdrawn or self.digest)


@dataclass(frozen=True, slots=True)
class Entry:
    """A proposal with its vote; *ballots* are empty until the vote is closed.

    *versions* are the texts that were voted on, the first one first.
    """

    table: str
    listed: Listed
    ballots: Sequence[CastBallot]
    languages: Mapping[SpaceId, str]
    versions: Sequence[Version] = ()


@dataclass(frozen=True, slots=True)
class Acts:
    """What was done to a community, the latest first."""

    table: str
    done: Sequence[Done]


@dataclass(frozen=True, slots=True)
class Digests:
    """Editions that channels of a community were sent, the latest first: those of one *digest* where that is asked for.

    *more* is the number below which there are more of them, None where there are none.
    """

    community: CommunityId
    table: str
    editions: Sequence[Published]
    digest: int | None = None
    more: int | None = None
    first: bool = True

    @property
    def several(self) -> bool:
        """Return whether they are of more digests than one."""
        return len({one.digest for one in self.editions}) > 1


@dataclass(frozen=True, slots=True)
class Told:
    """An edition, and the one that was sent before it for the same digest."""

    community: CommunityId
    table: str
    published: Published
    before: Published | None


@dataclass(frozen=True, slots=True)
class Sources:
    """The feeds that a community reads."""

    table: str
    feeds: Sequence[Feed]


async def tables(tx: Transaction) -> Sequence[Table]:
    """Return the communities that have anything to show, by name."""
    languages = await tx.communities.languages()
    found = [await _table(tx, community, name, languages) for community, name in await _names(tx)]
    return [table for table in found if not table.is_empty]


async def table(tx: Transaction, community: CommunityId) -> Table | None:
    """Return one community, if it has anything to show."""
    languages = await tx.communities.languages()
    for _, name in await _names(tx, community):
        found = await _table(tx, community, name, languages)
        return None if found.is_empty else found
    return None


async def entries(tx: Transaction, label: str, community: CommunityId | None) -> Sequence[Entry]:
    """Return what *label* (RL-12, or 12) names in *community*, or in any where it is None."""
    number = int(label.rpartition("-")[2])
    found = []
    for of, name in await _names(tx, community):
        proposal = await tx.proposals.get(of, number)
        if proposal is not None and label.upper() in (proposal.label, str(proposal.number)):
            entry = await _entry(tx, name, proposal)
            found += [entry] if entry else []
    return found


async def acts(tx: Transaction, community: CommunityId) -> Acts | None:
    """Return what was done to one community, if it is one."""
    for _, name in await _names(tx, community):
        return Acts(name, await tx.acts.latest(community, MOST_ACTS))
    return None


async def digests(tx: Transaction, community: CommunityId, before: int | None, digest: int | None) -> Digests | None:
    """Return a page of editions, those numbered below *before*, if it is a community."""
    for _, name in await _names(tx, community):
        found = await tx.editions.published(community, EDITIONS + 1, before, digest)
        shown = found[:EDITIONS]
        more = shown[-1].edition.number if len(found) > EDITIONS else None
        return Digests(community, name, shown, digest, more, before is None)
    return None


async def edition(tx: Transaction, community: CommunityId, number: int) -> Told | None:
    """Return one edition, if a channel was sent it."""
    for _, name in await _names(tx, community):
        found = await tx.editions.published_as(community, number)
        if found is not None:
            before = await tx.editions.published(community, 1, number, found.digest)
            return Told(community, name, found, before[0] if before else None)
    return None


async def sources(tx: Transaction, community: CommunityId) -> Sources | None:
    """Return what one community reads, if it is one."""
    for _, name in await _names(tx, community):
        return Sources(name, await tx.feeds.listed(community))
    return None


async def _table(tx: Transaction, community: CommunityId, name: str, languages: Mapping[SpaceId, str]) -> Table:
    latest = await tx.editions.published(community, 1)
    return Table(community, name, await register(tx, community), languages, latest[0] if latest else None)


async def _names(tx: Transaction, only: CommunityId | None = None) -> Sequence[tuple[CommunityId, str]]:
    """Return every community, archives too, or *only* one, by name."""
    names = await tx.communities.names(None if only is None else [only])
    return sorted(
        ((community, enumerated(spaces)) for community, spaces in names.items()), key=lambda one: one[1].casefold()
    )


async def _entry(tx: Transaction, table: str, proposal: Proposal) -> Entry | None:
    shown = await listed(tx, proposal)
    if shown.vote is None or proposal.state is State.DRAFT:
        return None
    languages = await tx.communities.languages()
    return Entry(table, shown, await ballots(tx, shown), languages, await versions(tx, proposal))
