"""Entries of the news as they are drawn in the tests of every platform."""

from datetime import timedelta

from bot.domain.editions import Became, Candidate, Choice, Fate, Stage
from bot.domain.traces import Appearance, Chosen, Trace, Waiting
from bot.domain.verdicts import Page, Verdict
from bot.views import news
from bot.views.elements import Card
from tests.platforms.edition import HEADLINES, item
from tests.platforms.redline import NOW

ENTRIES = (
    Candidate("3-9f86d08188", 3, item(0), True, ("red line", "METR"), Choice.PINNED),
    Candidate("3-60303ae22b", 3, item(1, "Outlet A"), True, ("frontier law",)),
    Candidate("12-fd61a03af4", 12, item(5, "Outlet *B*"), False, ()),
    Candidate("12-a4e624d686", 12, item(7), False, ("jobs",)),
    Candidate("4-4b227777d4", 4, item(3), True, ("safety commitment",), Choice.DROPPED),
)
COUNTS = {Verdict.KEPT: 41, Verdict.NEAR: 9, Verdict.WEAK: 30, Verdict.NONE: 1210, Verdict.DROPPED: 1}

LIST: Card = news.listing(Page(ENTRIES, COUNTS, 2, 7), timedelta(days=14), None, curates=True)
ENTRY: Card = news.entry(
    Trace(
        ENTRIES[0],
        NOW - timedelta(hours=2),
        (Chosen(Choice.PINNED, "alice", NOW - timedelta(hours=1)),),
        (Appearance(14, NOW, Stage.HELD, Became(Fate.TOLD, 1), HEADLINES[0]),),
        (Waiting(2, NOW + timedelta(days=3)),),
        (item(4, "Outlet A"), item(8, "Outlet C")),
    ),
    curates=True,
)
