"""Editions of the digest to look at, as they stand after they were sent."""

from dataclasses import replace
from datetime import datetime, time

from bot.domain.editions import Contents, Correction, Edition, Stage
from bot.domain.ids import EditionId, SubscriptionId
from bot.domain.periods import Weekday, weekly
from bot.domain.subscriptions import Subscription
from bot.ports import DeliveryState, Transaction
from bot.services.issuing import issue
from tests.platforms.edition import contents
from tests.platforms.redline import NOW
from tests.storage.table import Table, fresh
from tests.web.conftest import Site

SENT = DeliveryState.SENT


async def subscribed(table: Table, channel: str = "general") -> Subscription:
    async def add(tx: Transaction) -> Subscription:
        subscription = Subscription(
            id=SubscriptionId(fresh()),
            space=table.space.id,
            channel=channel,
            number=await tx.subscriptions.next_number(table.community),
            recurrence=weekly(Weekday.TUE, time(9), "UTC"),
            due=NOW,
            sent_to=NOW,
        )
        await tx.subscriptions.add(subscription)
        return subscription

    return await table.write(add)


async def sent(
    site: Site,
    table: Table,
    of: Subscription,
    says: Contents | None = None,
    stage: Stage = Stage.QUEUED,
    state: DeliveryState = SENT,
    made: datetime = NOW,
) -> Edition:
    """Keep an edition for a period of its own, and what became of its delivery."""

    async def keep(tx: Transaction) -> Edition:
        edition = Edition(
            id=EditionId(fresh()),
            subscription=of.id,
            number=await tx.editions.next_number(table.community),
            period=fresh(),
            made=made,
            stage=stage,
            contents=says or contents(),
        )
        assert await tx.editions.add(edition, table.community)
        assert await issue(tx, site.world, edition, of, made, state)
        return edition

    return await table.write(keep)


async def corrected(table: Table, edition: Edition, story: int, note: str, at: datetime) -> None:
    said = Correction(edition.number, story, "A headline", note, at)
    whole = replace(edition.contents, corrections=(*edition.contents.corrections, said))
    await table.write(lambda tx: tx.editions.change(edition.id, edition.stage, whole))
