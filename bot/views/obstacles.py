"""What an admin is told where something cannot be posted."""

from bot.views.elements import Card, Channel, Code, Heading, Inline, Prose, Small, Tone


def obstacle(space: str, reason: str, what: str, place: str | None, status: str) -> Card:
    """Return what is in the way in *space*, and where *what* ("the card of RL-12") stands instead: in *place*, if any.

    *status* is what is typed to see all of it.
    """
    outcome: tuple[Inline, ...] = (f"So {what} is nowhere in {space} now.",)
    if place is not None:
        outcome = (f"So {what} is in ", Channel(place), " now.")
    return Card(
        f"{space}: {reason}",
        (
            Heading(space),
            Prose((reason,)),
            Prose(outcome),
            Small(("You are told this once. ", Code(status), " lists all that is in the way.")),
        ),
        Tone.WARNING,
    )
