"""A person at their Discord client: what they type, click, choose and fill in."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from simcord import _modal as simcord_modal
from simcord import interactions as simcord_interactions
from simcord.actors import MemberActor
from simcord.backend import Backend, serializers
from simcord.backend.command_access import command_access
from simcord.backend.errors import SetupError
from simcord.backend.models import Message, User
from simcord.builders import GuildHandle, RoleHandle, UserHandle
from simcord.enums import InteractionType

from tests.servers.discord_answer import PATIENCE, RESPONSE_SECONDS, Answer
from tests.servers.discord_inputs import Impossible, chosen_values, filled_in, find, numbered
from tests.servers.discord_limits import Json
from tests.servers.discord_rest import Rest
from tests.servers.waiting import Pulse

USER_OPTION, ROLE_OPTION = 6, 8


class World:
    """What every person's hand needs; it passes for simcord's environment where simcord asks for one."""

    def __init__(self, backend: Backend, rest: Rest, pulse: Pulse, guild: int, channels: Mapping[str, int]) -> None:
        self.backend = backend
        self.rest = rest
        self.pulse = pulse
        self.guild = guild
        self.channels = channels
        self.people: dict[str, User] = {}
        self.env: Any = SimpleNamespace(backend=backend)

    def channel(self, name: str | int) -> int:
        """The id of a channel or thread by its name or id."""
        if isinstance(name, str) and name in self.channels:
            return self.channels[name]
        return self.backend.get_channel(int(name)).id

    def actor(self, name: str) -> MemberActor:
        """simcord's handle of a member, for its own option and modal builders."""
        guild = GuildHandle(self.env, self.backend.get_guild(self.guild))
        return MemberActor(self.env, guild, UserHandle(self.env, self.people[name]))

    def role(self, name: str) -> RoleHandle:
        """simcord's handle of a role of the guild."""
        guild = self.backend.get_guild(self.guild)
        [role] = [role for role in guild.roles.values() if role.name == name]
        return RoleHandle(self.env, GuildHandle(self.env, guild), role)


