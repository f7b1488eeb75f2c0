"""How often a platform may be asked: its limits as data, and a book of what was asked within them."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

_EVENLY = timedelta(seconds=10)
"""What may wait is spread over a longer limit by parts of this length, so that it never stands in the way for long."""
_BOOKS = 4_096


@dataclass(frozen=True, slots=True)
class Limit:
    """At most *most* requests in any *span*."""

    most: int
    span: timedelta


@dataclass(frozen=True, slots=True)
class Ration:
    """A limit on all requests that name the same *key* together."""

    key: str
    limit: Limit


class Haste(Enum):
    """What comes AT_ONCE may use all of a limit; what comes IN_TURN leaves a fifth of it free, and is spread evenly."""

    AT_ONCE = "at once"
    IN_TURN = "in turn"


@dataclass(eq=False, slots=True)
class Ticket:
    """Leave to make one request."""

    rations: Sequence[Ration]
    open: bool = True


@dataclass(slots=True)
class _Book:
    """What was asked under one key: *done* are the ends of requests, oldest first; *held* is since when and until when
    nothing may be asked."""

    under_way: int = 0
    done: deque[datetime] = field(default_factory=deque)
    held: tuple[datetime, datetime] | None = None

    def count(self, now: datetime, span: timedelta) -> int:
        return self.under_way + sum(now - at < span for at in self.done)


class Pacing:
    """Gives leave to make requests such that no limit is passed, however long each of them is under way.

    A request counts from when leave is given until *span* after its end: whenever in between the platform counted it,
    it is never asked too often. A clock that is put back lengthens no wait beyond what the limit is.
    """

    def __init__(self) -> None:
        self._books: dict[str, _Book] = {}

    def take(self, rations: Sequence[Ration], now: datetime, haste: Haste = Haste.AT_ONCE) -> Ticket | None:
        """Return leave for one request that draws on all of *rations*, or None where one of them is used up."""
        if not all(self._allows(ration, now, haste) for ration in rations):
            return None
        for ration in rations:
            self._book(ration.key, now).under_way += 1
        return Ticket(rations)

    def spent(self, ticket: Ticket, now: datetime) -> None:
        """Note that the request for which leave was given has ended, whatever came of it."""
        for book in self._closing(ticket):
            book.done.append(now)

    def give_back(self, ticket: Ticket) -> None:
        """Note that the request was not made; nothing where it was."""
        for _ in self._closing(ticket):
            pass

    def hold(self, rations: Sequence[Ration], now: datetime, after: timedelta) -> None:
        """Ask nothing that draws on the first of *rations* before *after* has passed: the platform says so."""
        if rations:
            self._book(rations[0].key, now).held = (now, now + after)

    def _closing(self, ticket: Ticket) -> Iterable[_Book]:
        if ticket.open:
            ticket.open = False
            for ration in ticket.rations:
                book = self._books[ration.key]
                book.under_way -= 1
                yield book

    def _allows(self, ration: Ration, now: datetime, haste: Haste) -> bool:
        book = self._books.get(ration.key)
        if book is None:
            return True
        if book.held is not None and book.held[0] <= now < book.held[1]:
            return False
        limit = ration.limit
        _forget(book, now, limit.span)
        if haste is Haste.AT_ONCE:
            return book.count(now, limit.span) < limit.most
        most = limit.most - max(1, limit.most // 5) if limit.most > 1 else 1
        if book.count(now, limit.span) >= most:
            return False
        if limit.span <= _EVENLY:
            return True
        return book.count(now, _EVENLY) < max(1, int(most * (_EVENLY / limit.span)))

    def _book(self, key: str, now: datetime) -> _Book:
        book = self._books.get(key)
        if book is None:
            if len(self._books) >= _BOOKS:
                self._books = {key: kept for key, kept in self._books.items() if _in_use(kept, now)}
            book = self._books[key] = _Book()
        return book


def _forget(book: _Book, now: datetime, span: timedelta) -> None:
    while book.done and now - book.done[0] >= span:
        book.done.popleft()
    if book.done and book.done[-1] > now:  # the clock was put back
        book.done = deque(min(at, now) for at in book.done)


def _in_use(book: _Book, now: datetime) -> bool:
    recent = bool(book.done) and now - book.done[-1] < timedelta(hours=1)
    return bool(book.under_way) or recent or (book.held is not None and now < book.held[1])
