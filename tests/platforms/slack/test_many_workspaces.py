"""Many workspaces and one app: each installs it, is answered by its own token, and goes when it likes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.domain.people import Platform, Space
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.installing import Installer
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.workspaces import InstalledWorkspaces
from bot.ports import Impossible, Messenger, NotSent, Transaction
from bot.services.closing import close_due
from bot.services.delivery import deliver_due
from bot.services.world import World
from bot.views.elements import note
from bot.web.installing import INSTALL_PATH, REDIRECT_PATH
from bot.web.server import SLACK_PATH, WebServer
from commands.dispatch import Dispatcher
from storage.store import SqlStore
from tests.platforms.redline import TEXT
from tests.platforms.slack.conftest import Clock, made_world
from tests.process.home import free_port
from tests.servers.slack import SlackServer
from tests.servers.slack_place import Place

AUTHORIZE = "https://slack.example.org/oauth/v2/authorize"


@dataclass
class Browser:
    """Somebody's browser, with its cookies; the address bar's last page is *text*."""

    url: str
    session: aiohttp.ClientSession
    status: int = 0
    text: str = ""

    async def get(self, address: str) -> str:
        """Open a page, and return where it sends the browser, if it does."""
        async with self.session.get(address, allow_redirects=False) as response:
            self.status, self.text = response.status, await response.text()
            return response.headers.get("Location", "")

    async def begin(self) -> str:
        return await self.get(self.url + INSTALL_PATH)


@dataclass
class Many:
    """A bot for every workspace that installs its app."""

    slack: SlackServer
    world: World
    adapter: SlackAdapter
    clock: Clock
    url: str
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[self.url])
        self.browsers.append(Browser(self.url, aiohttp.ClientSession(cookie_jar=jar)))
        return self.browsers[-1]

    async def install(self, place: Place, across: str | None = None) -> Browser:
        """Let alice, of that workspace, install the app there."""
        browser = self.browser()
        address = await browser.begin()
        await browser.get(self.slack.oauth.approve(address, place.methods, place.person("alice").id, across))
        return browser

    async def works(self) -> None:
        await close_due(self.world)
        await deliver_due(self.world)

    async def space(self, place: Place) -> Space:
        key = place.space.team.id
        found = await self.world.store.read(lambda tx: tx.communities.space(Platform.SLACK, key))
        assert found is not None
        return found


@pytest.fixture(params=["socket", "http"])
async def many(
    slack: SlackServer, store: SqlStore[Transaction], clock: Clock, request: pytest.FixtureRequest
) -> AsyncIterator[Many]:
    slack.oauth.tokens.clear()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    slack.oauth.redirects = {url + REDIRECT_PATH}
    messengers: dict[Platform, Messenger] = {}
    world = made_world(store, clock, messengers)
    calls = Calls(None, slack.api_url)
    workspaces = InstalledWorkspaces(store, calls, url + INSTALL_PATH, world.clock)
    app_token = slack.app_token if request.param == "socket" else None
    adapter = SlackAdapter(world, Dispatcher(world), workspaces, calls, app_token, slack.signing_secret)
    messengers[Platform.SLACK] = adapter
    secret = (slack.client_id, slack.client_secret)
    installer = Installer(
        workspaces, calls, secret, url + REDIRECT_PATH, "/pause", clock, world.entropy, authorize=AUTHORIZE
    )
    server = WebServer(world, adapter.handle, installer)
    await server.start("127.0.0.1", port)
    serving = asyncio.create_task(adapter.run())
    if app_token:
        await slack.connected()
    else:
        slack.events_url = url + SLACK_PATH
    made = Many(slack, world, adapter, clock, url)
    yield made
    for browser in made.browsers:
        await browser.session.close()
    await server.aclose()
    await adapter.aclose()
    await serving


async def opened(many: Many, place: Place) -> str:
    """Let alice open a vote in that workspace, and return the card as it stands in general."""
    alice = place.person("alice")
    asked = await alice.command("/pause", "propose red-line")
    assert asked.view is not None
    preview = await (await alice.submit(asked.view, TEXT)).until(lambda seen: seen.ephemerals)
    told = await alice.press(preview.ephemerals[-1], "Open the vote")
    assert "is open" in told.text
    await many.works()
    [card] = place.messages("general")
    return card.shown


async def test_each_workspace_is_answered_by_its_own_token(many: Many) -> None:
    other = many.slack.add_workspace("T02LABB", "Lab B")
    first = await many.install(many.slack)
    assert (first.status, "Moratorium is installed in Test Workspace." in first.text) == (200, True)
    assert "invite @moratorium" in first.text
    assert "is installed in Lab B" in (await many.install(other)).text
    assert "RL-1" in await opened(many, many.slack)
    assert not other.messages("general")
    assert "RL-1" in await opened(many, other)
    by_team = {call.team for call in many.slack.calls if call.method == "chat.postMessage"}
    assert by_team == {"T01TEST", "T02LABB"}
    # The same user ids are other people there: who voted here has not voted there.
    bob = other.person("bob")
    asked = await bob.press(other.messages("general")[0], "Vote")
    assert asked.view is not None
    voted = await (await bob.submit(asked.view, {"choice": "For"})).until(lambda seen: seen.ephemerals)
    assert "Recorded: For" in voted.text
    assert "1 voted" in (await bob.command("/pause", "results 1")).text
    assert "0 voted" in (await many.slack.person("bob").command("/pause", "results 1")).text
    here, there = await many.space(many.slack), await many.space(other)
    assert here.community != there.community
    assert (here.name, there.name) == ("Test Workspace", "Lab B")
    assert many.slack.unacked == []


async def test_each_rolls_its_own_people(many: Many) -> None:
    other = many.slack.add_workspace("T02LABB", "Lab B", enterprise="E01ORG")
    other.add_person("grace")
    await many.install(many.slack)
    await many.install(other)
    for place in (many.slack, other):
        await place.person("alice").command("/pause", "status")
    here = {profile.name for profile in await many.adapter.roll(await many.space(many.slack))}
    there = await many.adapter.roll(await many.space(other))
    assert "grace" not in here
    assert "grace" in {profile.name for profile in there}
    assert {profile.handle.realm for profile in there} == {"E01ORG"}


async def test_a_card_is_edited_by_the_token_that_posted_it(many: Many) -> None:
    await many.install(many.slack)
    await many.slack.person("alice").command("/pause", "status")
    space = await many.space(many.slack)
    reference = await many.adapter.send(space, "C01GEN", note("first"), "n")
    await many.adapter.edit(space, "C01GEN", reference, note("second"))
    assert [message.shown for message in many.slack.messages("general")] == ["second"]


async def test_where_it_is_not_installed_nothing_is_done_and_it_is_said(many: Many) -> None:
    answer = await many.slack.person("bob").command("/pause", "propose red-line")
    assert "I am not installed in your workspace" in answer.text
    assert await many.world.store.read(lambda tx: tx.communities.every_space()) == []


async def test_when_it_is_removed_the_space_is_lost_until_it_is_installed_again(many: Many) -> None:
    other = many.slack.add_workspace("T02LABB", "Lab B")
    for place in (many.slack, other):
        await many.install(place)
        await place.person("alice").command("/pause", "status")
    await many.slack.uninstall(other)
    assert (await many.space(other)).lost == "the app was removed from the workspace"
    assert (await many.space(many.slack)).lost is None
    assert await many.world.store.read(lambda tx: tx.installations.get("T02LABB")) is None
    with pytest.raises(Impossible, match=f"not installed in Lab B: an admin can install it again at {many.url}/slack"):
        await many.adapter.send(await many.space(other), "C01GEN", note("x"), "n")
    await many.install(other)
    assert (await many.space(other)).lost is None
    await many.adapter.send(await many.space(other), "C01GEN", note("x"), "n")
    assert other.messages("general")
    assert many.slack.unacked == []


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_what_slack_tells_late_does_not_end_what_was_installed_since(many: Many, event: str) -> None:
    await many.install(many.slack)
    await many.slack.person("alice").command("/pause", "status")
    await many.slack.uninstall(many.slack, event)
    await many.install(many.slack)
    told = next(delivery for delivery in many.slack.deliveries if delivery.kind == "events_api")
    again = await many.slack.redeliver(told)
    assert again.acked
    assert (await many.space(many.slack)).lost is None
    assert "Open votes" in (await many.slack.person("alice").command("/pause", "status")).text


async def test_a_persons_token_that_is_revoked_ends_nothing(many: Many) -> None:
    await many.install(many.slack)
    asked = len(many.slack.calls)
    await many.slack.event({"type": "tokens_revoked", "tokens": {"oauth": ["U01ALICE"], "bot": []}})
    assert len(many.slack.calls) == asked


async def test_what_could_not_be_noted_is_told_again(many: Many) -> None:
    await many.install(many.slack)
    await many.slack.person("alice").command("/pause", "status")
    many.slack.fault("auth.test", status=503)
    many.slack.oauth.revoke(many.slack.methods, "account_inactive")
    first = await many.slack.event({"type": "app_uninstalled"})
    assert not first.acked
    assert (await many.space(many.slack)).lost is None
    assert (await many.slack.redeliver(first.delivery)).acked
    assert (await many.space(many.slack)).lost is not None


async def test_a_token_that_was_revoked_unheard_says_what_to_mend(many: Many) -> None:
    await many.install(many.slack)
    await many.slack.person("alice").command("/pause", "status")
    many.slack.oauth.revoke(many.slack.methods, "account_inactive")
    with pytest.raises(Impossible, match=f"an admin can install it again at {many.url}/slack/install"):
        await many.adapter.send(await many.space(many.slack), "C01GEN", note("x"), "n")


# -- installing ------------------------------------------------------------------------------------------


async def test_what_is_asked_for_is_what_is_declared(many: Many) -> None:
    address = await many.browser().begin()
    assert address.startswith(AUTHORIZE)
    asked = {name: values for name, values in parse_qs(urlsplit(address).query).items() if name != "state"}
    assert asked == {
        "client_id": [many.slack.client_id],
        "scope": [",".join(scope.name for scope in SCOPES)],
        "redirect_uri": [many.url + REDIRECT_PATH],
    }


async def refused(browser: Browser, address: str) -> str:
    await browser.get(address)
    assert browser.status in (400, 503)
    assert "Not installed" in browser.text
    assert "Begin again" in browser.text
    return browser.text


async def test_who_did_not_begin_it_cannot_end_it(many: Many) -> None:
    address = await many.browser().begin()
    back = many.slack.oauth.approve(address, many.slack.methods, "U01ALICE")
    other = many.browser()
    assert "begun in the same browser" in await refused(other, back)
    await other.begin()  # a cookie of its own is another one
    assert "begun in the same browser" in await refused(other, back)
    assert not many.slack.oauth.tokens


@pytest.mark.parametrize("state", ["", "x", "AAAA.99999999999.0", "é.1.2", "A.9999999999." + "0" * 64, "."])
async def test_a_state_that_was_not_given_out_is_none(many: Many, state: str) -> None:
    browser = many.browser()
    browser.session.cookie_jar.update_cookies({"slack-app-oauth-state": state}, aiohttp.client.URL(many.url))
    await refused(browser, f"{many.url}{REDIRECT_PATH}?state={state}&code=code-1")
    assert not [call for call in many.slack.calls if call.method == "oauth.v2.access"]


async def test_it_is_begun_within_ten_minutes_and_ended_once(many: Many) -> None:
    late = many.browser()
    address = await late.begin()
    back = many.slack.oauth.approve(address, many.slack.methods, "U01ALICE")
    many.clock.ahead = timedelta(minutes=11)
    assert "ten minutes" in await refused(late, back)
    browser = many.browser()
    back = many.slack.oauth.approve(await browser.begin(), many.slack.methods, "U01ALICE")
    await browser.get(back)
    assert browser.status == 200
    assert "begun in the same browser" in await refused(browser, back)


async def test_a_code_that_slack_does_not_take_installs_nothing(many: Many) -> None:
    browser = many.browser()
    address = await browser.begin()
    state = parse_qs(urlsplit(address).query)["state"][0]
    assert "invalid_code" in await refused(browser, f"{many.url}{REDIRECT_PATH}?state={state}&code=nonsense")


async def test_who_breaks_it_off_is_told_so(many: Many) -> None:
    browser = many.browser()
    assert "broken off in Slack" in await refused(browser, many.slack.oauth.deny(await browser.begin()))


async def test_an_installation_across_an_organisation_is_refused_with_what_to_do(many: Many) -> None:
    browser = await many.install(many.slack, across="E01ORG")
    assert "across the organisation Organisation E01ORG" in browser.text
    assert "in each workspace by itself" in browser.text
    assert await many.world.store.read(lambda tx: tx.installations.get("T01TEST")) is None


async def test_a_secret_that_is_wrong_is_told_to_the_operator(many: Many, caplog: pytest.LogCaptureFixture) -> None:
    many.slack.fault("oauth.v2.access", error="bad_client_secret")
    browser = await many.install(many.slack)
    assert "its operator has been told" in browser.text
    assert "SLACK_CLIENT_SECRET is not the app's" in caplog.text


async def test_a_slack_that_does_not_answer_is_no_installation_yet(many: Many) -> None:
    many.slack.fault("oauth.v2.access", status=503)
    browser = await many.install(many.slack)
    assert (browser.status, "It is not known whether it was installed" in browser.text) == (503, True)
    assert "is installed in" in (await many.install(many.slack)).text


async def test_the_bots_name_is_no_condition(many: Many) -> None:
    many.slack.fault("auth.test", status=503)
    browser = await many.install(many.slack)
    assert browser.status == 200
    assert "invite" not in browser.text
    assert "Open votes" in (await many.slack.person("alice").command("/pause", "status")).text


async def test_the_pages_are_only_for_reading_and_keep_nothing(many: Many) -> None:
    session = many.browser().session
    for path in (INSTALL_PATH, REDIRECT_PATH):
        for method in ("POST", "HEAD", "PUT"):
            async with session.request(method, many.url + path, allow_redirects=False) as response:
                assert response.status == 405
        async with session.get(many.url + path, allow_redirects=False) as response:
            assert response.headers["Cache-Control"] == "no-store"
            cookie = response.headers["Set-Cookie"]
            assert "Secure" in cookie
            assert "HttpOnly" in cookie


async def test_without_its_database_people_hear_so_and_nothing_is_sent(
    many: Many, store: SqlStore[Transaction]
) -> None:
    await many.install(many.slack)
    await many.slack.person("alice").command("/pause", "status")
    space = await many.space(many.slack)
    await store.aclose()
    with pytest.raises(NotSent, match="nobody could look up"):
        await many.adapter.send(space, "C01GEN", note("x"), "n")
    answer = await many.slack.person("alice").command("/pause", "status")
    assert answer.acked
    assert answer.ephemerals
