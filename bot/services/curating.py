"""What curators choose for entries, by the codes that name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.composing import headline
from bot.domain.directions import isolated
from bot.domain.editions import Candidate, Choice
from bot.domain.errors import NotFound, NotNow
from bot.domain.ids import CommunityId, Entropy
from bot.domain.people import Actor
from bot.domain.record import Plain, Secret, SecretKind
from bot.ports import Transaction, Weighed
from bot.services.acting import Scope, act
from bot.services.editions import MEMORY, candidate

_EVENTS = {
    Choice.PINNED: "news.pinned",
    Choice.ADDED: "news.added",
    Choice.DROPPED: "news.dropped",
    None: "news.restored",
}
_DID = {
    Choice.PINNED: "pinned, first in the next edition: {}",
    Choice.ADDED: "added to the next edition: {}",
    Choice.DROPPED: "dropped from the news: {}",
    None: "left to its points again: {}",
}


@dataclass(frozen=True, slots=True)
class Picked:
    """An entry as it stood, and what was chosen for it now; *waiting* says whether some edition is still to weigh it.

    *held* are the numbers of the editions that wait for approval, and are composed anew.
    """

    entry: Candidate
    choice: Choice | None
    waiting: bool
    held: Sequence[int]


async def entry_of(tx: Transaction, community: CommunityId, code: str, now: datetime) -> Weighed:
    """Return the entry that *code* names.

    :raises NotFound: where there is none that came in eight weeks.
    """
    found = await tx.entries.named(community, code)
    if found is None or found.seen < now - MEMORY:
        raise NotFound(f"No entry {code} came in the last eight weeks. `news list` shows what came, with its codes.")
    return found


async def choose(
    tx: Transaction, actor: Actor, code: str, choice: Choice | None, now: datetime, entropy: Entropy
) -> Picked:
    """Let *choice* hold for an entry from the next edition on; None leaves it to its points again.

    :raises NotFound: where there is no such entry.
    :raises NotNow: where that holds already.
    """
    entry = await entry_of(tx, actor.community, code, now)
    if entry.choice is choice:
        raise NotNow(await _already(tx, entry))
    if choice is Choice.ADDED and entry.judgement.kept and entry.choice is None:
        points = entry.judgement.points
        raise NotNow(f"It is kept by its {points} points already. `news pin {entry.code}` puts it first.")
    data: dict[str, Plain | Secret] = {
        "entry": entry.code,
        "feed": entry.origin,
        "title": Secret(SecretKind.TEXT, entry.entry.title),
    }
    did = _DID[choice].format(isolated(headline(candidate(entry).item)))
    leaf = await act(tx, actor, Scope.LISTED, _EVENTS[choice], data, did, now, entropy)
    await tx.choices.choose(entry, choice, now, leaf)
    subscriptions = await tx.subscriptions.listed(actor.community)
    late = choice in (Choice.PINNED, Choice.ADDED)
    waiting = any(late or one.sent_to <= entry.seen for one in subscriptions)
    return Picked(candidate(entry), choice, waiting, await tx.editions.revise(actor.community))


async def _already(tx: Transaction, entry: Weighed) -> str:
    if entry.choice is None:
        return "No curator chose anything for it: it stands by its points."
    last = (await tx.choices.history(entry))[0]
    return f"It is {entry.choice.value} already, by {isolated(last.name)}. `news restore {entry.code}` takes that back."
