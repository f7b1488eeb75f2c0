"""Proposals are found by number, by label and by words, the nearest first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import ProposalId
from bot.domain.proposals import Kind, Titled
from bot.domain.searching import folded, nearest

TABLE = [
    Titled(ProposalId(str(number)), number, kind, title)
    for number, kind, title in [
        (112, Kind.PAUSE, "Twelve months for the largest runs"),
        (30, Kind.BENCHMARK, "RepliBench: components of autonomous replication"),
        (12, Kind.RED_LINE, "No autonomous replication or improvement"),
        (4, Kind.MOTION, "Réunion à l'Élysée, ſtraße, ＷＩＤＥ"),
        (1, Kind.RED_LINE, "No 12 copies"),
    ]
]


def found(typed):
    return [one.number for one in nearest(typed, TABLE)]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("", [112, 30, 12, 4, 1]),
        ("12", [12, 1, 112]),  # the number, then the word, then a part of a label
        ("#12", [12, 1, 112]),
        ("rl-12", [12]),
        ("RL", [12, 1]),
        ("replication autonomous", [30, 12]),
        ("replic", [30, 12]),
        ("lication", [30, 12]),
        ("autonomous no", [12, 30]),  # "no" is a word of one and only a part of the other
        ("reunion ELYSEE", [4]),
        ("STRASSE wide", [4]),
        ("no such words", []),
        ("autonomous months", []),
    ],
)
def test_what_is_typed_finds_those_with_all_its_words_the_nearest_first(typed, numbers):
    assert found(typed) == numbers


@given(st.text(max_size=30), st.permutations(TABLE))
def test_every_word_occurs_in_whatever_is_found_whatever_their_order(typed, among):
    words = [word.lstrip("#") for word in folded(typed).split()]
    hits = nearest(typed, among)
    for one in among:
        occurs = all(word in folded(one.label) or word in folded(one.title) for word in words)
        assert (one in hits) == occurs
    assert set(nearest(" ".join(reversed(typed.split())), among)) == set(hits)


@given(st.sampled_from(TABLE))
def test_a_whole_title_and_a_label_find_their_proposal_first(one):
    assert nearest(one.title, TABLE)[0] == one
    assert nearest(one.label, TABLE)[0] == one
