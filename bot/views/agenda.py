"""What needs a member, in one card: on every platform, and in Slack's Home tab."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.directions import isolated
from bot.domain.proposals import Draft, Proposal
from bot.domain.rolls import Registration
from bot.domain.voting import CastBallot
from bot.views.elements import (
    Button,
    Buttons,
    Card,
    Code,
    Element,
    Emphasis,
    Heading,
    Inline,
    Invocation,
    Items,
    Prose,
    Small,
    Strong,
    Tone,
    runs,
)
from bot.views.phrases import counted, voted
from bot.views.proposals import Listed, closing, on, seen, turnout

AT_ONCE = 5
"""Votes that stand each with a button of its own."""
LISTED = 15
"""Of each sort."""
PRESSED = 3
"""Of each other sort that have a button; Discord holds 40 parts in all."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that somebody began and has not finished; *edited* is the proposal it is about, None for a new one."""

    draft: Draft
    edited: Proposal | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """Votes are those that close soonest first: *to_vote* on, *voted* on already, and on what is the member's *own*.

    *waiting* are those who wait to be admitted to the roll, where the member may admit them.
    """

    to_vote: Sequence[Listed]
    voted: Sequence[tuple[Listed, CastBallot]]
    begun: Sequence[Begun]
    drafts: Sequence[Proposal]
    own: Sequence[Listed]
    waiting: Sequence[Registration] = ()


def mine(agenda: Agenda, prefix: str) -> Card:
    """Return what needs somebody; *prefix* is what is typed before a command where they asked."""
    needed = len(agenda.to_vote)
    gist = f"{counted(needed, 'vote')} {'needs' if needed == 1 else 'need'} you" if needed else "No vote needs you now"
    parts = [*_to_vote(agenda.to_vote), *_voted(agenda.voted), *_unfinished(agenda), *_own(agenda.own)]
    parts += _waiting(agenda.waiting)
    if not parts:
        nothing = Prose(("Nothing needs you now. ", Code(f"{prefix}proposals"), " shows what there is."))
        return Card("Nothing needs you now", (Heading("What needs you"), nothing))
    elements = (Heading("What needs you"), *([] if needed else [Prose((f"{gist}.",))]), *parts)
    return Card(gist, elements, Tone.OPEN if needed else Tone.NEUTRAL)


def _to_vote(entries: Sequence[Listed]) -> list[Element]:
    found: list[Element] = []
    for place, entry in enumerate(entries[:AT_ONCE]):
        emphasis = Emphasis.PLAIN if place else Emphasis.PRIMARY
        found.append(Prose((*_named(entry.proposal), "\nCloses ", *_standing(entry)[1:])))
        found.append(Buttons((Button(f"Vote on {entry.proposal.label}", on("vote", entry.proposal), emphasis),)))
    later = [(*_named(entry.proposal), " · ", *_standing(entry)) for entry in entries[AT_ONCE:]]
    return [*found, *_items(later)]


def _voted(entries: Sequence[tuple[Listed, CastBallot]]) -> list[Element]:
    lines = [(*_named(entry.proposal), f" · {voted(own.choice)} · ", *_closes(entry)) for entry, own in entries]
    buttons = [(f"Change {entry.proposal.label}", on("vote", entry.proposal)) for entry, _ in entries]
    return _section("You voted, and can still change it", lines, buttons)


def _unfinished(agenda: Agenda) -> list[Element]:
    lines = [_begun(begun) for begun in agenda.begun]
    buttons = [(_on_with(begun), _continued(begun)) for begun in agenda.begun]
    lines += [(*_named(draft), f" · version {draft.version}, not put to the vote") for draft in agenda.drafts]
    buttons += [(f"Look at {draft.label}", on("proposal", draft)) for draft in agenda.drafts]
    return _section("Your drafts, which only you see", lines, buttons)


def _own(entries: Sequence[Listed]) -> list[Element]:
    return _section("Your proposals at the table", [(*_named(e.proposal), " · ", *_standing(e)) for e in entries], [])


def _waiting(people: Sequence[Registration]) -> list[Element]:
    lines: list[tuple[Inline, ...]] = [(isolated(one.name),) for one in people]
    return _section("Waiting for you to admit them to the roll", lines, [("See the roll", runs("roll show"))])


def _section(
    title: str, lines: Sequence[tuple[Inline, ...]], buttons: Sequence[tuple[str, Invocation]]
) -> list[Element]:
    if not lines:
        return []
    pressed = tuple(Button(label, pressed) for label, pressed in buttons[:PRESSED])
    some = f" (the first {PRESSED} have buttons)" if len(buttons) > PRESSED else ""
    return [
        Prose((Strong(title), some) if some else (Strong(title),)),
        *_items(lines),
        *([Buttons(pressed)] if pressed else []),
    ]


def _items(lines: Sequence[tuple[Inline, ...]]) -> list[Element]:
    if not lines:
        return []
    left = len(lines) - LISTED
    return [Items(tuple(lines[:LISTED])), *([Small((f"{left:,} more are not shown.",))] if left > 0 else [])]


def _named(proposal: Proposal) -> tuple[Inline, ...]:
    return (Strong(proposal.label), " ", proposal.title)


def _standing(entry: Listed) -> tuple[Inline, ...]:
    return (*_closes(entry), f" · {turnout(entry)}")


def _closes(entry: Listed) -> tuple[Inline, ...]:
    assert entry.vote is not None
    return ("closes ", closing(entry.vote, relative=True))


def _begun(begun: Begun) -> tuple[Inline, ...]:
    if begun.edited is not None:
        return (*_named(begun.edited), " · changes that you began")
    title = begun.draft.text.get("title", "").strip()
    kind = begun.draft.kind.value.capitalize()
    return (Strong(kind), " that you began", *((": ", isolated(title)) if title else ()))


def _on_with(begun: Begun) -> str:
    return f"Go on with {begun.edited.label if begun.edited is not None else f'the {begun.draft.kind.value}'}"


def _continued(begun: Begun) -> Invocation:
    kind = begun.draft.kind.value
    if begun.edited is None:
        return runs("draft continue", kind=kind, page="0")
    return runs("draft continue", kind=kind, page="0", proposal=seen(begun.edited))
