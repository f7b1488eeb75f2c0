"""What one member is told of what they missed."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.editions import Contents, Window
from bot.domain.people import Platform
from bot.views import editions
from bot.views.elements import Button, Buttons, Card, Code, Heading, Moment, Prose, Small, Strong, runs
from bot.views.phrases import counted


def cards(contents: Contents, table_url: str, zone: str, platform: Platform) -> tuple[Card, ...]:
    """Return what happened in the window as messages of *platform*; its days are those of *zone*, an IANA name."""
    window = contents.window
    name = f"What is new since {window.since.astimezone(ZoneInfo(zone)):%-d %B}"
    span = Small(("From ", Moment(window.since), " to ", Moment(window.until), "."))
    first, *others = editions.cards(contents, table_url, zone, platform)
    whole = (Card(f"{name}: {editions.gist(contents)}", (Heading(name), span, *first.elements[1:])), *others)
    return tuple(
        replace(card, summary=f"{name}, part {number} of {len(whole)}") if number > 1 else card
        for number, card in enumerate(whole, 1)
    )


def beginning(window: Window, last: Window | None) -> str | None:
    """Return why *window* begins where it does, where it does not begin where *last*, what was shown before, ended."""
    if last is None:
        return "You had not looked before, so this begins a week ago."
    if window.since > last.until:
        weeks = round((window.until - window.since).days / 7)
        return f"You had not looked for longer: what was read is kept for {counted(weeks, 'week')}."
    return None


def nothing(since: datetime, prefix: str) -> Card:
    """Return what is said where nothing has happened since *since*, with a way back to what was shown before."""
    said = (
        Strong("Nothing is new since you last looked, "),
        Moment(since),
        ". ",
        Code(f"{prefix}mine"),
        " shows what waits for you, ",
        Code(f"{prefix}digest catchup for 7d"),
        " goes back further.",
    )
    again = Button("What you were shown last", runs("digest catchup", part="1"))
    return Card("Nothing is new since you last looked", (Prose(said), Buttons((again,))))
