"""Whatever a document tells people to type is there, and whatever they can set or start is told in a document."""

import re
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS as SUBCOMMANDS
from bot.config import Settings
from commands import arguments, line
from commands.catalogue import COMMANDS
from tests.docs.test_documents import PAGES, ROOT

TOLD = [page for page in PAGES if page.name != "CHANGELOG.md"]
SETTINGS = {field.alias for field in Settings.model_fields.values() if field.alias}
TARGETS = set(re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1].split())
THEIRS = {"/invite"}
"""Commands of Slack's own."""

_SPAN = re.compile(r"`([^`\n]+)`")
_INDENTED = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
_CHAT = re.compile(r"/[a-z][a-z-]*(?: .*)?")
_SETTING = re.compile(r"\b(?:MORATORIUM|DISCORD|SLACK)_[A-Z_]+\b")
_MAKE = re.compile(r"(?:`|^ {4})make ([a-z][a-z ]*)", re.MULTILINE)
_MORATORIUM = re.compile(r"(?:`|^ {4})moratorium ([a-z]+)", re.MULTILINE)


def code_in(page: Path) -> list[str]:
    """Return what stands as code on *page*: spans, and lines that are set apart."""
    text = page.read_text()
    return [*_SPAN.findall(text), *(line.split("  #")[0].rstrip() for line in _INDENTED.findall(text))]


@pytest.mark.parametrize("page", TOLD, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_line_for_discord_or_slack_is_understood(page):
    for typed in filter(_CHAT.fullmatch, code_in(page)):
        if typed.strip() == "/pause" or typed.split()[0] in THEIRS:
            continue
        invocation = line.read(typed, COMMANDS, {"pause"})
        assert arguments.bind(COMMANDS[invocation.command], invocation).faults == {}, typed


@pytest.mark.parametrize("page", TOLD, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_setting_target_and_subcommand_that_is_named_is_there(page):
    text = page.read_text()
    assert set(_SETTING.findall(text)) <= SETTINGS
    named = {word for words in _MAKE.findall(text) for word in words.split()}
    assert named <= TARGETS
    assert set(_MORATORIUM.findall(text)) <= set(SUBCOMMANDS)


def test_everything_that_can_be_started_is_told():
    text = "\n".join(page.read_text() for page in TOLD)
    assert {word for words in _MAKE.findall(text) for word in words.split()} >= TARGETS - {"clean", "format", "docs"}
    assert all(f"make {name}" in text or f"moratorium {name}" in text for name in SUBCOMMANDS)


def test_every_command_is_in_the_reference_and_every_setting_in_the_example():
    reference = (ROOT / "docs/reference/commands.md").read_text()
    assert all(f"## {command.name}\n" in reference for command in COMMANDS.listed)
    example = (ROOT / ".env.example").read_text()
    assert all(f"#{setting}=" in example for setting in SETTINGS)
