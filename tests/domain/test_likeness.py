"""What is likely a duplicate: measured on the templates, from which it was chosen where to draw the line."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.likeness import ENOUGH, alike, likely_duplicates, profile
from bot.domain.proposals import Kind
from commands.templates import templates
from tests.domain.kinds import WHOLE
from tests.platforms.redline import proposal

TEMPLATES = pytest.mark.parametrize("template", templates(), ids=lambda template: template.id)
WORDS = st.lists(st.sampled_from(["a", "an", "system", "copies", "weights", "itself"]), max_size=20)


def test_no_two_templates_are_taken_for_one():
    pairs = [(one, other) for one, other in combinations(templates(), 2) if one.kind is other.kind]
    likenesses = [alike(profile(one.kind, one.text), profile(other.kind, other.text)) for one, other in pairs]
    assert len(pairs) == 20
    assert max(likenesses) == 20
    assert ENOUGH > 2 * 20


@TEMPLATES
def test_a_template_that_was_adapted_is_recognised(template):
    held = profile(template.kind, template.text)
    assert alike(held, held) == 100
    renamed = {**template.text, "title": "Another name for it"}
    fewer = {
        name: " ".join(word for place, word in enumerate(value.split()) if place % 4)
        for name, value in template.text.items()
    }
    for adapted in (renamed, fewer):
        assert alike(held, profile(template.kind, adapted)) >= ENOUGH + 20


def test_where_a_text_is_from_and_what_was_chosen_from_a_list_tell_nothing():
    text = WHOLE[Kind.BENCHMARK]
    other = text | {"source": "https://example.org/elsewhere", "direction": "lower is safer"}
    assert profile(Kind.BENCHMARK, text) == profile(Kind.BENCHMARK, other)


@given(WORDS, WORDS)
def test_likeness_is_the_same_both_ways_and_is_whole_only_for_what_says_the_same(one, other):
    first, second = (profile(Kind.MOTION, {"text": " ".join(words)}) for words in (one, other))
    found = alike(first, second)
    assert 0 <= found <= 100
    assert found == alike(second, first)
    if not set(first) & set(second):
        assert found == 0
    if found == 100:
        assert set(first) == set(second)
        assert len({Fraction(second[part], count) for part, count in first.items()}) == 1
    if first == second:
        assert found == (100 if first else 0)


def test_the_most_alike_come_first_and_no_more_than_three():
    text = WHOLE[Kind.RED_LINE]
    among = [proposal(**text | change) for change in ({"act": "Else"}, {"scope": "Else"}, {}, {"title": ""}, {})]
    found = likely_duplicates(Kind.RED_LINE, text, among)
    assert [one.proposal for one in found][:2] == [among[2], among[4]]
    assert [one.per_cent for one in found] == sorted((one.per_cent for one in found), reverse=True)
    assert len(found) == 3
    other = dict.fromkeys(text, "Nothing of the sort")
    assert likely_duplicates(Kind.RED_LINE, other, among) == []


def test_one_word_in_common_makes_no_duplicate():
    one, two = ({"title": title, "text": "body"} for title in ("One", "Two"))
    assert alike(profile(Kind.MOTION, one), profile(Kind.MOTION, two)) == 0
    assert alike(profile(Kind.MOTION, one), profile(Kind.MOTION, one)) == 100
