"""A message's key tells where it has been."""

from bot.domain.moves import again, left, moved, was_again


def test_a_message_remembers_what_it_left_and_whether_it_was_posted_again_where_it_is() -> None:
    key = "card:abc"
    assert left(key) == set()
    second = moved(key, "C1")
    assert left(second) == {"C1"}
    repeated = again(second)
    assert left(repeated) == left(again(repeated)) == {"C1"}
    third = moved(repeated, "C2")
    assert left(third) == {"C1", "C2"}
    assert [was_again(one) for one in (key, second, repeated, again(repeated), third)] == [False] * 2 + [True] * 2 + [
        False
    ]
    assert len({key, second, repeated, again(repeated), third}) == 5
