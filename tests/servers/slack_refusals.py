"""What Slack refuses, and where it says so: the simulated Slack refuses nothing without a page."""

from collections.abc import Mapping

METHODS = "https://docs.slack.dev/reference/methods/"

# error: (where it is documented, what the "Errors" table of that page says, shortened)
DOCUMENTED: Mapping[str, tuple[str, str]] = {
    "not_authed": (METHODS + "auth.test", "no authentication token provided"),
    "invalid_auth": (METHODS + "auth.test", "some aspect of authentication cannot be validated"),
    "not_allowed_token_type": (METHODS + "apps.connections.open", "the token type used is not allowed"),
    "unknown_method": ("https://docs.slack.dev/apis/web-api/", "the method does not exist"),
    "invalid_arguments": (METHODS + "chat.postMessage", "the method was called with invalid arguments"),
    "invalid_json": (METHODS + "chat.postMessage", "the request body cannot be parsed as JSON"),
    "ratelimited": ("https://docs.slack.dev/apis/web-api/rate-limits", "429, with Retry-After in seconds"),
    "channel_not_found": (METHODS + "chat.postMessage", "value passed for channel was invalid"),
    "not_in_channel": (METHODS + "chat.postMessage", "cannot post to a channel the bot is not in"),
    "is_archived": (METHODS + "chat.postMessage", "channel has been archived"),
    "msg_too_long": (METHODS + "chat.postMessage", "message text is too long"),
    "msg_blocks_too_long": (METHODS + "chat.postMessage", "blocks submitted with this message are too long"),
    "no_text": (METHODS + "chat.postMessage", "no message text provided"),
    "invalid_blocks": (METHODS + "chat.postMessage", "blocks submitted with this message are not valid"),
    "invalid_blocks_format": (METHODS + "chat.postMessage", "the blocks are not a valid JSON object"),
    "user_not_in_channel": (METHODS + "chat.postEphemeral", "intended recipient is not in the channel"),
    "message_not_found": (METHODS + "chat.update", "no message exists with the requested timestamp"),
    "cant_update_message": (METHODS + "chat.update", "no permission to update this message"),
    "edit_window_closed": (METHODS + "chat.update", "closed by the team's message edit settings"),
    "cant_delete_message": (METHODS + "chat.delete", "no permission to delete this message"),
    "users_list_not_supplied": (METHODS + "conversations.open", "missing users in request"),
    "user_disabled": (METHODS + "conversations.open", "a specified user has been disabled"),
    "user_not_visible": (METHODS + "conversations.open", "the calling user may not see the requested user"),
    "messages_tab_disabled": (METHODS + "chat.postMessage", "the messages tab for the app is disabled"),
    "user_not_found": (METHODS + "users.info", "value passed for user was invalid"),
    "invalid_cursor": (METHODS + "users.list", "value passed for cursor was not valid or is no longer valid"),
    "limit_required": (METHODS + "users.list", "the dataset is too large: use limit and cursor"),
    "plan_upgrade_required": (METHODS + "usergroups.list", "this workspace's plan has no user groups"),
    "expired_trigger_id": (METHODS + "views.open", "the trigger_id is expired (3 seconds)"),
    "exchanged_trigger_id": (METHODS + "views.open", "the trigger_id was already exchanged"),
    "invalid_trigger_id": (METHODS + "views.open", "the trigger_id is invalid"),
    "view_too_large": (METHODS + "views.open", "the view is greater than 250kb"),
    "duplicate_external_id": (METHODS + "views.open", "the external_id has already been used"),
    "push_limit_reached": (METHODS + "views.push", "the limit of views on the stack is 3"),
    "not_found": (METHODS + "views.update", "the requested view can't be found"),
    "hash_conflict": (METHODS + "views.update", "the hash doesn't match the current stored value"),
    "invalid_client_id": (METHODS + "oauth.v2.access", "value passed for client_id was invalid"),
    "bad_client_secret": (METHODS + "oauth.v2.access", "value passed for client_secret was invalid"),
    "invalid_code": (METHODS + "oauth.v2.access", "value passed for code was invalid"),
    "bad_redirect_uri": (METHODS + "oauth.v2.access", "redirect_uri did not match the one of the original request"),
    # The page documents the limits (5 uses, 30 minutes); the two names are what the endpoint answers.
    "used_url": ("https://docs.slack.dev/interactivity/handling-user-interaction", "5 uses"),
    "expired_url": ("https://docs.slack.dev/interactivity/handling-user-interaction", "30 minutes"),
    # What Slack answers when it fails itself: only by a test's fault.
    "internal_error": (METHODS + "chat.postMessage", "likely due to a transient issue on Slack's end"),
    "fatal_error": (METHODS + "chat.postMessage", "some aspect may have succeeded before the error"),
    "service_unavailable": (METHODS + "chat.postMessage", "the service is temporarily unavailable"),
    "account_inactive": (METHODS + "auth.test", "the token is for a deleted user or workspace"),
    "token_revoked": (METHODS + "auth.test", "the token has been revoked"),
    "missing_scope": (METHODS + "users.list", "the token is not granted the needed scope"),
}


class Refusal(Exception):
    """A documented refusal; `messages` go into response_metadata as Slack's explanations do, `details` beside it.

    Raises:
        KeyError: the error is not in DOCUMENTED, so the server has no business answering it.
    """

    def __init__(self, error: str, *messages: str, **details: str) -> None:
        self.error = error
        self.messages = messages
        self.details = details
        self.page, meaning = DOCUMENTED[error]
        super().__init__(f"{error}: {meaning} {'; '.join(messages)} ({self.page})")

    def answer(self) -> dict[str, object]:
        """The body Slack sends: HTTP 200 and ok false."""
        body: dict[str, object] = {"ok": False, "error": self.error, **self.details}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {m}" for m in self.messages]}
        return body
