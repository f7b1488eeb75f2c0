"""The parsing process: it reads tasks on standard input, one after another, and answers on standard output.

It has no secret, no network to ask and no file to write; it may take so much memory and, for each task, so much
processor time, and ends when its input does.
"""

import gc
import os
import resource
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO

from bot.domain.feeds import FeedFault
from bot.feeds import frames, parsed
from bot.feeds.outlines import outlines
from bot.feeds.parse import parse
from bot.feeds.webpages import webpage

TOO_MUCH = "It takes more memory to read than a feed should."
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_SAMPLE = (
    b"<rss><channel><title>a</title><item><title>b &amp;amp; c</title><description>&lt;p>d</description>"
    b"<pubDate>1 Jan 2026 at 10</pubDate></item></channel></rss>"
)


def main(memory: int, seconds: int) -> None:
    """Serve until the input ends; *memory* is in bytes beyond what the process takes at rest."""
    answers, tasks = _take_standard_output(), sys.stdin.buffer
    parse(_SAMPLE, None, "https://example.org/", _NOW, 1)  # what is loaded at its first use is loaded now
    with suppress(FeedFault):
        parse(b"{", None, "https://example.org/", _NOW, 1)
    _limit(memory)
    gc.collect()
    gc.freeze()  # what is loaded stays; to look through it after each task takes longer than most tasks
    _answer(answers, {})
    while head := tasks.read(frames.LENGTH):
        task = frames.unpack(tasks.read(frames.length(head)))
        _allow(seconds)
        try:
            answer = _serve(task, tasks)
        except MemoryError:
            # The heap may be in pieces; a new process begins with a whole one.
            _answer(answers, {"fault": TOO_MUCH})
            return
        _answer(answers, answer)
        del task, answer
        gc.collect()


def _serve(task: dict[str, object], tasks: IO[bytes]) -> dict[str, object]:
    size, most, charset = task["size"], task["most"], task["charset"]
    assert isinstance(size, int)
    assert isinstance(most, int)
    assert charset is None or isinstance(charset, str)
    body = tasks.read(size)
    try:
        url, now = str(task["url"]), datetime.fromisoformat(str(task["now"]))
        match task["what"]:
            case "list":
                return parsed.outlines_written(outlines(body, charset))
            case "page":
                return parsed.page_written(webpage(body, charset, url, now))
            case _:
                return parsed.written(parse(body, charset, url, now, most))
    except FeedFault as fault:
        return {"fault": fault.reason}


def _answer(answers: IO[bytes], message: dict[str, object]) -> None:
    answers.write(frames.pack(message))
    answers.flush()


def _take_standard_output() -> IO[bytes]:
    """Return standard output, and leave nothing in its place for a library to write to."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    return answers


def _limit(memory: int) -> None:
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, _resting() + memory),
    ):
        with suppress(OSError, ValueError):  # a system that has no such limit still has the time limits
            resource.setrlimit(kind, (most, most))


def _resting() -> int:
    """Return the bytes of address space in use."""
    try:
        with open("/proc/self/statm", encoding="ascii") as numbers:
            return int(numbers.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 64 * 2**20


def _allow(seconds: int) -> None:
    """Let the process run *seconds* more than it has; the system ends it after that."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
