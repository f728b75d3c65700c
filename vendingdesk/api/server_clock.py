"""How the server's clock stands against this machine's, by the ``Date`` of its answers."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from vendingdesk.api.limits import LONGEST_TRIP
from vendingdesk.api.transport import Reply

_MIDDLE_OF_A_SECOND = timedelta(seconds=0.5)
"""A ``Date`` is cut to whole seconds."""


class ServerClock:
    """``offset`` is the server's clock minus this machine's, by the last answer that told; None before the first.

    ``answers`` counts those that told.
    """

    def __init__(self) -> None:
        self.offset: timedelta | None = None
        self.answers = 0

    def hear(self, reply: Reply, now: datetime) -> None:
        """Take the time from an answer, as if it was written in the middle between asking and its coming.

        ``now`` is this machine's time at this moment. An answer without a readable date tells nothing, nor does one
        that took longer than ``LONGEST_TRIP``.
        """
        trip = reply.came_at - reply.left_at
        if trip > LONGEST_TRIP:
            return
        try:
            said = parsedate_to_datetime(reply.server_date)
            since = timedelta(seconds=time.monotonic() - reply.came_at + trip / 2)
            self.offset = said + _MIDDLE_OF_A_SECOND - (now - since)
            self.answers += 1
        except (TypeError, ValueError, OverflowError):
            return  # no date, or one without a zone
