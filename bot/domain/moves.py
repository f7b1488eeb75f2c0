"""Where a message was to stand before, kept in its key: each is unique, so that nothing is moved to one place twice."""

_LEFT = ">"
_AGAIN = "+"


def moved(key: str, channel: str) -> str:
    """Return the key under which the message *key* goes on elsewhere, having left *channel*."""
    return key + _LEFT + channel


def left(key: str) -> frozenset[str]:
    """Return the channels that a message has left."""
    return frozenset(channel.rstrip(_AGAIN) for channel in key.split(_LEFT)[1:])


def again(key: str) -> str:
    """Return the key under which a message is posted once more where it stands."""
    return key + _AGAIN


def was_again(key: str) -> bool:
    """Return whether a message was posted more than once where it stands."""
    return key.endswith(_AGAIN)
