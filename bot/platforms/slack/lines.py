"""What Slack makes of a typed line, undone.

Slack encodes ``& < >`` and, where the app asks for it, turns names and addresses into ``<…>`` sequences
(docs.slack.dev/interactivity/implementing-slash-commands and /messaging/formatting-message-text).
"""

import re

_SEQUENCE = re.compile(r"<([@#!]|(?=\w+:))([^<>|]+)(?:\|([^<>]*))?>")
_NAMED = re.compile(r"<(#|@|!subteam\^)([A-Z0-9]+)(?:\|@?([^<>]*))?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_PLAIN = {"amp": "&", "lt": "<", "gt": ">"}


def typed(text: str) -> str:
    """Return what the person typed, but for channels, people and user groups.

    They stay ``<#C123|general>``, ``<@U123|alice>`` and ``<!subteam^S123|@council>``, as parameters for them read.
    """
    return _ENTITY.sub(lambda entity: _PLAIN[entity[1]], _SEQUENCE.sub(_word, text))


def named(text: str) -> str:
    """Return a text of ``typed`` with channels, people and user groups by their names."""
    return _NAMED.sub(lambda found: ("#" if found[1] == "#" else "@") + (found[3] or found[2]), text)


def _word(found: re.Match[str]) -> str:
    sign, target, label = found[1], found[2], found[3]
    match sign:
        case "#" | "@":
            return found[0]
        case "!":
            if target.startswith("subteam^"):
                return found[0]
            if target.startswith("date^"):
                return label or ""
            return "@" + (label or target).removeprefix("@").split("^")[-1]
        case _:
            # `example.org` is shown as it was typed; of a link that was given another name, the address counts.
            if label and label in (target, target.removeprefix("http://"), target.removeprefix("mailto:")):
                return label
            return target.removeprefix("mailto:")
