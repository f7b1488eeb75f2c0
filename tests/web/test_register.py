"""The public register: what stands in it, what never does, and that nothing members write is alive in it."""

import asyncio
import re
import socket
from dataclasses import replace

import aiohttp
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.domain.evidence import Evidence
from bot.domain.people import Habits
from bot.domain.proposals import State
from bot.domain.voting import Choice, Outcome
from bot.ports import Done, Transaction
from bot.services.world import World
from bot.web.server import PortTaken, WebServer
from tests.storage.table import NOON
from tests.web.conftest import Site

# Both databases are held to the same queries elsewhere; here the faster one does.
pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'</title>@everyone {{ 7 * 7 }} \u202egnp.exe"


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main>")[2].partition("</main>")[0]).split())


async def test_an_empty_register_says_so(site: Site) -> None:
    assert "Nothing is in force and no vote is open." in await site.page("/")


async def test_what_is_in_force_stands_with_its_numbers(site: Site) -> None:
    table = await site.table()
    label = await site.decided(table, [FOR, FOR, AGAINST])
    shown = words(await site.page("/"))
    assert "In force RL-1 Red line In force No autonomous replication" in shown
    assert "Crossed when RepliBench is at least 15 of 20 families" in shown
    assert "2 for, 1 against, 0 abstained · at least two thirds needed, exactly two thirds reached" in shown
    assert "Decided 12 Jan 2026, 12:00 UTC" in shown
    assert "No vote is open." in shown
    assert f'href="{label}"' in await site.page("/")


async def test_an_open_vote_shows_its_turnout_and_no_counts(site: Site) -> None:
    table = await site.table()
    label, vote = await site.open(table)
    await site.cast(table, vote, [FOR, AGAINST], reason="a reason that stays sealed")
    for path in ("/", f"/{label}"):
        page = await site.page(path)
        assert "2 voted; quorum 3 not yet reached" in words(page)
        assert "12 Jan 2026, 12:00 UTC" in words(page)
        assert "1 for" not in page
        assert "Against" not in page
        assert "sealed" not in page
        assert "<svg" not in page


async def test_a_page_has_the_full_text_the_rule_and_the_outcome(site: Site) -> None:
    table = await site.table()
    label = await site.decided(table, [FOR, FOR, ABSTAIN], reason="It is measurable")
    shown = words(await site.page(f"/{label.lower()}"))
    assert "Stop the run and tell the parties within a day" in shown
    assert "https://example.org/replication https://example.org/methods" in shown
    assert "3 must vote. Of those who take a side, two thirds must be for: with 3 voting, 2." in shown
    assert "Adopted: 2 for, 0 against, 1 abstained" in shown
    assert "3 ballots that counted Who Choice Reason alice Discord For It is measurable" in shown


async def test_what_was_not_adopted_is_told_apart(site: Site) -> None:
    table = await site.table()
    await site.decided(table, [FOR, AGAINST, AGAINST], {"title": "Rejected line"})
    await site.decided(table, [FOR], {"title": "Unattended line"})
    shown = words(await site.page("/"))
    assert "Nothing has been adopted yet." in shown
    assert "Not adopted RL-2 Red line No quorum Unattended line" in shown
    assert "Rejected Rejected line" in shown
    assert "No quorum: 1 of the 3 needed" in shown


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
async def test_what_was_never_open_for_voting_is_nowhere(site: Site, state: State) -> None:
    table = await site.table()
    _, label = await site.propose(table, state, {"title": "Not yet said"})
    other, _ = await site.open(table)
    assert (await site.get(f"/{label}"))[0] == 404
    assert (await site.get(f"/c/{table.community}/{label}"))[0] == 404
    assert "Not yet said" not in await site.page("/") + await site.page(f"/{other}")


