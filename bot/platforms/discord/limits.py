"""What Discord accepts, as data: https://docs.discord.com/developers/components/reference and the pages it links."""

from datetime import timedelta

from bot.domain.directions import contained

MESSAGE_COMPONENTS = 40  # of any kind, nested ones counted
MESSAGE_TEXT = 4000  # over all text displays of a message
ROW_BUTTONS = 5
BUTTON_LABEL = 80
BUTTON_URL = 512
CUSTOM_ID = 100

MODAL_TITLE = 45
LABEL = 45
LABEL_DESCRIPTION = 100
INPUT_TEXT = 4000
SELECT_OPTIONS = 25
OPTION_TEXT = 100  # of a label, of a value and of a description
PLACEHOLDER = 150

COMMANDS = 100
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 100
COMMAND_OPTIONS = 25
COMMAND_TEXT = 8000  # names, descriptions and choices of one command with all its subcommands
CHOICES = 25
CHOICE_TEXT = 100  # of a name and of a value
STRING_OPTION = 6000

REQUESTS = (50, timedelta(seconds=1))  # of all sorts; answers to interactions do not count
SENDS = (5, timedelta(seconds=5))  # in a channel
EDITS = (5, timedelta(seconds=5))  # in a channel
YOUNG = timedelta(minutes=55)  # edits of messages older than an hour are limited otherwise (30046), it says not how:
OLD_EDITS = (3, timedelta(seconds=20))  # in a channel, as observed in github.com/circuitsacul/starboard-4/issues/118
CONVERSATIONS = (10, timedelta(minutes=1))  # opened with people; too many are refused (40003), it says not how many


def size(text: str) -> int:
    """Return the length as Discord may count it: in UTF-16 units, of which an emoji has two or more."""
    return len(text) + sum(character > "\uffff" for character in text)


def head(text: str, room: int) -> str:
    """Return as much of the start of *text* as fits."""
    kept = text[: max(0, room)]
    while size(kept) > room:
        kept = kept[:-1]
    return kept


def cut(text: str, room: int) -> str:
    """Return *text*, or what fits of it with an ellipsis at its end, broken between words where there are any."""
    if size(text) <= room:
        return text
    kept = head(text, room - 1)
    words, space, _ = kept.rpartition(" ")
    if space and len(words) > len(kept) * 2 // 3:
        kept = words
    return contained(kept.rstrip()) + "…"
