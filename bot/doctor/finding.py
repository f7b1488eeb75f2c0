"""What was found of one thing, and all findings as a page of text."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """*told* is what was observed; *mend* is what to do about it, or, where all is *well*, what is worth doing."""

    what: str
    well: bool
    told: str
    mend: str = ""


def report(findings: Sequence[Finding]) -> str:
    """Return the findings as lines for people, with how many of them want mending at the end."""
    lines = [line for finding in findings for line in _lines(finding)]
    amiss = sum(not finding.well for finding in findings)
    ending = "All is well." if not amiss else f"{amiss} {'thing' if amiss == 1 else 'things'} to mend."
    return "\n".join([*lines, "", ending])


def _lines(finding: Finding) -> Sequence[str]:
    told = f"{'well' if finding.well else 'MEND'}  {finding.what}: {finding.told}"
    if not finding.mend:
        return [told]
    return [told, f"      {'Worth doing' if finding.well else 'To do'}: {finding.mend}"]
