"""What the doctor says of Slack, asked by the real library at a simulated one."""

import time

import pytest

from bot.doctor import examination
from bot.domain.people import Platform
from bot.platforms.slack.scopes import SCOPES
from bot.ports import Installation
from storage.open import open_store
from tests.doctor.conftest import NOW
from tests.servers.slack_things import TEAM

CANARY = "canary-5f3b9a"
PUBLIC = "https://pause.example.org"
BY_HTTP = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": CANARY}


def said(findings, what):
    return [finding.told for finding in findings if finding.what == what]


async def test_all_is_well_where_the_app_has_what_it_needs(surgery, slack):
    await surgery.meets(Platform.SLACK, TEAM.id, "Test Workspace", "C01GEN")
    findings = await surgery.examine()
    assert all(finding.well for finding in findings)
    assert said(findings, "Slack bot token") == ["it is that of @moratorium in the workspace Test Workspace."]
    assert said(findings, "Slack scopes") == [
        "the app has commands, chat:write, channels:read, users:read, usergroups:read."
    ]
    assert said(findings, "Slack app token") == ["Slack opens a connection with it (Socket Mode)."]
    assert said(findings, "Clock") == ["agrees with Slack's to within 5 seconds."]


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
async def test_a_scope_that_is_missing_is_named_with_what_it_is_for(surgery, slack, scope):
    slack.scopes.remove(scope.name)
    (finding,) = await surgery.amiss()
    assert finding.told == f"the app lacks {scope.name}, to {scope.reason}."
    assert "`make manifest`" in finding.mend


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("token_revoked", "SLACK_BOT_TOKEN was revoked."),
        ("account_inactive", "SLACK_BOT_TOKEN belongs to an app that was removed from its workspace."),
        ("not_allowed_token_type", "SLACK_BOT_TOKEN is a token of another sort."),
    ],
)
async def test_a_bot_token_that_is_refused_is_refused_in_slacks_sense(surgery, slack, error, told):
    slack.fault("auth.test", error=error)
    (finding,) = await surgery.amiss()
    assert (finding.what, finding.told) == ("Slack bot token", told)
    assert "SLACK_BOT_TOKEN" in finding.mend


async def test_tokens_that_slack_does_not_know_are_named_each_with_its_page(surgery, slack):
    bot, app = await surgery.amiss(SLACK_BOT_TOKEN=CANARY, SLACK_APP_TOKEN=CANARY)
    assert bot.told == "Slack does not know SLACK_BOT_TOKEN."
    assert "Install App page" in bot.mend
    assert app.told == "Slack does not know SLACK_APP_TOKEN."
    assert "App-Level Token with the scope connections:write" in app.mend


async def test_tokens_that_were_exchanged_are_of_another_sort(surgery, slack):
    bot, app = await surgery.amiss(SLACK_BOT_TOKEN=slack.app_token, SLACK_APP_TOKEN=slack.bot_token)
    assert bot.told == "SLACK_BOT_TOKEN is a token of another sort."
    assert app.told == "SLACK_APP_TOKEN is a token of another sort."


async def test_an_app_token_without_its_scope_is_told_so(surgery, slack):
    slack.app_scopes.clear()
    (finding,) = await surgery.amiss()
    assert finding.told == "SLACK_APP_TOKEN lacks the scope connections:write."


async def test_a_persons_token_is_no_bots(surgery, slack, monkeypatch):
    monkeypatch.setitem(slack.methods._table, "auth.test", lambda body: {"team": "Test Workspace", "team_id": TEAM.id})
    (finding,) = await surgery.amiss()
    assert finding.told == "SLACK_BOT_TOKEN belongs to a person in Test Workspace, not to the app's bot."


async def test_a_token_for_another_workspace_than_that_of_the_database_is_named(surgery, slack):
    await surgery.meets(Platform.SLACK, "T99OTHER", "Lab A", "C1")
    await surgery.meets(Platform.SLACK, "T98OTHER", "Lab B")
    (finding,) = await surgery.amiss()
    assert finding.told == (
        "cards or digests are to be posted in Lab A (T99OTHER), but the token is for Test Workspace (T01TEST)."
    )


