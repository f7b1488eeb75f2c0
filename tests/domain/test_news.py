"""What is kept, what is not, and the reasons given. The sentences are made for this; none is from a labelled file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feeds import Entry
from bot.domain.news import LEAD, judge
from bot.domain.news_rules import KEPT_FROM


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
    assert judge(entry("Hiring freeze as AI takes over support")).reasons == ("jobs",)


def test_reasons_are_the_weightiest_first_and_each_once() -> None:
    title = "Red lines: AI labs urged to pause; limits on dangerous AI"
    judgement = judge(entry(title, "A pause of frontier AI training. A pause of AI development."))
    assert judgement.reasons == ("red line", "pause", "limits on AI", "grave risk")
    assert judgement.points == 4 + 4 + 2 + 1


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
    assert judgement.kept == (judgement.points >= KEPT_FROM)
    assert bool(judgement.reasons) or not judgement.kept


WORDS = ("ai", "pause", "frontier", "red", "lines", "metro", "law", "tariff", "training", "models", ".", "gaza")


@given(st.lists(st.sampled_from(WORDS)))
def test_whatever_is_kept_says_why(told: list[str]) -> None:
    judgement = judge(entry(" ".join(told)))
    assert bool(judgement.reasons) or not judgement.kept
