"""Editions as a channel and its curators live them: each story once, long ones whole, mistakes corrected."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform
from bot.views.elements import Link, Small
from tests.scenarios.table import NOON, button, shown

FEEDS = {name: f"https://{name}.example.org/feed" for name in "abcde"}
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"
BILL = "A moratorium on frontier AI training is proposed in parliament"
LONG = [
    f"{what}, {' '.join(f'{chr(97 + place)}{chr(97 + word)}' * 5 for word in range(13))}"
    for place, what in enumerate(
        (
            "Nordic ministers draft a moratorium on frontier AI training",
            "Lab C stops training its frontier AI model over a red line",
            "Universities agree on red lines for self-improving AI systems",
            "A senate hears why frontier AI training should pause for six months",
            "An open letter asks for a global moratorium on superintelligence",
            "Insurers demand a pause of frontier AI training runs in Bermuda",
            "Standards body in Geneva publishes red lines for AI replication",
            "Lab D halts training of a frontier AI model after an evaluation",
            "Unions in Nairobi call for a moratorium on advanced AI training",
            "A treaty to pause frontier AI training is signed by forty countries",
        )
    )
]


@pytest.fixture
def news(shelf):
    for url in FEEDS.values():
        shelf.titles[url] = []
        shelf.names[url] = url.split("/")[2]
    return {name: shelf.titles[url] for name, url in FEEDS.items()}


async def subscribed(table, *names):
    for name in names:
        await table.says("alice", f"feed add {FEEDS[name]}")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")


async def a_week_passes(table):
    for _ in range(7):
        await table.passes(days=1)


async def test_one_event_in_three_feeds_is_one_story_with_its_outlets(table, news):
    for name in "abc":
        news[name].append((PAUSE, NOON - timedelta(hours=2)))
    await subscribed(table, "a", "b", "c")
    await table.passes(days=1)
    (digest,) = table.wall.messages
    assert digest.text.count("here because") == 1
    assert "+2 outlets" in digest.text


async def test_what_was_told_is_not_told_again_when_another_feed_brings_it_later(table, news):
    news["a"].append((PAUSE, NOON - timedelta(hours=2)))
    await subscribed(table, "a", "b")
    await table.passes(days=1)
    news["b"].append((PAUSE, table.now - timedelta(hours=1)))
    await a_week_passes(table)
    first, second = table.wall.messages
    assert PAUSE in first.text
    assert PAUSE not in second.text


@pytest.fixture
def ten_stories(news):
    """Two long stories of each of five feeds."""
    for place, told in enumerate(LONG):
        news["abcde"[place // 2]].append((told, NOON - timedelta(hours=place)))


async def test_a_long_edition_goes_on_in_further_messages_and_nothing_is_lost(table, ten_stories):
    table.at(Platform.DISCORD)
    await subscribed(table, *FEEDS)
    await table.passes(days=1)
    await table.works()
    first, second = (message.text for message in table.posted)
    assert [told for told in LONG if told not in first + second] == []
    assert (first + second).count("here because") == 10
    assert "part 2 of 2" in table.posted[1].card.summary


async def test_a_correction_edits_what_was_sent_and_is_repeated_in_the_next_edition(table, news):
    news["a"].append((PAUSE, NOON - timedelta(hours=2)))
    await subscribed(table, "a")
    await table.passes(days=1)
    told = await table.says("alice", "digest correct 1 1 Lab B has not agreed yet.")
    assert "Corrected. The note is shown in 1 edition" in told
    await table.passes(minutes=1)
    (digest,) = table.wall.messages
    assert len(digest.cards) == 2
    assert "Corrected on 6 January (story 1): Lab B has not agreed yet." in digest.text
    await a_week_passes(table)
    _, second = table.wall.messages
    assert f"Corrected on 6 January (edition 1, story 1, {PAUSE}): Lab B has not agreed yet." in second.text
    await a_week_passes(table)
    *_, third = table.wall.messages
    assert "Corrected" not in third.text


async def test_what_was_sent_ends_with_its_page_in_the_register_and_what_was_not_has_none(table, news):
    news["a"].append((PAUSE, NOON - timedelta(hours=2)))
    await subscribed(table, "a")
    assert "This edition in the register" not in await table.says("bob", "digest preview")
    await table.passes(days=1)
    (digest,) = table.wall.messages
    last = digest.card.elements[-1]
    assert isinstance(last, Small)
    (link,) = last.spans
    space = next(iter(await table.world.store.read(lambda tx: tx.communities.every_space())))
    assert link == Link("This edition in the register", f"https://register.example.org/c/{space.community}/digests/1")
    found = await table.world.store.read(lambda tx: tx.editions.published(space.community, 9))
    assert [one.edition.number for one in found] == [1]
    assert found[0].sent == table.now


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("digest correct 7 1 It was not so.", "There is no edition 7 here."),
        ("digest correct 1 9 It was not so.", "Edition 1 has no story 9; it has 1."),
        ("digest approve 1", "Edition 1 does not wait for approval: it was sent, or is about to be."),
        ("digest skip 1", "Edition 1 does not wait for approval"),
        ("digest skip 4", "There is no edition 4 here."),
        ("digest show 4", "There is no edition 4 here."),
        ("digest show 1 2", "It takes 1 message: there is no part 2."),
    ],
)
async def test_what_makes_no_sense_of_an_edition_is_refused(table, news, line, answer):
    news["a"].append((PAUSE, NOON - timedelta(hours=2)))
    await subscribed(table, "a")
    await table.passes(days=1)
    assert answer in await table.says("alice", line)
    await table.passes(minutes=1)
    assert len(table.wall.messages[0].cards) == 1


async def test_only_curators_correct(table, news):
    table.at(Platform.DISCORD)
    news["a"].append((PAUSE, NOON - timedelta(hours=2)))
    await subscribed(table, "a")
    await table.passes(days=1)
    assert "facilitator" in await table.says("bob", "digest correct 1 1 Nonsense.")


async def test_an_edition_can_be_looked_at_again(table, news):
    news["a"].append((PAUSE, NOON - timedelta(hours=2)))
    await subscribed(table, "a")
    await table.passes(days=1)
    assert PAUSE in await table.says("bob", "digest show 1")


async def test_a_preview_tells_what_this_channel_was_not_told_yet(table, news):
    news["a"].append((PAUSE, NOON - timedelta(hours=2)))
    await subscribed(table, "a")
    await table.passes(days=1)
    news["a"].append((BILL, table.now))
    await table.passes(hours=2)
    told = await table.says("bob", "digest preview")
    assert BILL in told
    assert PAUSE not in told


async def test_a_preview_of_several_messages_shows_one_after_the_other(table, ten_stories):
    table.at(Platform.DISCORD)
    await subscribed(table, *FEEDS)
    answered = (await table.answered("bob", "digest preview")).view
    rest = await table.says("bob", button(answered, "Part 2 of 2"))
    assert [told for told in LONG if told not in shown(answered) + rest] == []
