"""`moratorium news judge`: a file of headlines in, one judgement a line out."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main

PAUSE = {"id": "a", "title": "Lab A pauses training of its frontier model", "published": "2026-09-01", "summary": None}
OTHER = {"id": "b", "title": "Red Line closes for a month", "source": "The Example", "url": "https://example.org/b"}


def judged(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[dict[str, object]], str]:
    status = main(["news", "judge", str(path)])
    told = capsys.readouterr()
    return status, [json.loads(line) for line in told.out.splitlines()], told.err


def test_each_headline_is_judged_in_its_order(tmp_path, capsys):
    path = tmp_path / "headlines.jsonl"
    path.write_text(f"{json.dumps(PAUSE)}\n\n{json.dumps(OTHER)}\n")
    status, (first, second), faults = judged(path, capsys)
    assert (status, faults) == (0, "")
    assert list(first) == ["id", "relevant", "score", "cluster", "reasons"]
    assert (first["id"], first["relevant"], second["id"], second["relevant"]) == ("a", True, "b", False)
    assert first["score"] > second["score"]
    assert "pause" in first["reasons"]
    assert first["cluster"] != second["cluster"]


def test_a_bad_line_is_named_with_its_number_and_the_others_are_judged(tmp_path, capsys):
    path = tmp_path / "headlines.jsonl"
    far = '{"id": "c", "title": "x", "published": "99999-01-01"}'
    path.write_bytes(b'{"id": 1}\n\xff\n' + json.dumps(PAUSE).encode() + f"\n{far}\n[]\nnonsense".encode())
    status, rows, faults = judged(path, capsys)
    assert status == 0
    assert [row["id"] for row in rows] == ["a"]
    assert [line.split(" of ")[0] for line in faults.splitlines()] == [f"moratorium: line {n}" for n in (1, 2, 4, 5, 6)]


def test_a_file_that_gives_nothing_is_told_by_the_status(tmp_path, capsys):
    path = tmp_path / "headlines.jsonl"
    status, rows, faults = judged(path, capsys)
    assert (status, rows) == (1, [])
    assert "No such file" in faults
    path.write_text("nonsense\n")
    assert judged(path, capsys)[:2] == (1, [])
    path.write_text("")
    assert judged(path, capsys) == (0, [], "")
