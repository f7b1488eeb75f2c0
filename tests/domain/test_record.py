"""The leaf format, recomputed from its specification with nothing of ours."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import CommunityId, new_id
from bot.domain.record import Secret, SecretKind, commit, instant, make_leaf

AT = datetime(2026, 1, 5, 12, tzinfo=UTC)
COMMUNITY = CommunityId("0" * 26)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def counting():
    """Return entropy that never repeats itself."""
    drawn = 0

    def entropy(size):
        nonlocal drawn
        drawn += 1
        return hashlib.shake_128(drawn.to_bytes(8, "big")).digest(size)

    return entropy


def test_a_known_leaf():
    leaf, openings = make_leaf(
        COMMUNITY,
        7,
        AT,
        "ballot.cast",
        {"vote": "v", "choice": Secret(SecretKind.CHOICE, "for"), "reason": None},
        lambda size: bytes(size),
    )
    committed = hashlib.sha256(bytes(32) + b"for").hexdigest()
    assert leaf.body.decode() == (
        '{"at":"2026-01-05T12:00:00.000000Z","community":"00000000000000000000000000",'
        f'"data":{{"choice":"sha256:{committed}","reason":null,"vote":"v"}},"event":"ballot.cast","index":7,"v":1}}'
    )
    assert leaf.hash == hashlib.sha256(b"\x00" + leaf.body).digest()
    assert [(opening.commitment, opening.value) for opening in openings] == [(f"sha256:{committed}", "for")]


@given(st.dictionaries(st.text("abc.", min_size=1), st.builds(Secret, st.sampled_from(SecretKind), texts)))
def test_a_leaf_tells_nothing_of_its_secrets_and_each_opens(data):
    leaf, openings = make_leaf(COMMUNITY, 0, AT, "event", data, counting())
    held = json.loads(leaf.body)["data"]
    by_commitment = {opening.commitment: opening for opening in openings}
    assert len(by_commitment) == len(data)
    for name, secret in data.items():
        opening = by_commitment[held[name]]
        assert (opening.kind, opening.value) == (secret.kind, secret.value)
        assert held[name] == "sha256:" + hashlib.sha256(opening.salt + secret.value.encode()).hexdigest()
    assert len({opening.salt for opening in openings}) == len(openings)


def test_equal_values_have_commitments_that_do_not_tell():
    data = {"a": Secret(SecretKind.CHOICE, "for"), "b": Secret(SecretKind.CHOICE, "for")}
    leaf, _ = make_leaf(COMMUNITY, 0, AT, "event", data, counting())
    held = json.loads(leaf.body)["data"]
    assert held["a"] != held["b"]


def test_an_instant_is_written_in_utc_whatever_its_zone():
    assert instant(AT.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-01-05T12:00:00.000000Z"


def test_a_short_salt_is_refused():
    with pytest.raises(ValueError, match="32"):
        commit(b"short", "for")


def test_ids_are_distinct_and_need_no_quoting():
    entropy = counting()
    ids = {new_id(entropy) for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(made) == 26 and made.isalnum() and made == made.lower() for made in ids)
