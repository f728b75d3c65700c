"""That a supervisor answers for something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """That a supervisor typed the right PIN a moment ago; made by ``Supervisors`` alone."""

    supervisor: str
    at: datetime
