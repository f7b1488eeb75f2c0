"""A community's own phrases, by which its news is judged besides the product's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.directions import isolated
from bot.domain.errors import NotFound, NotNow
from bot.domain.ids import Entropy
from bot.domain.news import Phrase
from bot.domain.news.wording import words
from bot.domain.people import Actor
from bot.domain.record import Plain, Secret, SecretKind
from bot.ports import Transaction
from bot.services.acting import Scope, act
from bot.views.phrases import counted

MOST = 200
WINDOW = timedelta(weeks=5)
"""What came so long ago may still go into an edition, a monthly one: it is judged anew."""


@dataclass(frozen=True, slots=True)
class Changed:
    """*before* is what *phrase* took the place of; *waiting* entries are judged anew.

    *held* are the numbers of the editions that wait for approval, and are composed anew.
    """

    phrase: Phrase
    before: Phrase | None
    waiting: int
    held: Sequence[int]


async def add(tx: Transaction, actor: Actor, phrase: Phrase, now: datetime, entropy: Entropy) -> Changed:
    """Let *phrase* give its points, whatever it gave before.

    :raises NotNow: where it gives them already, or there are as many phrases as there may be.
    """
    held = (await tx.phrases.of([actor.community]))[actor.community].phrases
    same = next((one for one in held if key_of(one.words) == key_of(phrase.words)), None)
    if same is not None and same.points == phrase.points:
        raise NotNow(f"“{isolated(same.words)}” gives {counted(same.points, 'point')} already.")
    if same is None and len(held) >= MOST:
        raise NotNow(f"There are {MOST} phrases already; `news phrase remove` one first.")
    before = await tx.phrases.put(actor.community, key_of(phrase.words), phrase, now)
    did = f"let “{isolated(phrase.words)}” give {counted(phrase.points, 'point')} in the news"
    return await _changed(tx, actor, "phrase.added", phrase, before, did, now, entropy)


async def remove(tx: Transaction, actor: Actor, text: str, now: datetime, entropy: Entropy) -> Changed:
    """Let a phrase give no points any more.

    :raises NotFound: where it is none of the community's.
    """
    gone = await tx.phrases.remove(actor.community, key_of(text))
    if gone is None:
        raise NotFound(f"“{isolated(text)}” is none of this community's phrases. `news phrase list` shows them.")
    did = f"took “{isolated(gone.words)}” off the phrases of the news"
    return await _changed(tx, actor, "phrase.removed", gone, gone, did, now, entropy)


def key_of(text: str) -> str:
    """Return what is the same for all ways to write a phrase: its words as the judge reads them."""
    return " ".join(words(text))


async def _changed(
    tx: Transaction,
    actor: Actor,
    event: str,
    phrase: Phrase,
    before: Phrase | None,
    did: str,
    now: datetime,
    entropy: Entropy,
) -> Changed:
    data: dict[str, Plain | Secret] = {"phrase": Secret(SecretKind.TEXT, phrase.words), "points": phrase.points}
    await act(tx, actor, Scope.LISTED, event, data, did, now, entropy)
    waiting = await tx.phrases.judge_anew(actor.community, now - WINDOW)
    return Changed(phrase, before, waiting, await tx.editions.revise(actor.community))
