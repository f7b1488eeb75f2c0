"""Registered rolls: who joined one, and what else it takes to be on it when it is fixed."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.ids import CommunityId, MemberId


@dataclass(frozen=True, slots=True)
class Registration:
    """A member who joined a roll. *admitted* is None while they wait.

    *present* is whether they are a full member of a space at the table still, *holds_role* whether they hold the role
    that one asks for; both as they were last seen.
    """

    member: MemberId
    name: str
    joined: datetime
    admitted: datetime | None
    present: bool
    holds_role: bool


@dataclass(frozen=True, slots=True)
class RegisteredRoll:
    """What it takes to be on a community's roll, beyond having joined it and being a full member still: admission, a
    role in a space that asks for one, both or neither."""

    community: CommunityId
    admission: bool
    by_role: bool

    def includes(self, registration: Registration) -> bool:
        admitted = registration.admitted is not None or not self.admission
        return registration.present and admitted and (registration.holds_role or not self.by_role)
