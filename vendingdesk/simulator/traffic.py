"""What came in: every request with its outcome, refused ones too. No body and no header is kept."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request: when, what, and what it was answered; ``code`` is the body's, if it had one."""

    at: str
    method: str
    path: str
    request_id: str
    status: int
    code: int | str | None
    fault: str


class Traffic:
    """Counts requests per path and keeps the latest."""

    def __init__(self) -> None:
        self._seen: deque[SeenRequest] = deque(maxlen=_MOST_KEPT)
        self._counts: Counter[str] = Counter()

    @property
    def seen(self) -> tuple[SeenRequest, ...]:
        """The latest requests, oldest first."""
        return tuple(self._seen)

    @property
    def counts(self) -> dict[str, int]:
        """How many requests came to each path."""
        return dict(self._counts)

    def note(self, request: SeenRequest) -> None:
        """Keep a request."""
        self._seen.append(request)
        self._counts[request.path] += 1
