"""One-time codes and the tries to redeem one."""

from datetime import datetime
from typing import Protocol

from bot.domain.codes import OneTimeCode, Purpose
from bot.domain.ids import AccountId


class Codes(Protocol):
    async def add(self, code: OneTimeCode) -> None:
        """Keep a code; older ones that its account made for the same purpose are no longer valid."""
        ...

    async def get(self, text: str, purpose: Purpose) -> OneTimeCode | None: ...

    async def use(self, text: str, now: datetime) -> bool:
        """Note that the code was redeemed: nobody can do it again. Return False where somebody has, or it was ended."""
        ...

    async def note_try(self, account: AccountId, now: datetime) -> None:
        """Note that *account* tried a code that was not valid."""
        ...

    async def tries(self, account: AccountId, since: datetime) -> int: ...

    async def forget(self, before: datetime) -> None:
        """Forget codes that ended, and tries that were made, before then."""
        ...
