"""What is asked every few seconds, or for each ballot, is answered from an index, never by reading a whole table."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.domain.editions import Stage
from bot.domain.feeds import Entry, Validators
from bot.domain.ids import CommunityId, DeliveryId, EditionId, FeedId, ProposalId, SubscriptionId, VoteId
from bot.domain.news import Judgement
from bot.domain.people import Platform
from bot.domain.periods import Every
from bot.domain.proposals import Kind, State
from bot.domain.verdicts import Verdict
from bot.ports import Feed, Transaction, Unjudged
from storage.open import open_store
from storage.tables import metadata
from tests.platforms.edition import contents
from tests.storage.table import HOUR, NOON, Table, lay_table

Asked = Callable[[Transaction, Table], Awaitable[object]]

VOTE = VoteId("0" * 26)
FEED = Feed(
    FeedId("0" * 26), CommunityId("0" * 26), 1, "https://example.org/feed", "News", Validators(None, None), NOON
)
ENTRY = Entry("1", "A headline", "https://example.org/1", "", None)
WAITS = Unjudged(FEED.id, "0" * 64, FEED.community, ENTRY)
PARTIAL = tuple(
    index.name or ""
    for table in metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
)

ASKED: dict[str, Asked] = {
    "votes due": lambda tx, table: tx.votes.due(NOON, 50),
    "deliveries due": lambda tx, table: tx.outbox.due(NOON),
    "deliveries to send": lambda tx, table: tx.outbox.claim([DeliveryId("0" * 26)], NOON, NOON + HOUR),
    "feeds due": lambda tx, table: tx.feeds.claim(NOON, NOON + HOUR, 20),
    "feeds with the same pages": lambda tx, table: tx.feeds.sharing(FEED, [ENTRY]),
    "subscriptions due": lambda tx, table: tx.subscriptions.due(NOON, dict.fromkeys(Every, NOON + HOUR), 20),
    "stale cards": lambda tx, table: tx.postings.stale(NOON, NOON),
    "answers to forget": lambda tx, table: tx.inbox.forget(NOON),
    "a space": lambda tx, table: tx.communities.space(Platform.DISCORD, "lab-a"),
    "an account": lambda tx, table: tx.people.account(table.people["alice"].handle),
    "a presence": lambda tx, table: tx.people.presence(table.community, table.people["alice"].member),
    "on a registered roll": lambda tx, table: tx.rolls.includes(VOTE, table.people["alice"].member),
    "a facilitator": lambda tx, table: tx.facilitators.includes(table.community, table.people["alice"].member),
    "an elector": lambda tx, table: tx.votes.elector(VOTE, table.people["alice"].member),
    "a member's ballot": lambda tx, table: tx.votes.cast_by(VOTE, table.people["alice"].member),
    "the ballots": lambda tx, table: tx.votes.ballots(VOTE),
    "untold votes": lambda tx, table: tx.votes.untold(5),
    "every vote": lambda tx, table: tx.votes.rounds(ProposalId("0" * 26)),
    "texts": lambda tx, table: tx.proposals.texts(ProposalId("0" * 26), [1, 2]),
    "the turnout": lambda tx, table: tx.votes.turnout(VOTE),
    "titles": lambda tx, table: tx.proposals.titles(
        table.community, table.people["alice"].member, tuple(State), Kind.RED_LINE, False
    ),
    "several proposals": lambda tx, table: tx.proposals.several([ProposalId("0" * 26)]),
    "a workspace's token": lambda tx, table: tx.installations.get("T01"),
    "an entry by its code": lambda tx, table: tx.entries.named(table.community, "3-9f86d08188"),
    "entries by verdict": lambda tx, table: tx.entries.ranked(table.community, NOON - HOUR, NOON, tuple(Verdict), 12),
    "entries of each verdict": lambda tx, table: tx.entries.counts(table.community, NOON - HOUR, NOON),
    "what was chosen late": lambda tx, table: tx.choices.late(table.community, NOON - HOUR, NOON, NOON - 9 * HOUR),
    "what was dropped": lambda tx, table: tx.choices.dropped(table.community, NOON - HOUR, NOON),
    "editions of an instant": lambda tx, table: tx.editions.covering(table.community, [NOON]),
    "entries to judge": lambda tx, table: tx.entries.unjudged(200),
    "entries judged": lambda tx, table: tx.entries.keep_judgements([(WAITS, Judgement(True, 7, ("red line",)))]),
    "entries weighed": lambda tx, table: tx.entries.weighed(table.community, NOON - HOUR, NOON),
    "entries counted": lambda tx, table: tx.entries.count(table.community, NOON - HOUR, NOON),
    "an edition": lambda tx, table: tx.editions.numbered(table.community, 1),
    "the next edition's number": lambda tx, table: tx.editions.next_number(table.community),
    "editions": lambda tx, table: tx.editions.listed(table.community, None, 25, 30),
    "editions to approve": lambda tx, table: tx.editions.held(table.community),
    "editions of eight weeks": lambda tx, table: tx.editions.since(table.community, NOON),
    "editions of a subscription": lambda tx, table: tx.editions.of(SubscriptionId("0" * 26), NOON),
    "an edition changed": lambda tx, table: tx.editions.change(EditionId("0" * 26), Stage.SKIPPED, contents()),
    "editions that are public": lambda tx, table: tx.editions.published(table.community, 21, 30),
    "editions of one digest that are public": lambda tx, table: tx.editions.published(table.community, 21, None, 1),
    "an edition that is public": lambda tx, table: tx.editions.published_as(table.community, 1),
    "subscriptions": lambda tx, table: tx.subscriptions.listed(table.community),
    "evidence": lambda tx, table: tx.evidence.of([ProposalId("0" * 26)]),
    "phrases": lambda tx, table: tx.phrases.of([table.community]),
    "phrases held": lambda tx, table: tx.phrases.held([table.community]),
    "entries to judge anew": lambda tx, table: tx.phrases.judge_anew(table.community, NOON - HOUR),
    "what was put forward": lambda tx, table: tx.submissions.count(table.community, NOON - HOUR),
    "an entry by its page": lambda tx, table: tx.submissions.known(table.community, "https://example.org/a", NOON),
    "editions out of date": lambda tx, table: tx.editions.outdated(),
    "held editions to revise": lambda tx, table: tx.editions.revise(table.community),
}


@pytest.fixture
def statements() -> Iterator[list[tuple[str, Any]]]:
    """The statements that any engine runs meanwhile, with their parameters."""
    heard: list[tuple[str, Any]] = []

    def hear(db: object, cursor: object, statement: str, parameters: Any, context: object, many: bool) -> None:
        heard.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


async def test_nothing_frequent_reads_a_whole_table(tmp_path: Path, statements: list[tuple[str, Any]]) -> None:
    file = tmp_path / "moratorium.db"
    store = await open_store(f"sqlite:///{file}")
    table = await lay_table(store)
    reads: dict[str, list[str]] = {}
    for name, ask in ASKED.items():
        statements.clear()
        await store.write(lambda tx, ask=ask: ask(tx, table))  # type: ignore[misc]
        asked = [one for one in statements if one[0].startswith(("SELECT", "UPDATE", "DELETE"))]
        assert asked, name
        with sqlite3.connect(file) as db:
            plans = [db.execute(f"EXPLAIN QUERY PLAN {statement}", parameters) for statement, parameters in asked]
            reads[name] = [row[3] for plan in plans for row in plan]
        db.close()
    await store.aclose()
    for name, plan in reads.items():
        scans = [step for step in plan if "SCAN" in step]
        # Rows that an index has found already are counted off ("lines", of the innermost query), and an index that has
        # only a few of the rows may be read from end to end.
        few = ("SCAN lines", *PARTIAL)
        assert [step for step in scans if not step.endswith(few) and "(subquery-" not in step] == [], name
