"""Decompression within a bound, however the bytes are cut."""

import gzip
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feeds import FeedFault
from bot.feeds.inflation import PIECE, Inflation

SIZE = 1_000_000


def inflate(chunks: list[bytes], encoding: str = "gzip") -> bytes:
    inflation = Inflation(encoding, SIZE)
    pieces = [piece for chunk in chunks for piece in inflation.pieces(chunk)]
    inflation.end()
    assert all(len(piece) <= max(PIECE, *map(len, chunks)) for piece in pieces)
    return b"".join(pieces)


def cut(body: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


@given(st.lists(st.binary(max_size=5000), min_size=1, max_size=4), st.lists(st.integers(0), max_size=6))
def test_every_cut_gives_the_same(members: list[bytes], places: list[int]) -> None:
    body = b"".join(map(gzip.compress, members))
    assert inflate(cut(body, places)) == b"".join(members)


def test_what_is_not_compressed_passes() -> None:
    assert inflate([b"a", b"b"], "") == inflate([b"ab"], "identity") == b"ab"


def test_padding_behind_the_end_is_ignored() -> None:
    assert inflate([gzip.compress(b"a") + b"\0" * 100, b"more"]) == b"a"


@pytest.mark.parametrize(
    ("chunks", "encoding", "reason"),
    [
        ([gzip.compress(b"\0" * (SIZE + 1))], "gzip", "larger than"),
        ([gzip.compress(b"\0" * SIZE) * 2], "gzip", "larger than"),
        ([b"\0" * SIZE, b"\0"], "", "larger than"),
        ([gzip.compress(b"") * 1002], "gzip", "compression is broken"),
        ([gzip.compress(b"abc")[:-4]], "gzip", "broke off"),
        ([b"<rss>"], "gzip", "compression is broken"),
        ([gzip.compress(b"abc")[:-8] + b"\0" * 8], "gzip", "compression is broken"),
        ([b""], "br", "not asked for"),
        ([b""], "gzip, gzip", "not asked for"),
    ],
)
def test_what_is_too_large_or_broken_is_refused(chunks: list[bytes], encoding: str, reason: str) -> None:
    with pytest.raises(FeedFault, match=reason):
        inflate(chunks, encoding)
