"""What is kept, what is not, and the reasons given. The sentences are made for this; none is from a labelled file."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.feeds import Entry
from bot.domain.news import PRODUCT, Judgement, Phrase, extended, judge
from bot.domain.news.judging import LEAD
from bot.domain.news.vocabulary import read


def entry(title: str, summary: str = "") -> Entry:
    return Entry("1", title, "https://example.org/1", summary, None)


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Lab A pauses training of its frontier model", "pause"),
        ("Senators call for a moratorium on superintelligence", "pause"),
        ("Is it time to slow down AI?", "pause"),
        ("Ministers agree three red lines for AI systems", "red line"),
        ("Parliament passes bill for developers of frontier AI", "frontier law"),
        ("Treaty on AI safety opens for signature", "international agreement"),
        ("Inspectors to verify compute declared by AI developers", "verification"),
        ("METR evaluation finds longer time horizons", "capability evaluation"),
        ("AISI tests dangerous capabilities of a new AI model", "capability evaluation"),
        ("Lab A updates its Responsible Scaling Policy", "safety commitment"),
        ("AI lab accused of breaking a safety pledge", "safety commitment"),
        ("PauseAI activists gather outside Lab A", "pause movement"),
        ("Scheming found in an AI model under test", "loss of control"),
    ],
)
def test_what_it_is_about_is_kept_and_named(title: str, reason: str) -> None:
    judgement = judge(entry(title))
    assert judgement.kept
    assert reason in judgement.reasons


@pytest.mark.parametrize(
    "title",
    [
        "Red Line riders wait as AI cameras watch the station",
        "Red Line closes for a month",
        "Ceasefire talks pause; AI drones fly on",
        "Tariff pause lifts AI chip makers",
        "Interest rate pause expected as AI lifts growth",
        "City council votes for moratorium on AI data centers after residents complain of water use",
        "Eviction moratorium extended",
        "Shorter GC pauses in the new JVM",
        "Clinical trial of a drug halted",
        "Hiring freeze as AI takes over support",
        "Lab A stops AI training on user data",
        "New pause button in AI app",
        "AI start-up raises funding at record valuation",
        "AI startup halts robotaxi service",
        "A new chatbot writes poems",
        "Frontier Airlines pauses flights",
        "Stocks rally in March as AI booms",
        "",
    ],
)
def test_other_senses_of_the_same_words_are_not_kept(title: str) -> None:
    assert not judge(entry(title)).kept


def test_every_sense_that_speaks_against_is_named() -> None:
    assert judge(entry("Hiring freeze as AI takes over support")).reasons[0] == "jobs"


def test_reasons_are_the_weightiest_first_and_each_once() -> None:
    title = "Red lines: AI labs urged to pause; limits on dangerous AI"
    judgement = judge(entry(title, "A pause of frontier AI training. A pause of AI development."))
    assert judgement.reasons[:2] == ("pause", "red line")
    assert len(set(judgement.reasons)) == len(judgement.reasons)


def test_a_pause_and_ai_in_different_sentences_are_two_things() -> None:
    assert not judge(entry("Lunch", "We pause here. There is a lot to see. Later an AI gives a tour.")).kept


def test_only_the_beginning_of_the_summary_counts() -> None:
    told = "They pause the training of AI models."
    assert judge(entry("Notes of the week", told)).kept
    assert not judge(entry("Notes of the week", "word " * (LEAD // 5) + told)).kept


def test_hyphens_apostrophes_and_case_are_no_hurdle() -> None:
    assert judge(entry("LAB A’S FRONTIER-MODEL TRAINING: PAUSED")).kept
    assert judge(entry("A.I. red-lines, agreed")).kept


@given(st.text(max_size=300), st.text(max_size=3000))
def test_any_text_is_judged_and_kept_only_with_a_reason(title: str, summary: str) -> None:
    judgement = judge(entry(title, summary))
    assert judgement == judge(entry(title, summary))
    assert judgement.kept == (judgement.points >= PRODUCT.keep)
    assert bool(judgement.reasons) or not judgement.kept


@given(st.text(alphabet="ai pause frontier.,'’-A\n", min_size=1, max_size=40))
@settings(max_examples=20, deadline=timedelta(seconds=1))
def test_a_long_text_takes_no_longer(text: str) -> None:
    judge(entry(text * 3000, text * 3000))


def test_the_phrases_of_a_community_count_and_are_their_own_reason() -> None:
    title = "The sea-harp evening is put back by an hour"
    assert not judge(entry(title)).kept
    more = extended(PRODUCT, [Phrase("Sea harp", PRODUCT.keep), Phrase("…", 99)])
    assert judge(entry(title), more) == Judgement(True, PRODUCT.keep, ("Sea harp",))
    assert not judge(entry(title)).kept
    assert not judge(entry(title), extended(more, [Phrase("evening", -1)])).kept


def test_an_address_of_an_organisation_speaks_of_ai_and_is_a_reason() -> None:
    told = Entry("1", "Our evaluation of dangerous capabilities", "https://blog.metr.org/1", "", None)
    assert "METR" in judge(told).reasons
    for url in ("https://notmetr.org/1", "https://[", ""):
        assert "METR" not in judge(replace(told, url=url)).reasons


def test_a_rule_without_its_concept_is_refused() -> None:
    text = """
        keep = 1
        about_ai = []
        irregular = {}
        organisations = {}
        concepts.a.words = "a"
        rules.r = [{ points = 1, needs = ["b"] }]
    """
    with pytest.raises(ValueError, match="'b'"):
        read(text)
    assert read(text.replace('"b"', '"a"')).keep == 1


WORDS = ("ai", "pause", "frontier", "red", "lines", "metro", "law", "tariff", "training", "models", ".", "gaza")


@given(st.lists(st.sampled_from(WORDS)))
def test_whatever_is_kept_says_why(told: list[str]) -> None:
    judgement = judge(entry(" ".join(told)))
    assert bool(judgement.reasons) or not judgement.kept
