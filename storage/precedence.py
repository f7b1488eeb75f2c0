"""Which of the messages in the outbox goes before which, and which may go now."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, func, not_, or_

from bot.domain.delivering import DeliveryKind
from bot.ports import DeliveryState
from storage.tables import outbox

UNSETTLED = (DeliveryState.WAITING, DeliveryState.SENDING)
HORIZON = timedelta(days=1)
"""Nothing is put off for longer: what is due later was put off by a clock that ran ahead."""


def rank(line: FromClause) -> ColumnElement[int]:
    """Return what a row's place in its channel goes by, before the order in which rows were queued."""
    return case((line.c.kind == DeliveryKind.NOTICE, 0), (line.c.urgent, 1), else_=2)


def ahead_of(earlier: FromClause, later: FromClause) -> ColumnElement[bool]:
    """Return whether the row *earlier* is unsettled and goes before *later* in the same channel.

    Posts and edits do not wait for each other. A reply waits in its place for a message before it; what waits for
    anything else is in nobody's way.
    """
    followed = outbox.alias()
    sent = followed.c.state == DeliveryState.SENT
    in_place = and_(earlier.c.edits.is_(None), followed.c.state.in_(UNSETTLED), _comes_before(followed, earlier))
    return and_(
        earlier.c.state.in_(UNSETTLED),
        _comes_before(earlier, later),
        or_(_follows(earlier).is_(None), exists().where(followed.c.key == _follows(earlier), or_(sent, in_place))),
    )


def free(line: FromClause, now: datetime) -> ColumnElement[bool]:
    """Return whether an unsettled row is due, nobody holds it, and what it follows was sent."""
    followed = outbox.alias()
    sent = exists().where(followed.c.key == _follows(line), followed.c.state == DeliveryState.SENT)
    return and_(
        or_(line.c.due <= now, line.c.due > now + HORIZON, line.c.state == DeliveryState.SENDING),
        or_(line.c.claimed_until.is_(None), line.c.claimed_until <= now, line.c.claimed_until > now + HORIZON),
        or_(_follows(line).is_(None), sent),
    )


def in_vain(line: FromClause) -> ColumnElement[bool]:
    """Return whether a row follows a message that will not be sent by itself."""
    followed = outbox.alias()
    hoped = exists().where(followed.c.key == _follows(line), followed.c.state.in_((*UNSETTLED, DeliveryState.SENT)))
    return and_(_follows(line).is_not(None), not_(hoped))


def _follows(line: FromClause) -> ColumnElement[Any]:
    return func.coalesce(line.c.edits, line.c.after)


def _comes_before(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    return and_(
        one.c.space == other.c.space,
        one.c.channel == other.c.channel,
        one.c.edits.is_(None) == other.c.edits.is_(None),
        or_(
            rank(one) < rank(other),
            and_(rank(one) == rank(other), one.c.sequence < other.c.sequence),
        ),
    )