class Person:
    """One member of the guild."""

    def __init__(self, name: str, world: World) -> None:
        self.name = name
        self.id = world.people[name].id
        self._world = world

    @property
    def direct(self) -> int:
        """The channel in which this person and the bot write to each other."""
        return self._world.backend.get_dm_channel(self.id).id

    async def slash(
        self,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        channel: str | int = "general",
        patience: float = PATIENCE,
    ) -> Answer:
        """Run a synced command, subcommands after spaces; a user option takes a person's name, a role option a role's.

        Raises:
            Impossible: the command is not there for this person, or the client refuses the options.
        """
        root, leaf, nesting, place = self._command(name, channel)
        try:
            built, resolved = simcord_interactions.build_options(
                self._actor, name, leaf, self._handles(leaf, options or {}), channel_id=place
            )
        except SetupError as error:
            raise Impossible(str(error)) from error
        data = self._data(root, nesting, built)
        if resolved:
            data["resolved"] = resolved
        return await self._send(InteractionType.APPLICATION_COMMAND, place, data, patience)

    async def autocomplete(
        self, name: str, options: Mapping[str, Any], *, focused: str, channel: str | int = "general"
    ) -> Answer:
        """Type into an option; `options` holds what is typed so far, the focused one included."""
        root, leaf, nesting, place = self._command(name, channel)
        spec = {o["name"]: o for o in leaf.get("options") or []}
        if focused not in spec or not spec[focused].get("autocomplete"):
            raise Impossible(f"/{name} completes no option {focused!r}")
        built = [
            {"name": key, "type": spec[key]["type"], "value": value, **({"focused": True} if key == focused else {})}
            for key, value in options.items()
        ]
        data = self._data(root, nesting, built)
        kind = InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE
        return await self._send(kind, place, data, RESPONSE_SECONDS)

    async def click(self, message: "Json | int | Answer", button: str, patience: float = PATIENCE) -> Answer:
        """Click a button by its custom_id or label."""
        stored = self._visible(message)
        found = find(stored.components, button, lambda c: c["type"] == 2)
        data = {"custom_id": found["custom_id"], "component_type": 2, **numbered(found)}
        return await self._send(InteractionType.MESSAGE_COMPONENT, stored.channel_id, data, patience, stored)

    async def select(
        self, message: "Json | int | Answer", menu: str, values: Sequence[str] | str, patience: float = PATIENCE
    ) -> Answer:
        """Choose in a select by its custom_id or placeholder; options by value or label."""
        stored = self._visible(message)
        found = find(stored.components, menu, lambda c: "options" in c)
        chosen = chosen_values(found, [values] if isinstance(values, str) else values)
        if not found.get("min_values", 1) <= len(chosen) <= found.get("max_values", 1):
            raise Impossible(f"{menu!r} does not take {len(chosen)} values")
        data = {
            "custom_id": found["custom_id"],
            "component_type": found["type"],
            "values": chosen,
            **numbered(found),
        }
        return await self._send(InteractionType.MESSAGE_COMPONENT, stored.channel_id, data, patience, stored)

    async def submit(
        self, shown: Answer, values: Mapping[str, Any] | None = None, patience: float = PATIENCE
    ) -> Answer:
        """Fill in the modal that an answer opened, by custom_id or label, and submit it.

        What is left out keeps the value the modal came with. Options go by value or label; a select or checkbox
        group takes a list, a radio group one, a checkbox a bool.

        Raises:
            Impossible: there is no such modal or field, or the client refuses a value.
        """
        record = shown.record
        if shown.modal is None or record.user_id != self.id:
            raise Impossible("no modal before this person")
        if record.modal_consumed:
            raise Impossible("that modal was submitted before")
        filled = filled_in(shown.modal, values or {})
        try:
            nodes = simcord_modal._modal_submit_nodes(
                shown.modal["components"], self._actor, filled, {}, record.channel_id, []
            )
        except SetupError as error:
            raise Impossible(str(error)) from error
        record.modal_consumed = True
        data = {"custom_id": shown.modal["custom_id"], "components": nodes}
        source = None
        if record.source_message_id is not None:
            source = self._world.backend.get_message(record.channel_id, record.source_message_id)
        return await self._send(InteractionType.MODAL_SUBMIT, record.channel_id, data, patience, source)

    async def say(self, text: str, channel: str | int = "general") -> int:
        """Write a message; its id."""
        place = self._world.channel(channel)
        return self._world.backend.create_message(place, self.id, text).id

    # -- how an interaction is made ----------------------------------------------------------------------

    @property
    def _actor(self) -> MemberActor:
        return self._world.actor(self.name)

    def _command(self, name: str, channel: str | int) -> tuple[Json, Json, list[str], int]:
        backend, place = self._world.backend, self._world.channel(channel)
        first, *path = name.split()
        root = backend.find_command(first, self._world.guild)
        if root is None:
            raise Impossible(f"/{first} was never synced")
        access = command_access(backend, root, user_id=self.id, channel_id=place)
        if not access.allowed:
            raise Impossible(f"/{first} is not there for {self.name}: {access.reason}")
        try:
            leaf, nesting = simcord_interactions.walk_to_subcommand(root, path)
        except SetupError as error:
            raise Impossible(str(error)) from error
        return root, leaf, nesting, place

    def _handles(self, leaf: Json, options: Mapping[str, Any]) -> dict[str, Any]:
        users = {o["name"] for o in leaf.get("options") or [] if o["type"] == USER_OPTION}
        roles = {o["name"] for o in leaf.get("options") or [] if o["type"] == ROLE_OPTION}
        handles = {k: self._world.actor(v) for k, v in options.items() if k in users}
        return {**options, **handles, **{k: self._world.role(v) for k, v in options.items() if k in roles}}

    def _data(self, root: Json, nesting: list[str], built: list[Json]) -> Json:
        data = {"id": root["id"], "name": root["name"], "type": 1}
        if root.get("guild_id"):
            data["guild_id"] = root["guild_id"]
        return data | {"options": simcord_interactions.nest_options(root, nesting, built)}

    def _visible(self, message: "Json | int | Answer") -> Message:
        """The stored message, if this person can see it."""
        if isinstance(message, Answer):
            held = message.message or next(iter(message.followups), None)
            if held is None:
                raise Impossible("that answer shows no message")
            message = held
        number = int(message["id"]) if isinstance(message, dict) else message
        for messages in self._world.backend.messages.values():
            if number in messages:
                stored = messages[number]
                if not stored.visible_to(self.id):
                    raise Impossible("that message is not before this person")
                return stored
        raise Impossible(f"no message {number}")

    async def _send(
        self, kind: InteractionType, channel: int, data: Json, patience: float, source: Message | None = None
    ) -> Answer:
        world = self._world
        backend = world.backend
        guild = backend.get_channel(channel).guild_id
        record, payload = simcord_interactions.base_payload(
            backend, type=kind, channel_id=channel, guild_id=guild, user_id=self.id, data=data
        )
        if source is not None:
            record.source_message_id = source.id
            payload["message"] = dict(serializers.message_payload(backend, source))
        edited = source.edited_timestamp if source is not None else None
        answer = Answer(record, backend, world.pulse, world.rest.answered, edited)
        backend.emit("INTERACTION_CREATE", payload)
        await world.pulse.reached(lambda: record.responded, min(RESPONSE_SECONDS + 0.2, patience))
        if record.responded:
            await world.pulse.reached(lambda: answer.settled, patience)
        return answer
