"""Identifiers: random, and unique across communities."""

from collections.abc import Callable
from typing import NewType

CommunityId = NewType("CommunityId", str)
SpaceId = NewType("SpaceId", str)
AccountId = NewType("AccountId", str)
MemberId = NewType("MemberId", str)
ProposalId = NewType("ProposalId", str)
VoteId = NewType("VoteId", str)
ElectorId = NewType("ElectorId", str)
PostingId = NewType("PostingId", str)
DeliveryId = NewType("DeliveryId", str)
FeedId = NewType("FeedId", str)
SubscriptionId = NewType("SubscriptionId", str)
EditionId = NewType("EditionId", str)

Entropy = Callable[[int], bytes]
"""Returns so many bytes fit for a secret."""

_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that reads as another


def new_id(entropy: Entropy) -> str:
    """Return 26 characters that carry 128 random bits."""
    number = int.from_bytes(entropy(16), "big")
    return "".join(_DIGITS[(number >> shift) & 31] for shift in range(125, -1, -5))


def number_of(id: str) -> int:
    """Return the 128 bits that *id* carries."""
    number = 0
    for digit in id:
        number = number << 5 | _DIGITS.index(digit)
    return number & (1 << 128) - 1
