"""The digests' pages: what was sent to a channel and nothing else, as HTML, as Atom and as a list of feeds."""

import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import feedparser
import pytest

from bot.domain.addresses import to_person
from bot.domain.editions import Contents, Stage, Story, Tabled
from bot.domain.stories.items import Item
from bot.feeds.outlines import outlines
from bot.ports import DeliveryState
from tests.platforms.edition import HEADLINES, contents, item
from tests.platforms.redline import NOW
from tests.storage.table import HOUR
from tests.storage.test_queries_news import fed
from tests.web.conftest import Site
from tests.web.editions import corrected, sent, subscribed
from tests.web.test_register import HOSTILE
from tests.web.test_register import words as spaced

# Both databases are held to the same queries elsewhere; here the faster one does.
pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

FORBIDDEN = "\x00\x08\x0c\x1b\ufffe\uffff"
"""What no XML may contain, not even escaped."""
DAY = timedelta(days=1)


def words(page: str) -> str:
    return re.sub(r" ([,.:])", r"\1", spaced(page))


def hostile() -> Contents:
    """Return an edition in which all that feeds and members wrote is hostile."""
    whole = contents(2)
    assert whole.table
    assert whole.stories

    def bad(one: Item, url: str) -> Item:
        return replace(one, title=HOSTILE + FORBIDDEN, source=HOSTILE + FORBIDDEN, url=url)

    lead = bad(item(0), "javascript:alert(3)")
    others = tuple(
        bad(item(0), url)
        for url in ("data:text/html,<b>", 'https://a.example.org/"onmouseover="alert(4)', "https://[", "http://")
    )
    story = Story(lead, others, ("1-0123456789",), (HOSTILE,))
    noted = replace(whole.repeated[0], note=HOSTILE + FORBIDDEN, headline=HOSTILE)
    line: Tabled = replace(whole.table[0], title=HOSTILE)
    return replace(
        whole,
        table=(line,),
        stories=(story, replace(whole.stories[1], lead=bad(item(1), "vbscript:x"))),
        repeated=(noted,),
        corrections=(replace(noted, edition=1, story=1),),
    )


async def test_where_none_was_sent_the_page_says_so_and_the_feed_is_empty(site: Site) -> None:
    table = await site.table()
    assert "No edition has been sent to a channel yet." in await site.page(f"/c/{table.community}/digests")
    assert feedparser.parse(await site.page(f"/c/{table.community}/digests.atom")).entries == []


async def test_an_edition_has_a_page_with_all_that_it_told(site: Site) -> None:
    table = await site.table()
    await sent(site, table, await subscribed(table), contents(4))
    page = await site.page(f"/c/{table.community}/digests/1")
    shown = words(page)
    assert shown.startswith("Pause digest, edition 1 sent 24 Nov 2026, 09:00 UTC in Lab A week of 17 November")
    assert "Late: it was due on 24 Nov 2026, 06:00 UTC." in shown
    assert "Closing soon: RL-12 No autonomous replication closes 26 Nov 2026, 09:00 UTC, 23 voted" in shown
    assert "Decided: BM-3 Replication suite adopted" in shown
    assert "The bill was tabled, not passed. Thu 19 Nov 2026, on story 2 of edition 13" in shown
    assert f"{HEADLINES[1]} The Example, Mon 23 Nov 2026 · here because: frontier law +1 outlet: Outlet A" in shown
    assert "Update A statement: *evaluations* before scale" in shown
    assert "+3 outlets: Outlet A, Outlet B, Outlet C" in shown
    assert "2 stories of less weight left out." in shown
    assert 'href="../RL-12"' in page
    assert 'href="../digests/13#story-2"' in page
    address = "https://news.example.org/2026/1/a-story?page=1&amp;of=1"
    assert page.count(f'<a href="{address}" rel="noopener nofollow" dir="auto">') == 2


async def test_near_misses_are_for_curators_alone(site: Site) -> None:
    table = await site.table()
    whole = contents(1)
    assert whole.near
    await sent(site, table, await subscribed(table), whole)
    for path in ("digests/1", "digests", "digests.atom"):
        page = await site.page(f"/c/{table.community}/{path}")
        assert whole.near[0].code not in page
        assert whole.near[0].item.url.replace("&", "&amp;") not in page