@pytest.mark.parametrize("path", ["/", "/RL-1", "/c/{}/RL-1"])
async def test_a_page_asks_the_database_no_more_often_the_more_is_decided(site: Site, path: str) -> None:
    table = await site.table()
    asked: list[str] = []

    def hear(db: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    async def statements() -> int:
        asked.clear()
        await site.page(path.format(table.community))
        return len(asked)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        await site.decided(table, [FOR, FOR, AGAINST])
        await statements()  # the first asks its new connection for more
        one = await statements()
        for _ in range(4):
            await site.decided(table, [FOR, FOR, AGAINST])
        assert 0 < await statements() == one
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


async def test_an_entry_has_its_page_though_all_is_withdrawn(site: Site) -> None:
    table = await site.table()
    label, vote = await site.open(table)

    async def withdraw(tx: Transaction) -> None:
        await tx.votes.close(replace(vote, outcome=Outcome.WITHDRAWN, closed=vote.opened))
        proposal = await tx.proposals.locked(vote.proposal)
        await tx.proposals.change(replace(proposal, state=State.WITHDRAWN, revision=2))

    await site.store.write(withdraw)
    assert "No autonomous replication" in await site.page(f"/{label}")
    shown = words(await site.page("/"))
    assert "Withdrawn RL-1 Red line Withdrawn No autonomous replication" in shown
    assert "Withdrawn: its ballots were not counted Withdrawn 5 Jan 2026, 12:00 UTC" in shown
    assert f'href="{label}"' in await site.page("/")
    assert (await site.get(f"/c/{'0' * 26}/{label}"))[0] == 404


async def test_an_entry_is_found_by_its_number_and_with_a_slash_behind_it(site: Site) -> None:
    table = await site.table()
    await site.open(table)
    for path in ("/1", "/RL-1/", "/1/", f"/c/{table.community}/1", f"/c/{table.community}/RL-1/"):
        assert "No autonomous replication" in await site.page(path), path
    for path in ("/2", "/PA-1/"):
        assert (await site.get(path))[0] == 404, path


async def test_the_addresses_of_sources_are_links(site: Site) -> None:
    table = await site.table()
    label, _ = await site.open(table, {"evidence": "See (https://example.org/a?b=1&c=2), javascript:alert(1)"})
    page = await site.page(f"/{label}")
    address = "https://example.org/a?b=1&amp;c=2"
    assert f'See (<a href="{address}" rel="nofollow noopener">{address}</a>), javascript:alert(1)' in page


async def test_several_communities_have_a_page_each(site: Site) -> None:
    first, second = await site.table("lab-a"), await site.table("lab-b")
    silent = await site.table("lab-c")
    await site.propose(silent)
    await site.open(first, {"title": "The first line"})
    await site.open(second, {"title": "The second line"})
    root = await site.page("/")
    assert f'href="c/{first.community}/"' in root
    assert f'href="c/{second.community}/"' in root
    assert f'href="c/{first.community}/RL-1" dir="auto">The first line' in root
    assert f'href="c/{second.community}/RL-1" dir="auto">The second line' in root
    assert silent.community not in root
    assert (await site.get(f"/c/{silent.community}/"))[0] == 404
    assert "The first line" in await site.page(f"/c/{first.community}/")
    assert await site.page(f"/c/{first.community}") == await site.page(f"/c/{first.community}/")
    assert "The second line" not in await site.page(f"/c/{first.community}/")
    assert "The second line" in await site.page(f"/c/{second.community}/RL-1")
    both = await site.page("/RL-1")
    assert "The first line" in both
    assert "The second line" in both


@pytest.mark.parametrize("path", ["/", "/RL-1", "/c/{}/RL-1"])
async def test_what_members_write_is_inert(site: Site, path: str) -> None:
    table = await site.table()
    text = dict.fromkeys(("title", "act", "benchmark", "value", "scope", "response", "evidence"), HOSTILE)
    await site.decided(table, [FOR, FOR, FOR], text, reason=HOSTILE)
    page = await site.page(path.format(table.community))
    assert "<script" not in page
    assert "<img" not in page
    assert "</title>@" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7 * 7 }}" in page


async def test_a_title_of_ten_thousand_characters_is_shown(site: Site) -> None:
    table = await site.table()
    await site.open(table, {"title": "漢" * 10_000})
    assert "漢" * 10_000 in await site.page("/RL-1")


@pytest.mark.parametrize("path", ["/RL-99", "/XX-1", "/c/nobody/", "/c/" + "0" * 26 + "/", "/../etc/passwd", "/a/b/c"])
async def test_what_is_not_there_is_a_page_too(site: Site, path: str) -> None:
    status, text, _ = await site.get(path)
    assert status == 404
    assert "There is no such page." in text
    root = "../" * (path.count("/") - 1) if ".." not in path else "../"
    assert f'href="{root}style.css"' in text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_can_be_written(site: Site, method: str) -> None:
    for path in ("/", "/RL-1", "/healthz", "/style.css"):
        status, _, headers = await site.get(path, method)
        assert status == 405
        assert headers["Allow"] == "GET, HEAD"
    assert (await site.get("/slack/events", method))[0] == 404


