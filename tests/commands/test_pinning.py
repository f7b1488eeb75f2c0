"""What a view's buttons, menus and forms run stays at the table where the view was shown."""

from bot.views.elements import Button, Buttons, Card, Form, Invocation, LinkButton, Menu, Option, Pin, Prose, runs
from commands.placing import pinned

HERE = Pin("space")
HEAVY = runs("vote", proposal="12", reason="x" * 80)


def test_buttons_and_menus_are_meant_for_the_space_where_they_can_carry_it() -> None:
    elsewhere = Option("There", Invocation("mine", (), Pin("other")), "d")
    card = Card(
        "x",
        (
            Prose(("Words",)),
            Buttons((Button("Vote", runs("vote")), LinkButton("Register", "https://example.org"))),
            Menu("Choose", (Option("Mine", runs("mine"), "d"), Option("Heavy", HEAVY), elsewhere)),
        ),
    )
    shown = pinned(card, "space")
    assert isinstance(shown, Card)
    words, buttons, menu = shown.elements
    assert words == card.elements[0]
    assert isinstance(buttons, Buttons)
    assert isinstance(menu, Menu)
    button, link = buttons.buttons
    assert isinstance(button, Button)
    assert (button.runs.at, link) == (HERE, LinkButton("Register", "https://example.org"))
    assert [option.runs.at for option in menu.options] == [HERE, None, Pin("other")]
    assert [(option.label, option.description) for option in menu.options] == [
        ("Mine", "d"),
        ("Heavy", ""),
        ("There", "d"),
    ]


def test_a_form_is_meant_for_the_space() -> None:
    form = pinned(Form("Vote", runs("vote"), ()), "space")
    assert isinstance(form, Form)
    assert form.runs.at == HERE
