"""What people's verbs have in common: the parts of payloads, delivery, and the client's side of an ack."""

import re

from tests.servers.slack_answer import Answer, before
from tests.servers.slack_blocks import Json, wrong_view
from tests.servers.slack_delivery import ACK_SECONDS, Deliverer, Delivery
from tests.servers.slack_inputs import Impossible, state
from tests.servers.slack_methods import Methods
from tests.servers.slack_objects import POST_CHARACTERS
from tests.servers.slack_refusals import Refusal
from tests.servers.slack_things import APP_ID, BOT_USER, Message, ResponseUrl, User, View
from tests.servers.waiting import Pulse

Where = Message | View


class Hand:
    """What people's verbs have in common: payload parts, delivery, and the client's side of an ack."""

    def __init__(self, methods: Methods, deliverer: Deliverer, pulse: Pulse, violations: list[str]) -> None:
        self.space = methods.space
        self.methods = methods
        self.deliverer = deliverer
        self.pulse = pulse
        self.violations = violations
        self.url = ""
        self.events = 0

    @property
    def team(self) -> Json:
        """The workspace, as interactions name it."""
        return {"id": self.space.team.id, "domain": self.space.team.domain}

    @property
    def common(self) -> Json:
        enterprise = self.space.team.enterprise
        named = {"id": enterprise, "name": enterprise} if enterprise else None
        return {
            "api_app_id": APP_ID,
            "token": "verification",
            "enterprise": named,
            "is_enterprise_install": False,
        }

    def response_url(self, user: User, channel: str, source: Message | None) -> str:
        key = f"{self.space.number():06}"
        self.space.responses[key] = ResponseUrl(user.id, channel, self.space.clock(), source)
        return f"{self.url}/response/{self.space.team.id}/{key}"

    def encode(self, text: str) -> str:
        """Typed text as Slack sends it: &, < and > escaped, people and channels as <@U…> and <#C…>."""
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for user in self.space.users.values():
            text = re.sub(rf"@{user.name}\b", f"<@{user.id}|{user.name}>", text)
        for channel in self.space.channels.values():
            text = re.sub(rf"#{channel.name}\b", f"<#{channel.id}|{channel.name}>", text)
        return text

    def person(self, user: User) -> Json:
        return {"id": user.id, "username": user.name, "name": user.name, "team_id": self.space.team.id}

    def place(self, where: Where) -> Json:
        """Where an element stands, as interaction payloads say it."""
        if isinstance(where, View):
            if not where.open:
                raise Impossible(f"view {where.title!r} is closed")
            view = where.wire(state(where.blocks, where.typed))
            return {"container": {"type": "view", "view_id": where.id}, "view": view}
        channel = self.space.channels[where.channel]
        container = {"type": "message", "message_ts": where.ts, "channel_id": channel.id}
        body: Json = {
            "container": {**container, "is_ephemeral": bool(where.only_for)},
            "channel": {"id": channel.id, "name": channel.name},
        }
        # Slack does not send an ephemeral message back with what is pressed on it.
        return body if where.only_for else body | {"message": where.wire()}

    def start(self, kind: str, payload: Json, user: User, response: str | None = None) -> Answer:
        had = before(self.space, user.id)
        delivery = self.deliverer.send(kind, payload)
        held = self.space.responses[response.rsplit("/", 1)[-1]] if response else None
        return Answer(delivery, user.id, self.pulse, self.space, had, held)

    async def deliver(
        self, kind: str, payload: Json, user: User, patience: float, response: str | None = None
    ) -> Answer:
        """Deliver, wait for the ack, then until something is shown or patience ends."""
        answer = self.start(kind, payload, user, response)
        await self.pulse.reached(lambda: answer.delivery.failed or answer.acked, ACK_SECONDS + 0.5)
        if answer.acked and kind == "slash_commands" and answer.payload:
            self.reply(answer)
        await self.pulse.reached(lambda: answer.delivery.failed or answer.shown, patience)
        return answer

    async def again(self, first: Delivery, reason: str, patience: float) -> Answer:
        """The same payload once more, as Slack repeats what was not acknowledged."""
        payload = first.payload
        user = self.space.user(_actor(payload))
        delivery = self.deliverer.send(first.kind, payload, retry=first.retry + 1, reason=reason)
        response = str(payload.get("response_url", "")).rsplit("/", 1)[-1]
        held = self.space.responses.get(response)
        answer = Answer(delivery, user.id, self.pulse, self.space, before(self.space, user.id), held)
        await self.pulse.reached(lambda: delivery.failed or delivery.acked, ACK_SECONDS + 0.5)
        await self.pulse.reached(lambda: delivery.failed or answer.shown, patience)
        return answer

    async def event(self, event: Json, user: User, patience: float) -> Answer:
        self.events += 1
        payload = {
            "type": "event_callback",
            "token": "verification",
            "team_id": self.space.team.id,
            "api_app_id": APP_ID,
            "event": event,
            "event_id": f"Ev{self.events:09}",
            "event_time": int(self.space.clock()),
            "event_context": f"4-{self.events}",
            "is_ext_shared_channel": False,
            "authorizations": [
                {
                    "enterprise_id": self.space.team.enterprise,
                    "team_id": self.space.team.id,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
        }
        return await self.deliver("events_api", payload, user, patience)

    def reply(self, answer: Answer) -> None:
        """Show the message that a command's ack carries, to the person alone unless it says otherwise."""
        payload = answer.payload if isinstance(answer.payload, dict) else {"text": str(answer.payload)}
        try:
            text, blocks = self.methods.content("ack of a command", payload, POST_CHARACTERS)
        except Refusal:
            return
        channel = self.space.channels[answer.delivery.payload["channel_id"]]
        public = payload.get("response_type") == "in_channel"
        self.space.post(channel, BOT_USER, text, blocks or [], only_for=None if public else answer.reader)

    def respond(self, view: View, answer: Answer) -> None:
        """The client's side of a submission's ack: https://docs.slack.dev/surfaces/modals#updating_views."""
        payload = answer.payload or {}
        match payload.get("response_action") if isinstance(payload, dict) else None:
            case "errors":
                known = {b["block_id"] for b in view.blocks if b["type"] == "input"}
                answer.errors = view.errors = dict(payload.get("errors") or {})
                if not view.errors or set(view.errors) - known:
                    self.violations.append(f"errors under {sorted(view.errors)}, inputs are {sorted(known)}")
            case "update" | "push" as action:
                body: Json = payload.get("view") or {}
                if found := wrong_view(body):
                    self.violations += [f"response_action {action}: {problem}" for problem in found]
                elif action == "update":
                    self.space.update_view(view, body)
                else:
                    self.space.open_view(view.user, body, push=True)
            case "clear":
                self.space.close_view(view, everything=True)
            case None:
                if payload:
                    self.violations.append(f"ack of a submission carries {sorted(payload)}")
                self.space.close_view(view)
            case other:
                self.violations.append(f"unknown response_action {other!r}")


def _actor(payload: Json) -> str:
    """Whose doing a payload is; events of nobody in particular are the bot's."""
    user = payload.get("user_id") or payload.get("user") or payload.get("event", {}).get("user")
    if isinstance(user, dict):
        user = user.get("id")
    return str(user or BOT_USER)
