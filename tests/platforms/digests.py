"""What members are told of digests, as it is drawn in the tests of every platform."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta

from bot.domain.composing import Taste
from bot.domain.editions import Edition, Section, Stage
from bot.domain.ids import EditionId, MemberId, SpaceId, SubscriptionId
from bot.domain.people import Platform
from bot.domain.periods import LAST, Every, Recurrence, Weekday, weekly
from bot.domain.subscriptions import Subscription
from bot.views import catchups, digests, editions
from bot.views.elements import Card
from tests.platforms import edition
from tests.platforms.redline import NOW

WEEKLY = weekly(Weekday.MON, time(9), edition.ZONE)
DAILY = Recurrence(Every.DAILY, 0, time(8, 30), "Asia/Kolkata")
MONTHLY = Recurrence(Every.MONTHLY, LAST, time(18), "America/Sao_Paulo")


def subscription(number: int, recurrence: Recurrence, channel: str = "general") -> Subscription:
    return Subscription(
        id=SubscriptionId(f"{number:026}"),
        space=SpaceId("s" * 26),
        channel=channel,
        number=number,
        recurrence=recurrence,
        due=NOW + timedelta(days=number),
        sent_to=NOW,
        owner=MemberId("m" * 26),
    )


LINES = (
    digests.Line(subscription(1, WEEKLY), "PauseLab", "general", 14, Stage.QUEUED, "uncertain"),
    digests.Line(
        replace(
            subscription(2, MONTHLY),
            taste=Taste(minimum=4, sources=frozenset({1, 3}), length=5),
            sections=frozenset(Section),
            approve=True,
        ),
        "GovNet *news*",
        None,
        13,
        Stage.HELD,
    ),
    digests.Line(
        replace(subscription(3, DAILY, "person:u1"), paused="you could not be written to (They left.)"),
        "PauseLab",
        None,
    ),
)


def cards(platform: Platform, prefix: str) -> Mapping[str, Card]:
    told = edition.contents(2, near=False)
    held = Edition(EditionId("e" * 26), SubscriptionId("1" * 26), 14, "2026-06-01T09:00:00Z", NOW, Stage.HELD, told)
    messages = editions.cards(told, edition.TABLE_URL, edition.ZONE, platform, 14)
    return {
        "digest-asked": editions.asked(held, messages, NOW + timedelta(days=7)),
        "digest-list": digests.subscriptions(LINES, prefix),
        "digest-catchup": catchups.cards(told, edition.TABLE_URL, edition.ZONE, platform)[0],
        "digest-nothing-new": catchups.nothing(NOW, prefix),
    }
