"""Subscriptions to the digest, and the answers about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.composing import MOST_STORIES
from bot.domain.directions import isolated
from bot.domain.editions import DEFAULT_SECTIONS, Section, Stage
from bot.domain.subscriptions import Subscription
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Channel,
    Code,
    Element,
    Heading,
    Inline,
    Items,
    Moment,
    Strong,
    Tone,
    note,
    runs,
)
from bot.views.phrases import counted, enumerated

_SECTIONS = {Section.TABLE: "the table", Section.NEWS: "the news", Section.NEAR: "near-misses"}
_SENDING = {
    "waiting": "is about to be sent",
    "sending": "is about to be sent",
    "sent": "was sent",
    "uncertain": "may or may not have arrived: it is not repeated by itself, look in the channel",
    "failed": "could not be sent",
    "moved": "was sent elsewhere",
    "missed": "was missed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A subscription as a list shows it: *space* by its name, *channel* where that is here, what became of its last
    edition, *number*, where there was one: how that stands, and the state of its delivery."""

    subscription: Subscription
    space: str
    channel: str | None
    number: int | None = None
    stage: Stage | None = None
    delivery: str | None = None


def subscribed(one: Subscription, coming: Sequence[datetime], feeds: int, prefix: str) -> Card:
    """Return what a new subscription is answered; *prefix* is what is typed before a command here."""
    recurrence = one.recurrence
    zone = ZoneInfo(recurrence.zone)
    changes = len({(coming[0] + timedelta(days=days)).astimezone(zone).utcoffset() for days in range(0, 365, 30)}) > 1
    city = recurrence.zone.rpartition("/")[2].replace("_", " ")
    times = ", ".join(f"{at.astimezone(zone):%a %-d %b %H:%M}" for at in coming)
    who = "You now get" if one.is_personal else "This channel now gets"
    how = ", by direct message" if one.is_personal else ""
    feedless = (
        " No feed is set up yet, so it tells of the table only. News comes with ",
        Code(f"{prefix}feed add"),
        ".",
    )
    return note(
        f"{who} the {recurrence.every.value} digest{how} (subscription {one.number}). ",
        Strong(f"Next: {times}"),
        f" ({city}{'; summer time followed' if changes else ''}). ",
        Code(f"{prefix}digest edit {one.number}"),
        " sets what it holds.",
        *(() if feeds else feedless),
        tone=Tone.GOOD,
    )


def subscriptions(lines: Sequence[Line], prefix: str) -> Card:
    """Return the subscriptions, each with what it holds, what became of its last edition, and its next instant."""
    if not lines:
        example = Code(f"{prefix}digest subscribe weekly mon 09:00 Europe/Berlin")
        mine = Code(f"{prefix}digest follow weekly mon 09:00 Europe/Berlin")
        return note(
            "No channel is subscribed. ", example, " subscribes the one where it is typed; ", mine, " sends it to you."
        )
    elements: list[Element] = [Heading("Digest subscriptions"), Items(tuple(map(_line, lines)))]
    held = [one.number for one in lines if one.stage is Stage.HELD and one.number is not None]
    for number in held[:5]:
        named = {"edition": str(number)}
        elements.append(
            Buttons(
                (
                    Button(f"Approve {number}", runs("digest approve", **named)),
                    Button(f"Skip {number}", runs("digest skip", **named)),
                    Button(f"Look at {number}", runs("digest show", **named)),
                )
            )
        )
    return Card(counted(len(lines), "subscription"), tuple(elements))


def changed(one: Subscription) -> Card:
    """Return a subscription as it now stands."""
    return note(
        Strong(f"Subscription {one.number} is changed."),
        f" It comes {one.recurrence}, and holds {holds(one)}. Next ",
        Moment(one.due),
        ".",
        tone=Tone.GOOD,
    )


def as_it_is(one: Subscription, prefix: str) -> Card:
    """Return how a subscription stands, and how it is changed."""
    return note(
        Strong(f"Subscription {one.number}: {one.recurrence}."),
        f" It holds {holds(one)}. ",
        Code(f"{prefix}digest edit {one.number} length 5 minimum 4 sections table,news"),
        " changes it.",
    )


def resumed(one: Subscription, prefix: str) -> Card:
    return note(
        Strong(f"Subscription {one.number} goes on."),
        " Next ",
        Moment(one.due),
        ". What came before the period that runs now is not told in it: ",
        Code(f"{prefix}digest catchup"),
        " shows that to you.",
        tone=Tone.GOOD,
    )


def holds(one: Subscription) -> str:
    """Return what a subscription holds, beginning in mid-sentence: ``the table and the news, at most 5 stories``."""
    parts = [enumerated([name for section, name in _SECTIONS.items() if section in one.sections])]
    if one.taste.length != MOST_STORIES:
        parts.append(f"at most {counted(one.taste.length, 'story', 'stories')}")
    if one.taste.minimum:
        parts.append(f"from {counted(one.taste.minimum, 'point')} on")
    if one.taste.sources:
        numbers = [str(number) for number in sorted(one.taste.sources)]
        parts.append(f"from feed{'s' if len(numbers) > 1 else ''} {enumerated(numbers)} only")
    if one.approve:
        parts.append("sent once it is approved")
    return ", ".join(parts)


def _line(line: Line) -> tuple[Inline, ...]:
    one = line.subscription
    place: tuple[Inline, ...] = ("to you alone",)
    if not one.is_personal:
        place = (isolated(line.space), *((", ", Channel(line.channel)) if line.channel is not None else ()))
    usual = one.sections == DEFAULT_SECTIONS and holds(one) == holds(_plain(one))
    held = "" if usual else f" · {holds(one)}"
    following: tuple[Inline, ...] = (" · next ", Moment(one.due))
    if one.paused is not None:
        following = (" · ", Strong("paused"), f": {one.paused}")
    return (Strong(f"{one.number}"), f" · {one.recurrence} · ", *place, held, *following, *_last(line))


def _plain(one: Subscription) -> Subscription:
    return Subscription(one.id, one.space, one.channel, one.number, one.recurrence, one.due, one.sent_to)


def _last(line: Line) -> tuple[Inline, ...]:
    if line.number is None:
        return ()
    match line.stage:
        case Stage.HELD:
            return (" · ", Strong(f"edition {line.number} waits for approval"))
        case Stage.SKIPPED:
            return (f" · edition {line.number} was skipped",)
        case _:
            said = _SENDING[line.delivery] if line.delivery is not None else "was kept"
            return (f" · edition {line.number} {said}",)
