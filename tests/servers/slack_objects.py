"""Slack's objects as the Web API gives them, and a message's content as it takes it."""

from tests.servers.slack_blocks import MESSAGE_CHARACTERS, Json, walk, wrong_blocks
from tests.servers.slack_refusals import Refusal
from tests.servers.slack_things import BOT_USER, Channel, Group, User

# Texts: https://docs.slack.dev/reference/methods/chat.postMessage and chat.update
POST_CHARACTERS = 40_000
UPDATE_CHARACTERS = 4_000


def read_content(body: Json, characters: int) -> tuple[str, list[Json] | None]:
    """A message's text and blocks (None if not given).

    Raises:
        Refusal: no_text, msg_too_long, invalid_blocks_format, invalid_blocks, msg_blocks_too_long.
    """
    text, blocks = body.get("text") or "", body.get("blocks")
    if not isinstance(text, str):
        raise Refusal("invalid_arguments", "text must be a string")
    if not text and not blocks and not body.get("attachments"):
        raise Refusal("no_text")
    if len(text) > characters:
        raise Refusal("msg_too_long")
    if blocks is None:
        return text, None
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    found = wrong_blocks(blocks)
    if found:
        raise Refusal("invalid_blocks", *found)
    if sum(len(n["text"]) for n in walk(blocks) if isinstance(n.get("text"), str)) > MESSAGE_CHARACTERS:
        raise Refusal("msg_blocks_too_long")
    return text, blocks


def person(user: User, team: str) -> Json:
    """A user object: https://docs.slack.dev/reference/objects/user-object."""
    body: Json = {
        "id": user.id,
        "team_id": team,
        "name": user.name,
        "deleted": user.deleted,
        "profile": {"real_name": user.name.title(), "display_name": user.name, "team": team},
        "is_bot": user.bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if user.deleted:
        return body
    return body | {
        "real_name": user.name.title(),
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": 3600,
        "locale": "en-US",
        "is_admin": user.owner,
        "is_owner": user.owner,
        "is_primary_owner": user.owner,
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
    }


def usergroup(group: Group, team: str) -> Json:
    """A user group object: https://docs.slack.dev/reference/objects/usergroup-object."""
    return {
        "id": group.id,
        "team_id": team,
        "is_usergroup": True,
        "name": group.handle.title(),
        "handle": group.handle,
        "is_external": False,
        "date_delete": 0,
        "auto_type": None,
        "users": sorted(group.members),
        "user_count": len(group.members),
    }


def conversation(channel: Channel, team: str) -> Json:
    """A conversation object: https://docs.slack.dev/reference/objects/conversation-object."""
    if channel.im_with:
        return {"id": channel.id, "is_im": True, "user": channel.im_with, "is_archived": False}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": True,
        "is_im": False,
        "is_private": False,
        "is_archived": channel.archived,
        "is_member": BOT_USER in channel.members,
        "context_team_id": team,
        "creator": "U01ALICE",
    }
