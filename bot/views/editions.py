"""Editions as they are sent: one card, and where a platform's messages are too small for it, others that go on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.composing import headline
from bot.domain.directions import isolated
from bot.domain.editions import Contents, Correction, Edition, Fate, NearMiss, Standing, Story, Tabled
from bot.domain.errors import Misread
from bot.domain.people import Platform
from bot.views.choosing import adding
from bot.views.elements import (
    Button,
    Buttons,
    Captioned,
    Card,
    Code,
    Divider,
    Element,
    Emphasis,
    Heading,
    Inline,
    Items,
    Link,
    Menu,
    Moment,
    Option,
    Prose,
    Small,
    Strong,
    Tone,
    runs,
)
from bot.views.entries import put_forward
from bot.views.parts import divided
from bot.views.phrases import counted

QUIET_BELOW = 3
BLOCKS = {Platform.DISCORD: 100, Platform.SLACK: 40, Platform.CONSOLE: 1_000}
"""Of how many parts at most one message is: Slack holds 50, and Discord joins what are too many."""
ROOM = {Platform.DISCORD: 3_200, Platform.SLACK: 10_000, Platform.CONSOLE: 100_000}
"""How many characters of an edition go into one message: fewer than it takes, for its marks take some."""

Line = tuple[Inline, ...]


def cards(
    contents: Contents,
    table_url: str,
    zone: str = "UTC",
    platform: Platform = Platform.CONSOLE,
    number: int | None = None,
    page: str | None = None,
) -> tuple[Card, ...]:
    """Return the edition as messages of *platform*, the first of which the others go on from.

    Its days are those of *zone*, an IANA name; *table_url* is where the community's register stands. Of its *number*,
    where it has one, something can be chosen for each story; *page* is the address of the edition's own page, if any.
    """
    name = title(contents, zone)
    parts = divided(_sections(contents, table_url, ZoneInfo(zone), number), ROOM[platform], BLOCKS[platform])
    if page is not None:
        parts[-1] = (*parts[-1], Small((Link("This edition in the register", page),)))
    summary = f"{name}: {gist(contents)}"
    first = Card(summary, (Heading(name), *parts[0]))
    return (
        first,
        *(
            Card(f"{name}, part {number} of {len(parts)}", tuple(elements))
            for number, elements in enumerate(parts[1:], 2)
        ),
    )


def asked(edition: Edition, messages: Sequence[Card], following: datetime) -> Card:
    """Return what asks whether a held edition may go out; *messages* are as it would, *following* is the next one."""
    number = {"edition": str(edition.number)}
    buttons = Buttons(
        (
            Button("Approve", runs("digest approve", **number), Emphasis.PRIMARY),
            Button("Skip", runs("digest skip", **number)),
        )
    )
    said = Prose(
        (
            Strong(f"Edition {edition.number} waits for your approval."),
            " Until ",
            Moment(following),
            ": then what it tells goes into the next one.",
        )
    )
    first, *others = messages
    more = (Small((f"It goes on in {counted(len(others), 'more message')}: `digest show {edition.number}`.",)),)
    shown = tuple(element for element in first.elements if not isinstance(element, Menu))
    return Card(
        f"Edition {edition.number} of the digest waits for your approval",
        (said, buttons, Divider(), *shown, *(more if others else ())),
        Tone.WARNING,
    )


def title(contents: Contents, zone: str) -> str:
    """Return what the edition is called, by the clocks of *zone*: ``Pause digest · week of 17 November``."""
    return f"Pause digest · {days(contents, zone)}"


def days(contents: Contents, zone: str) -> str:
    """Return the days that the edition tells of, by the clocks of *zone*: ``week of 17 November``."""
    since, until = (at.astimezone(ZoneInfo(zone)) for at in (contents.window.since, contents.window.until))
    span = until - since
    if span < timedelta(days=1.5):
        return f"{until:%-d %B}"
    if timedelta(days=6) <= span <= timedelta(days=8):
        return f"week of {since:%-d %B}"
    return f"{since:%-d %B} to {until:%-d %B}"  # a month, or a window that was missed joined this one


def told(number: int, story: Story) -> Captioned:
    """Return a story: the source's own words, and under them where and when they stand, and why it is here."""
    lead = story.lead
    words = isolated(headline(lead))
    name: Inline = Link(words, lead.url) if lead.url else Strong(words)
    update: Line = (Strong("Update"), " · ") if story.updates is not None else ()
    outlets = f" +{counted(len(story.outlets), 'outlet')}" if story.outlets else ""
    return Captioned(
        (Strong(f"{number}"), " ", *update, name),
        (f"{isolated(lead.source)}{put_forward(story.by)}{outlets} · ", Moment(lead.at), f" · {because(story)}"),
    )


def because(story: Story) -> str:
    """Return why it is in the digest: ``here because: red line; METR``."""
    if not story.reasons:
        return "a curator put it here"
    return f"here because: {'; '.join(story.reasons)}" + (" · pinned by a curator" if story.pinned else "")


