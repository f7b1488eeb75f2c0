"""The simulated Slack by HTTP, for a driver in another process: POST /_control/<verb> with a JSON body.

People's verbs take {"user": name, …} and the verb's own arguments; what they act on is named
{"message": ts} or {"view": id}. An answer says acked, seconds, text, errors,
responses, ephemerals and views. GET reads state.
"""

from typing import TYPE_CHECKING, Any

from tests.servers.slack_answer import Answer
from tests.servers.slack_blocks import Json
from tests.servers.slack_inputs import state
from tests.servers.slack_things import Message, View

if TYPE_CHECKING:
    from tests.servers.slack import SlackServer

ACTS = ("command", "press", "select", "submit", "close", "open_home", "say")


async def control(server: "SlackServer", verb: str, body: Json) -> Any:
    """Do one thing and say what came of it.

    Raises:
        KeyError: no such verb, or an argument is missing.
    """
    if verb in ACTS:
        person = server.person(body.pop("user"))
        arguments = dict(body)
        if "message" in arguments:
            arguments["where"] = server.message(arguments.pop("message"))
        if "view" in arguments:
            view = server.space.views[arguments.pop("view")]
            arguments["view" if verb in ("submit", "close") else "where"] = view
        answer = await getattr(person, verb)(**arguments)
        return None if answer is None else said(answer)
    if verb == "event":
        return said(await server.event(body))
    if verb == "fault":
        return server.fault(**body)
    if verb == "disconnect":
        return await server.disconnect(**body)
    if verb in ("drop", "silence", "speak", "archive", "remove_bot", "join"):
        return getattr(server, verb)(**body)
    return _read(server, verb, body)


def _read(server: "SlackServer", what: str, body: Json) -> Any:
    match what:
        case "state":
            return {
                "connections": server.connections,
                "opened": server.opened,
                "unacked": [d.envelope for d in server.unacked],
                "channels": {c.id: c.name for c in server.space.channels.values()},
            }
        case "violations":
            return server.violations
        case "calls":
            return [{"method": c.method, "body": c.body, "answer": c.answer, "at": c.at} for c in server.calls]
        case "messages":
            return [_message(m) for m in server.messages(body.get("channel", "general"))]
        case "ephemerals":
            return [_message(m) for m in server.ephemerals(body["user"])]
        case "views":
            return [_view(v) for v in server.space.views.values() if v.open]
    raise KeyError(what)


def said(answer: Answer) -> Json:
    return {
        "acked": answer.acked,
        "seconds": answer.seconds,
        "payload": answer.payload,
        "text": answer.text,
        "errors": answer.errors,
        "responses": answer.responses,
        "ephemerals": [_message(m) for m in answer.ephemerals],
        "views": [_view(v) for v in answer.views],
    }


def _message(message: Message) -> Json:
    return message.wire() | {"channel": message.channel, "edits": len(message.edits)}


def _view(view: View) -> Json:
    return view.wire(state(view.blocks, view.typed))