async def test_a_quiet_week_says_so_and_a_section_that_was_not_asked_for_is_absent(site: Site) -> None:
    table = await site.table()
    of = await subscribed(table)
    await sent(site, table, of, replace(contents(0), table=(), kept=0, repeated=()))
    await sent(site, table, of, replace(contents(2), table=None))
    quiet = words(await site.page(f"/c/{table.community}/digests/1"))
    assert "A quiet week: no story out of 240 entries read." in quiet
    assert "Nothing is open and nothing was decided." in quiet
    assert "At the table" not in words(await site.page(f"/c/{table.community}/digests/2")).partition("News")[0]


async def test_a_correction_stands_dated_at_its_story(site: Site) -> None:
    table = await site.table()
    edition = await sent(site, table, await subscribed(table), contents(3))
    await corrected(table, edition, 2, "The bill was tabled, not passed.", NOW + DAY)
    page = await site.page(f"/c/{table.community}/digests/1")
    told = words("<main>" + page.partition('id="story-2">')[2].partition("</li>")[0])
    assert "Corrected on Wed 25 Nov 2026: The bill was tabled, not passed." in told
    assert "corrected Wed 25 Nov 2026" in words(await site.page(f"/c/{table.community}/digests"))


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        (Stage.HELD, DeliveryState.SENT),
        (Stage.SKIPPED, DeliveryState.SENT),
        (Stage.JOINED, DeliveryState.SENT),
        (Stage.QUEUED, DeliveryState.WAITING),
        (Stage.QUEUED, DeliveryState.FAILED),
        (Stage.QUEUED, DeliveryState.MISSED),
    ],
)
async def test_what_was_not_sent_is_nowhere(site: Site, stage: Stage, state: DeliveryState) -> None:
    table = await site.table()
    await sent(site, table, await subscribed(table), stage=stage, state=state)
    assert (await site.get(f"/c/{table.community}/digests/1"))[0] == 404
    assert (await site.get(f"/c/{table.community}/"))[0] == 404
    for path in ("digests", "digests.atom"):
        assert HEADLINES[1] not in await site.page(f"/c/{table.community}/{path}")


async def test_a_members_own_digest_is_nowhere(site: Site) -> None:
    table = await site.table()
    await sent(site, table, await subscribed(table, to_person("U01")))
    assert (await site.get(f"/c/{table.community}/digests/1"))[0] == 404
    assert "No edition has been sent" in await site.page(f"/c/{table.community}/digests")


async def test_what_may_have_been_sent_is_shown(site: Site) -> None:
    table = await site.table()
    await sent(site, table, await subscribed(table), state=DeliveryState.UNCERTAIN)
    assert HEADLINES[1] in await site.page(f"/c/{table.community}/digests/1")


async def test_editions_are_listed_latest_first_a_page_at_a_time(site: Site) -> None:
    table = await site.table()
    of = await subscribed(table)
    for week in range(23):
        await sent(site, table, of, contents(1), made=NOW + 7 * week * DAY)
    first = await site.page(f"/c/{table.community}/digests")
    numbers = [int(number) for number in re.findall(r'href="digests/(\d+)"', first)]
    assert numbers == list(range(23, 11, -1))
    assert 'href="?before=12"' in first
    rest = await site.page(f"/c/{table.community}/digests?before=12")
    assert re.findall(r'href="digests/(\d+)"', rest) == [f"{number}" for number in range(11, 0, -1)]
    assert 'rel="next"' not in rest
    assert "Latest editions" in rest
    assert await site.page(f"/c/{table.community}/digests?before=x") == first
    assert 'href="22" rel="prev"' in await site.page(f"/c/{table.community}/digests/23")


