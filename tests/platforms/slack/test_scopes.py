"""What the app asks a workspace for is enough for what it does, and none of it is for nothing.

That it is enough is what the tests around it show: their workspace grants these scopes and no others.
"""

import ast
import re
from pathlib import Path

from bot.platforms import slack
from bot.platforms.slack.scopes import APP_SCOPE, EVENTS, SCOPES
from tests.servers.slack_methods import NEEDED

METHOD = re.compile(r"[a-z]+(\.[a-zA-Z0-9]+)+")
FAMILIES = {"api", "apps", "auth", "bots", "chat", "conversations", "files", "oauth", "pins", "reactions", "team",
            "usergroups", "users", "views"}  # fmt: skip
UNSCOPED = ("auth.test", "oauth.v2.access", "views.open", "views.publish", "views.update")
"""Methods that need no scope."""


def called() -> set[str]:
    """Return every method of the Web API that the platform's modules name."""
    found = set()
    for path in Path(slack.__path__[0]).glob("*.py"):
        if path.name == "scopes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and METHOD.fullmatch(node.value):
                found |= {node.value} if node.value.split(".")[0] in FAMILIES else set()
    return found


def test_every_method_that_is_called_has_its_scope_and_every_scope_a_method_that_is_called():
    declared = [method for scope in (*SCOPES, APP_SCOPE) for method in scope.methods]
    assert sorted([*declared, *UNSCOPED]) == sorted(called())
    assert [scope.name for scope in SCOPES if not scope.methods] == ["commands"]


def test_the_scopes_are_those_that_slack_documents_for_the_methods():
    for scope in SCOPES:
        assert {NEEDED[method] for method in scope.methods} <= {scope.name}
    assert not set(UNSCOPED) & set(NEEDED)


def test_each_says_why():
    assert all(one.reason for one in (*SCOPES, *EVENTS, APP_SCOPE))
