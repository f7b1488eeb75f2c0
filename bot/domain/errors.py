"""Refusals: what a member asked for and the rules, or the moment, do not allow.

A refusal's message is shown to the member verbatim and privately: what is wrong and how to mend it.
Anything else that is raised is a bug.
"""

from collections.abc import Mapping


class Refusal(Exception):
    """Shown as written; never logged as a fault."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotRecorded(Refusal):
    """The store did not take it; nothing was changed (or, where the message says so, it is not known)."""


class Misread(Refusal):
    """What was typed could not be understood.

    *suggestion* is a line that would have been understood, offered to the member as a button.
    """

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.suggestion = suggestion


class FormFaults(Refusal):
    """Some fields of a form cannot be taken; *faults* says why, by field name."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("\n".join(faults.values()))
        self.faults = dict(faults)


class NotFound(Refusal):
    """It does not exist in this community."""


class NotAllowed(Refusal):
    """Who asked may not do this."""


class NotNow(Refusal):
    """It may be done, but not in the state that things are in."""
