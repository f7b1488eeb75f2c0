"""Where a message goes: a channel by its platform's own name, or one person."""

_PERSON = "person:"


def to_person(user: str) -> str:
    """Return the channel that stands for what *user*, as their platform names them, alone can read."""
    return _PERSON + user


def person_in(channel: str) -> str | None:
    """Return the user whom ``to_person`` put there; None where it is a channel of the platform's."""
    return channel.removeprefix(_PERSON) if channel.startswith(_PERSON) else None
