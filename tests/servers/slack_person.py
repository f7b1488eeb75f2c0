"""A person at their Slack client: what they type, press, fill in and close."""

from collections.abc import Mapping
from typing import Any

from tests.servers.slack_answer import PATIENCE, Answer
from tests.servers.slack_blocks import Json
from tests.servers.slack_delivery import ACK_SECONDS
from tests.servers.slack_hand import Hand, Where
from tests.servers.slack_inputs import Impossible, choice, find, missing, state
from tests.servers.slack_things import Message, User, View


class Person:
    """One person at their client."""

    def __init__(self, user: User, hand: Hand) -> None:
        self.user = user
        self.id = user.id
        self.name = user.name
        self._hand = hand

    async def command(
        self, command: str, text: str = "", channel: str = "general", patience: float = PATIENCE
    ) -> Answer:
        """Type a slash command; `@bob` and `#general` in the text go encoded, as Slack sends them."""
        hand = self._hand
        place = hand.space.channel(channel)
        response = hand.response_url(self.user, place.id, None)
        payload: Json = {
            **hand.common,
            "is_enterprise_install": "false",
            "command": command,
            "text": hand.encode(text),
            "team_id": hand.space.team.id,
            "team_domain": hand.space.team.domain,
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": self.id,
            "user_name": self.name,
            "response_url": response,
            "trigger_id": hand.space.new_trigger(self.id),
        }
        if payload.pop("enterprise"):  # a command names it flat, or not at all
            payload["enterprise_id"] = hand.space.team.enterprise
        return await hand.deliver("slash_commands", payload, self.user, patience, response)

    async def press(self, where: Where, action: str, patience: float = PATIENCE) -> Answer:
        """Press a button, named by action_id, label or value."""
        block, element = find(where.blocks, action)
        if element["type"] not in ("button", "icon_button", "workflow_button"):
            raise Impossible(f"{action!r} is a {element['type']}: select it")
        moved: Json = {k: element[k] for k in ("text", "value", "style", "url") if k in element}
        return await self._act(where, block, element, moved, patience)

    async def select(self, where: Where, action: str, value: Any, patience: float = PATIENCE) -> Answer:
        """Choose in a select, radio, checkbox, date or overflow; an external select asks the app first."""
        block, element = find(where.blocks, action)
        chosen = await self._choose(where, element, value)
        if isinstance(where, View):
            where.typed[(block["block_id"], element["action_id"])] = chosen
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise Impossible(f"{action!r} is sent with its form only")
        return await self._act(where, block, element, chosen, patience)

    async def suggest(self, where: Where, action: str, typed: str) -> list[Json]:
        """Type into an external select and read the options the app offers."""
        block, element = find(where.blocks, action)
        payload: Json = {
            **self._hand.common,
            "type": "block_suggestion",
            "user": self._hand.person(self.user),
            "team": self._hand.team,
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "value": typed,
            **self._hand.place(where),
        }
        answer = await self._hand.deliver("interactive", payload, self.user, ACK_SECONDS)
        offered = (answer.payload or {}) if isinstance(answer.payload, dict) else {}
        found: list[Json] = list(offered.get("options") or [])
        for group in offered.get("option_groups") or []:
            found += group["options"]
        if len(found) > 100:
            self._hand.violations.append(f"block_suggestion: {len(found)} options, 100 allowed")
        return found

    async def submit(self, view: View, values: Mapping[str, Any] | None = None, patience: float = PATIENCE) -> Answer:
        """Fill in a modal (by action_id, block_id or label) and submit it.

        Raises:
            Impossible: the view is closed, has no submit, or a required field is empty.
        """
        if not view.open or not view.body.get("submit"):
            raise Impossible(f"view {view.title!r} cannot be submitted")
        for name, value in (values or {}).items():
            block, element = find(view.blocks, name)
            view.typed[(block["block_id"], element["action_id"])] = await self._choose(view, element, value)
        filled = state(view.blocks, view.typed)
        if empty := list(missing(view.blocks, filled)):
            raise Impossible(f"required: {empty}")
        view.errors = {}
        payload: Json = {
            **self._hand.common,
            "type": "view_submission",
            "team": self._hand.team,
            "user": self._hand.person(self.user),
            "trigger_id": self._hand.space.new_trigger(self.id),
            "view": view.wire(filled),
            "response_urls": [],
        }
        answer = self._hand.start("interactive", payload, self.user)
        await self._hand.pulse.reached(lambda: answer.delivery.failed or answer.acked, ACK_SECONDS + 0.5)
        if answer.acked:
            self._hand.respond(view, answer)
        await self._hand.pulse.reached(lambda: answer.delivery.failed or answer.shown, patience)
        return answer

    async def close(self, view: View, patience: float = 0.0) -> Answer | None:
        """Close a modal; the app hears of it only if it asked to (None if it did not)."""
        wants = view.body.get("notify_on_close")
        values = state(view.blocks, view.typed)
        self._hand.space.close_view(view)
        if not wants:
            return None
        payload: Json = {
            **self._hand.common,
            "type": "view_closed",
            "team": self._hand.team,
            "user": self._hand.person(self.user),
            "view": view.wire(values),
            "is_cleared": False,
        }
        return await self._hand.deliver("interactive", payload, self.user, patience)

    async def open_home(self, patience: float = PATIENCE) -> Answer:
        """Open the app's Home tab."""
        home = self._hand.space.homes.get(self.id)
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self._hand.space.direct(self.user).id,
            "tab": "home",
            "event_ts": self._hand.space.ts(),
        }
        if home is not None:
            event["view"] = home.wire(state(home.blocks, home.typed))
        return await self._hand.event(event, self.user, patience)

    async def say(self, text: str, channel: str = "general", patience: float = 0.0) -> Answer:
        """Write a message where people can read it."""
        place = self._hand.space.channel(channel)
        message = self._hand.space.post(place, self.id, text, [])
        event = {
            "type": "message",
            "channel": place.id,
            "channel_type": "im" if place.im_with else "channel",
            "user": self.id,
            "text": self._hand.encode(text),
            "ts": message.ts,
            "event_ts": message.ts,
            "team": self._hand.space.team.id,
        }
        return await self._hand.event(event, self.user, patience)

    async def _choose(self, where: Where, element: Json, value: Any) -> Json:
        offered = None
        if "external" in element["type"] and value is not None:
            offered = []
            for typed in value if isinstance(value, list | tuple) else [value]:
                offered += await self.suggest(where, element["action_id"], str(typed))
        return choice(element, value, offered)

    async def _act(self, where: Where, block: Json, element: Json, moved: Json, patience: float) -> Answer:
        hand = self._hand
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            **moved,
            "action_ts": hand.space.ts(),
        }
        payload: Json = {
            **hand.common,
            "type": "block_actions",
            "user": hand.person(self.user),
            "team": hand.team,
            "trigger_id": hand.space.new_trigger(self.id),
            "actions": [action],
            **hand.place(where),
        }
        response = None
        if isinstance(where, Message):
            if where.deleted or (where.only_for and where.only_for != self.id):
                raise Impossible("that message is not before this person")
            payload["state"] = {"values": state(where.blocks, {})}
            response = hand.response_url(self.user, where.channel, where)
            payload["response_url"] = response
        return await hand.deliver("interactive", payload, self.user, patience, response)
