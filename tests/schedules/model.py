"""What bridges, links, rolls and votes promise, in a page: no database, no clock, nothing of ours.

Time is the order in which things are done. An account is (platform, name); a community is a number; a vote is known by
its proposal's id.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

Account = tuple[str, str]
Space = str

QUORUM = 3
"""Of an open roll, in ballots, where the charter asks for no other."""
SHARE = Fraction(1, 3)
"""Of a registered roll."""


@dataclass
class Vote:
    """*roll* is whose accounts are on it, where it is a registered one."""

    community: int
    opened: int
    roll: frozenset[Account] | None = None
    ballots: list[tuple[Account, str]] = field(default_factory=list)
    outcome: str | None = None
    size: int | None = None
    counts: dict[str, int] = field(default_factory=dict)
    final: dict[frozenset[Account], str] = field(default_factory=dict)


@dataclass
class Seat:
    space: Space
    community: int
    since: int
    until: int | None = None


class Model:
    """Each method does what it says and returns True, or returns False and changes nothing."""

    def __init__(self, spaces: list[Space]) -> None:
        self.time = 0
        self.communities = len(spaces)
        self.seats = [Seat(space, number, 0) for number, space in enumerate(spaces)]
        self.arrived: dict[tuple[Space, Account], int] = {}
        self.linked: dict[tuple[int, Account], frozenset[Account]] = {}
        self.offered: dict[Space, int] = {}
        self.quorum: dict[int, int] = {}
        self.registering: set[int] = set()
        """Communities whose charter asks for a registered roll."""
        self.joined: set[tuple[int, Account]] = set()
        self.votes: dict[str, Vote] = {}

    def arrive(self, space: Space, account: Account) -> None:
        self.arrived[space, account] = self._tick()

    def seat(self, space: Space) -> Seat:
        return next(seat for seat in self.seats if seat.space == space and seat.until is None)

    def at_table(self, community: int) -> list[Space]:
        """Return who sits there, the founding space first."""
        return [seat.space for seat in self.seats if seat.community == community and seat.until is None]

    def member(self, community: int, account: Account) -> frozenset[Account]:
        return self.linked.get((community, account), frozenset([account]))

    def open_in(self, community: int) -> list[Vote]:
        return [vote for vote in self.votes.values() if vote.community == community and vote.outcome is None]

    def offer(self, space: Space) -> bool:
        """Let *space* make the code by which others come to its table; only who founded that can."""
        community = self.seat(space).community
        if self.at_table(community)[0] != space:
            return False
        self.offered[space] = community
        return True

    def cross(self, founder: Space, space: Space) -> bool:
        """Bring *space* to the table of *founder*, by the code that it made last: for the table where it sat then."""
        old, new = self.seat(space), self.seat(founder).community
        if new != self.offered[founder] or old.community == new or len(self.at_table(old.community)) > 1:
            return False
        if self.open_in(new) or self.open_in(old.community):
            return False
        self._move(old, new)
        return True

    def depart(self, space: Space) -> bool:
        old = self.seat(space)
        if len(self.at_table(old.community)) == 1:
            return False
        self._move(old, self.communities)
        self.communities += 1
        return True

    def link(self, maker: tuple[Space, Account], typing: tuple[Space, Account]) -> bool:
        community = self.seat(typing[0]).community
        if self.seat(maker[0]).community != community:
            return False
        first, second = self.member(community, maker[1]), self.member(community, typing[1])
        if first == second:
            return False
        for account in first | second:
            self.linked[community, account] = first | second
        return True

    def unlink(self, space: Space, account: Account) -> bool:
        community = self.seat(space).community
        together = self.member(community, account)
        if len(together) == 1 or self.open_in(community):
            return False
        for other in together:
            self.linked[community, other] = together - {account}
        self.linked[community, account] = frozenset([account])
        return True

    def register(self, space: Space) -> None:
        """Let the charter of this table ask for a registered roll."""
        self.registering.add(self.seat(space).community)

    def ask_for(self, space: Space, quorum: int) -> None:
        self.quorum[self.seat(space).community] = quorum

    def join(self, space: Space, account: Account) -> bool:
        community = self.seat(space).community
        if self.has_joined(community, account):
            return False
        self.joined.add((community, account))
        return True

    def leave(self, space: Space, account: Account) -> bool:
        community = self.seat(space).community
        if not self.has_joined(community, account):
            return False
        self.joined -= {(community, other) for other in self.member(community, account)}
        return True

    def has_joined(self, community: int, account: Account) -> bool:
        return any((community, other) in self.joined for other in self.member(community, account))

    def members_joined(self, community: int) -> set[frozenset[Account]]:
        return {self.member(community, account) for where, account in self.joined if where == community}

    def roll(self, community: int) -> frozenset[Account]:
        """Return whose accounts the registered roll takes in now: who joined it and is in a space at the table."""
        present = {account for space, account in self.arrived if space in self.at_table(community)}
        members = self.members_joined(community)
        return frozenset(account for member in members if member & present for account in member)

    def size(self, vote: Vote) -> int | None:
        """Return how many electors a registered roll has, as they are linked now."""
        if vote.roll is None:
            return None
        if vote.outcome is not None:
            return vote.size
        return len({self.member(vote.community, account) for account in vote.roll})

    def lacks_electors(self, space: Space) -> bool:
        """Return whether a registered roll of this table would take in nobody now."""
        community = self.seat(space).community
        return community in self.registering and not self.roll(community)

    def open(self, space: Space, proposal: str) -> bool:
        if self.lacks_electors(space):
            return False
        community = self.seat(space).community
        roll = self.roll(community) if community in self.registering else None
        self.votes[proposal] = Vote(community, self._tick(), roll)
        return True

    def cast(self, space: Space, account: Account, proposal: str, choice: str) -> bool:
        """Press a card's button in *space*: it works wherever the card may stand, for whoever is on the roll."""
        vote = self.votes[proposal]
        if vote.outcome is not None or not any(
            seat.space == space and seat.community == vote.community for seat in self.seats
        ):
            return False
        if not any(self._on_roll(vote, other) for other in self.member(vote.community, account)):
            return False
        vote.ballots.append((account, choice))
        return True

    def close(self, proposal: str) -> None:
        vote = self.votes[proposal]
        vote.final, vote.size = self.counting(vote), self.size(vote)
        quorum = self.quorum.get(vote.community, QUORUM) if vote.size is None else vote.size * SHARE
        counts = Counter(vote.final.values())
        vote.counts = dict(counts)
        yes, no = counts["for"], counts["against"]
        if counts.total() < quorum:
            vote.outcome = "no quorum"
        else:
            vote.outcome = "adopted" if yes + no and Fraction(yes, yes + no) >= Fraction(2, 3) else "rejected"

    def counting(self, vote: Vote) -> dict[frozenset[Account], str]:
        """Return each member's ballot: of all that their accounts cast, the last; as it was when it closed."""
        if vote.outcome is not None:
            return vote.final
        return {self.member(vote.community, account): choice for account, choice in vote.ballots}

    def _on_roll(self, vote: Vote, account: Account) -> bool:
        if vote.roll is not None:
            return account in vote.roll
        return any(
            seat.community == vote.community
            and seat.since < vote.opened
            and (seat.until is None or seat.until > vote.opened)
            and self.arrived.get((seat.space, account), vote.opened) < vote.opened
            for seat in self.seats
        )

    def _move(self, seat: Seat, community: int) -> None:
        seat.until = self._tick()
        self.seats.append(Seat(seat.space, community, seat.until))

    def _tick(self) -> int:
        self.time += 1
        return self.time
