"""Runs the demo, and lists in a file which addresses it reached for: ``python -m tests.demo.watched FILE --fast``"""

import signal
import socket
import sys
from pathlib import Path
from typing import Any

from demo.__main__ import main

REACHING = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
NAMING = ("socket.getaddrinfo", "socket.gethostbyname", "socket.getnameinfo")


def watch(file: Path) -> None:
    """Write each address, and each name that is looked up, on a line of *file* as it is reached for."""
    listed = file.open("a", buffering=1)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in REACHING and arguments[0].family != socket.AF_UNIX:
            listed.write(f"{arguments[1][0]}\n")
        elif event in NAMING:
            listed.write(f"{arguments[0]}\n")

    sys.addaudithook(hear)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it
    watch(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
