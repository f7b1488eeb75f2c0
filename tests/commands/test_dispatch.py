"""From a request to its answer: forms for what is missing, refusals with a remedy, and who may."""

import logging

import pytest

from bot.domain.errors import Misread, NotAllowed
from bot.domain.people import Platform, Standing
from bot.ports import NotSent
from bot.views.elements import Code, Form, Invocation, Prose, Tone, runs
from commands import token
from commands.spec import FormFaults
from tests.commands.desk import NOON, button, summary

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

SEEN = "~0123456789abcdefghjkmnpqrs.3"


async def test_a_typed_line_runs(desk):
    assert await desk.says("vote RL-12 FOR because it’s right") == (
        "vote: (Numbered(number=12, kind=<Kind.RED_LINE: 'red line'>), <Choice.FOR: 'for'>, 'because it’s right')"
    )


async def test_a_button_runs_as_if_typed(desk):
    pressed = token.read(token.write(runs("vote", proposal=SEEN, choice="against")))
    assert await desk.says(pressed) == (
        "vote: (Seen(id='0123456789abcdefghjkmnpqrs', version=3), <Choice.AGAINST: 'against'>, '')"
    )


async def test_the_clock_is_read_once(desk):
    assert await desk.says("proposals") == f"proposals: ({NOON!r},)"


async def test_what_is_missing_is_asked_for(desk):
    what = desk.dispatcher.read("vote 12")
    assert desk.dispatcher.opens_form(what)
    form = (await desk.answer("vote 12")).view
    assert isinstance(form, Form)
    assert (form.title, form.runs) == ("Cast or change your ballot", runs("vote", proposal="12"))
    choice, reason = form.fields
    assert (choice.name, choice.label, choice.required) == ("choice", "Choice", True)
    assert choice.options == (("for", "For"), ("against", "Against"), ("abstain", "Abstain"))
    assert (reason.name, reason.required, reason.long, reason.limit) == ("reason", False, True, 1000)
    filled = Invocation("vote", (*form.runs.arguments, ("choice", "for"), ("reason", "")))
    assert (await desk.says(filled)).startswith("vote: (Numbered(number=12, kind=None), <Choice.FOR")


@pytest.mark.parametrize("nothing", ["", "  ", "\u200b", "\u2060\u00a0", "\x00"])
async def test_what_cannot_be_seen_is_missing(desk, nothing):
    assert isinstance((await desk.answer(runs("vote", proposal=nothing, choice="for"))).view, Form)
    assert isinstance((await desk.answer(runs("note", text=nothing + "\u3164"))).view, Form)
    assert (
        await desk.says(runs("draft save", kind="red line", title=nothing)) == "draft save: ('red line', {'title': ''})"
    )


async def test_a_form_says_period_where_a_line_says_for(desk):
    form = (await desk.answer("open")).view
    assert [(field.name, field.label) for field in form.fields] == [("proposal", "Proposal"), ("for", "Period")]


async def test_what_a_form_cannot_carry_is_asked_again_with_what_was_typed(desk):
    form = (await desk.answer(runs("vote", proposal="12", reason="x" * 200))).view
    assert form.runs == runs("vote", proposal="12")
    assert {field.name: field.value for field in form.fields} == {"choice": "", "reason": "x" * 200}


async def test_nothing_is_deferred_before_a_form(desk):
    opens = desk.dispatcher.opens_form
    assert opens(runs("propose red-line"))
    assert opens(runs("vote", proposal="12", choice=" "))
    assert not opens(runs("vote", proposal="12", choice="for"))
    assert not opens(runs("draft save"))
    assert not opens(runs("no such command"))


@pytest.mark.parametrize(
    "forged",
    [
        runs("no such command"),
        runs(""),
        runs("VOTE", proposal="12", choice="for"),
        runs("vote", proposal="12", choice="for", who="bob"),
        runs("draft save", title="no kind"),
        runs("draft save", kind="red line", **{f"field {n}": "x" for n in range(51)}),
    ],
)
async def test_a_forged_or_stale_button_is_refused_with_a_way_on(desk, forged):
    answer = await desk.answer(forged)
    assert isinstance(answer.refusal, Misread)
    assert answer.view.summary == "This button no longer applies. Nothing was done; proposals shows what there is now."
    assert answer.view.tone is Tone.WARNING
    assert button(answer.view) == runs("proposals")


