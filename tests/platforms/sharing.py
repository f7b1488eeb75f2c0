"""Cards about spaces and accounts that come together, the same on every platform."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.domain.codes import OneTimeCode, Purpose
from bot.domain.ids import AccountId, CommunityId, SpaceId
from bot.domain.people import Account, Handle, Platform, Space
from bot.views import bridges, links
from bot.views.elements import Card

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
OURS = Space(SpaceId("s" * 26), CommunityId("c" * 26), Platform.DISCORD, "1", "PauseLab")
THEIRS = Space(SpaceId("t" * 26), CommunityId("d" * 26), Platform.SLACK, "T1", "GovNet *&* <b>")
PREFIXES = {Platform.DISCORD: "/", Platform.SLACK: "/pause "}
ACCOUNTS = (
    Account(AccountId("a" * 26), Handle(Platform.DISCORD, "", "1"), "alice"),
    Account(AccountId("b" * 26), Handle(Platform.SLACK, "T1", "U1"), "alice <!channel>"),
)


def made(text: str, purpose: Purpose) -> OneTimeCode:
    expires = NOON + purpose.valid
    return OneTimeCode(text, purpose, OURS.community, OURS.id, "general", ACCOUNTS[0].id, NOON, expires)


BRIDGE, LINK = made("C8EHQLTGJH", Purpose.BRIDGE), made("K7Q29F", Purpose.LINK)

CARDS: Mapping[str, Card] = {
    "bridge-code": bridges.code(BRIDGE, PREFIXES),
    "bridge-joining": bridges.joining(THEIRS, [OURS], "alice", BRIDGE, ["2 drafts", "1 digest"], 4),
    "bridge-joined": bridges.joined(THEIRS, [OURS], "/pause ", "https://register.example.org/c/1/"),
    "bridge-leaving": bridges.leaving(THEIRS, [OURS], [], ["RL-12", "PA-13"]),
    "bridge-list": bridges.seated(
        [(OURS, NOON), (THEIRS, NOON + timedelta(days=1))], [("GovNet", "https://register.example.org/c/2/")], "/"
    ),
    "link-code": links.code(LINK, PREFIXES),
    "link-confirm": links.confirming("alice (Slack)", "alice (Discord)", LINK),
    "link-done": links.linked("alice (Discord) and alice (Slack)", ["RL-12"]),
    "link-already": links.already(ACCOUNTS, "/"),
}
