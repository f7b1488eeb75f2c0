"""A person's terminal: editing, history and completion by prompt_toolkit; what happens appears above it."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import ExitStack

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.patch_stdout import patch_stdout

from bot.platforms.console.render import BOLD, Look, clean
from bot.platforms.console.terminal import Interrupted, Suggest

WIDEST = 100


class Prompt:
    is_interactive = True

    def __init__(self, stdin: Input | None = None, stdout: Output | None = None) -> None:
        self._output = stdout or create_output()
        self._input = stdin or create_input()
        self._held = ExitStack()
        if stdout is None:  # what is logged, or printed by a library, appears above the prompt as well
            self._held.enter_context(patch_stdout(raw=True))
        self._commands = InMemoryHistory()
        self._pasted: deque[str] = deque()  # lines that were pasted and not read yet
        self._left = ""  # what was pasted after the last of them, to be gone on with
        self._answering = False  # whether they were pasted into an answer, so that none of them is a command
        self._whole = False
        bindings = KeyBindings()
        bindings.add(Keys.BracketedPaste)(self._paste)
        self._session: PromptSession[str] = PromptSession(
            input=self._input,
            output=self._output,
            history=self._commands,
            key_bindings=bindings,
            complete_while_typing=False,
            # The menu of completions may take as much as is there, but no lines are kept empty for it.
            reserve_space_for_menu=4,
        )
        self._answers: PromptSession[str] = PromptSession(input=self._input, output=self._output, key_bindings=bindings)

    @property
    def look(self) -> Look:
        columns = self._output.get_size().columns or 80
        return Look(min(max(columns, 40), WIDEST), colour=True)

    async def read(self, prompt: str, suggest: Suggest | None = None, *, whole: bool = False) -> str:
        """Return a line; with *suggest* it is a command and is remembered; else it is an answer."""
        session = self._session if suggest else self._answers
        if whole and self._answering:
            self._left = self.left_over()
        if self._pasted:
            # Not by the session: it would take keys that were typed since for a part of this line.
            line = self._pasted.popleft()
            session.history.append_string(line)
            await self.show(self.look.styled(prompt, BOLD) + clean(line))
            return line
        begun, self._left, self._whole = self._left, "", whole
        self._answering = suggest is None
        try:
            # Ctrl-C at the prompt is a key here; the process's own handler keeps the signal.
            return await session.prompt_async(
                ANSI(self.look.styled(prompt, BOLD)),
                default=begun,
                completer=_Suggesting(suggest) if suggest else None,
                handle_sigint=False,
                set_exception_handler=False,
            )
        except KeyboardInterrupt:
            self._forget()
            raise Interrupted from None

    def left_over(self) -> str:
        if not self._answering:
            return ""
        left = "\n".join([*self._pasted, self._left]).strip("\n")
        self._forget()
        return left

    def _forget(self) -> None:
        self._pasted.clear()
        self._left = ""

    def _paste(self, event: KeyPressEvent) -> None:
        """Take each pasted line as if it had been typed; what follows the last line's end stays to be gone on with."""
        buffer = event.current_buffer
        lines = event.data.replace("\r\n", "\n").replace("\r", "\n")
        first, *rest = [lines] if self._whole else lines.split("\n")
        after = buffer.document.text_after_cursor if rest else ""
        buffer.delete(len(after))
        buffer.insert_text(first)
        if rest:
            *whole, last = rest
            self._pasted.extend(whole)
            self._left = last + after
            buffer.validate_and_handle()

    async def show(self, text: str) -> None:
        def write() -> None:
            self._output.write_raw(text + "\n")
            self._output.flush()

        if any(session.app.is_running for session in (self._session, self._answers)):
            await run_in_terminal(write)
        else:
            write()

    def close(self) -> None:
        self._held.close()
        self._input.close()


class _Suggesting(Completer):
    def __init__(self, suggest: Suggest) -> None:
        self._suggest = suggest

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        return ()

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        word = document.get_word_before_cursor(WORD=True)
        try:
            async with asyncio.timeout(2):
                found = await self._suggest(document.text_before_cursor)
        except TimeoutError:
            return
        for value, label in found:
            yield Completion(value, start_position=-len(word), display_meta="" if label == value else label)
