"""The register's pages: templates with everything that members wrote escaped, and no script."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import assert_never
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.domain.composing import headline
from bot.domain.directions import contained
from bot.domain.editions import Standing, Story
from bot.domain.ids import SpaceId, number_of
from bot.domain.proposals import Proposal, State
from bot.domain.voting import Choice, Outcome, Tally, Vote
from bot.views.changes import became_of, marked
from bot.views.editions import because, days, gist, left_out, quiet_line, title
from bot.views.elements import Added, Channel, Code, Inline, Link, Mention, Moment, Strong, Struck
from bot.views.phrases import counted
from bot.views.proposals import gist_line, result_line, turnout
from bot.views.rules import roll_line, rule_in_people
from bot.web.reading import Acts, Digests, Entry, Sources, Table, Told

STATUS = {
    State.VOTING: "At the table",
    State.ADOPTED: "In force",
    State.REJECTED: "Rejected",
    State.NO_QUORUM: "No quorum",
    State.WITHDRAWN: "Withdrawn",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_PART_OF_AN_ADDRESS = re.compile(r"[\x00-\x20\"'<>\\^`{|}]")
"""What stands in none as it is; programs that read feeds do not all look."""
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
CHOICES = {Choice.FOR: "For", Choice.AGAINST: "Against", Choice.ABSTAIN: "Abstained"}


def instant(at: datetime, seconds: bool = False) -> Markup:
    """Return ``5 Jun 2026, 18:00 UTC``, which machines can read too."""
    utc = at.astimezone(UTC)
    shown = f"{utc.day} {utc:%b %Y, %H:%M:%S} UTC" if seconds else f"{utc.day} {utc:%b %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(f"{utc:%Y-%m-%dT%H:%M:%SZ}", shown)


def day(at: datetime) -> Markup:
    """Return ``Fri 5 Jun 2026``, which machines can read too."""
    utc = at.astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(
        f"{utc:%Y-%m-%dT%H:%M:%SZ}", f"{utc:%a} {utc.day} {utc:%b %Y}"
    )


def stamp(at: datetime) -> str:
    """Return an instant as RFC 3339 has it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def urn(id: str) -> str:
    """Return a name for what has *id* that stays the same wherever the register stands."""
    digits = f"{number_of(id):032x}"
    return "urn:uuid:" + "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def linked(text: str, url: str) -> Markup:
    """Return *text*, which a feed wrote, as a link to *url* where that is an address on the web."""
    try:
        parts = urlsplit(url)
        web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        web = False
    shown = contained(text) or url
    if not web:
        return Markup('<span dir="auto">{}</span>').format(shown)
    address = _NO_PART_OF_AN_ADDRESS.sub(lambda found: quote(found[0]), url)
    return Markup('<a href="{}" rel="noopener nofollow" dir="auto">{}</a>').format(address, shown)


def elsewhere(story: Story) -> str:
    """Return how many outlets besides the first tell of *story*: ``+3 outlets``."""
    return f"+{counted(len(story.outlets), 'outlet')}" if story.outlets else "More of the same outlet"


def _finished(value: object) -> object:
    return contained(value) if type(value) is str else value  # what is marked up was looked at before


def spans(inline: Sequence[Inline]) -> Markup:
    return Markup("").join(_span(span) for span in inline)


def _span(span: Inline) -> Markup:
    match span:
        case str():
            return escape(contained(span))
        case Strong(text):
            return Markup("<strong>{}</strong>").format(contained(text))
        case Struck(text):
            return Markup("<del>{}</del>").format(contained(text))
        case Added(text):
            return Markup("<ins>{}</ins>").format(contained(text))
        case Code(text):
            return Markup("<code>{}</code>").format(contained(text))
        case Mention(_, name):
            return escape(contained(name))
        case Channel(key):
            return escape(f"#{key}")
        case Link(text, url):
            return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, contained(text))
        case Moment(at, _, seconds):
            return instant(at, seconds)
        case _:
            assert_never(span)


