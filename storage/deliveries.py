"""Rows of the outbox as deliveries."""

from typing import Any

from sqlalchemy import Row

from bot.ports import Delivery
from bot.views.elements import Card
from storage.cards import read_card


def card_in(row: Row[Any]) -> Card | None:
    """Return what it says, None where that is composed as it is sent, or was forgotten.

    :raises ValueError, KeyError, TypeError: where another version wrote it, and this one cannot read it.
    """
    return None if row.card is None else read_card(row.card)


def readable_card(row: Row[Any]) -> Card | None:
    """Return what it says, as ``card_in`` does, or None where that cannot be read."""
    try:
        return card_in(row)
    except (ValueError, KeyError, TypeError):
        return None


def delivery_in(row: Row[Any], card: Card | None) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        kind=row.kind,
        space=row.space,
        channel=row.channel,
        card=card,
        posting=row.posting,
        state=row.state,
        due=row.due,
        attempts=row.attempts,
        first=row.first,
        note=row.note,
        claimed_until=row.claimed_until,
        urgent=row.urgent,
        reference=row.reference,
        after=row.after,
        edits=row.edits,
    )