async def test_a_stale_reference_is_refused_as_a_button(desk):
    answer = await desk.answer(runs("vote", proposal="~forged.1", choice="for"))
    assert answer.view.summary.startswith("This button no longer applies.")


async def test_answers_reach_an_unlisted_command(desk):
    told = await desk.says(runs("draft save", kind="red line", title="A\x00 line ", act=""))
    assert told == "draft save: ('red line', {'title': 'A line', 'act': ''})"


async def test_an_unlisted_command_cannot_be_typed(desk):
    assert await desk.says("draft save red") == "There is no command draft save red. help lists what there is."


async def test_an_answer_of_any_length_a_person_types_is_taken_and_no_more(desk):
    assert "x" * 20_000 in await desk.says(runs("draft save", kind="red line", title="x" * 20_000))
    answer = await desk.answer(runs("draft save", kind="red line", title="x" * 50_001))
    assert answer.refusal.faults == {"title": "An answer has 50,001 characters; 50,000 fit. Shorten it and try again."}


async def test_a_mistyped_command_comes_with_a_button_that_runs_it(desk):
    answer = await desk.answer("digst subscribe weekly mon 09:00 Europe/Berlin", admin=True)
    assert answer.view.summary == "There is no command digst subscribe. Did you mean digest subscribe?"
    pressed = button(answer.view)
    assert pressed == runs("digest subscribe", every="weekly", day="mon", time="09:00", zone="Europe/Berlin")
    assert (await desk.says(pressed, admin=True)).startswith("digest subscribe: (<Every.WEEKLY")


async def test_a_mistyped_value_comes_with_a_button_that_corrects_it(desk):
    answer = await desk.answer("digest subscribe weekly mon 09:00 Europe/Berln", admin=True)
    assert answer.view.summary == "There is no time zone “Europe/Berln”. Did you mean Europe/Berlin?"
    assert answer.refusal.suggestion == "digest subscribe weekly mon 09:00 Europe/Berlin"
    assert dict(button(answer.view).arguments)["zone"] == "Europe/Berlin"
    answer = await desk.answer("feed add example.org/feed", admin=True)
    assert button(answer.view) == runs("feed add", url="https://example.org/feed")


async def test_every_fault_of_a_form_is_told_by_field(desk):
    answer = await desk.answer(runs("digest subscribe", every="weekly", day="noday", time="25:00", zone="Berlin"))
    assert isinstance(answer.refusal, FormFaults)
    assert answer.refusal.faults == {
        "day": "“noday” is not a day of the week: mon, tue, wed, thu, fri, sat, sun.",
        "time": "“25:00” is not a time of day, such as 09:00 or 9am.",
        "zone": "There is no time zone “Berlin”. Did you mean Europe/Berlin?",
    }
    again = button(answer.view)
    assert again == runs("digest subscribe", every="weekly")
    assert desk.dispatcher.opens_form(again)


async def test_a_value_over_its_limit_is_told_both_numbers(desk):
    told = "Reason has 1,001 characters; 1,000 fit. Shorten it and try again."
    assert await desk.says("vote 12 for " + "x" * 1001) == told
    assert "x" * 1000 in await desk.says("vote 12 for " + "x" * 1000)
    with pytest.raises(Misread):
        desk.dispatcher.read("vote 12 for " + "x" * 1001)


async def test_commands_in_a_refusal_are_as_they_are_typed_there(desk):
    for platform, typed in [(Platform.DISCORD, "/help"), (Platform.SLACK, "/pause help"), (Platform.CONSOLE, "help")]:
        card = (await desk.answer("hello", platform=platform)).view
        (prose,) = (element for element in card.elements if isinstance(element, Prose))
        assert Code("hello") in prose.spans
        assert Code(typed) in prose.spans


