"""The digest and the answers about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.directions import isolated
from bot.domain.periods import Weekly
from bot.views.elements import (
    Card,
    Channel,
    Code,
    Divider,
    Element,
    Heading,
    Inline,
    Items,
    Link,
    Moment,
    Prose,
    Small,
    Strong,
    Tone,
    note,
)
from bot.views.phrases import counted
from bot.views.proposals import Listed, closing, page, turnout

HEADLINE_WORDS = 25


@dataclass(frozen=True, slots=True)
class Story:
    """A kept entry: its headline in the source's own words, and why it is here."""

    title: str
    url: str
    source: str
    at: datetime
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """What one digest holds: *stories* are the weightiest of *kept*, out of *read* entries in [since, until).

    *late* is the instant at which it should have gone out, where it did not.
    """

    since: datetime
    until: datetime
    open_now: Sequence[Listed]
    decided: Sequence[Listed]
    stories: Sequence[Story]
    kept: int
    read: int
    late: datetime | None = None


def digest_card(edition: Edition, register_url: str, zone: str = "UTC") -> Card:
    """Return the digest as it is sent; its days are those of *zone*, an IANA name."""
    first, last = (at.astimezone(ZoneInfo(zone)) for at in (edition.since, edition.until))
    long = last - first > timedelta(days=8)  # a window that was missed joined this one
    title = f"Pause digest · {first:%-d %B} to {last:%-d %B}" if long else f"Pause digest · week of {first:%-d %B}"
    elements: list[Element] = [Heading(title)]
    if edition.late is not None:
        elements.append(Small(("Late: it was due on ", Moment(edition.late), ".",)))  # fmt: skip
    elements += _table(edition, register_url)
    elements.append(Divider())
    elements += _news(edition)
    return Card(f"{title}: {_gist(edition)}", tuple(elements))


def subscribed(number: int, weekly: Weekly, coming: Sequence[datetime], feeds: int, prefix: str) -> Card:
    """Return what a new subscription is answered; *prefix* is what is typed before a command here."""
    zone = ZoneInfo(weekly.zone)
    city = weekly.zone.rpartition("/")[2].replace("_", " ")
    times = ", ".join(f"{at.astimezone(zone):%a %-d %b %H:%M}" for at in coming)
    feedless = (
        " No feed is set up yet, so it tells of the table only. News comes with ",
        Code(f"{prefix}feed add"),
        ".",
    )
    return note(
        f"This channel now gets the weekly digest (subscription {number}). ",
        Strong(f"Next: {times}"),
        f" ({city}; summer time followed).",
        *(() if feeds else feedless),
        tone=Tone.GOOD,
    )


def subscriptions(lines: Sequence[tuple[int, Weekly, str, str | None, datetime]], prefix: str) -> Card:
    """Return the subscriptions: number, when, the space's name, the channel where that is here, the next instant."""
    if not lines:
        example = Code(f"{prefix}digest subscribe weekly mon 09:00 Europe/Berlin")
        return note("No channel is subscribed. ", example, " subscribes the one where it is typed.")
    return Card(
        counted(len(lines), "subscription"),
        (
            Heading("Digest subscriptions"),
            Items(
                tuple(
                    (
                        Strong(f"{number}"),
                        f" · {weekly} · ",
                        isolated(space),
                        *((", ", Channel(channel)) if channel is not None else ()),
                        " · next ",
                        Moment(due),
                    )
                    for number, weekly, space, channel, due in lines
                )
            ),
        ),
    )


def _table(edition: Edition, register_url: str) -> list[Element]:
    lines: list[tuple[Inline, ...]] = []
    for entry in sorted(edition.open_now, key=lambda entry: entry.vote.closes if entry.vote else edition.until):
        assert entry.vote is not None
        proposal = entry.proposal
        lines.append(
            (
                Strong(proposal.label),
                f" {proposal.title} · closes ",
                closing(entry.vote),
                f" · {turnout(entry)}",
            )
        )
    for entry in edition.decided:
        proposal = entry.proposal
        lines.append(
            (
                Link(proposal.label, page(proposal, register_url)),
                f" {proposal.title} · {proposal.state.value}",
            )
        )
    heading = Prose((Strong("At the table"),))
    if not lines:
        return [heading, Small(("Nothing is open and nothing was decided.",))]
    return [heading, Items(tuple(lines))]


def _news(edition: Edition) -> list[Element]:
    found: list[Element] = [Prose((Strong("News"),))]
    if len(edition.stories) < 3:
        found.append(Small((f"A quiet week: {_quiet(edition)}.",)))
    if edition.stories:
        found.append(Items(tuple(_story(story) for story in edition.stories)))
    if edition.kept > len(edition.stories):
        found.append(
            Small((f"{counted(edition.kept - len(edition.stories), 'weaker entry', 'weaker entries')} left out.",))
        )
    return found


def _story(story: Story) -> tuple[Inline, ...]:
    words = story.title.split()
    headline = " ".join(words[:HEADLINE_WORDS]) + (" …" if len(words) > HEADLINE_WORDS else "")
    headline = isolated(headline)
    name: Inline = Link(headline, story.url) if story.url else Strong(headline)
    return (name, f" · {isolated(story.source)} · {story.at:%A} · here because: {'; '.join(story.reasons)}")


def _quiet(edition: Edition) -> str:
    stories = len(edition.stories)
    entries = counted(edition.read, "entry", "entries")
    return f"{counted(stories, 'story', 'stories') if stories else 'no story'} out of {entries} read"


def _gist(edition: Edition) -> str:
    return f"{len(edition.open_now)} at the table, {counted(len(edition.stories), 'story', 'stories')}"
