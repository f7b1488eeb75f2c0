"""What the doctor says of the machine: settings, address, clock, zones, and nothing at all set."""

import asyncio
import re
import socket
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from aiohttp import web

from bot.doctor import clock, examination, zones
from bot.doctor.finding import Finding, report
from tests.process.home import free_port

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def told(findings, what):
    (finding,) = (finding for finding in findings if finding.what == what)
    return finding


async def test_with_nothing_set_all_is_well_and_it_is_said_where_to_begin(surgery):
    findings = await surgery.examine()
    assert all(finding.well for finding in findings)
    assert "the console and the register work, and no platform is served" in told(findings, "Settings").told
    assert "docs/how-to/slack-admin.md" in told(findings, "Settings").mend
    assert told(findings, "Clock").told == "not compared, since no platform has answered."
    assert {finding.what for finding in findings} == {"Settings", "Register", "Database", "Time zones", "Clock"}


async def test_settings_are_named_and_never_shown(surgery, discord, slack):
    settings = told(await surgery.examine(), "Settings").told
    assert "DISCORD_TOKEN, SLACK_BOT_TOKEN, SLACK_APP_TOKEN" in settings
    assert not any(secret in settings for secret in (discord.token, slack.bot_token, slack.app_token))


# -- the clock


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (90, r"9\d seconds ahead of Discord's\."),
        (-90, r"(89|90) seconds behind Discord's\."),
        (86_400, r"1,440 minutes ahead of Discord's\."),
    ],
)
async def test_a_clock_that_is_off_is_told_by_how_much(surgery, discord, off, said):
    surgery.clock.off = off
    (finding,) = await surgery.amiss()
    assert finding.what == "Clock"
    assert re.fullmatch(said, finding.told)


async def test_the_clock_is_compared_even_where_the_token_is_refused(surgery, slack):
    surgery.clock.off = 600
    findings = await surgery.amiss(SLACK_BOT_TOKEN="xoxb-1")
    assert told(findings, "Clock").told == "10 minutes ahead of Slack's."


def test_the_platform_that_differs_most_is_named_and_of_its_answers_the_nearest_counts():
    def at(*seconds):
        return [(NOON, NOON + timedelta(seconds=one)) for one in seconds]

    assert clock.judged({"Discord": at(3, 40), "Slack": at(4)}).well
    assert clock.judged({"Discord": at(3), "Slack": at(-60, 70)}).told == "60 seconds behind Slack's."
    assert clock.judged({"Discord": at(5), "Slack": []}).told == "agrees with Discord's to within 5 seconds."
    assert not clock.judged({"Discord": at(6)}).well
    assert clock.judged({"Discord": [], "Slack": []}).well


# -- time zones


def test_the_zones_of_this_machine_are_well():
    finding = zones.inquire()
    assert finding.well
    assert finding.told.startswith(f"from {zones.source()}")


def test_without_the_systems_zones_those_of_the_package_are_named(monkeypatch):
    monkeypatch.setattr(zones, "TZPATH", ())
    assert zones.source().startswith("the tzdata package 20")


def test_no_zones_and_zones_without_summer_are_amiss():
    def none(key):
        raise ZoneInfoNotFoundError(key)

    assert not zones.judged("nowhere", none).well
    wrong = zones.judged("somewhere", lambda key: ZoneInfo("Etc/GMT-1"))
    assert not wrong.well
    assert "does not follow summer time" in wrong.told


# -- the register's address


async def test_a_port_that_a_silent_program_holds_is_named_in_time(surgery, monkeypatch):
    monkeypatch.setattr(examination, "LOOK_WITHIN", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        (finding,) = await surgery.amiss(MORATORIUM_REGISTER_PORT=str(port))
    assert finding.told == f"another program listens at 127.0.0.1:{port}."
    assert "MORATORIUM_REGISTER_PORT" in finding.mend


async def test_another_web_server_is_another_program(surgery):
    runner = web.AppRunner(web.Application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    (finding,) = await surgery.amiss(MORATORIUM_REGISTER_PORT=str(runner.addresses[0][1]))
    await runner.cleanup()
    assert "another program listens" in finding.told


async def test_an_address_that_is_not_this_machines_is_named(surgery):
    (finding,) = await surgery.amiss(MORATORIUM_REGISTER_HOST="192.0.2.1")
    assert finding.told.startswith("nothing can listen at 192.0.2.1:")
    assert "MORATORIUM_REGISTER_HOST" in finding.mend


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1"])
async def test_a_free_address_is_free_afterwards_too(surgery, host):
    port = free_port()
    for _ in range(2):
        findings = await surgery.examine(MORATORIUM_REGISTER_HOST=host, MORATORIUM_REGISTER_PORT=str(port))
        assert told(findings, "Register").told == f"{host}:{port} is free."


async def test_that_cards_lead_where_only_this_machine_looks_is_told_once_a_platform_is_served(surgery, slack):
    finding = told(await surgery.examine(), "Register")
    assert finding.well
    assert "which only this machine opens" in finding.told
    assert "MORATORIUM_REGISTER_URL" in finding.mend
    finding = told(await surgery.examine(MORATORIUM_REGISTER_URL="https://pause.example.org"), "Register")
    assert finding.told.endswith("Cards lead to https://pause.example.org.")
    assert finding.mend == ""


# -- the report


def test_the_report_says_what_to_do_under_what_it_found_and_counts_at_the_end():
    well, advice = Finding("Clock", True, "agrees."), Finding("Register", True, "is free.", "Set its address.")
    assert report([well, advice]) == (
        "well  Clock: agrees.\nwell  Register: is free.\n      Worth doing: Set its address.\n\nAll is well."
    )
    amiss = Finding("Database", False, "is full.", "Make room.")
    assert report([amiss]) == "MEND  Database: is full.\n      To do: Make room.\n\n1 thing to mend."
    assert report([amiss, well, amiss]).endswith("\n\n2 things to mend.")


async def test_a_fault_of_our_own_in_one_check_leaves_the_others(surgery, monkeypatch, slack):
    async def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(examination, "ask_database", broken)
    (finding,) = await surgery.amiss()
    assert finding.told == "looking at it failed (ZeroDivisionError), which is our fault."


async def test_a_check_that_hangs_leaves_the_others(surgery, monkeypatch, slack):
    async def hanging(*_):
        await asyncio.Event().wait()

    monkeypatch.setattr(examination, "LONGEST", 1.0)
    monkeypatch.setattr(examination, "ask_address", hanging)
    findings = await surgery.amiss()
    assert told(findings, "Register").told == "it was not to be seen within 1 seconds."
