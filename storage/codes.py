"""One-time codes and the tries to redeem one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.codes import OneTimeCode, Purpose
from bot.domain.ids import AccountId
from storage.statements import inserting
from storage.tables import codes, tries


@dataclass(frozen=True, slots=True)
class SqlCodes:
    db: AsyncConnection

    async def add(self, code: OneTimeCode) -> None:
        await self.db.execute(
            update(codes)
            .where(codes.c.account == code.account, codes.c.purpose == code.purpose, codes.c.used.is_(None))
            .values(used=code.made)
        )
        await self.db.execute(
            insert(codes),
            {
                "code": code.text,
                "purpose": code.purpose,
                "community": code.community,
                "space": code.space,
                "channel": code.channel,
                "account": code.account,
                "made": code.made,
                "expires": code.expires,
                "used": code.used,
            },
        )

    async def get(self, text: str, purpose: Purpose) -> OneTimeCode | None:
        found = await self.db.execute(select(codes).where(codes.c.code == text, codes.c.purpose == purpose))
        row = found.one_or_none()
        if row is None:
            return None
        return OneTimeCode(
            row.code, row.purpose, row.community, row.space, row.channel, row.account, row.made, row.expires, row.used
        )

    async def use(self, text: str, now: datetime) -> bool:
        used = await self.db.execute(update(codes).where(codes.c.code == text, codes.c.used.is_(None)).values(used=now))
        return used.rowcount == 1

    async def note_try(self, account: AccountId, now: datetime) -> None:
        noted = inserting(self.db, tries).values(account=account, at=now)
        await self.db.execute(noted.on_conflict_do_nothing())

    async def tries(self, account: AccountId, since: datetime) -> int:
        counted = await self.db.scalar(
            select(func.count()).select_from(tries).where(tries.c.account == account, tries.c.at > since)
        )
        return counted or 0

    async def forget(self, before: datetime) -> None:
        await self.db.execute(delete(codes).where(codes.c.expires < before))
        await self.db.execute(delete(tries).where(tries.c.at < before))
