"""Waiting longer after each failure, and never all at the same time."""

import asyncio
import logging

from bot.domain.ids import Entropy
from bot.ports import Impossible, NotSent, Trouble

LOG = logging.getLogger(__name__)

LONGEST = 16.0
"""Seconds; short enough to be back within half a minute of Slack's being back."""


class Pauses:
    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy

    async def rest(self, failures: int, trouble: Trouble | None = None) -> None:
        """Sleep after so many failures in a row, say why, and heed a ``Retry-After``."""
        share = 0.5 + self._entropy(1)[0] / 512
        pause = min(2.0 ** min(failures, 5), LONGEST) * share
        if isinstance(trouble, NotSent) and trouble.after is not None:
            pause = max(pause, min(trouble.after.total_seconds(), 3600.0))
        if trouble is not None:
            help_ = " `make doctor` says what to do." if isinstance(trouble, Impossible) else ""
            LOG.warning("Slack: %s Trying again in %.0f s.%s", _sentence(trouble.reason), pause, help_)
        await asyncio.sleep(pause)


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:].rstrip(".") + "."
