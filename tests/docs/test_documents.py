"""What the documents say is so: their links, the tests that prove promises, the generated reference."""

import ast
import re
from pathlib import Path

import pytest

from bot.doctor.reference import reference as permissions
from commands.reference import reference

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_repository_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)|(?:src|href)=\"([^\"#]+)", page.read_text())
    targets = [typed or tag for typed, tag in links]
    broken = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_a_part_of_a_page_lead_to_a_heading(page):
    for target, part in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", page.read_text()):
        headings = re.findall(r"^#+ (.+)$", ((page.parent / target) if target else page).read_text(), re.MULTILINE)
        anchors = [re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings]
        assert part in anchors, f"{target}#{part}"


def test_every_promise_names_a_test_that_is_there():
    promised = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/reference/guarantees.md").read_text())
    assert len(promised) > 30
    for file, name in promised:
        tree = ast.parse((ROOT / file).read_text())
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        names |= {target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets[:1]
                  if isinstance(target, ast.Name)}  # fmt: skip
        assert name in names, f"{file}::{name}"


def test_the_reference_of_commands_is_what_is_declared():
    assert (ROOT / "docs/reference/commands.md").read_text() == reference(), "run `make docs`"


def test_the_reference_of_permissions_is_what_is_asked_for():
    assert (ROOT / "docs/reference/permissions.md").read_text() == permissions(), "run `make docs`"
