"""One-time codes as they are answered."""

from bot.views.elements import Card, Tone, note
from bot.views.phrases import counted


def wrong(left: int) -> Card:
    """Return the answer to a code that is not valid; *left* tries remain."""
    tries = f"{counted(left, 'try', 'tries')} left." if left else "No try is left for the next ten minutes."
    return note(
        "There is no such code, or it was used, or its time is over. Nothing was done. ", tries, tone=Tone.WARNING
    )
