"""The till's clock."""

from __future__ import annotations

from datetime import datetime


class SystemClock:
    """The machine's time with its local offset: reports need both the instant and what the wall showed."""

    def now(self) -> datetime:
        """The present moment, aware."""
        return datetime.now().astimezone()
