"""In which Slack workspaces the app is installed, where it serves many."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in the workspace *team* of *enterprise*, which is empty outside Enterprise organisations.

    *bot* is the name by which people there invite it. *token* is a secret: whoever has it can speak as the bot.
    """

    enterprise: str
    team: str
    name: str
    bot: str
    token: str = field(repr=False)
    installed: datetime


class Installations(Protocol):
    async def get(self, team: str) -> Installation | None:
        """Return the latest one in that workspace: it may have come into an enterprise meanwhile."""
        ...

    async def keep(self, installation: Installation) -> None:
        """Add it; one before it in the same workspace of the same enterprise is replaced."""
        ...

    async def end(self, team: str, token: str) -> None:
        """Forget what is installed there, where this is the latest token; a later one stays."""
        ...
