"""What can stand as a text of each kind, and how its substance reads in one line."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.kinds.pause import MONTHS, ends
from bot.domain.proposals import Kind
from tests.domain.kinds import WHOLE

FIELDS = [(kind, field) for kind in Kind for field in kind.fields]
EVERY_FIELD = pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[f"{k.shape.word}-{f.name}" for k, f in FIELDS])
TYPED = st.text(max_size=40) | st.sampled_from(["6", "-1", "2027-02-30", "x" * 4000, "at least", "higher is safer"])
RED_LINE, PAUSE = WHOLE[Kind.RED_LINE], WHOLE[Kind.PAUSE]


def faults(kind, **changes):
    return kind.shape.faults(WHOLE[kind] | changes)


def test_no_two_kinds_are_called_alike():
    for name in ("prefix", "word", "plural"):
        assert len({getattr(kind.shape, name) for kind in Kind}) == len(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_begins_with_a_title_and_names_fields_that_it_has(kind):
    names = [field.name for field in kind.fields]
    assert names[0] == "title"
    assert set(WHOLE[kind]) == set(names)
    assert {kind.shape.statement, kind.shape.sources or "title"} <= set(names)


@pytest.mark.parametrize("kind", Kind)
def test_a_whole_text_has_no_fault_and_an_empty_one_lacks_what_is_needed(kind):
    assert faults(kind) == {}
    needed = {field.name for field in kind.fields if field.required}
    assert needed <= set(kind.shape.faults({}))
    least = {name: text for name, text in WHOLE[kind].items() if name in needed or name == "trigger"}
    assert kind.shape.faults(least) == {}


@EVERY_FIELD
def test_a_text_of_exactly_the_limit_fits_and_one_character_more_does_not(kind, field):
    if field.options or field.name == "months":
        assert field.name in faults(kind, **{field.name: "none of these"})
        return
    assert faults(kind, **{field.name: "x" * field.limit}) == {}
    told = faults(kind, **{field.name: "x" * (field.limit + 1)})[field.name]
    assert f"{field.limit + 1:,} characters; {field.limit:,} fit" in told


@EVERY_FIELD
def test_what_is_needed_is_missed_at_its_field(kind, field):
    assert (field.name in faults(kind, **{field.name: ""})) == (field.required or field.name == "value")


@given(st.data(), st.sampled_from(Kind))
def test_whatever_is_typed_is_judged_at_fields_of_the_kind_and_reads_in_one_line_once_it_is_whole(data, kind):
    names = [field.name for field in kind.fields]
    changes = data.draw(st.dictionaries(st.sampled_from(names), TYPED))
    text = WHOLE[kind] | changes
    found = kind.shape.faults(text)
    assert set(found) <= set(names)
    assert all(found.values())
    if not found:
        gist = kind.shape.gist(text)
        said = dict.fromkeys(gist.said if gist else ())
        shown = " ".join([str(gist), *(part for _, part in kind.shape.parts(text)), text[kind.shape.statement]])
        if gist:
            assert "\n" not in gist.after
        for name in set(names) - {"title", *said}:
            assert text[name] in shown


@pytest.mark.parametrize("lacking", ["benchmark", "comparator", "value"])
def test_a_threshold_is_whole_or_not_there(lacking):
    assert "A threshold also needs" in faults(Kind.RED_LINE, **{lacking: ""})["value"]


def test_a_red_line_reads_as_a_threshold_or_as_a_benchmark_without_one():
    shape = Kind.RED_LINE.shape
    assert str(shape.gist(RED_LINE)) == "Crossed when RepliBench is at least 15 of 20 families"
    assert str(shape.gist(RED_LINE | {"comparator": "", "value": ""})) == "Measured by RepliBench; no value is set."
    assert shape.gist({"act": "A system copies itself."}) is None
    assert [label for label, _ in shape.parts(RED_LINE)] == ["Scope", "Response when crossed", "Evidence"]


def test_a_benchmark_reads_as_its_metric_and_direction():
    gist = Kind.BENCHMARK.shape.gist(WHOLE[Kind.BENCHMARK])
    assert str(gist) == "Metric: Task families passed, of 20; higher is more dangerous."


def test_a_standard_reads_as_who_runs_it_and_when():
    shape, text = Kind.STANDARD.shape, WHOLE[Kind.STANDARD]
    assert str(shape.gist(text)) == "Run by Lab A, watched by Lab B. When: Before each release."
    assert str(shape.gist(text | {"who": "Lab A.", "when": ""})) == "Run by Lab A."


@pytest.mark.parametrize(
    ("changes", "reads"),
    [
        ({}, "6 months, from 1 March 2027 until 1 September 2027. Ends when: "),
        ({"months": "1", "start": "2028-01-31"}, "1 month, from 31 January 2028 until 29 February 2028. Ends when: "),
        ({"start": "The treaty is signed"}, "6 months, starting when: The treaty is signed. Ends when: "),
        ({"start": ""}, "6 months, starting when: RL-1 is crossed. Ends when: "),
    ],
)
def test_a_pause_reads_as_its_length_its_beginning_and_what_ends_it(changes, reads):
    text = PAUSE | changes
    assert faults(Kind.PAUSE, **changes) == {}
    assert str(Kind.PAUSE.shape.gist(text)) == reads + PAUSE["ends_when"]
    triggered = text["start"] == ""
    assert ("Trigger" in dict(Kind.PAUSE.shape.parts(text))) == (not triggered)


def test_what_is_said_in_several_lines_is_kept_as_lines_too():
    parts = dict(Kind.PAUSE.shape.parts(PAUSE | {"ends_when": "One.\nTwo."}))
    assert parts["What must be agreed for it to end"] == "One.\nTwo."


@pytest.mark.parametrize("months", ["0", "25", "-3", "six", "6.5", "6 months", "٦", "1e1"])
def test_a_length_that_is_no_whole_number_of_months_is_refused(months):
    assert "from 1 to 24, such as 6" in faults(Kind.PAUSE, months=months)["months"]


@pytest.mark.parametrize("start", ["2027-02-30", "01/03/2027", "1.3.2027", "2027-3-1", "2027 - 03 - 01", "27-03-01"])
def test_what_looks_like_a_date_is_one_or_is_refused(start):
    assert "2027-03-01" in faults(Kind.PAUSE, start=start)["start"]


def test_a_start_lies_in_our_century_and_a_pause_has_a_start_or_a_trigger():
    assert "between 2020 and 2099" in faults(Kind.PAUSE, start="1027-03-01")["start"]
    assert "a start or a trigger" in faults(Kind.PAUSE, start="", trigger="")["start"]
    assert faults(Kind.PAUSE, trigger="") == {}


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.sampled_from(MONTHS))
def test_a_pause_ends_so_many_months_later_on_the_same_day_or_on_the_months_last(start, months):
    end = ends(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_a_motion_is_all_statement():
    shape, text = Kind.MOTION.shape, WHOLE[Kind.MOTION]
    assert (shape.gist(text), shape.parts(text)) == (None, [])
