"""Every template of the data file is there, of a kind, with where it is from."""

import json
from importlib.resources import files

from bot.domain.proposals import Kind
from commands.templates import templates


def test_all_that_the_data_file_holds_is_loaded_without_a_fault():
    rows = json.loads(files("commands").joinpath("data/templates.json").read_text("utf-8"))
    assert [known.id for known in templates()] == [row["id"] for row in rows]
    assert {known.kind for known in templates()} == set(Kind) - {Kind.MOTION}
    for known, row in zip(templates(), rows, strict=True):
        assert known.kind.shape.faults(known.text) == {}
        assert known.source in known.text[known.kind.shape.sources]
        for name, value in row["fields"].items():
            kept = known.text["benchmark" if name == "measured_by" else name]
            assert str(value) in kept or "RepliBench" in kept
