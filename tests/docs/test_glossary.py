"""The glossary and what members read use the same words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.proposals import Kind, Stage, State
from bot.domain.rules import RollKind
from bot.domain.voting import Choice, Outcome
from commands.spec import Who
from tests.docs.test_documents import ROOT

ENTRIES = re.findall(r"^- \*\*(.+?)\*\*: (.+)$", (ROOT / "docs/glossary.md").read_text(), flags=re.MULTILINE)
WORDS = [word for names, _ in ENTRIES for word in names.split(", ")]
SAID = ("bot/views", "bot/services", "commands")
"""Where what members read is written, beside the register's pages."""

ENUMS = (Kind, State, Outcome, Choice)
SHOWN = {
    # Ties are of methods with more than one winner, of which there are none yet.
    *(one.value for enum in ENUMS for one in enum if one is not Outcome.TIE),
    *(f"{kind.value} roll" for kind in RollKind),
    *(who.value for who in Who if who is not Who.ANYONE),
    Stage.IN_FORCE.value,
}
"""The kinds, states, outcomes, choices, rolls and roles, as members are told of them."""


def literals(file: Path) -> Iterator[str]:
    """Yield the strings of a module but for its docstrings."""
    tree = ast.parse(file.read_text())
    unsaid = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unsaid:
            yield node.value


@pytest.fixture(scope="module")
def said() -> str:
    """All that members can be told, in lower case."""
    texts = [text for place in SAID for file in sorted((ROOT / place).rglob("*.py")) for text in literals(file)]
    texts += [file.read_text() for file in sorted((ROOT / "bot/web/templates").glob("*.html"))]
    texts += [one.value for enum in ENUMS for one in enum]
    return "\n".join(texts).casefold()


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_glossary_is_one_that_members_meet(word: str, said: str) -> None:
    stem = word.removesuffix("y")
    assert re.search(rf"\b{re.escape(stem)}(y|s|es|ies)?\b", said), f"nothing says “{word}” to a member"


@pytest.mark.parametrize("word", sorted(SHOWN))
def test_what_members_are_told_of_a_vote_and_of_roles_is_explained(word: str) -> None:
    assert word in WORDS, f"docs/glossary.md does not explain “{word}”"


def test_each_word_is_explained_once_in_one_sentence() -> None:
    assert len(set(WORDS)) == len(WORDS)
    for names, sentence in ENTRIES:
        assert re.fullmatch(r"[A-Z].*[^.]\.", sentence), names
        assert not re.search(r"\. [A-Z]", sentence), f"{names}: more than one sentence"
