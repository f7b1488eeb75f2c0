"""An invocation as the text that a button carries: ``vote proposal=~id.3 choice=for``, or ``@space vote …``."""

from urllib.parse import quote_plus, unquote_plus

from bot.domain.errors import Misread
from bot.views.elements import Invocation, Pin

FITS = 100
"""What Discord's custom_id holds, in characters; Slack's value holds more."""
LONGEST = 3000
STALE = "This button no longer applies. Nothing was done; `proposals` shows what there is now."
MARK = "~"
"""What the name of a thing begins with that only buttons carry; nobody is shown one."""

_SAFE = "~.-_:/#,@"
_AT, _CHOSEN = "@", "!"
"""What begins a token that names its space, and what ends that where it is to be remembered; no command begins so."""


class Stale(Misread):
    """A button, or a form, of another version of ours, or of nobody's."""

    def __init__(self) -> None:
        super().__init__(STALE)


def write(invocation: Invocation) -> str:
    """Return *invocation* as printable ASCII that ``read`` reads back."""
    parts = [] if invocation.at is None else [f"{_AT}{_quoted(invocation.at.space)}{_CHOSEN * invocation.at.chosen}"]
    parts.append(_quoted(invocation.command).replace(_AT, "%40"))
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
    pin, text = _pin(text)
    command, *parts = text.split(" ")
    arguments: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not name or not equals or _plain(name) in arguments:
            raise Stale
        arguments[_plain(name)] = _plain(value)
    if not command or "=" in command:
        raise Stale
    return Invocation(_plain(command), tuple(arguments.items()), pin)


def _pin(text: str) -> tuple[Pin | None, str]:
    if not text.startswith(_AT):
        return None, text
    pin, _, rest = text.removeprefix(_AT).partition(" ")
    space = _plain(pin.removesuffix(_CHOSEN))
    if not space:
        raise Stale
    return Pin(space, pin.endswith(_CHOSEN)), rest


def _quoted(text: str) -> str:
    return quote_plus(text, safe=_SAFE, errors="replace")


def _plain(text: str) -> str:
    return unquote_plus(text, errors="replace")
