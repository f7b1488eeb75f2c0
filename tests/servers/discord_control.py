"""The simulated Discord by HTTP, for a driver in another process: POST /_control/<verb> with a JSON body.

People's verbs take {"user": name, …}: slash and autocomplete {"name", "options", "channel", "focused"}, click
and select {"message": id, "custom_id": id or label, "values"}, modal {"interaction": id, "values"}. GET reads state.
"""

import json
from typing import TYPE_CHECKING, Any

from tests.servers.discord_answer import Answer
from tests.servers.discord_limits import Json

if TYPE_CHECKING:
    from tests.servers.discord import DiscordServer


async def control(server: "DiscordServer", verb: str, body: Json) -> Any:
    """Do one thing and say what came of it.

    Raises:
        KeyError: no such verb, or an argument is missing.
    """
    if verb in ("slash", "autocomplete", "click", "select", "modal"):
        return said(await _act(server, verb, body))
    match verb:
        case "state":
            return {
                "application": str(server.application_id),
                "guild": str(server.guild_id),
                "channels": {name: str(number) for name, number in server.channels.items()},
                "commands": sorted(server.commands()),
                "identifies": server.identifies,
                "resumes": server.resumes,
                "syncs": server.syncs,
            }
        case "violations":
            return server.violations
        case "calls":
            return [_plain([c.method, c.path, c.body, c.status]) for c in server.calls]
        case "messages":
            found = server.messages(body.get("channel", "general"), ephemeral=body.get("ephemeral", False))
            return _plain(found)
        case "fault":
            return server.fault(**body)
        case "gateway":
            return await _gateway(server, body)
    raise KeyError(verb)


async def _act(server: "DiscordServer", verb: str, body: Json) -> Answer:
    person = server.person(body["user"])
    channel = body.get("channel", "general")
    options = body.get("options") or {}
    if verb == "slash":
        return await person.slash(body["name"], options, channel=channel)
    if verb == "autocomplete":
        return await person.autocomplete(body["name"], options, focused=body["focused"], channel=channel)
    if verb == "click":
        return await person.click(int(body["message"]), body["custom_id"])
    if verb == "select":
        return await person.select(int(body["message"]), body["custom_id"], body["values"])
    opened = server.backend.interactions[int(body["interaction"])]
    shown = Answer(opened, server.backend, server.pulse, server.rest.answered)
    return await person.submit(shown, body.get("values") or {})


async def _gateway(server: "DiscordServer", body: Json) -> None:
    match body["do"]:
        case "reconnect":
            server.reconnect()
        case "invalidate":
            server.invalidate(resumable=body.get("resumable", False))
        case "drop":
            server.drop()
        case "close":
            await server.close(body.get("code", 4000))
        case other:
            raise KeyError(other)


def said(answer: Answer) -> Any:
    return _plain(
        {
            "id": str(answer.id),
            "responded": answer.responded,
            "seconds": answer.seconds,
            "kind": answer.kind,
            "ephemeral": answer.ephemeral,
            "modal": answer.modal,
            "choices": answer.choices,
            "message": answer.message,
            "followups": answer.followups,
            "text": answer.text,
        }
    )


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))
