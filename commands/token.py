"""An invocation as the text that a button carries: ``vote proposal=~id.3 choice=for``."""

from urllib.parse import quote_plus, unquote_plus

from bot.domain.errors import Misread
from bot.views.elements import Invocation

FITS = 100
"""What Discord's custom_id holds, in characters; Slack's value holds more."""
LONGEST = 3000
STALE = "This button no longer applies. Nothing was done; `proposals` shows what there is now."
MARK = "~"
"""What the name of a thing begins with that only buttons carry; nobody is shown one."""

_SAFE = "~.-_:/#,@"


class Stale(Misread):
    """A button, or a form, of another version of ours, or of nobody's."""

    def __init__(self) -> None:
        super().__init__(STALE)


def write(invocation: Invocation) -> str:
    """Return *invocation* as printable ASCII that ``read`` reads back."""
    parts = [_quoted(invocation.command)]
    parts += [f"{_quoted(name)}={_quoted(value)}" for name, value in invocation.arguments]
    return " ".join(parts)


def fits(invocation: Invocation) -> bool:
    """Return whether every platform's buttons can carry *invocation*."""
    return len(write(invocation)) <= FITS


def shows(invocation: Invocation) -> bool:
    """Return whether *invocation* names nothing that only buttons carry."""
    return not any(value.lstrip().startswith(MARK) for _, value in invocation.arguments)


def read(text: str) -> Invocation:
    """Return the invocation that *text* stands for; whether it is one that exists is not asked here.

    :raises Stale: for anything that ``write`` does not write.
    """
    if len(text) > LONGEST:
        raise Stale
    command, *parts = text.split(" ")
    arguments: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not name or not equals or _plain(name) in arguments:
            raise Stale
        arguments[_plain(name)] = _plain(value)
    if not command or "=" in command:
        raise Stale
    return Invocation(_plain(command), tuple(arguments.items()))


def _quoted(text: str) -> str:
    return quote_plus(text, safe=_SAFE, errors="replace")


def _plain(text: str) -> str:
    return unquote_plus(text, errors="replace")