@pytest.mark.parametrize("path", ["/", "/style.css", "/healthz", "/nothing/here"])
async def test_every_answer_forbids_what_it_does_not_need(site: Site, path: str) -> None:
    _, _, headers = await site.get(path)
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
    assert "aiohttp" not in headers["Server"]


async def test_pages_hold_no_script_and_no_inline_style(site: Site) -> None:
    table = await site.table()
    label = await site.decided(table, [FOR, FOR, AGAINST])
    for path in ("/", f"/{label}", "/nowhere"):
        _, page, _ = await site.get(path)
        assert not re.search(r"<script|\sstyle=|\son\w+=|<form|javascript:", page)


async def test_head_answers_without_a_body(site: Site) -> None:
    status, text, headers = await site.get("/", "HEAD")
    assert (status, text) == (200, "")
    assert int(headers["Content-Length"]) > 0


async def test_health_follows_the_database(site: Site) -> None:
    status, text, _ = await site.get("/healthz")
    assert (status, text) == (200, '{"status": "ok"}')
    await site.store.aclose()
    status, text, _ = await site.get("/healthz")
    assert (status, text) == (503, '{"status": "database unavailable"}')
    status, text, _ = await site.get("/")
    assert status == 503
    assert "The register cannot be read just now." in text


async def test_a_malformed_request_is_refused(site: Site) -> None:
    port = int(site.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /\xff\xfe HTTP/1.1\r\nHost: [\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(1024), 5)
    writer.close()
    await writer.wait_closed()
    assert answer.split(b" ")[1][:1] in (b"4",)
    assert b"Traceback" not in answer


async def test_a_taken_port_is_a_fault_that_says_so(site: Site) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        world: World = site.world
        with pytest.raises(PortTaken, match="in use"):
            await WebServer(world).start("127.0.0.1", held.getsockname()[1])


async def test_slack_is_heard_where_it_comes_by_http(site: Site) -> None:
    async def heard(request: aiohttp.web.Request) -> aiohttp.web.Response:
        return aiohttp.web.Response(text=await request.text())

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = WebServer(site.world, heard)
    await server.start("127.0.0.1", port)
    url = f"http://127.0.0.1:{port}/slack/events"
    async with site.session.post(url, data="payload") as response:
        assert await response.text() == "payload"
    async with site.session.get(url) as response:
        assert response.status == 405
    await server.aclose()


async def test_what_was_done_is_listed_latest_first_and_its_words_are_inert(site: Site) -> None:
    table = await site.table()
    assert "Nothing yet." in await site.page(f"/c/{table.community}/acts")
    alice = table.people["alice"]
    for leaf, told in ((3, "alice (Lab A) set the language to de."), (7, f"alice (Lab A) added the feed {HOSTILE}.")):
        done = Done(table.community, leaf, NOON, alice.member, "alice", table.space.id, told)
        await site.store.write(lambda tx, done=done: tx.acts.add(done))
    page = await site.page(f"/c/{table.community}/acts")
    assert "<script" not in page
    assert page.index("added the feed") < page.index("set the language to de.")
    assert "5 Jan 2026, 12:00 UTC , entry 7 of the record" in words(page)
    assert (await site.get(f"/c/{'0' * 26}/acts"))[0] == 404


async def test_what_members_wrote_says_in_which_language_where_their_space_does(site: Site) -> None:
    table = await site.table()
    label = await site.decided(table, [FOR, FOR, FOR])
    assert 'lang="de"' not in await site.page(f"/{label}")
    await site.store.write(lambda tx: tx.communities.set_habits(table.space.id, Habits(language="de")))
    for path, named in ((f"/{label}", "h1"), (f"/c/{table.community}/", 'a href="RL-1"')):
        assert f'<{named} dir="auto" lang="de">No autonomous replication' in await site.page(path)
    assert '<html lang="en">' in await site.page(f"/{label}")


async def test_what_is_attached_stands_on_its_page_with_who_did_it_and_is_inert(site: Site) -> None:
    table = await site.table()
    label, vote = await site.open(table)
    found = Evidence(
        1,
        "<b>A</b> pause",
        "The & Example",
        "https://example.org/a",
        NOON,
        table.people["alice"].member,
        "<i>bob",
        NOON,
    )
    await table.write(lambda tx: tx.evidence.add(vote.proposal, found))
    page = await site.page(f"/{label}")
    assert '<a href="https://example.org/a" rel="nofollow noopener" dir="auto">&lt;b&gt;A&lt;/b&gt; pause</a>' in page
    assert "attached by <bdi>&lt;i&gt;bob</bdi>" in page