def addressed(text: str) -> Markup:
    """Return *text* with its addresses as links; the marks that end a sentence are not part of them."""
    told, end = Markup(""), 0
    text = contained(text)
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?'\"")
        if "(" not in address:
            address = address.rstrip(")")
        told += escape(text[end : found.start()])
        told += Markup('<a href="{}" rel="nofollow noopener">{}</a>').format(address, address)
        end = found.start() + len(address)
    return told + escape(text[end:])


def lang(languages: Mapping[SpaceId, str], proposal: Proposal) -> Markup:
    """Return the attribute that says which language a proposal is written in, where its space has said so."""
    language = languages.get(proposal.space)
    return Markup(' lang="{}"').format(language) if language else Markup("")


def counts(vote: Vote) -> Sequence[tuple[Choice, int, Fraction]]:
    """Return each choice with its ballots and its share of them, in per cent; nothing while the vote is open."""
    if vote.tally is None:
        return ()
    tally: Tally = vote.tally
    return [(choice, tally[choice], Fraction(tally[choice] * 100, tally.turnout or 1)) for choice in Choice]


class Pages:
    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("bot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_finished,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"instant": instant, "spans": spans, "counted": counted, "addressed": addressed}
        self._templates.filters |= {"day": day, "stamp": stamp, "urn": urn}
        self._templates.globals |= {
            "State": State,
            "Outcome": Outcome,
            "STATUS": STATUS,
            "CHOICES": CHOICES,
            "counts": counts,
            "gist_line": gist_line,
            "became_of": became_of,
            "marked": marked,
            "result_line": result_line,
            "lang": lang,
            "roll_line": roll_line,
            "rule_in_people": rule_in_people,
            "turnout": turnout,
            "EPOCH": datetime(1970, 1, 1, tzinfo=UTC),
            "Standing": Standing,
            "because": because,
            "days": days,
            "elsewhere": elsewhere,
            "gist": gist,
            "headline": headline,
            "left_out": left_out,
            "linked": linked,
            "quiet_line": quiet_line,
            "title": title,
        }

    def register(self, table: Table, root: str, alone: bool) -> str:
        """Return a community's page. *root* leads from the page to the register's own; *alone*: no other has one."""
        return self._render("register.html", root=root, table=table, alone=alone)

    def communities(self, tables: Sequence[Table]) -> str:
        return self._render("communities.html", root="", tables=tables)

    def entry(self, entry: Entry, root: str) -> str:
        return self._render("entry.html", root=root, entry=entry)

    def acts(self, acts: Acts, root: str) -> str:
        return self._render("acts.html", root=root, acts=acts)

    def digests(self, digests: Digests, root: str) -> str:
        return self._render("digests.html", root=root, digests=digests)

    def edition(self, told: Told, root: str) -> str:
        return self._render("edition.html", root=root, told=told, published=told.published, table_url="..")

    def atom(self, digests: Digests, register_url: str) -> str:
        """Return editions as an Atom feed (RFC 4287), each whole and as it has been corrected."""
        table_url = f"{register_url}/c/{digests.community}"
        whole = [
            (one, self._render("told.html", published=one, table_url=table_url).strip()) for one in digests.editions
        ]
        return _NOT_XML.sub("", self._render("atom.xml", digests=digests, table_url=table_url, whole=whole))

    def opml(self, sources: Sources) -> str:
        """Return a community's feeds as OPML 2.0."""
        return _NOT_XML.sub("", self._render("opml.xml", sources=sources))

    def choice(self, label: str, found: Sequence[Entry]) -> str:
        """Return the page of a label that several communities have."""
        return self._render("choice.html", root="", label=label, entries=found)

    def nothing_yet(self) -> str:
        return self._render("nothing.html", root="")

    def message(self, title: str, text: str, root: str, link: tuple[str, str] | None = None) -> str:
        """Return a page with one sentence or two; *link* is an address and what it does, before the way home."""
        return self._render("message.html", root=root, title=title, text=text, link=link)

    def _render(self, name: str, **values: object) -> str:
        return self._templates.get_template(name).render(**values)
