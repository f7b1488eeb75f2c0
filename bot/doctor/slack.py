"""Whether Slack can be served: the tokens, the scopes, the way by which it reaches us, the workspace."""

from collections.abc import Iterator, Sequence

from bot.config import Settings
from bot.doctor.finding import Finding
from bot.domain.people import Platform
from bot.platforms.slack.inquiry import Answers, Identity
from bot.platforms.slack.refusals import Refused
from bot.platforms.slack.scopes import APP_SCOPE, SCOPES
from bot.ports import Installation, Trouble
from bot.setting_values import is_public
from storage.inquiry import Meeting

_APPS = "https://api.slack.com/apps"
_UNREACHED = (
    "Nothing can be said of it before Slack answers: see that this machine reaches the internet (behind a company's "
    "proxy SSL_CERT_FILE may be needed), then run this again."
)
_BOT_TOKEN = (
    f"At {_APPS} open the app, install it to the workspace on its Install App page, and put the Bot User OAuth Token "
    "(xoxb-…) into .env as SLACK_BOT_TOKEN."
)
_APP_TOKEN = (
    f"At {_APPS} open the app, generate an App-Level Token with the scope {APP_SCOPE.name} on its Basic Information "
    "page, and put it (xapp-…) into .env as SLACK_APP_TOKEN."
)
_REASONS = {
    "invalid_auth": "Slack does not know {}.",
    "token_revoked": "{} was revoked.",
    "token_expired": "{} has expired.",
    "account_inactive": "{} belongs to an app that was removed from its workspace.",
    "not_allowed_token_type": "{} is a token of another sort.",
}


def judged(answers: Answers, settings: Settings, meetings: Sequence[Meeting]) -> Iterator[Finding]:
    yield from _identity(answers.identities[0], meetings)
    yield _reached(answers, settings)


def judged_many(answers: Answers, settings: Settings, installations: Sequence[Installation]) -> Iterator[Finding]:
    """Judge what is said of the tokens of *installations*, in their order; the first ones where there are many."""
    address = f"{settings.public_url}/slack/install"
    if not installations:
        mend = f"Let somebody of a workspace who may install apps open {address}."
        yield Finding("Slack workspaces", True, "none has installed the app yet.", mend)
    well = []
    for installation, identity in zip(installations, answers.identities, strict=False):
        amiss = _installed(installation, identity, address)
        if amiss is None:
            well.append(installation.name)
        else:
            yield amiss
    if well:
        more = len(installations) - len(answers.identities)
        told = f"the app is installed in {', '.join(well)}" + (
            f", and in {more} more that were not looked at." if more else "."
        )
        yield Finding("Slack workspaces", True, told)
    yield _reached(answers, settings)


def _installed(installation: Installation, identity: Identity | Trouble, address: str) -> Finding | None:
    """Return what is amiss with an installation."""
    what, again = f"Slack in {installation.name}", f"Let an admin there install the app again at {address}."
    if isinstance(identity, Trouble):
        return _trouble(what, "its token", identity, again)
    if missing := [scope for scope in SCOPES if identity.scopes is not None and scope.name not in identity.scopes]:
        told = "; ".join(f"the app lacks {scope.name}, to {scope.reason}" for scope in missing)
        return Finding(what, False, f"{told}.", f"Put what `make manifest` prints at {_APPS}. {again}")
    return None


def _reached(answers: Answers, settings: Settings) -> Finding:
    if settings.slack_app_token is not None:
        return _socket(answers.socket)
    return _by_http(settings)


def _identity(identity: Identity | Trouble, meetings: Sequence[Meeting]) -> Iterator[Finding]:
    if isinstance(identity, Trouble):
        yield _trouble("Slack bot token", "SLACK_BOT_TOKEN", identity, _BOT_TOKEN)
        return
    if not identity.is_bot:
        told = f"SLACK_BOT_TOKEN belongs to a person in {identity.name}, not to the app's bot."
        yield Finding("Slack bot token", False, told, _BOT_TOKEN)
        return
    yield Finding("Slack bot token", True, f"it is that of @{identity.bot} in the workspace {identity.name}.")
    yield _scopes(identity.scopes)
    for meeting in meetings:
        if meeting.platform is Platform.SLACK and meeting.channels and meeting.key != identity.team:
            told = (
                f"cards or digests are to be posted in {meeting.name} ({meeting.key}), but the token is for "
                f"{identity.name} ({identity.team})."
            )
            mend = f"Set SLACK_BOT_TOKEN to the token of the app in {meeting.name}: one workspace is served at a time."
            yield Finding("Slack workspace", False, told, mend)


def _scopes(granted: frozenset[str] | None) -> Finding:
    if granted is None:
        return Finding("Slack scopes", True, "Slack did not say which the app has.")
    missing = [scope for scope in SCOPES if scope.name not in granted]
    if not missing:
        return Finding("Slack scopes", True, f"the app has {', '.join(scope.name for scope in SCOPES)}.")
    told = "; ".join(f"the app lacks {scope.name}, to {scope.reason}" for scope in missing)
    mend = (
        f"At {_APPS} open the app, put what `make manifest` prints on its App Manifest page, save, and install "
        "the app again on its Install App page. Where the token is another one then, put it into .env."
    )
    return Finding("Slack scopes", False, f"{told}.", mend)


def _socket(socket: bool | Trouble | None) -> Finding:
    if isinstance(socket, Trouble):
        return _trouble("Slack app token", "SLACK_APP_TOKEN", socket, _APP_TOKEN)
    if not socket:
        return Finding("Slack app token", False, "Slack opened no connection with SLACK_APP_TOKEN.", _APP_TOKEN)
    return Finding("Slack app token", True, "Slack opens a connection with it (Socket Mode).")


def _by_http(settings: Settings) -> Finding:
    told = "Slack sends requests to this machine; whether SLACK_SIGNING_SECRET is right shows when the first one comes."
    if is_public(settings.public_url) and settings.public_url.startswith("https://"):
        return Finding("Slack requests", True, told)
    mend = (
        "Set MORATORIUM_REGISTER_URL to an https address that leads here, or use Socket Mode: set SLACK_APP_TOKEN, and "
        "no address is needed."
    )
    return Finding("Slack requests", False, f"Slack cannot send requests to {settings.public_url}.", mend)


def _trouble(what: str, setting: str, trouble: Trouble, mend: str) -> Finding:
    if not isinstance(trouble, Refused):
        return Finding(what, False, f"{trouble.reason.rstrip('.')}.", _UNREACHED)
    if trouble.error == "missing_scope":
        return Finding(what, False, f"{setting} lacks the scope {APP_SCOPE.name}.", mend)
    return Finding(
        what, False, _REASONS.get(trouble.error, f"Slack refuses {{}} ({trouble.error}).").format(setting), mend
    )
