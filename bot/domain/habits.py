"""Changing how a space likes to be spoken to."""

from dataclasses import dataclass, fields, replace
from datetime import time

from bot.domain.charter import Unset
from bot.domain.people import Habits, Role


@dataclass(frozen=True, slots=True)
class HabitsChange:
    """What is set in a space's settings, by the names that ``Habits`` gives them; None where it stays as it is."""

    channel: str | Unset | None = None
    notices: str | Unset | None = None
    zone: str | Unset | None = None
    language: str | Unset | None = None
    quiet: tuple[time, time] | Unset | None = None
    role: Role | Unset | None = None

    @property
    def is_empty(self) -> bool:
        return self == HabitsChange()

    def made_in(self, habits: Habits) -> Habits:
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        set_now = {
            name: None if isinstance(value, Unset) else value for name, value in given.items() if value is not None
        }
        return replace(habits, **set_now)

    def data(self) -> dict[str, str | None]:
        """Return what is set as a record holds it, null where the default is to hold again."""
        found: dict[str, str | None] = {}
        for field in fields(self):
            match getattr(self, field.name):
                case None:
                    continue
                case Unset():
                    found[field.name] = None
                case str() as text:
                    found[field.name] = text
                case Role(key, _):
                    found[field.name] = key
                case (begins, ends):
                    found[field.name] = f"{begins:%H:%M}-{ends:%H:%M}"
        return found
