"""What is attached to proposals."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.evidence import Evidence
from bot.domain.ids import ProposalId


class EvidenceOf(Protocol):
    async def add(self, proposal: ProposalId, evidence: Evidence) -> None: ...

    async def next_number(self, proposal: ProposalId) -> int: ...

    async def of(self, proposals: Sequence[ProposalId]) -> Mapping[ProposalId, Sequence[Evidence]]:
        """Return what is attached to each, by number; those that have none are left out."""
        ...

    async def remove(self, proposal: ProposalId, number: int) -> None: ...
