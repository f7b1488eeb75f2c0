"""What can stand as a red line."""

import pytest

from bot.domain.redline import RED_LINE_FIELDS, crossed_when, faults

WHOLE = {
    "title": "No autonomous replication",
    "act": "A system copies itself without approval.",
    "benchmark": "RepliBench",
    "comparator": "at least",
    "value": "15 of 20 families",
}


def test_a_whole_text_has_no_fault_and_a_threshold_that_reads_as_a_sentence():
    assert faults(WHOLE) == {}
    assert crossed_when(WHOLE) == "RepliBench is at least 15 of 20 families"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"act": ""}, "act"),
        ({"comparator": "roughly"}, "comparator"),
        ({"benchmark": ""}, "value"),
        ({"comparator": ""}, "value"),
        ({"value": ""}, "value"),
        *[({field.name: "x" * (field.limit + 1)}, field.name) for field in RED_LINE_FIELDS],
    ],
)
def test_what_is_wrong_is_said_at_its_field(change, field):
    assert field in faults(WHOLE | change)


@pytest.mark.parametrize("field", RED_LINE_FIELDS, ids=lambda field: field.name)
def test_a_text_of_exactly_the_limit_fits(field):
    filled = "x" * field.limit if not field.options else field.options[0]
    assert faults(WHOLE | {field.name: filled}) == {}


def test_a_benchmark_may_stand_without_a_value():
    text = WHOLE | {"comparator": "", "value": ""}
    assert faults(text) == {}
    assert crossed_when(text) is None
