"""What there is in the simulated workspace: people, channels, messages, views, and what the app may use once."""

from dataclasses import dataclass, field

from tests.servers.slack_blocks import Json, interactive, message_text

APP_ID = "A01APP"
BOT_ID = "B01BOT"
BOT_USER = "U00BOT"


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace as payloads name it; `enterprise` is the organisation that it belongs to, if it does."""

    id: str
    name: str
    domain: str
    enterprise: str | None = None


TEAM = Team("T01TEST", "Test Workspace", "test-workspace")


@dataclass(slots=True)
class User:
    """A person, or the bot itself."""

    id: str
    name: str
    owner: bool = False
    guest: bool = False
    bot: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"


@dataclass(slots=True)
class Group:
    """A user group."""

    id: str
    handle: str
    members: set[str]


@dataclass(slots=True)
class Edit:
    """What a message was before an edit."""

    at: float
    text: str
    blocks: list[Json]


@dataclass(slots=True)
class Message:
    """A message in a channel, as it stands now, with what it was before; an ephemeral one has `only_for`."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    only_for: str | None = None
    deleted: bool = False
    edits: list[Edit] = field(default_factory=list)
    call: Json = field(default_factory=dict)
    team: str = TEAM.id

    @property
    def shown(self) -> str:
        """What a reader sees: the blocks' texts, or the text where there are none."""
        return message_text(self.blocks) or self.text

    @property
    def buttons(self) -> list[Json]:
        """The elements that can be pressed or chosen from."""
        return [element for _, element in interactive(self.blocks)]

    def wire(self) -> Json:
        """The message as payloads carry it."""
        body: Json = {
            "type": "message",
            "ts": self.ts,
            "user": self.user,
            "text": self.text,
            "blocks": self.blocks,
        }
        if self.user == BOT_USER:
            body |= {"bot_id": BOT_ID, "app_id": APP_ID, "team": self.team}
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        if self.edits:
            body["edited"] = {"user": self.user, "ts": f"{self.edits[-1].at:.6f}"}
        return body


@dataclass(slots=True)
class Channel:
    """A public channel, or a direct conversation when `im_with` names the person."""

    id: str
    name: str
    members: set[str]
    archived: bool = False
    im_with: str | None = None
    messages: list[Message] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class View:
    """A modal or a Home tab as one person has it before them; `typed` is what they filled in so far."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    open: bool = True
    typed: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    team: str = TEAM.id

    @property
    def title(self) -> str:
        title = self.body.get("title") or {}
        return str(title.get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.body["blocks"]
        return blocks

    @property
    def shown(self) -> str:
        """What its reader sees: title, texts, and the errors under fields."""
        return "\n".join([self.title, message_text(self.blocks), *self.errors.values()]).strip()

    def wire(self, values: Json | None = None) -> Json:
        """The view as payloads carry it, with the state's values."""
        return {
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **self.body,
            "id": self.id,
            "team_id": self.team,
            "app_id": APP_ID,
            "app_installed_team_id": self.team,
            "bot_id": BOT_ID,
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "state": {"values": values or {}},
        }


@dataclass(slots=True)
class Trigger:
    """A trigger_id: good for one view within three seconds."""

    user: str
    at: float
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where an app may answer an interaction five times within thirty minutes."""

    user: str
    channel: str
    at: float
    source: Message | None
    uses: int = 0
    posts: list[Json] = field(default_factory=list)
