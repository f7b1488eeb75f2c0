"""Editions as they are sent: one card, and where a platform's messages are too small for it, others that go on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.domain.composing import headline
from bot.domain.directions import isolated
from bot.domain.editions import Contents, Correction, NearMiss, Standing, Story, Tabled
from bot.domain.errors import Misread
from bot.domain.people import Platform
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Divider,
    Element,
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
    runs,
)
from bot.views.phrases import counted

QUIET_BELOW = 3
ROOM = {Platform.DISCORD: 3_200, Platform.SLACK: 10_000, Platform.CONSOLE: 100_000}
"""How many characters of an edition go into one message: fewer than it takes, for its marks take some."""
MOMENT_SIZE = 24

Line = tuple[Inline, ...]


def cards(
    contents: Contents,
    table_url: str,
    zone: str = "UTC",
    platform: Platform = Platform.CONSOLE,
    number: int | None = None,
) -> tuple[Card, ...]:
    """Return the edition as messages of *platform*, the first of which the others go on from.

    Its days are those of *zone*, an IANA name; *table_url* is where the community's register stands. Of its *number*,
    where it has one, something can be chosen for each story.
    """
    title = _title(contents, ZoneInfo(zone))
    parts = _parts(_sections(contents, table_url, ZoneInfo(zone), number), ROOM[platform])
    summary = f"{title}: {_gist(contents)}"
    first = Card(summary, (Heading(title), *parts[0]))
    return (
        first,
        *(
            Card(f"{title}, part {number} of {len(parts)}", tuple(elements))
            for number, elements in enumerate(parts[1:], 2)
        ),
    )


def title(contents: Contents, zone: str) -> str:
    """Return what the edition is called: the days that it tells of, by the clocks of *zone*."""
    return _title(contents, ZoneInfo(zone))


def story_line(number: int, story: Story) -> Line:
    """Return a story as one line: the source's own words, where and when they stand, and why it is here."""
    lead = story.lead
    words = isolated(headline(lead))
    name: Inline = Link(words, lead.url) if lead.url else Strong(words)
    update: Line = (Strong("Update"), " · ") if story.updates is not None else ()
    because = f" · here because: {'; '.join(story.reasons)}" if story.reasons else " · a curator put it here"
    pinned = " · pinned by a curator" if story.pinned and story.reasons else ""
    outlets = f" +{counted(len(story.outlets), 'outlet')}" if story.outlets else ""
    return (
        Strong(f"{number}"),
        " ",
        *update,
        name,
        f" · {isolated(lead.source)}{outlets} · ",
        Moment(lead.at),
        because + pinned,
    )


def _title(contents: Contents, zone: ZoneInfo) -> str:
    since, until = (at.astimezone(zone) for at in (contents.window.since, contents.window.until))
    span = until - since
    if span < timedelta(days=1.5):
        return f"Pause digest · {until:%-d %B}"
    if timedelta(days=6) <= span <= timedelta(days=8):
        return f"Pause digest · week of {since:%-d %B}"
    return f"Pause digest · {since:%-d %B} to {until:%-d %B}"  # a month, or a window that was missed joined this one


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


def _news(contents: Contents, stories: Sequence[Story]) -> Iterable[Element]:
    yield Prose((Strong("News"),))
    if len(stories) < QUIET_BELOW:
        yield Small((_quiet(contents, len(stories)),))
    for number, story in enumerate(stories, 1):
        yield Items((story_line(number, story),))
    if contents.kept > len(stories):
        yield Small((f"{counted(contents.kept - len(stories), 'story', 'stories')} of less weight left out.",))


def _menu(edition: int, stories: Sequence[Story]) -> Menu:
    options = (
        Option(
            f"{number} {isolated(headline(story.lead))}",
            runs("news use", edition=str(edition), story=str(number)),
            story.lead.source,
        )
        for number, story in enumerate(stories, 1)
    )
    return Menu("Propose something on a story, or attach it as evidence", tuple(options))


def _parts(elements: Iterable[Element], room: int) -> list[tuple[Element, ...]]:
    """Divide *elements* into messages of about *room* characters, and join what is left of each list.

    A heading never ends a message: it goes on with what it heads.
    """
    parts: list[list[Element]] = [[]]
    left = room
    for element in elements:
        size = _size(element)
        if size > left and parts[-1]:
            moved: list[Element] = []
            while parts[-1] and isinstance(parts[-1][-1], Prose | Divider):
                moved.insert(0, parts[-1].pop())
            parts.append([one for one in moved if not isinstance(one, Divider)])
            left = room - sum(map(_size, parts[-1]))
        parts[-1].append(element)
        left -= size
    return [tuple(_joined(part)) for part in parts if part] or [()]


def _joined(elements: Sequence[Element]) -> Iterable[Element]:
    lines: list[Line] = []
    for element in elements:
        if isinstance(element, Items):
            lines += element.lines
            continue
        if lines:
            yield Items(tuple(lines))
            lines = []
        yield element
    if lines:
        yield Items(tuple(lines))


def _size(element: Element) -> int:
    match element:
        case Prose(spans) | Small(spans):
            return sum(map(_width, spans)) + 4
        case Items(lines):
            return sum(_width(span) for line in lines for span in line) + 4
        case Menu():
            return 0  # its words are counted apart, and it never begins a message
        case _:
            return 4


def _width(span: Inline) -> int:
    match span:
        case str():
            return len(span)
        case Link(text, url):
            return len(text) + len(url) + 4
        case Moment():
            return MOMENT_SIZE
        case Strong(text) | Code(text):
            return len(text) + 4
        case _:
            return MOMENT_SIZE


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
    return (Code(miss.code), " ", name, f" · {isolated(item.source)} · {counted(item.points, 'point')}{against}")


def _corrected(what: str, one: Correction, zone: ZoneInfo) -> Line:
    return (Strong(f"Corrected on {one.at.astimezone(zone):%-d %B}"), f" ({what}): {isolated(one.note)}")


def _quiet(contents: Contents, stories: int) -> str:
    told = counted(stories, "story", "stories") if stories else "no story"
    return f"A quiet {_period(contents)}: {told} out of {counted(contents.read, 'entry', 'entries')} read."


def _period(contents: Contents) -> str:
    span = contents.window.until - contents.window.since
    if span < timedelta(days=1.5):
        return "day"
    return "week" if span <= timedelta(days=8) else "time"


def _gist(contents: Contents) -> str:
    said = []
    if contents.table is not None:
        said.append(f"{len(contents.table)} at the table")
    if contents.stories is not None:
        said.append(counted(len(contents.stories), "story", "stories"))
    return ", ".join(said) or counted(len(contents.near or ()), "near-miss", "near-misses")


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
