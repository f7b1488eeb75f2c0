"""Whether Discord can be served: the token, the servers, the commands, the channels."""

from collections.abc import Iterator, Sequence

from bot.doctor.finding import Finding
from bot.domain.people import Platform
from bot.platforms.discord.inquiry import Answers, Application, Place, Seen, TokenRefused
from bot.platforms.discord.permissions import Permission
from bot.ports import Trouble
from storage.inquiry import Meeting

_PORTAL = "https://discord.com/developers/applications"
_INVITE = "Open the address that `make invite` prints, as somebody with Manage Server there."
_UNREACHED = (
    "Nothing can be said of it before Discord answers: see that this machine reaches the internet (behind a company's "
    "proxy SSL_CERT_FILE may be needed), then run this again."
)


def places(meetings: Sequence[Meeting]) -> Sequence[Place]:
    """Return the channels in which something is to be posted."""
    return [(one.key, channel) for one in meetings if one.platform is Platform.DISCORD for channel in one.channels]


def judged(answers: Answers, meetings: Sequence[Meeting]) -> Iterator[Finding]:
    application = answers.application
    if isinstance(application, TokenRefused):
        mend = (
            f"At {_PORTAL} open the application, press Reset Token on its Bot page, and put the new token into .env as "
            "DISCORD_TOKEN."
        )
        yield Finding("Discord token", False, "Discord refuses DISCORD_TOKEN.", mend)
        return
    if isinstance(application, Trouble):
        yield Finding("Discord token", False, application.reason, _UNREACHED)
        return
    yield Finding("Discord token", True, f"it is the bot's of the application {application.name} ({application.id}).")
    yield from _portal(application)
    yield from _servers(answers, meetings)
    if isinstance(answers.declared, Trouble):
        yield Finding("Discord commands", False, answers.declared.reason, _UNREACHED)
    elif answers.declared:
        yield Finding("Discord commands", True, "Discord has them as this version has them.")
    else:
        told = "Discord has others than this version; `make run` changes them when it connects."
        yield Finding("Discord commands", True, told)
    yield from _places(answers, meetings)


def _portal(application: Application) -> Iterator[Finding]:
    if application.listens_elsewhere:
        told = "an Interactions Endpoint URL is set, so that commands and buttons go there and not to the bot."
        mend = f"At {_PORTAL} open the application, empty that field on its General Information page, and save."
        yield Finding("Discord application", False, told, mend)
    if application.code_grant:
        told = "it requires the OAuth2 code grant, so that an invitation adds no bot."
        mend = f"At {_PORTAL} open the application and switch that off on its Bot page."
        yield Finding("Discord application", False, told, mend)


def _servers(answers: Answers, meetings: Sequence[Meeting]) -> Iterator[Finding]:
    servers = answers.servers
    if isinstance(servers, Trouble):
        yield Finding("Discord servers", False, servers.reason, _UNREACHED)
        return
    if not servers:
        yield Finding("Discord servers", False, "the bot is in none.", _INVITE)
        return
    yield Finding("Discord servers", True, f"the bot is in {_listed(sorted(servers.values()))}.")
    for meeting in meetings:
        if meeting.platform is Platform.DISCORD and meeting.channels and meeting.key not in servers:
            told = f"it is not in {meeting.name} ({meeting.key}) any more, where cards or digests are to be posted."
            yield Finding("Discord servers", False, told, _INVITE)


def _places(answers: Answers, meetings: Sequence[Meeting]) -> Iterator[Finding]:
    names = {meeting.key: meeting.name for meeting in meetings}
    well = 0
    for (server, _), seen in answers.places.items():
        where = names[server]
        match seen:
            case Trouble():
                mend = "An admin of that server chooses another channel there: `/settings channel`."
                yield Finding("Discord channels", False, f"{where}: {seen.reason}", mend)
            case Seen(lacking=()):
                well += 1
            case Seen():
                told = f"in {_channel(seen)} of {where} the bot lacks {_titles(seen.lacking)}."
                mend = (
                    "An admin of that server grants it to the bot's role in the channel's permissions, or chooses "
                    "another channel: `/settings channel`."
                )
                yield Finding("Discord channels", False, told, mend)
    asked = [server for server, _ in places(meetings)]
    if well:
        left = sum(server in {known for known, _ in answers.places} for server in asked) - len(answers.places)
        rest = f" Not looked at: {left} more." if left else ""
        told = f"in {well} where cards or digests are to be posted the bot has the permissions that it needs.{rest}"
        yield Finding("Discord channels", True, told)
    elif not asked:
        told = "none is chosen yet; cards are posted where a proposal is made."
        yield Finding("Discord channels", True, told, "Choose one in the server: `/settings channel`.")


def _channel(seen: Seen) -> str:
    return f"the channel {seen.name}" if seen.name.isdecimal() else f"#{seen.name}"


def _titles(permissions: Sequence[Permission]) -> str:
    return " and ".join(permission.title for permission in permissions)


def _listed(names: Sequence[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    more = len(names) - most
    counted = f"{len(names)} {'server' if len(names) == 1 else 'servers'}"
    return f"{counted}: {shown}" + (f" and {more} more" if more > 0 else "")