def quiet_line(contents: Contents) -> str | None:
    """Return what is said where there is little news: ``A quiet week: 2 stories out of 240 entries read.``"""
    if contents.stories is None or len(contents.stories) >= QUIET_BELOW:
        return None
    few = counted(len(contents.stories), "story", "stories") if contents.stories else "no story"
    return f"A quiet {_period(contents)}: {few} out of {counted(contents.read, 'entry', 'entries')} read."


def left_out(contents: Contents) -> str | None:
    """Return how many stories there would have been besides, if any."""
    over = contents.kept - len(contents.stories or ())
    if contents.stories is None or over <= 0:
        return None
    stories = counted(over, "story", "stories")
    if any(one.fate is Fate.OUTLET for one in contents.became.values()):
        return f"{stories} left out: of less weight, or beyond the two that one outlet may lead."
    return f"{stories} of less weight left out."


def gist(contents: Contents) -> str:
    """Return how much it tells: ``3 at the table, 10 stories``."""
    said = []
    if contents.table is not None:
        said.append(f"{len(contents.table)} at the table")
    if contents.stories is not None:
        said.append(counted(len(contents.stories), "story", "stories"))
    return ", ".join(said) or counted(len(contents.near or ()), "near-miss", "near-misses")


def _sections(contents: Contents, table_url: str, zone: ZoneInfo, edition: int | None) -> Iterable[Element]:
    """Yield the edition's elements, each list as one element a line, so that it can go on in another message."""
    if contents.window.late is not None:
        yield Small(("Late: it was due on ", Moment(contents.window.late), "."))
    for one in contents.corrections:
        yield Small(_corrected(f"story {one.story}", one, zone))
    for one in contents.repeated:
        yield Small(_corrected(f"edition {one.edition}, story {one.story}, {isolated(one.headline)}", one, zone))
    if contents.table is not None:
        yield Prose((Strong("At the table"),))
        for line in contents.table:
            yield Items((_tabled(line, table_url),))
        if not contents.table:
            yield Small(("Nothing is open and nothing was decided.",))
    if contents.stories is not None:
        if contents.table is not None:
            yield Divider()
        yield from _news(contents, contents.stories)
        if edition is not None and contents.stories:
            yield _menu(edition, contents.stories)
    if contents.near:
        yield Divider()
        yield Prose((Strong("Near-misses"), ", for curators"))
        for miss in contents.near:
            yield Items((_near(miss),))
        yield adding([(miss.code, miss.item) for miss in contents.near])


def _news(contents: Contents, stories: Sequence[Story]) -> Iterable[Element]:
    yield Prose((Strong("News"),))
    if quiet := quiet_line(contents):
        yield Small((quiet,))
    for number, story in enumerate(stories, 1):
        yield told(number, story)
    if over := left_out(contents):
        yield Small((over,))


def _menu(edition: int, stories: Sequence[Story]) -> Menu:
    options = (
        Option(
            f"{number} {isolated(headline(story.lead))}",
            runs("news use", edition=str(edition), story=str(number)),
            story.lead.source,
        )
        for number, story in enumerate(stories, 1)
    )
    return Menu("Use a story of this edition", tuple(options))


def _tabled(line: Tabled, table_url: str) -> Line:
    name = Link(f"{line.label} {line.title}", f"{table_url}/{line.label}")
    standing = f"{line.standing.value}: "
    if line.standing is Standing.DECIDED:
        return (standing, name, f" · {line.said}")
    return (standing, name, " · closes ", Moment(line.at, seconds=line.seconds), f" · {line.said}")


def _near(miss: NearMiss) -> Line:
    item = miss.item
    words = isolated(headline(item))
    name: Inline = Link(words, item.url) if item.url else Strong(words)
    against = f": {'; '.join(miss.reasons)}" if miss.reasons else ""
    source = f"{isolated(item.source)}{put_forward(miss.by)}"
    return (Code(miss.code), " ", name, f" · {source} · {counted(item.points, 'point')}{against}")


def _corrected(what: str, one: Correction, zone: ZoneInfo) -> Line:
    return (Strong(f"Corrected on {one.at.astimezone(zone):%-d %B}"), f" ({what}): {isolated(one.note)}")


def _period(contents: Contents) -> str:
    span = contents.window.until - contents.window.since
    if span < timedelta(days=1.5):
        return "day"
    return "week" if span <= timedelta(days=8) else "time"


def part_of(command: str, arguments: Mapping[str, str], messages: Sequence[Card], part: int) -> Card:
    """Return one of an edition's messages, with the way to the next one, which *command* shows.

    :raises Misread: where there are not so many.
    """
    if not 1 <= part <= len(messages):
        raise Misread(f"It takes {counted(len(messages), 'message')}: there is no part {part}.")
    card = messages[part - 1]
    if part == len(messages):
        return card
    more = Buttons((Button(f"Part {part + 1} of {len(messages)}", runs(command, **arguments, part=str(part + 1))),))
    return replace(card, elements=(*card.elements, more))
