"""Outcomes as they are written down: one tagged JSON object each, and back."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.outcome import (
    Declined,
    DoubtCause,
    Issued,
    NothingSent,
    NotSentCause,
    Outcome,
    RefusalReason,
    TokenWarning,
    Unclear,
)


class IssuedBody(msgspec.Struct, frozen=True, tag="issued", tag_field="what", omit_defaults=True):
    """``Issued``; the energy in whole milliwatt-hours."""

    tokens: tuple[str, ...]
    flow_no: str = ""
    value_text: str = ""
    milliwatt_hours: int | None = None
    server_time: str = ""
    warnings: tuple[TokenWarning, ...] = ()


class DeclinedBody(msgspec.Struct, frozen=True, tag="declined", tag_field="what", omit_defaults=True):
    """``Declined``."""

    reason: RefusalReason
    server_text: str = ""


class NothingSentBody(msgspec.Struct, frozen=True, tag="nothing_sent", tag_field="what", omit_defaults=True):
    """``NothingSent``."""

    cause: NotSentCause
    detail: str = ""


class UnclearBody(msgspec.Struct, frozen=True, tag="unclear", tag_field="what", omit_defaults=True):
    """``Unclear``."""

    cause: DoubtCause
    detail: str = ""


OutcomeBody: TypeAlias = IssuedBody | DeclinedBody | NothingSentBody | UnclearBody

DECODER: msgspec.json.Decoder[OutcomeBody] = msgspec.json.Decoder(OutcomeBody)
"""Reads what the ``outcome`` column of a sale holds."""


def writable(text: str) -> str:
    """The text, with what UTF-8 can't write (half a surrogate pair from a broken sender) spelled as an escape."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def body_of(outcome: Outcome) -> OutcomeBody:
    """The written form of an outcome."""
    match outcome:
        case Issued():
            return IssuedBody(
                tuple(map(writable, outcome.tokens)),
                writable(outcome.flow_no),
                writable(outcome.value_text),
                None if outcome.energy is None else outcome.energy.milliwatt_hours,
                writable(outcome.server_time),
                outcome.warnings,
            )
        case Declined():
            return DeclinedBody(outcome.reason, writable(outcome.server_text))
        case NothingSent():
            return NothingSentBody(outcome.cause, writable(outcome.detail))
    return UnclearBody(outcome.cause, writable(outcome.detail))


def outcome_of(body: OutcomeBody) -> Outcome:
    """The outcome that was written."""
    match body:
        case IssuedBody():
            return Issued(
                body.tokens,
                body.flow_no,
                body.value_text,
                None if body.milliwatt_hours is None else Energy(body.milliwatt_hours),
                body.server_time,
                body.warnings,
            )
        case DeclinedBody():
            return Declined(body.reason, body.server_text)
        case NothingSentBody():
            return NothingSent(body.cause, body.detail)
    return Unclear(body.cause, body.detail)
