"""What Slack's refusals mean for us, and what to do about them.

Meanings: the "Errors" section of each method at docs.slack.dev/reference/methods.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import aiohttp

from bot.ports import Ambiguous, Cause, Impossible, NotSent, Trouble

_AGAIN = {
    "ratelimited": "it is taking too many requests from us",
    "rate_limited": "it is taking too many requests from us",
    "message_limit_exceeded": "too many messages are being posted in this workspace",
    "request_timeout": "the request did not arrive whole",
    "service_unavailable": "it is unavailable for the moment",
    "team_added_to_org": "the workspace is being moved into an organisation",
}
"""Nothing was done and it may be tried again."""

_UNSURE = {
    "fatal_error": "it failed, perhaps after doing what we asked",
    "internal_error": "it failed, perhaps after doing what we asked",
}

_INVITE = "invite me there with /invite {bot}"
_NO_GROUPS = "this workspace's plan has no user groups: let the space ask for none"
REINSTALL = "an admin can install the app again and give the bot its new token"
_REMEDIES = {
    "channel_not_found": "I cannot see that channel: " + _INVITE,
    "not_in_channel": "I am not in that channel: " + _INVITE,
    "is_archived": "that channel is archived: unarchive it, or choose another one",
    "restricted_action": "this workspace lets only some people post there: choose another channel, or ask an admin",
    "restricted_action_read_only_channel": "that channel is read-only: choose another one",
    "restricted_action_thread_only_channel": "that channel takes replies only: choose another one",
    "restricted_action_non_threadable_channel": "that channel does not take this: choose another one",
    "messages_tab_disabled": "the app may write to nobody alone: turn on its Messages tab in the app's settings",
    "cannot_dm_bot": "a bot is not written to",
    "user_not_found": "they are not in this workspace",
    "user_disabled": "they are not in this workspace any more",
    "user_not_visible": "they are hidden from the app",
    "user_not_in_channel": "they are not in that channel",
    "no_permission": "the app may not do that in this workspace: {again}",
    "token_revoked": "the bot's token was revoked: {again}",
    "token_expired": "the bot's token has expired: {again}",
    "invalid_auth": "the bot's token is not valid: {again}",
    "not_authed": "the bot has no token: {again}",
    "account_inactive": "the app was removed from the workspace: {again}",
    "not_allowed_token_type": "the token is of the wrong sort: a bot's begins with xoxb-, an app's with xapp-",
    "access_denied": "the app may not do that in this workspace: {again}",
    "ekm_access_denied": "an admin of the workspace has suspended posting there",
    "plan_upgrade_required": _NO_GROUPS,
    "paid_teams_only": _NO_GROUPS,
    "message_not_found": "the message is not there any more",
    "cant_update_message": "the message is not mine to edit",
    "edit_window_closed": "the message can no longer be edited",
    "msg_too_long": "the message is too long",
    "msg_blocks_too_long": "the message is too long",
    "trigger_expired": "more than three seconds have passed",
    "expired_trigger_id": "more than three seconds have passed",
    "trigger_exchanged": "the form was opened already",
    "exchanged_trigger_id": "the form was opened already",
}
"""It cannot be done as things stand."""

REVOKED = frozenset({"token_revoked", "invalid_auth", "account_inactive"})
"""The token is good for nothing any more."""


_CAUSES = {
    Cause.CHANNEL: ("channel_not_found", "is_archived", "restricted_action_thread_only_channel"),
    Cause.PERMISSION: ("not_in_channel", "restricted_action", "restricted_action_read_only_channel"),
    Cause.MESSAGE: ("message_not_found", "cant_update_message", "edit_window_closed"),
    Cause.SPACE: ("token_revoked", "account_inactive", "invalid_auth", "team_not_found"),
    Cause.PERSON: ("messages_tab_disabled", "cannot_dm_bot", "user_not_found", "user_disabled", "user_not_visible"),
}
_CAUSE = {error: cause for cause, errors in _CAUSES.items() for error in errors}


class Refused(Impossible):
    """Slack refuses it; *error* is its own word for why."""

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(reason, _CAUSE.get(error, Cause.OTHER))
        self.error = error


def refused(error: str, bot: str, needed: str = "", after: timedelta | None = None, again: str = REINSTALL) -> Trouble:
    """Return what Slack's *error* amounts to.

    *bot* is a name to invite it by, *needed* a missing scope; *again* says how to install the app anew.
    """
    if error in _AGAIN:
        return NotSent(f"Slack did not take it: {_AGAIN[error]}", after)
    if error in _UNSURE:
        return Ambiguous(f"Slack did not say whether it was done: {_UNSURE[error]}")
    if error == "missing_scope":
        scope = needed or "that it asks for"
        return Refused(f"the app lacks the scope {scope}: add it in the app's settings and install it again", error)
    if error in _REMEDIES:
        return Refused(_REMEDIES[error].format(bot=bot, again=again), error)
    return Refused(f"Slack refuses it ({error[:80]})", error)


def answered(status: int, headers: Mapping[str, str]) -> Trouble | None:
    """Return what an HTTP status amounts to, None where the body decides."""
    if status == 429:
        return NotSent(f"Slack did not take it: {_AGAIN['ratelimited']}", retry_after(headers.get("Retry-After")))
    if status >= 500:
        return Ambiguous(f"Slack did not say whether it was done (HTTP {status})")
    return None


def failed(error: BaseException) -> Trouble:
    """Return what a broken exchange amounts to: whether the request can have reached Slack."""
    match error:
        case Trouble():
            return error
        case aiohttp.ConnectionTimeoutError() | aiohttp.ClientConnectorError() | aiohttp.InvalidURL():
            return NotSent("Slack cannot be reached")
        case TimeoutError() | asyncio.TimeoutError():
            return Ambiguous("Slack did not answer in time")
        case aiohttp.ClientError() | OSError():
            return Ambiguous("the connection to Slack broke before it answered")
        case _:
            return Ambiguous(f"Slack's answer could not be read ({type(error).__name__})")


def retry_after(header: str | None) -> timedelta | None:
    """Return how long to wait; None where Slack did not say it in whole seconds. At most a day is believed."""
    text = (header or "").strip()
    if not (text.isascii() and text.isdigit()):
        return None
    return timedelta(seconds=min(int(text[:9]), 86_400))
