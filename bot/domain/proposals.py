"""Proposals: numbered per community, of a kind, with a text in versions."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.directions import isolated
from bot.domain.ids import AccountId, CommunityId, MemberId, ProposalId, SpaceId
from bot.domain.kinds.benchmark import BENCHMARK
from bot.domain.kinds.motion import MOTION
from bot.domain.kinds.pause import PAUSE
from bot.domain.kinds.redline import RED_LINE
from bot.domain.kinds.standard import STANDARD
from bot.domain.texts import Gist, Shape, Text, TextField


class Kind(Enum):
    BENCHMARK = "benchmark"
    STANDARD = "standard"
    RED_LINE = "red line"
    PAUSE = "pause"
    MOTION = "motion"

    @property
    def shape(self) -> Shape:
        return _SHAPES[self]

    @property
    def prefix(self) -> str:
        return self.shape.prefix

    @property
    def fields(self) -> tuple[TextField, ...]:
        return self.shape.fields


_SHAPES = {
    Kind.BENCHMARK: BENCHMARK,
    Kind.STANDARD: STANDARD,
    Kind.RED_LINE: RED_LINE,
    Kind.PAUSE: PAUSE,
    Kind.MOTION: MOTION,
}


class State(Enum):
    DRAFT = "draft"
    VOTING = "voting"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no quorum"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        return self in (State.DRAFT, State.VOTING)


class Stage(Enum):
    """States as people speak of them when they ask for a list."""

    OPEN = "open"
    DRAFT = "draft"
    DECIDED = "decided"
    IN_FORCE = "in force"
    REJECTED = "rejected"
    NO_QUORUM = "no quorum"
    WITHDRAWN = "withdrawn"

    @property
    def states(self) -> tuple[State, ...]:
        return _STAGES[self]


_STAGES = {
    Stage.OPEN: (State.VOTING,),
    Stage.DRAFT: (State.DRAFT,),
    Stage.DECIDED: (State.ADOPTED, State.REJECTED, State.NO_QUORUM),
    Stage.IN_FORCE: (State.ADOPTED,),
    Stage.REJECTED: (State.REJECTED,),
    Stage.NO_QUORUM: (State.NO_QUORUM,),
    Stage.WITHDRAWN: (State.WITHDRAWN,),
}


@dataclass(frozen=True, slots=True)
class Titled:
    """A proposal as a list names it, without its text."""

    id: ProposalId
    number: int
    kind: Kind
    title: str

    @property
    def label(self) -> str:
        return f"{self.kind.prefix}-{self.number}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """*text* maps the kind's field names to what stands there; *revision* counts every visible change.

    *space* and *channel* are where it was proposed: its card stands there unless the space has a channel of its own.
    *author* is the proposing member's name as it was then. *act* is what adopting it does to the community, as
    ``acts.write`` writes it: it goes with the proposal from its beginning, and no edit changes it.
    """

    id: ProposalId
    community: CommunityId
    number: int
    kind: Kind
    state: State
    version: int
    revision: int
    text: Text
    proposer: MemberId
    author: str
    space: SpaceId
    channel: str
    created: datetime
    act: str | None = None

    @property
    def title(self) -> str:
        """Return the title as it is shown, which turns nothing around that stands beside it."""
        return isolated(self.text["title"])

    @property
    def statement(self) -> str:
        """Return what it states, in its author's words."""
        return self.text[self.kind.shape.statement]

    @property
    def gist(self) -> Gist | None:
        return self.kind.shape.gist(self.text)

    @property
    def label(self) -> str:
        """Return what people say: RL-12."""
        return f"{self.kind.prefix}-{self.number}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has typed into a form so far: kept until it is used or discarded.

    *proposal* is the one being edited, or None while it is new.
    """

    account: AccountId
    space: SpaceId
    kind: Kind
    text: Text
    proposal: ProposalId | None
    saved: datetime


@dataclass(frozen=True, slots=True)
class Numbered:
    """A proposal as people name it, within their community; *kind* where they said it: RL-12."""

    number: int
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A proposal as a button names it: by id, with the version that stood beside the button."""

    id: ProposalId
    version: int


ProposalRef = Numbered | Seen
