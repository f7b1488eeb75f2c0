"""Counting and deciding, against the plainest statement of the rules."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refusal
from bot.domain.ids import ElectorId
from bot.domain.rules import MAJORITY, TWO_THIRDS, Comparison, Quorum, Rule, Threshold
from bot.domain.voting import Ballot, Choice, Outcome, Tally, decide

ballots = st.lists(
    st.builds(
        lambda elector, choice: (ElectorId(f"elector {elector}"), choice), st.integers(0, 9), st.sampled_from(Choice)
    ),
    max_size=40,
).map(lambda cast: [Ballot(sequence, elector, choice) for sequence, (elector, choice) in enumerate(cast)])
thresholds = st.builds(
    Threshold, st.just(Comparison.AT_LEAST), st.fractions(Fraction(1, 10), 1, max_denominator=12)
) | st.builds(
    Threshold, st.just(Comparison.MORE_THAN), st.fractions(Fraction(1, 10), Fraction(11, 12), max_denominator=12)
)


def counted(*, yes=0, no=0, abstained=0):
    return Tally({Choice.FOR: yes, Choice.AGAINST: no, Choice.ABSTAIN: abstained})


@given(ballots, st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_are_read_changes_nothing(cast, random):
    shuffled = list(cast)
    random.shuffle(shuffled)
    assert Tally.of(shuffled) == Tally.of(cast)


@given(ballots)
def test_each_elector_counts_once_with_the_ballot_of_the_highest_sequence(cast):
    last = {ballot.elector: ballot.choice for ballot in cast}  # they come in sequence
    tally = Tally.of(cast)
    assert tally.turnout == len(last)
    assert {choice: tally[choice] for choice in Choice} == {
        choice: list(last.values()).count(choice) for choice in Choice
    }


@given(thresholds, st.integers(0, 400), st.integers(0, 400))
def test_a_threshold_is_reached_exactly_from_the_number_it_says_is_needed(threshold, yes, no):
    sides = yes + no
    assert threshold.reached(yes, no) == (sides > 0 and threshold.needed(sides) <= yes)


@given(thresholds)
def test_nobody_taking_a_side_adopts_nothing(threshold):
    assert not threshold.reached(0, 0)


@given(thresholds)
def test_a_threshold_reads_back_as_it_is_written(threshold):
    assert Threshold.parse(str(threshold)) == threshold


@pytest.mark.parametrize(
    ("threshold", "yes", "no", "outcome"),
    [
        (TWO_THIRDS, 2, 1, Outcome.ADOPTED),
        (TWO_THIRDS, 19, 10, Outcome.REJECTED),
        (TWO_THIRDS, 20, 10, Outcome.ADOPTED),
        (MAJORITY, 15, 15, Outcome.REJECTED),
        (MAJORITY, 16, 15, Outcome.ADOPTED),
        (TWO_THIRDS, 333_333_333, 166_666_667, Outcome.REJECTED),
        (TWO_THIRDS, 333_333_334, 166_666_667, Outcome.ADOPTED),
    ],
)
def test_two_thirds_means_at_least_and_majority_means_more_than_half(threshold, yes, no, outcome):
    assert decide(Rule(Quorum(ballots=1), threshold), counted(yes=yes, no=no), None) is outcome


@given(ballots, thresholds, st.integers(1, 12))
def test_abstaining_counts_for_the_quorum_only(cast, threshold, needed):
    tally = Tally.of(cast)
    outcome = decide(Rule(Quorum(ballots=needed), threshold), tally, None)
    assert (outcome is Outcome.NO_QUORUM) == (tally.turnout < needed)
    if outcome is not Outcome.NO_QUORUM:
        without = counted(yes=tally[Choice.FOR], no=tally[Choice.AGAINST])
        assert (outcome is Outcome.ADOPTED) == threshold.reached(without[Choice.FOR], without[Choice.AGAINST])


@given(st.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=50), st.integers(0, 5000))
def test_a_share_of_the_roll_is_rounded_up_to_whole_ballots(share, roll):
    needed = Quorum(share=share).needed(roll)
    assert needed >= share * roll
    assert needed == 1 or needed - 1 < share * roll


@pytest.mark.parametrize("text", ["0", "-1", "three", "1/0", "4/3", "0/3", "", "1e3", "½x", "9" * 5000])
def test_what_is_no_quorum_is_refused(text):
    with pytest.raises(Refusal):
        Quorum.parse(text)
