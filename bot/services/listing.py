"""What feeds brought, by what is thought of it."""

from datetime import datetime

from bot.domain.ids import CommunityId
from bot.domain.verdicts import Page, Verdict
from bot.ports import Transaction
from bot.services.editions import candidate

PAGE = 12
LISTED = (Verdict.KEPT, Verdict.NEAR, Verdict.WEAK, Verdict.DROPPED)
"""What is listed where nothing is named, in this order; what has no points is listed where it is asked for."""


async def page(
    tx: Transaction,
    community: CommunityId,
    since: datetime,
    until: datetime,
    verdict: Verdict | None,
    number: int,
    size: int = PAGE,
) -> Page:
    """Return one page of *size* entries of what was seen in [since, until); the last where there are not so many."""
    verdicts = LISTED if verdict is None else (verdict,)
    counts = await tx.entries.counts(community, since, until)
    of = max(1, -(-sum(counts.get(one, 0) for one in verdicts) // size))
    number = min(max(number, 1), of)
    entries = await tx.entries.ranked(community, since, until, verdicts, size, (number - 1) * size)
    return Page([candidate(one) for one in entries], counts, number, of)
