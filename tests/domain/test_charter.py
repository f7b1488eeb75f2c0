"""What a charter sets, and what is done to a community, as it is written down."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import acts
from bot.domain.acts import BridgeAllowed, FacilitatorAdded, FacilitatorRemoved
from bot.domain.charter import Authority, Charter, CharterChange, OwnTerms, Unset
from bot.domain.errors import Refusal
from bot.domain.ids import MemberId
from bot.domain.proposals import Kind
from bot.domain.rules import MAJORITY, TWO_THIRDS, Comparison, Example, Quorum, RollKind, Rule, Threshold

ballots = st.builds(Quorum, ballots=st.integers(1, 500))
shares = st.builds(Quorum, share=st.fractions(Fraction(1, 100), 1))
thresholds = st.builds(
    Threshold, st.sampled_from(Comparison), st.fractions(Fraction(1, 2), Fraction(99, 100), max_denominator=100)
)
periods = st.timedeltas(timedelta(minutes=1), timedelta(days=90)).map(
    lambda p: timedelta(seconds=int(p.total_seconds()))
)


def unset(values):
    return st.none() | st.just(Unset.DEFAULT) | values


changes = st.builds(
    CharterChange,
    kinds=st.lists(st.sampled_from(Kind), min_size=1, unique=True).map(tuple),
    quorum=unset(ballots | shares),
    threshold=unset(thresholds),
    voting_period=unset(periods),
    roll=st.none() | st.sampled_from(RollKind),
    admission=st.none() | st.booleans(),
    authority=st.none() | st.sampled_from(Authority),
)
members = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=26, max_size=26).map(MemberId)
anything = (
    changes | st.builds(FacilitatorAdded, members) | st.builds(FacilitatorRemoved, members) | st.just(BridgeAllowed())
)


@given(anything)
def test_an_act_reads_back_as_it_is_written(act):
    written = acts.write(act)
    read = acts.read(written)
    assert acts.write(read) == written
    if not isinstance(act, CharterChange):
        assert read == act


@given(changes, changes)
def test_an_act_that_was_written_down_changes_a_charter_as_the_one_that_was_meant(first, second):
    def after(*made):
        charter = Charter()
        try:
            for change in made:
                charter = charter.changed(change)
        except Refusal:
            return None
        return charter

    assert after(first, second) == after(*(acts.read(acts.write(change)) for change in (first, second)))


@pytest.mark.parametrize("quorum", [Quorum(ballots=1), Quorum(share=Fraction(1)), Quorum(share=Fraction(1, 3))])
def test_a_quorum_reads_back_as_it_is_written(quorum):
    assert Quorum.parse(str(quorum)) == quorum


@pytest.mark.parametrize(
    "text",
    ["{}", "[]", "null", '{"act":"anything"}', '{"act":"facilitator.added"}', '{"act":"facilitator.added","member":7}'],
)
def test_what_was_never_written_is_no_act(text):
    with pytest.raises(ValueError, match="no act is written like this"):
        acts.read(text)


@given(changes)
def test_nothing_a_charter_can_say_leaves_a_vote_without_terms(change):
    try:
        charter = Charter().changed(change)
    except Refusal:
        return
    for kind in Kind:
        terms = charter.terms(kind)
        assert terms.rule.quorum.ballots or charter.roll is RollKind.REGISTERED
        assert terms.rule.threshold.share >= Fraction(1, 2)
    assert not charter.admission or charter.roll is RollKind.REGISTERED
    assert OwnTerms() not in charter.own.values()


@given(changes)
def test_making_the_same_change_twice_changes_nothing_more(change):
    try:
        charter = Charter().changed(change)
    except Refusal:
        return
    assert charter.changed(change) == charter


def test_terms_that_are_set_for_one_kind_are_no_other_s():
    charter = Charter().changed(CharterChange((Kind.PAUSE,), quorum=Quorum(ballots=9), threshold=MAJORITY))
    assert charter.terms(Kind.PAUSE).rule == Rule(Quorum(ballots=9), MAJORITY)
    assert charter.terms(Kind.RED_LINE).rule == Rule(Quorum(ballots=3), TWO_THIRDS)
    default = charter.changed(CharterChange((Kind.PAUSE,), quorum=Unset.DEFAULT, threshold=Unset.DEFAULT))
    assert default == Charter()


def test_the_rule_in_people_is_that_of_the_story():
    rule = Rule(Quorum(share=Fraction(1, 2)), TWO_THIRDS)
    assert rule.example(81) == Example(voting=41, needed=28)


@given(ballots | shares, thresholds, st.integers(1, 2000))
def test_the_example_is_the_least_that_adopts(quorum, threshold, roll):
    example = Rule(quorum, threshold).example(roll)
    sides = example.voting
    assert sides >= 1
    assert threshold.reached(example.needed, sides - example.needed)
    assert not threshold.reached(example.needed - 1, sides - example.needed + 1)
