"""What each invocation was answered, so that a repeated one has the same answer and no second effect."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Answer
from storage.cards import from_data, to_data
from storage.tables import inbox


@dataclass(frozen=True, slots=True)
class SqlInbox:
    db: AsyncConnection

    async def answer(self, key: str) -> Answer | None:
        kept = await self.db.scalar(select(inbox.c.answer).where(inbox.c.key == key))
        if kept is None:
            return None
        data = json.loads(kept)
        return Answer(from_data(data["card"]) if data["card"] else None, data["refusal"])

    async def keep(self, key: str, answer: Answer, now: datetime) -> None:
        """Keep it; a key that is there already undoes the whole transaction, which is then run again and finds it."""
        data = {"card": to_data(answer.card) if answer.card else None, "refusal": answer.refusal}
        await self.db.execute(insert(inbox), {"key": key, "answer": json.dumps(data), "kept": now})

    async def forget(self, before: datetime) -> None:
        await self.db.execute(delete(inbox).where(inbox.c.kept < before))
