"""What signing in takes and gives: the verification picture and the session's token."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Captcha:
    """A verification picture as the server sent it: its id, the picture's bytes, until when it is good."""

    id: str
    picture: bytes = field(repr=False)
    good_until: datetime


@dataclass(frozen=True, slots=True)
class Grant:
    """What a sign-in gave: the session token (memory only, never shown or stored) and its end if known."""

    token: str
    expires_at: datetime | None

    def __repr__(self) -> str:
        """Keep the token out of logs and tracebacks."""
        return f"Grant(token=…, expires_at={self.expires_at})"
