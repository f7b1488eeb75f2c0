"""Bodies as they come off the wire, decompressed within a bound."""

import zlib
from collections.abc import Iterator

from bot.domain.feeds import FeedFault

PIECE = 64 * 1024
MEMBERS = 1000


class Inflation:
    """Turns the chunks of one body into plain pieces of at most 64 kB, and never makes more than *size* bytes.

    *encoding* is the Content-Encoding header: none or gzip, the only one that is asked for.
    """

    def __init__(self, encoding: str, size: int) -> None:
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise FeedFault("It came in a compression that was not asked for.")
        self._size = size
        self._received = self._made = self._members = 0
        self._zipped = encoding.endswith("gzip")
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what *chunk* holds.

        :raises FeedFault: where it is too large, or is not what it says.
        """
        self._received = self._bounded(self._received + len(chunk))
        if not self._zipped:
            yield chunk
            return
        try:
            yield from self._inflate(chunk)
        except zlib.error:
            raise FeedFault("Its compression is broken.") from None

    def end(self) -> None:
        """Say that no chunk follows.

        :raises FeedFault: where more was promised.
        """
        if self._zipped and self._received and not self._stream.eof:
            raise FeedFault("It broke off in the middle.")

    def _inflate(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            if self._stream.eof:
                # A body may have several members; anything else behind the last one is padding.
                if not chunk.startswith(b"\x1f"):
                    return
                self._members += 1
                if self._members > MEMBERS:
                    raise FeedFault("Its compression is broken.")
                self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            piece = self._stream.decompress(chunk, PIECE)
            self._made = self._bounded(self._made + len(piece))
            yield piece
            chunk = self._stream.unused_data or self._stream.unconsumed_tail

    def _bounded(self, size: int) -> int:
        if size > self._size:
            raise FeedFault(f"It is larger than {self._size // 1_000_000} MB, which is the most that is read.")
        return size
