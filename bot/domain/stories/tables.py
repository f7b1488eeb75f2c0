"""The product's own word lists, as they lie beside this module."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return what NAME.toml holds; it is read once."""
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def phrases(listed: str) -> list[str]:
    """Return the parts of *listed*, which stand between commas."""
    return [" ".join(part.split()) for part in listed.split(",") if part.strip()]
