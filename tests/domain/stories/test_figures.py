"""Figures are told alike however they are written."""

import pytest

from bot.domain.stories.figures import figure


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("72 hours", ("h72", 2)),
        ("three days", ("h72", 2)),
        ("two weeks", ("h336", 2)),
        ("fortnight", ("h336", 1)),
        ("six month pause", ("h4320", 2)),
        ("half a year", ("h4320", 3)),
        ("a year", ("h8640", 2)),
        ("yearlong", ("", 0)),
        ("3bn", ("3000000000", 1)),
        ("3 billion", ("3000000000", 2)),
        ("500,000", ("500000", 1)),
        ("half a million", ("500000", 3)),
        ("sixty states", ("60", 1)),
        ("six in ten", ("60", 3)),
        ("under 16s", ("", 0)),
        ("16s", ("16", 1)),
        ("6.8 tremor", ("6.8", 1)),
        ("1.2.3", ("1.2.3", 1)),
        ("2026", ("y2026", 1)),
        ("september", ("m9", 1)),
        ("march in paris", ("", 0)),
        ("march 3", ("m3", 1)),
        ("half of them", ("", 0)),
        ("a model", ("", 0)),
        ("a", ("", 0)),
    ],
)
def test_a_figure_has_one_spelling(said: str, told: tuple[str, int]) -> None:
    assert figure(said.split(), 0) == told