@pytest.mark.parametrize(
    ("address", "well"),
    [(PUBLIC, True), ("http://pause.example.org", False), ("https://10.0.0.1", False), ("", False)],
)
async def test_by_http_slack_needs_an_address_that_it_can_reach(surgery, slack, address, well):
    findings = await surgery.examine(**BY_HTTP, MORATORIUM_REGISTER_URL=address)
    (finding,) = (finding for finding in findings if finding.what == "Slack requests")
    assert finding.well == well
    assert all(finding.well for finding in findings if finding.what != "Slack requests")
    assert [call.method for call in slack.calls] == ["auth.test"]
    if not well:
        assert "MORATORIUM_REGISTER_URL" in finding.mend


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"hang": True}, "Slack does not answer within 1 seconds."),
        ({"status": 503}, "Slack did not say whether it was done (HTTP 503)."),
        ({"status": 429, "retry_after": 20}, "Slack did not take it: it is taking too many requests from us."),
        ({"truncated": True}, "Slack's answer could not be read."),
        ({"error": "service_unavailable"}, "Slack did not take it: it is unavailable for the moment."),
    ],
)  # fmt: skip
async def test_each_way_of_failing_is_called_what_it_is_and_takes_no_longer(surgery, slack, monkeypatch, fault, told):
    monkeypatch.setattr(examination, "ANSWER_WITHIN", 1.0)
    slack.fault("auth.test", **fault)
    begun = time.monotonic()
    (finding,) = await surgery.amiss()
    assert (finding.what, finding.told) == ("Slack bot token", told)
    assert time.monotonic() - begun < 4


async def test_what_cannot_be_reached_is_said(surgery, slack):
    await slack.stop()
    bot, app = await surgery.amiss()
    assert bot.told == app.told == "Slack cannot be reached."
    await slack.start()


MANY = {
    **BY_HTTP,
    "SLACK_BOT_TOKEN": "",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": CANARY,
    "MORATORIUM_REGISTER_URL": PUBLIC,
}


async def installed(surgery, slack, place, *scopes):
    """Keep an installation of the app in a workspace, with these scopes or all of them."""
    team = place.space.team
    token = slack.oauth.issue(place.methods, scopes or [scope.name for scope in SCOPES])
    store = await open_store(surgery.database)
    await store.write(lambda tx: tx.installations.keep(Installation("", team.id, team.name, "moratorium", token, NOW)))
    await store.aclose()


async def test_where_no_workspace_has_installed_the_app_it_is_said_how(surgery, slack):
    findings = await surgery.examine(**MANY)
    (finding,) = [finding for finding in findings if finding.what == "Slack workspaces"]
    assert (finding.well, finding.told) == (True, "none has installed the app yet.")
    assert f"{PUBLIC}/slack/install" in finding.mend


async def test_of_many_workspaces_those_are_named_where_something_is_amiss(surgery, slack):
    gone, poor = slack.add_workspace("T02LABB", "Lab B"), slack.add_workspace("T03LABC", "Lab C")
    await installed(surgery, slack, slack)
    await installed(surgery, slack, gone)
    await installed(surgery, slack, poor, "commands", "chat:write", "channels:read", "users:read")
    slack.oauth.revoke(gone.methods, "account_inactive")
    findings = await surgery.examine(**MANY)
    assert said(findings, "Slack workspaces") == ["the app is installed in Test Workspace."]
    amiss = {finding.what: finding for finding in findings if not finding.well}
    assert set(amiss) == {"Slack in Lab B", "Slack in Lab C"}
    assert amiss["Slack in Lab B"].told == "its token belongs to an app that was removed from its workspace."
    assert f"install the app again at {PUBLIC}/slack/install" in amiss["Slack in Lab B"].mend
    assert amiss["Slack in Lab C"].told.startswith("the app lacks usergroups:read, to tell who")


async def test_of_very_many_workspaces_the_first_are_looked_at(surgery, slack, monkeypatch):
    monkeypatch.setattr(examination, "MOST", 1)
    for number in range(2, 5):
        await installed(surgery, slack, slack.add_workspace(f"T{number:02}", f"Lab {number}"))
    told = said(await surgery.examine(**MANY), "Slack workspaces")
    assert told == ["the app is installed in Lab 2, and in 2 more that were not looked at."]
