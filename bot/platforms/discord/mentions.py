"""People and roles that Discord says were chosen, as mentions with what they are called."""

from collections.abc import Mapping
from typing import Any

from bot.platforms.discord.markup import one_line


def user(key: str, resolved: Mapping[str, Any]) -> str:
    """Return ``<@1|alice>``; *resolved* is what an interaction says of whom it names."""
    member = _of(resolved, "members", key)
    account = _of(resolved, "users", key)
    return f"<@{key}|{_plain(member.get('nick') or account.get('global_name') or account.get('username'))}>"


def role(key: str, resolved: Mapping[str, Any]) -> str:
    """Return ``<@&1|Council>``."""
    return f"<@&{key}|{_plain(_of(resolved, 'roles', key).get('name'))}>"


def _of(resolved: Mapping[str, Any], what: str, key: str) -> Mapping[str, Any]:
    found = (resolved.get(what) or {}).get(key)
    return found if isinstance(found, Mapping) else {}


def _plain(name: object) -> str:
    """Return a name without what would end the mention."""
    return one_line(str(name or "")).replace(">", "").replace("|", "")
