"""A community's charter as its members see it."""

from collections.abc import Sequence

from bot.domain.charter import Authority, Charter
from bot.domain.directions import isolated
from bot.domain.people import Space
from bot.domain.proposals import Kind
from bot.domain.rules import RollKind
from bot.views import rules
from bot.views.elements import Card, Code, Fields, Heading, Inline, Items, Prose, Small, Strong
from bot.views.phrases import enumerated, span


def charter(held: Charter, kinds: Sequence[Kind], spaces: Sequence[Space], prefix: str) -> Card:
    """Return the rules for *kinds*; only what differs from the default is said to. *spaces* sit at the table, the
    founding one first; *prefix* is what is typed before a command here."""
    names = enumerated([space.name for space in spaces])
    return Card(
        "The charter",
        (
            Heading("Charter"),
            Prose(("What a vote needs, kind by kind:",)),
            Items(tuple(_terms(held, kind) for kind in kinds)),
            Fields((("Who votes", (_roll(held),)), ("Who may change this", (_authority(held, spaces[0]),)))),
            Small(
                (
                    f"This holds for the whole community: {names}. Votes that are open keep the rules that they were "
                    "opened under. What is this space's own is in its ",
                    Code(f"{prefix}settings"),
                    ".",
                )
            ),
        ),
    )


def _terms(held: Charter, kind: Kind) -> tuple[Inline, ...]:
    terms, default = held.terms(kind), held.default_terms(kind)
    told = (
        (rules.quorum(terms.rule.quorum), rules.quorum(default.rule.quorum)),
        (f"{rules.threshold(terms.rule.threshold)} for", f"{rules.threshold(default.rule.threshold)} for"),
        (f"open for {span(terms.voting_period)}", span(default.voting_period)),
    )
    differing = {
        0: terms.rule.quorum != default.rule.quorum,
        1: terms.rule.threshold != default.rule.threshold,
        2: terms.voting_period != default.voting_period,
    }
    parts = [
        f"{now} (default: {otherwise})" if differing[place] else now for place, (now, otherwise) in enumerate(told)
    ]
    return (Strong(kind.shape.plural.capitalize()), ": " + " · ".join(parts))


def _roll(held: Charter) -> str:
    match held.roll, held.admission:
        case RollKind.OPEN, _:
            return "Full members of the spaces at this table when a vote opens (open roll, the default)"
        case RollKind.REGISTERED, True:
            return "Who joined the registered roll before and was admitted to it by a facilitator or an admin"
        case _:
            return "Who joined the registered roll before"


def _authority(held: Charter, founder: Space) -> str:
    match held.authority:
        case Authority.FOUNDERS:
            return f"Admins of {isolated(founder.name)}, which founded this table (the default)"
        case Authority.VOTE:
            return "A vote: who would change it makes a motion, and adopting that changes it"
