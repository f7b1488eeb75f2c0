"""Commands, buttons and forms: what Slack hears of each, within its three seconds and afterwards.

Everything is acknowledged at once and answered privately, but for a submitted form: its acknowledgement decides
whether the modal closes, so that it waits for the answer for as long as Slack allows.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar, assert_never

from bot.domain.errors import Misread, Refusal
from bot.domain.people import Handle, Platform
from bot.platforms.slack import limits
from bot.platforms.slack.bolt import ANY, Ack, bolt_app
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.forms import Submission, merged, modal, notice, options, said_by, submission
from bot.platforms.slack.homes import Homes
from bot.platforms.slack.lines import named, typed
from bot.platforms.slack.literals import cut
from bot.platforms.slack.payloads import Heard, heard, pressed
from bot.platforms.slack.people import Directory
from bot.platforms.slack.render import blocks, small
from bot.platforms.slack.returned import kept_text, refused_in_place, reopened, with_text
from bot.platforms.slack.spans import Json
from bot.platforms.slack.whispers import whisper
from bot.platforms.slack.workspaces import Workspace, Workspaces
from bot.ports import Trouble
from bot.views.elements import Button, Buttons, Card, Form, Invocation, Menu, Tone, note
from commands import token
from commands.catalogue import COMMANDS
from commands.context import Request
from commands.dispatch import Answered, Dispatcher
from commands.spec import FormFaults

LOG = logging.getLogger(__name__)

SUBMIT_SECONDS = 2.0
"""How long a submitted form waits for its answer; Slack gives up after three."""

T = TypeVar("T")

_NOT_SERVED = Refusal("I am not installed in your workspace, so you can't act here. An admin of yours can install me.")
NOT_SERVED = Answered(note(_NOT_SERVED.message, tone=Tone.WARNING), _NOT_SERVED)


class Interactions:
    """Each is answered by the token of its own workspace; *calls* are for where there is none."""

    def __init__(self, dispatcher: Dispatcher, workspaces: Workspaces, calls: Calls, directory: Directory) -> None:
        self._dispatcher = dispatcher
        self._workspaces = workspaces
        self._calls = calls
        self._directory = directory
        self._tasks: set[asyncio.Task[Any]] = set()
        self.homes = Homes(self._asked, self._start)
        self.app = bolt_app(calls)
        self.app.command(ANY)(self._command)
        self.app.block_action(ANY)(self._press)
        self.app.view_submission(ANY)(self._submit)
        self.app.view_closed(ANY)(_acknowledge)
        self.app.options(ANY)(self._offer)

    async def finish(self, seconds: float) -> None:
        """Let what is under way end for *seconds*, with what follows from it, then break it off."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._tasks and (left := end - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- what is heard -----------------------------------------------------------------------------------

    async def _command(self, ack: Ack, body: Json) -> None:
        await ack()
        who = heard(body)
        if who is not None:
            self._start(self._answer(who, self._read(str(body.get("text") or ""))))

    async def _press(self, ack: Ack, body: Json, action: Json) -> None:
        await ack()
        who = heard(body)
        if who is None or "url" in action:  # Slack itself opened the address
            return
        try:
            what = token.read(pressed(action))
        except Misread:
            what = Invocation("", ())  # of which is said what is said of every button that no longer applies
        self._start(self._answer(who, what))

    async def _submit(self, ack: Ack, body: Json, view: Json) -> None:
        who, form = heard(body), submission(view)
        if who is None:
            await ack()
            return
        if form.runs is None:
            await ack(
                **refused_in_place(view, "This form is out of date. Copy what you typed, close it and begin again.")
            )
            return
        what = merged(form.runs, form.answers)
        task = self._start(self._dispatched(who, what))
        await asyncio.wait({task}, timeout=SUBMIT_SECONDS)
        if task.done():
            calls, answered = task.result()
            await self._settle(ack, calls, who, form, view, answered)
            return
        waiting = small(("Not recorded yet: it takes longer than usual. You will be told here and privately.",))
        await ack(response_action="update", view=notice("Not recorded yet", [waiting, *kept_text(view)], who.origin))
        self._start(self._late(who, view, task))

    async def _offer(self, ack: Ack, body: Json) -> None:
        """Answer what may stand in a field into which somebody types: nothing, where that is not known in time."""
        who, (runs, _) = heard(body), said_by(body.get("view") or {})
        workspace = await self._workspaces.known(who.team) if who is not None else None
        if who is None or workspace is None or runs is None:
            await ack(options=[])
            return
        field, text = str(body.get("block_id") or ""), str(body.get("value") or "")
        found = await self._dispatcher.suggest(self._request(who, workspace), runs.command, field, text)
        await ack(options=options(found))

    # -- what is answered --------------------------------------------------------------------------------

    async def _dispatched(self, who: Heard, what: Invocation | str) -> tuple[Calls, Answered]:
        """Return what is answered, and the calls by which."""
        calls, answered = await self._asked(who, what)
        if isinstance(answered.view, Card):
            self.homes.touched(who)
        return calls, answered

    async def _asked(self, who: Heard, what: Invocation | str) -> tuple[Calls, Answered]:
        workspace = await self._workspaces.known(who.team)
        if workspace is None:
            return self._calls, NOT_SERVED
        return workspace.calls, await self._dispatcher.answer(self._request(who, workspace), what)

    async def _answer(self, who: Heard, what: Invocation | str) -> None:
        calls, answered = await self._dispatched(who, what)
        match answered.view:
            case Form():
                await self._open(calls, who, what, answered.view)
            case Card():
                await whisper(calls, who, answered.view)
            case _:
                assert_never(answered.view)

    async def _open(self, calls: Calls, who: Heard, what: Invocation | str, form: Form) -> None:
        view = modal(form, who.origin)
        try:
            await calls.ask("views.open", {"trigger_id": who.trigger, "view": view}, patience=1.0)
        except Trouble as trouble:
            again = self._dispatcher.read(what) if isinstance(what, str) else what
            said = note(
                f"Slack did not open the form: {trouble.reason}. Nothing was done; open it from here.",
                tone=Tone.WARNING,
                buttons=(Button("Open the form", again),),
            )
            await whisper(calls, who, said)

    async def _settle(
        self, ack: Ack, calls: Calls, who: Heard, sent: Submission, view: Json, answered: Answered
    ) -> None:
        """Acknowledge a form that was answered in time: close the modal only where what was typed is kept."""
        match answered.refusal, answered.view:
            case FormFaults(faults=faults), _:
                shown = {name: cut(reason, limits.ERROR) for name, reason in faults.items() if name in sent.answers}
                if shown:
                    await ack(response_action="errors", errors=shown)
                else:
                    await ack(**refused_in_place(view, _words(answered)))
            case None, Form() as form:
                await ack(response_action="update", view=modal(form, who.origin))
            case None, Card() as card:
                await ack(response_action="clear")
                self._start(whisper(calls, who, card))
            case _:
                await ack(**refused_in_place(view, _words(answered)))

    async def _late(self, who: Heard, view: Json, task: asyncio.Task[tuple[Calls, Answered]]) -> None:
        """Say how it ended, in the modal that waits if it is still open, and privately in any case."""
        calls, answered = await task
        shown = answered.view
        if answered.refusal is not None:
            instead = reopened(view, _words(answered))
            said = with_text(_words(answered), view)
        elif isinstance(shown, Form):
            instead, said = modal(shown, who.origin), None
        else:
            words = Card(shown.summary, tuple(e for e in shown.elements if not isinstance(e, Buttons | Menu)))
            instead, said = notice("Recorded", blocks(words, limits.BLOCKS_IN_VIEW), who.origin), shown
        try:
            await calls.ask("views.update", {"view_id": str(view.get("id")), "view": instead}, patience=2.0)
        except Trouble as trouble:
            LOG.info("Slack: the modal is not there any more (%s)", trouble.reason)
        if said is not None:
            await whisper(calls, who, said)

    # -- how ---------------------------------------------------------------------------------------------

    def _read(self, text: str) -> Invocation | str:
        """Return what a typed line asks for, or the line itself where there is something wrong with it to be told."""
        line = typed(text).strip() or "help"
        try:
            what = self._dispatcher.read(line)
        except Misread:
            return named(line)
        known = COMMANDS.get(what.command)
        picked = {p.name for p in known.parameters if p.kind.pick is not None} if known else set()
        return Invocation(what.command, tuple((n, v if n in picked else named(v)) for n, v in what.arguments))

    def _request(self, who: Heard, workspace: Workspace) -> Request:
        realm = who.enterprise or workspace.realm
        return Request(
            key=who.key,
            platform=Platform.SLACK,
            space_key=who.team,
            space_name=workspace.name or who.team_name or who.team,
            # What two write to each other is no place for what everybody is to see.
            channel="" if who.origin.channel.startswith("D") else who.origin.channel,
            handle=Handle(Platform.SLACK, realm, who.user),
            name=who.name,
            profile=None,
            ask=lambda: self._directory.profile(workspace, who.user, realm),
        )

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            LOG.error("Slack: an answer failed", exc_info=task.exception())


async def _acknowledge(ack: Ack) -> None:
    await ack()


def _words(answered: Answered) -> str:
    """Return a refusal as a modal can hold it: in plain words."""
    if isinstance(answered.view, Card):
        return answered.view.summary
    return answered.refusal.message if answered.refusal is not None else ""
