"""The Web API methods that the bot uses, and no others: what each does, and what it refuses."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.servers.slack_blocks import VIEW_BYTES, Json, broadcasts, wrong_view
from tests.servers.slack_objects import (
    POST_CHARACTERS,
    UPDATE_CHARACTERS,
    conversation,
    person,
    read_content,
    usergroup,
)
from tests.servers.slack_refusals import Refusal
from tests.servers.slack_things import BOT_ID, BOT_USER, Channel, Message, View
from tests.servers.slack_workspace import Workspace

Method = Callable[[Json], Json]

NEEDED: Mapping[str, str] = {
    "team.info": "team:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "usergroups.list": "usergroups:read",
    "users.conversations": "channels:read",
    "conversations.info": "channels:read",
    "conversations.members": "channels:read",
    "conversations.open": "im:write",
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
}
"""The scope of each method that needs one: docs.slack.dev/reference/scopes lists the methods of each scope."""


class Methods:
    """Dispatches a call by its name; `violations` gathers what a careful app never sends. `scopes` are granted."""

    def __init__(self, workspace: Workspace, violations: list[str], scopes: Iterable[str] | None = None) -> None:
        self.space = workspace
        self.violations = violations
        self.page = 1_000  # the most that Slack gives at once
        self.scopes = {"commands", *NEEDED.values()} if scopes is None else set(scopes)
        self._table: dict[str, Method] = {
            "auth.test": self._auth_test,
            "team.info": self._team_info,
            "users.info": self._users_info,
            "users.list": self._users_list,
            "usergroups.list": self._usergroups_list,
            "users.conversations": self._users_conversations,
            "conversations.info": self._conversations_info,
            "conversations.open": self._conversations_open,
            "conversations.members": self._conversations_members,
            "chat.postMessage": self._post,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "views.open": self._views_open,
            "views.push": self._views_push,
            "views.update": self._views_update,
            "views.publish": self._views_publish,
        }

    def call(self, method: str, body: Json) -> Json:
        """The method's answer.

        Raises:
            Refusal: what Slack documents for the method.
        """
        handler = self._table.get(method)
        if handler is None:
            self.violations.append(f"{method}: not a method of this server")
            raise Refusal("unknown_method")
        needed = NEEDED.get(method)
        if needed is not None and needed not in self.scopes:
            raise Refusal("missing_scope", needed=needed, provided=",".join(sorted(self.scopes)))
        return {"ok": True, **handler(body)}

    # -- who and where -----------------------------------------------------------------------------------

    def _auth_test(self, body: Json) -> Json:
        bot = self.space.users[BOT_USER]
        team = self.space.team
        told: Json = {
            "url": f"https://{team.domain}.slack.com/",
            "team": team.name,
            "user": bot.name,
            "team_id": team.id,
            "user_id": BOT_USER,
            "bot_id": BOT_ID,
            "is_enterprise_install": False,
        }
        return told | ({"enterprise_id": team.enterprise} if team.enterprise else {})

    def _team_info(self, body: Json) -> Json:
        return {"team": {"id": self.space.team.id, "name": self.space.team.name, "domain": self.space.team.domain}}

    def _users_info(self, body: Json) -> Json:
        return {"user": person(self.space.user(_needed(body, "user")), self.space.team.id)}

    def _users_list(self, body: Json) -> Json:
        return self._paged(body, "members", [person(u, self.space.team.id) for u in self.space.users.values()])

    def _usergroups_list(self, body: Json) -> Json:
        """https://docs.slack.dev/reference/methods/usergroups.list."""
        if not self.space.paid:
            raise Refusal("plan_upgrade_required")
        found = [usergroup(group, self.space.team.id) for group in self.space.groups.values()]
        if str(body.get("include_users")).casefold() in ("true", "1"):
            return {"usergroups": found}
        return {"usergroups": [{key: told for key, told in group.items() if key != "users"} for group in found]}

    def _users_conversations(self, body: Json) -> Json:
        """Those that the bot is in."""
        found = [c for c in self.space.channels.values() if BOT_USER in c.members and c.im_with is None]
        if body.get("exclude_archived") in (True, "true"):
            found = [c for c in found if not c.archived]
        return self._paged(body, "channels", [conversation(channel, self.space.team.id) for channel in found])

    def _conversations_info(self, body: Json) -> Json:
        channel = self.space.channel(_needed(body, "channel"))
        return {"channel": conversation(channel, self.space.team.id)}

    def _conversations_open(self, body: Json) -> Json:
        users = str(body.get("users") or "")
        if not users:
            raise Refusal("users_list_not_supplied")
        return {"channel": {"id": self.space.direct(self.space.user(users)).id}}

    def _conversations_members(self, body: Json) -> Json:
        channel = self.space.channel(_needed(body, "channel"))
        return self._paged(body, "members", sorted(channel.members))

    def _paged(self, body: Json, key: str, rows: list[Any]) -> Json:
        """One page by cursor; an app that asks for no limit gets everything, as with small workspaces."""
        cursor = str(body.get("cursor") or "")
        start = 0
        if cursor:
            digits = cursor.removeprefix("next:")
            if digits == cursor or not digits.isdecimal() or int(digits) > len(rows):
                raise Refusal("invalid_cursor")
            start = int(digits)
        limit = min(int(body.get("limit") or len(rows) or 1), self.page)
        end = start + limit
        following = f"next:{end}" if end < len(rows) else ""
        return {key: rows[start:end], "response_metadata": {"next_cursor": following}}

    # -- messages ----------------------------------------------------------------------------------------

    def _post(self, body: Json) -> Json:
        channel = self.space.channel(_needed(body, "channel"))
        self._may_post(channel)
        text, blocks = self.content("chat.postMessage", body, POST_CHARACTERS)
        thread = body.get("thread_ts")
        message = self.space.post(channel, BOT_USER, text, blocks or [], thread_ts=thread, call=body)
        return {"channel": channel.id, "ts": message.ts, "message": message.wire()}

    def _post_ephemeral(self, body: Json) -> Json:
        channel = self.space.channel(_needed(body, "channel"))
        self._may_post(channel)
        reader = self.space.user(_needed(body, "user"))
        if reader.id not in channel.members:
            raise Refusal("user_not_in_channel")
        text, blocks = self.content("chat.postEphemeral", body, POST_CHARACTERS)
        message = self.space.post(channel, BOT_USER, text, blocks or [], only_for=reader.id, call=body)
        return {"message_ts": message.ts}

    def _update(self, body: Json) -> Json:
        channel = self.space.channel(_needed(body, "channel"))
        message = self._own(channel, _needed(body, "ts"), "cant_update_message")
        if channel.archived:
            raise Refusal("is_archived")
        window = self.space.edit_window
        if window is not None and self.space.clock() - float(message.ts) > window:
            raise Refusal("edit_window_closed")
        text, blocks = self.content("chat.update", body, UPDATE_CHARACTERS)
        self.space.edit(message, text if "text" in body else None, blocks)
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.wire()}

    def _delete(self, body: Json) -> Json:
        channel = self.space.channel(_needed(body, "channel"))
        message = self._own(channel, _needed(body, "ts"), "cant_delete_message")
        message.deleted = True
        return {"channel": channel.id, "ts": message.ts}

    def _may_post(self, channel: Channel) -> None:
        if channel.archived:
            raise Refusal("is_archived")
        if BOT_USER not in channel.members:
            raise Refusal("not_in_channel")

    def _own(self, channel: Channel, ts: str, otherwise: str) -> Message:
        message = next((m for m in channel.messages if m.ts == ts and not m.deleted), None)
        if message is None:
            raise Refusal("message_not_found")
        if message.user != BOT_USER:
            raise Refusal(otherwise)
        return message

    def content(self, where: str, body: Json, characters: int) -> tuple[str, list[Json] | None]:
        """The text and blocks of a message, validated; None where no blocks were given.

        Raises:
            Refusal: as read_content; noted as a violation too.
        """
        try:
            content = read_content(body, characters)
        except Refusal as refusal:
            self.violations.append(f"{where}: {refusal}")
            raise
        text, blocks = content
        if blocks and not text:
            self.violations.append(f"{where}: blocks without text (notifications and screen readers read it)")
        self.violations += [f"{where}: live {m}>" for m in broadcasts(text, blocks or [])]
        return content

    # -- views -------------------------------------------------------------------------------------------

    def _views_open(self, body: Json) -> Json:
        return self._views_show("views.open", body, push=False)

    def _views_push(self, body: Json) -> Json:
        return self._views_show("views.push", body, push=True)

    def _views_show(self, where: str, body: Json, *, push: bool) -> Json:
        # The payload is looked at first: a wrong view leaves the trigger unspent.
        view = self._checked_view(where, body.get("view"))
        if view["type"] != "modal":
            raise Refusal("invalid_arguments", "view type must be modal [json-pointer:/view/type]")
        trigger = self.space.spend_trigger(_needed(body, "trigger_id"))
        return {"view": self.space.open_view(trigger.user, view, push=push).wire()}

    def _views_update(self, body: Json) -> Json:
        view = self._open_view(body)
        if body.get("hash") and body["hash"] != view.hash:
            raise Refusal("hash_conflict")
        self.space.update_view(view, self._checked_view("views.update", body.get("view"), but=view))
        return {"view": view.wire()}

    def _open_view(self, body: Json) -> View:
        for view in self.space.views.values():
            external = view.body.get("external_id")
            named = view.id == body.get("view_id") or (external and external == body.get("external_id"))
            if named and view.open:
                return view
        raise Refusal("not_found")

    def _views_publish(self, body: Json) -> Json:
        reader = self.space.user(_needed(body, "user_id"))
        current = self.space.homes.get(reader.id)
        if body.get("hash") and current and body["hash"] != current.hash:
            raise Refusal("hash_conflict")
        view = self._checked_view("views.publish", body.get("view"))
        if view["type"] != "home":
            raise Refusal("invalid_arguments", "view type must be home [json-pointer:/view/type]")
        return {"view": self.space.publish_home(reader.id, view).wire()}

    def _checked_view(self, where: str, view: Any, *, but: View | None = None) -> Json:
        """The view an app sent, if Slack would take it."""
        found = wrong_view(view)
        if found:
            self.violations += [f"{where}: {problem}" for problem in found]
            raise Refusal("invalid_arguments", *found)
        if len(json.dumps(view)) > VIEW_BYTES:
            self.violations.append(f"{where}: view_too_large")
            raise Refusal("view_too_large")
        external = view.get("external_id")
        for other in self.space.views.values():
            if external and other is not but and other.open and other.body.get("external_id") == external:
                raise Refusal("duplicate_external_id")
        self.violations += [f"{where}: live {m}>" for m in broadcasts("", view["blocks"])]
        checked: Json = view
        return checked


def _needed(body: Json, key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise Refusal("invalid_arguments", f"missing required field: {key}")
    return value