async def test_where_several_channels_have_digests_one_can_be_followed_alone(site: Site) -> None:
    table = await site.table()
    one, other = await subscribed(table), await subscribed(table, "random")
    for of in (one, other, one):
        await sent(site, table, of)
    assert 'href="?digest=2"' in await site.page(f"/c/{table.community}/digests")
    alone = await site.page(f"/c/{table.community}/digests?digest=2")
    assert re.findall(r'href="digests/(\d+)"', alone) == ["2"]
    assert 'href="digests.atom?digest=2"' in alone
    feed = feedparser.parse(await site.page(f"/c/{table.community}/digests.atom?digest=1"))
    assert [entry.link.rpartition("/")[2] for entry in feed.entries] == ["3", "1"]
    assert feed.feed.id != feedparser.parse(await site.page(f"/c/{table.community}/digests.atom")).feed.id
    assert 'href="1" rel="prev"' in await site.page(f"/c/{table.community}/digests/3")


async def test_the_feed_is_whole_and_valid(site: Site) -> None:
    table = await site.table()
    of = await subscribed(table)
    for week in range(2):
        await sent(site, table, of, contents(4), made=NOW + 7 * week * DAY)
    _, text, headers = await site.get(f"/c/{table.community}/digests.atom")
    assert headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(text)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.title == "Digest of Lab A"
    assert feed.feed.author == "Lab A"
    assert feed.feed.updated == "2026-12-01T09:00:00Z"
    links = {link.rel: link.href for link in feed.feed.links}
    here = f"{site.url}/c/{table.community}"
    assert links == {"self": f"{here}/digests.atom", "alternate": f"{here}/digests"}
    second, first = feed.entries
    assert second.link == f"{here}/digests/2"
    assert first.title == "Pause digest · week of 17 November"
    assert (first.published, first.updated) == ("2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z")
    assert first.summary == "3 at the table, 4 stories"
    assert len({feed.feed.id, first.id, second.id}) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one.id) for one in feed.entries)
    (content,) = first.content
    assert content.type == "text/html"
    assert f'href="{here}/RL-12"' in content.value
    assert "here because: red line; METR" in content.value
    assert "+3 outlets" in content.value
    assert 'href="../' not in content.value


async def test_a_correction_moves_the_feeds_date_and_nothing_moves_its_ids(site: Site) -> None:
    table = await site.table()
    edition = await sent(site, table, await subscribed(table), contents(3))
    address = f"/c/{table.community}/digests.atom"
    before = feedparser.parse(await site.page(address))
    await corrected(table, edition, 1, "It was not so.", NOW + DAY + HOUR)
    after = feedparser.parse(await site.page(address))
    assert (before.feed.id, before.entries[0].id) == (after.feed.id, after.entries[0].id)
    assert after.feed.updated == after.entries[0].updated == "2026-11-25T10:00:00Z"
    assert after.entries[0].published == before.entries[0].published
    assert "It was not so." in after.entries[0].content[0].value


async def test_what_feeds_and_members_write_is_inert(site: Site) -> None:
    table = await site.table()
    await sent(site, table, await subscribed(table), hostile())
    for path in ("digests", "digests/1", ""):
        page = await site.page(f"/c/{table.community}/{path}")
        assert not re.search(r"<script|<img|</title>@|\u202e|<[^>]*\son\w+=|<[^>]*\sstyle=", page), path
    page = await site.page(f"/c/{table.community}/digests/1")
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7 * 7 }}" in page
    links = re.findall(r'href="([^"]*)"', page)
    assert "https://a.example.org/%22onmouseover=%22alert(4)" in links
    assert [link for link in links if re.match(r"\w+:", link) and not re.match(r"https://[a-z.]+\.org/", link)] == []


async def test_hostile_words_leave_the_feed_valid_and_inert(site: Site) -> None:
    table = await site.table()
    await sent(site, table, await subscribed(table), hostile())
    text = await site.page(f"/c/{table.community}/digests.atom")
    feed = feedparser.parse(text, sanitize_html=False)
    assert not feed.bozo
    told = feed.entries[0].content[0].value
    assert not re.search(r"<script|<img|<[^>]*\son\w+=", told)
    assert "&lt;script&gt;alert(1)" in told
    assert re.findall(r'href="((?!https?://)[^"]*)"', told) == []


async def test_the_list_of_feeds_is_one_that_we_take_too(site: Site) -> None:
    table = await site.table()
    for name in ("b", "a"):
        await fed(table, f"https://example.org/{name}?a=1&b=2")
    text = await site.page(f"/c/{table.community}/feeds.opml")
    told = [(one.title, one.url) for one in outlines(text.encode(), "utf-8")]
    assert told == [("Example “News”", f"https://example.org/{name}?a=1&b=2") for name in "ba"]


