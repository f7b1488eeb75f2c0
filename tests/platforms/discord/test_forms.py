"""Forms as modals, and what comes back."""

from pathlib import Path

import pytest

from bot.platforms.discord import limits
from bot.platforms.discord.forms import answers, completed, modal, opens
from bot.views.elements import Field, Form, runs
from commands.token import read
from tests.platforms.conftest import Golden
from tests.platforms.discord.samples import FORMS

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("name", FORMS)
def test_golden(name: str, golden: Golden) -> None:
    made = modal(FORMS[name]).to_dict()
    assert len(made["title"]) <= limits.MODAL_TITLE
    assert len(made["components"]) <= 5
    for label in (component for component in made["components"] if component["type"] == 18):
        assert len(label["label"]) <= limits.LABEL
        assert len(label.get("description", "")) <= limits.LABEL_DESCRIPTION
    golden(GOLDEN / f"modal-{name}.json", "POST /interactions/1/token/callback", {"type": 9, "data": made})


def test_its_name_is_what_it_completes() -> None:
    made = modal(FORMS["propose-red-line-1"])
    assert read(made.custom_id) == FORMS["propose-red-line-1"].runs
    assert [label["component"]["custom_id"] for label in made.to_components()] == [
        "title", "act", "benchmark", "comparator", "value",
    ]  # fmt: skip


def test_what_was_typed_before_is_there_again_or_its_loss_is_said() -> None:
    def shown(field: Field) -> dict[str, object]:
        return modal(Form("x", runs("x"), ((field,),))).to_components()[0]

    over = shown(Field("a", "A", "Help", "x" * 200, limit=120))
    assert over["component"]["value"] == "x" * 200
    assert over["component"]["max_length"] == 200  # it is refused with a reason, not cut without one
    cut = shown(Field("a", "A", "Help", "x" * 5000, limit=9000))
    assert len(cut["component"]["value"]) == 4000
    assert "only the start, 4,000 of 5,000 characters" in cut["description"]
    chosen = shown(Field("a", "A", value="b", options=(("a", "A"), ("b", "B"))))
    assert [option["default"] for option in chosen["component"]["options"]] == [False, True]


def test_answers_are_read_by_name() -> None:
    submitted = [
        {"type": 18, "component": {"type": 4, "custom_id": "title", "value": " as typed "}},
        {"type": 18, "component": {"type": 3, "custom_id": "choice", "values": ["for"]}},
        {"type": 18, "component": {"type": 3, "custom_id": "none", "values": []}},
        {"type": 1, "components": [{"type": 4, "custom_id": "older", "value": "x"}]},
        {"type": 18, "component": "forged"},
    ]
    read_back = answers(submitted, {})
    assert read_back == {"title": " as typed ", "choice": "for", "none": "", "older": "x"}
    assert completed(runs("vote", proposal="12", choice="against"), read_back).arguments == (
        ("proposal", "12"), ("choice", "for"), ("title", " as typed "), ("none", ""), ("older", "x"),
    )  # fmt: skip


def test_a_form_that_completes_too_much_cannot_be_opened() -> None:
    form = Form("x", runs("vote", reason="word " * 40), ((Field("a", "A"),),))
    assert not opens(form)
    with pytest.raises(ValueError, match="vote: 212 characters, 100 fit"):
        modal(form)
