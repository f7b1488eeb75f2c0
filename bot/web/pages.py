"""The register's pages: templates with everything that members wrote escaped, and no script."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import assert_never

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.domain.directions import contained
from bot.domain.ids import SpaceId
from bot.domain.proposals import Proposal, State
from bot.domain.voting import Choice, Outcome, Tally, Vote
from bot.views.changes import became_of, marked
from bot.views.elements import Added, Channel, Code, Inline, Link, Mention, Moment, Strong, Struck
from bot.views.phrases import counted
from bot.views.proposals import gist_line, result_line, turnout
from bot.views.rules import roll_line, rule_in_people
from bot.web.reading import Acts, Entry, Table

STATUS = {
    State.VOTING: "At the table",
    State.ADOPTED: "In force",
    State.REJECTED: "Rejected",
    State.NO_QUORUM: "No quorum",
    State.WITHDRAWN: "Withdrawn",
}
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
CHOICES = {Choice.FOR: "For", Choice.AGAINST: "Against", Choice.ABSTAIN: "Abstained"}


def instant(at: datetime, seconds: bool = False) -> Markup:
    """Return ``5 Jun 2026, 18:00 UTC``, which machines can read too."""
    utc = at.astimezone(UTC)
    shown = f"{utc.day} {utc:%b %Y, %H:%M:%S} UTC" if seconds else f"{utc.day} {utc:%b %Y, %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(f"{utc:%Y-%m-%dT%H:%M:%SZ}", shown)


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