async def test_the_feeds_that_are_read_are_a_list_that_others_take(site: Site) -> None:
    table = await site.table()
    assert ElementTree.fromstring(await site.page(f"/c/{table.community}/feeds.opml")).findall("body/outline") == []
    await fed(table, "https://example.org/feed?a=1&b=<2>")
    feed = await fed(table, "https://example.org/other")
    await table.write(lambda tx: tx.feeds.keep(replace(feed, title=HOSTILE + FORBIDDEN)))
    _, text, headers = await site.get(f"/c/{table.community}/feeds.opml")
    assert headers["Content-Type"] == "text/x-opml; charset=utf-8"
    list_ = ElementTree.fromstring(text)
    assert (list_.tag, list_.get("version")) == ("opml", "2.0")
    assert list_.findtext("head/title") == "Feeds of Lab A"
    first, second = list_.findall("body/outline")
    assert first.attrib == {
        "type": "rss",
        "text": "Example “News”",
        "title": "Example “News”",
        "xmlUrl": "https://example.org/feed?a=1&b=<2>",
    }
    assert second.attrib["text"].startswith("<script>alert(1)")


@pytest.mark.parametrize("path", ["digests", "digests/1", "digests.atom", "feeds.opml", "", "acts"])
async def test_what_has_not_changed_is_not_sent_again(site: Site, path: str) -> None:
    table = await site.table()
    edition = await sent(site, table, await subscribed(table))
    address = f"/c/{table.community}/{path}"
    _, text, headers = await site.get(address)
    assert headers["Cache-Control"] == "no-cache"
    for known in (headers["ETag"], f'"other", W/{headers["ETag"]}', "*"):
        async with site.session.get(site.url + address, headers={"If-None-Match": known}) as answer:
            assert (answer.status, await answer.text()) == (304, ""), known
            assert answer.headers["ETag"] == headers["ETag"]
            assert answer.headers["Content-Security-Policy"]
    async with site.session.get(site.url + address, headers={"If-None-Match": '"other"'}) as answer:
        assert (answer.status, await answer.text()) == (200, text)
    if path in ("digests", "digests/1", "digests.atom"):
        await corrected(table, edition, 1, "It was not so.", NOW + DAY)
        async with site.session.get(site.url + address, headers={"If-None-Match": headers["ETag"]}) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("path", ["digests/7", "digests/0", "digests/x", "digests/9999999999", "digests/1/"])
async def test_what_was_never_an_edition_is_not_there(site: Site, path: str) -> None:
    table = await site.table()
    await sent(site, table, await subscribed(table))
    assert (await site.get(f"/c/{table.community}/{path}"))[0] == 404


@pytest.mark.parametrize("path", ["digests", "digests.atom", "feeds.opml", "digests/1"])
async def test_there_are_none_of_a_community_that_is_not_there(site: Site, path: str) -> None:
    table, other = await site.table(), await site.table("lab-b")
    await sent(site, table, await subscribed(table))
    assert (await site.get(f"/c/{'0' * 26}/{path}"))[0] == 404
    if path == "digests/1":
        assert (await site.get(f"/c/{other.community}/{path}"))[0] == 404


async def test_the_register_leads_to_the_digest(site: Site) -> None:
    table = await site.table()
    assert "Digest" not in await site.page("/")
    await sent(site, table, await subscribed(table))
    for root, path in (("", "/"), ("../../", f"/c/{table.community}/")):
        page = await site.page(path)
        assert f'<a href="{root}c/{table.community}/digests/1">Pause digest · week of 17 November</a>' in page
        assert f'href="{root}c/{table.community}/digests"' in page
        head = page.partition("</head>")[0]
        (alternate,) = re.findall(r'<link rel="alternate" type="application/atom\+xml" .*href="(.*)">', head)
        assert alternate == f"{root}c/{table.community}/digests.atom"
    assert (await site.get(f"/c/{table.community}/digests/"))[0] == 200
    assert f'href="c/{table.community}/digests"' not in await site.page(f"/c/{table.community}/digests")
