"""In which Slack workspaces the app is installed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Installation
from storage.statements import inserting
from storage.tables import installations

_ROW = ("enterprise", "team", "name", "bot", "token", "installed")


def installed(row: Row[Any]) -> Installation:
    return Installation(**{name: getattr(row, name) for name in _ROW})


@dataclass(frozen=True, slots=True)
class SqlInstallations:
    db: AsyncConnection

    async def get(self, team: str) -> Installation | None:
        found = await self.db.execute(
            select(installations)
            .where(installations.c.team == team)
            .order_by(installations.c.installed.desc(), installations.c.enterprise.desc())
            .limit(1)
        )
        row = found.one_or_none()
        return installed(row) if row else None

    async def keep(self, installation: Installation) -> None:
        values = {name: getattr(installation, name) for name in _ROW}
        kept = inserting(self.db, installations).values(values)
        changed = {name: values[name] for name in ("name", "bot", "token", "installed")}
        await self.db.execute(
            kept.on_conflict_do_update(index_elements=[installations.c.team, installations.c.enterprise], set_=changed)
        )

    async def end(self, team: str, token: str) -> None:
        latest = await self.get(team)
        if latest is not None and latest.token == token:
            ended = (installations.c.team == team) & (installations.c.installed <= latest.installed)
            await self.db.execute(delete(installations).where(ended))
