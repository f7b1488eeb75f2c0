"""Cards about spaces and accounts that come together, and what is in their way, the same on every platform."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.domain.codes import OneTimeCode, Purpose
from bot.domain.ids import AccountId, CommunityId, SpaceId
from bot.domain.people import Account, Handle, Platform, Space
from bot.views import bridges, links
from bot.views.elements import Card
from bot.views.obstacles import obstacle
from bot.views.status import GivenUp, Status, Unsent, Where, status

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

GRANT = "I can't write in #proposals: grant *Send Messages*, or choose another channel with /settings."
REMOVED = "The bot is not in this server any more: invite it again."
STATUS = Status(
    version="0.1.0",
    open_votes=2,
    leaves=1_204,
    lost=(("PauseLab", REMOVED),),
    obstacles=((THEIRS.name, GRANT),),
    unsent=(
        Unsent("d" * 26, "card", Where("general"), "uncertain", "it did not answer", NOON, True),
        Unsent("e" * 26, "outcome", Where("1", OURS.name), "waiting", "", NOON, False),
        Unsent("f" * 26, "notice", Where(None), "failed", "They take no direct messages from me.", NOON, False),
    ),
    cards=(GivenUp("p" * 26, "RL-12", Where("general"), "The message was deleted."),),
    failing=(("Lab A *news*", "it answers with HTTP 500"),),
    held=[14],
    quiet_until=NOON + timedelta(hours=7),
    more=True,
)

CARDS: Mapping[str, Card] = {
    "obstacle-elsewhere": obstacle(OURS.name, GRANT, "the card of RL-12", "7", "/status"),
    "obstacle-nowhere": obstacle(THEIRS.name, GRANT, "the digest", None, "/pause status"),
    "status": status(STATUS),
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
