"""What can be made to go wrong on a simulated platform, said in advance by the test."""

from dataclasses import dataclass


@dataclass(slots=True)
class Fault:
    """One way a request fails, for its next `times` occurrences once `spared` more have passed.

    `method` is a Web API method or an HTTP verb ("*" is any); `path` must occur in the request's path.
    `after` lets the effect happen first ("success, then time-out"); `hang` never answers;
    `truncated` sends the first half of the true answer. `retry_after` goes out as it is, garbage included. `code` is
    Discord's own number for an error.
    """

    method: str
    path: str = ""
    status: int = 200
    error: str | None = None
    times: int = 1
    retry_after: float | str | None = None
    after: bool = False
    hang: bool = False
    truncated: bool = False
    code: int = 0
    spared: int = 0

    @property
    def effective(self) -> bool:
        """Whether the request does what it asks before its answer is spoilt."""
        return self.after or self.truncated


class Faults:
    """The queue of faults still to happen, first come first served."""

    def __init__(self) -> None:
        self.queue: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.queue.append(fault)

    def take(self, method: str, path: str = "") -> Fault | None:
        """The fault that hits this request, its count taken down; None if the request is spared."""
        for fault in self.queue:
            if fault.method in (method, "*") and fault.path in path:
                if fault.spared > 0:
                    fault.spared -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.queue.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self.queue.clear()
