"""A space's settings as its members see them, and in words."""

from bot.domain.charter import Unset
from bot.domain.directions import isolated
from bot.domain.habits import HabitsChange
from bot.domain.people import Habits, Space
from bot.views.elements import Card, Channel, Code, Fields, Heading, Inline, Small, Tone
from bot.views.phrases import enumerated

_CHANNELS = ("channel", "notices")
_NAMES = {
    "channel": "the channel for its cards",
    "notices": "the channel for notices to its admins",
    "zone": "the time zone",
    "language": "the language",
    "quiet": "quiet hours",
}


def settings(space: Space, habits: Habits, prefix: str, *, changed: bool) -> Card:
    """Return the settings of *space* as they now stand; *prefix* is what is typed before a command here."""
    quiet = f"{_quiet(habits)} ({habits.zone or 'UTC'}): nothing new is posted then" if habits.quiet else "none"
    pairs: tuple[tuple[str, tuple[Inline, ...]], ...] = (
        ("Channel for cards", (_channel(habits.channel, "where each proposal is made"),)),
        ("Channel for notices to admins", (_channel(habits.notices, "not set: an admin is written to alone"),)),
        ("Time zone", (habits.zone or "UTC, the default",)),
        ("Language of what is written here", (habits.language or "not set",)),
        ("Quiet hours", (quiet,)),
        ("Role for the registered roll", (_role(habits),)),
    )
    return Card(
        f"Settings of {space.name}",
        (
            Heading(f"Settings of {space.name}" + (" changed" if changed else "")),
            Fields(pairs),
            Small(
                (
                    "These are this space's own. What holds for the whole community is in its charter: ",
                    Code(f"{prefix}charter show"),
                    ". Every change is told to members: ",
                    Code(f"{prefix}acts"),
                    ".",
                )
            ),
        ),
        Tone.GOOD if changed else Tone.NEUTRAL,
    )


def did(change: HabitsChange) -> str:
    """Return *change* as it goes on from who made it; where channels are is shown by the notes that stand in them."""
    told = []
    for name, what in _NAMES.items():
        value = getattr(change, name)
        if value is not None:
            told.append(what + ("" if name in _CHANNELS and isinstance(value, str) else _to(value)))
    clauses = [f"set {enumerated(told)}"] if told else []
    match change.role:
        case None:
            pass
        case Unset():
            clauses.append("let anybody join the registered roll without a role")
        case role:
            clauses.append(f"asked for the role {isolated(role.name)} of who joins the registered roll")
    return " and ".join(clauses)


def _to(value: object) -> str:
    match value:
        case Unset():
            return " back to the default"
        case (begins, ends):
            return f" to {begins:%H:%M}–{ends:%H:%M}"
        case _:
            return f" to {value}"


def _channel(key: str | None, default: str) -> Inline:
    return Channel(key) if key else default


def _quiet(habits: Habits) -> str:
    assert habits.quiet is not None
    begins, ends = habits.quiet
    return f"{begins:%H:%M}–{ends:%H:%M}"


def _role(habits: Habits) -> str:
    if habits.role is None:
        return "none is asked for"
    return f"{isolated(habits.role.name)}: held by those who were seen with it here"
