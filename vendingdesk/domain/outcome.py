"""What became of one vend request: four outcomes, each with its cause as a word that screens translate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from vendingdesk.domain.energy import Energy


class RefusalReason(StrEnum):
    """Why the server certainly vended nothing."""

    SESSION_ENDED = "session_ended"
    NOT_ALLOWED = "not_allowed"
    QUOTA_USED_UP = "quota_used_up"
    NO_SUCH_METER = "no_such_meter"
    HANDLER_REFUSED = "handler_refused"
    WRONG_ADDRESS = "wrong_address"


class NotSentCause(StrEnum):
    """Why not a byte of the request left this machine."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS = "tls"
    BUSY = "busy"
    JOURNAL = "journal"
    BAD_ADDRESS = "bad_address"
    INTERRUPTED = "interrupted"


class DoubtCause(StrEnum):
    """Why a token may exist that we don't hold."""

    NO_ANSWER = "no_answer"
    TIMED_OUT = "timed_out"
    CUT_SHORT = "cut_short"
    GATEWAY = "gateway"
    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    SERVER_FAULT = "server_fault"
    NO_TOKEN = "no_token"  # noqa: S105
    INTERRUPTED = "interrupted"


class TokenWarning(StrEnum):
    """What makes an issued token worth a second look; it is saved, shown and printed all the same."""

    WRONG_CLASS = "wrong_class"
    OTHER_METER = "other_meter"
    OTHER_VALUE = "other_value"
    UNREADABLE_VALUE = "unreadable_value"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Issued:
    """The server minted: every token in entry order, and what it said of them."""

    tokens: tuple[str, ...]
    flow_no: str = ""
    value_text: str = ""
    energy: Energy | None = None
    server_time: str = ""
    warnings: tuple[TokenWarning, ...] = ()

    def __post_init__(self) -> None:
        """An issue without a token is a doubt, not an issue: raises ``ValueError``."""
        if not self.tokens:
            raise ValueError("issued means at least one token")


@dataclass(frozen=True, slots=True)
class Declined:
    """The server's definite no: nothing was minted. ``server_text`` is its own words on one line."""

    reason: RefusalReason
    server_text: str = ""


@dataclass(frozen=True, slots=True)
class NothingSent:
    """Nothing left this machine."""

    cause: NotSentCause
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Anything else: a token may have been minted."""

    cause: DoubtCause
    detail: str = ""


Outcome = Issued | Declined | NothingSent | Unclear


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came off the wire, kept before anything reads it.

    ``status`` is the HTTP status, ``body`` at most the client's size limit, ``complete`` False when the
    connection ended or the limit was met before the body did; ``content_type`` and ``server_date`` are
    the two header fields worth keeping.
    """

    status: int
    body: bytes = field(repr=False)
    received_at: datetime
    complete: bool = True
    content_type: str = ""
    server_date: str = ""