@pytest.mark.parametrize(
    "text", ["@everyone", "<!channel>", "[x](https://example.org)", "**x**", "`vote`", "\u202eevil"]
)
async def test_what_was_typed_is_quoted_as_literal_text(desk, text):
    card = (await desk.answer(f"vote {text} for")).view
    for element in card.elements:
        assert isinstance(element, Prose)
        assert all(isinstance(span, str | Code) for span in element.spans)


@pytest.mark.parametrize(
    ("line", "about", "part"),
    [
        ("open 12", {"standing": Standing.GUEST}, "open is for full members of this space, and you are a guest"),
        ("open 12", {"standing": Standing.BOT}, "open is for people"),
        ("settings", {}, "settings is for admins of this space"),
        ("settings", {"admin": True, "standing": Standing.GUEST}, "settings is for full members"),
    ],
)
@pytest.mark.parametrize("told", [True, False])
async def test_who_may_not_is_told_why(desk, line, about, part, told):
    answer = await desk.answer(line, told=told, **about)
    assert isinstance(answer.refusal, NotAllowed)
    assert answer.view.summary.startswith(part)


async def test_who_may_does(desk):
    assert (await desk.says("open 12", told=False)).startswith("open:")
    assert (await desk.says("settings", told=False, admin=True)).startswith("settings:")
    assert (await desk.says("proposals", told=False, standing=Standing.GUEST)).startswith("proposals:")
    assert desk.asked == 2


async def test_a_platform_that_does_not_say_who_it_is_refuses_with_its_reason(desk):
    desk.trouble = NotSent("it answered 503")
    answer = await desk.answer("open 12", platform=Platform.SLACK, told=False)
    assert answer.view.summary == "I could not ask Slack who you are (it answered 503). Nothing was done; try again."


async def test_trouble_that_a_handler_leaves_is_told(desk):
    assert await desk.says("note trouble") == "It could not be finished: the channel is gone."


async def test_a_bug_is_logged_with_a_reference_and_without_what_was_typed(desk, caplog):
    with caplog.at_level(logging.ERROR):
        told = await desk.says("note twice")
    reference = told.rsplit(" ", 1)[-1].rstrip(".")
    assert told == f"Something went wrong on our side, and nothing more was done. Reference: {reference}."
    (record,) = caplog.records
    assert record.getMessage() == f"incident {reference} in note"
    assert record.exc_info is not None
    assert "twice" not in record.getMessage()
    assert len(reference) == len("INC-") + 8


async def test_a_form_refused_by_its_handler_opens_again(desk):
    answer = await desk.answer("note form")
    assert answer.refusal.faults == {"title": "Title is needed."}
    assert button(answer.view) == runs("draft save", kind="red line")


async def test_offers_are_few_short_and_never_fail(desk, caplog):
    suggest = desk.dispatcher.suggest
    request = desk.request()
    offers = await suggest(request, "feed remove", "feed", "")
    assert len(offers) == 25
    assert offers[0][0] == "1"
    assert all(len(value) <= 100 and len(label) <= 100 for value, label in offers)
    assert await suggest(request, "vote", "choice", "ab") == [("abstain", "Abstain")]
    assert ("Europe/Berlin", "Europe/Berlin") in await suggest(request, "digest subscribe", "zone", "berl")
    assert not await suggest(request, "vote", "reason", "x")
    assert not await suggest(request, "no such command", "x", "x")
    assert not await suggest(request, "vote", "no such parameter", "x")
    assert not await suggest(request, "feed remove", "feed", "bug")
    assert "offers for feed of feed remove failed" in caplog.text


async def test_an_offer_that_takes_too_long_is_none(desk, monkeypatch):
    monkeypatch.setattr("commands.dispatch.PATIENCE", 0.05)
    assert not await desk.dispatcher.suggest(desk.request(), "feed remove", "feed", "slow")


async def test_an_unexpected_answer_is_shown_as_it_is(desk):
    assert summary((await desk.answer("propose red-line “A template”")).view) == "New red line"
