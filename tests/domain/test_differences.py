"""What an edit changes, word by word."""

import time

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.differences import Fate, differences
from bot.domain.proposals import Kind
from tests.domain.kinds import WHOLE

TEXT = WHOLE[Kind.RED_LINE]
WORDS = st.text("ab \n.", max_size=60)


def shown(old, new, kind=Kind.RED_LINE):
    marks = {Fate.KEPT: "{}", Fate.GONE: "[-{}-]", Fate.NEW: "[+{}+]"}
    return {
        one.label: " ".join(marks[piece.fate].format(piece) for piece in one.pieces)
        for one in differences(kind, old, new)
    }


def test_each_changed_field_is_told_with_what_is_gone_and_what_is_new():
    new = TEXT | {"value": "12 of 20 families", "scope": "", "act": "A system copies itself without any approval."}
    assert shown(TEXT, new) == {
        "The act or capability": "A system copies itself without [+any+] approval.",
        "Value": "[-15-] [+12+] of 20 families",
        "Scope": "[-Every model above 10^25 operations-]",
    }


def test_white_space_is_no_difference_and_everything_else_is():
    assert shown(TEXT, TEXT | {"act": "  A system\ncopies itself\twithout  approval. "}) == {}
    for changed in ("15 of 20 families.", "15 of 20 Families", "1.5 of 20 families", "-15 of 20 families"):
        assert shown(TEXT, TEXT | {"value": changed}).keys() == {"Value"}


@given(WORDS, WORDS)
def test_the_pieces_make_up_both_texts_and_no_difference_means_the_same_words(old, new):
    (found,) = differences(Kind.MOTION, {"text": old}, {"text": new}) or (None,)
    if found is None:
        assert old.split() == new.split()
        return
    for without, text in ((Fate.NEW, old), (Fate.GONE, new)):
        words = [word for piece in found.pieces if piece.fate is not without for word in piece.words]
        assert words == text.split()
    assert any(piece.fate is not Fate.KEPT for piece in found.pieces)
    assert all(piece.words for piece in found.pieces)


def test_the_longest_text_of_one_word_is_compared_in_no_time():
    old, new = "a " * 1500, "b a " * 750
    began = time.perf_counter()
    assert differences(Kind.MOTION, {"text": old}, {"text": new})
    assert time.perf_counter() - began < 1
