"""The kinds of entries and their bodies: canonical JSON bytes, whole numbers only.

``at`` of an entry is ISO 8601 in the till's local time with its offset, exactly as the clock said. The body of
every entry about a sale carries the sale's number; a raw answer's bytes stand in a column of their own.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

import msgspec

from vendingdesk.domain.doubt import Evidence
from vendingdesk.domain.outcome import RawAnswer
from vendingdesk.journal.day_entries import (
    Allowed,
    AtTill,
    CashMoved,
    PersonNamed,
    ReportSlip,
    ShiftClosed,
    ShiftCounted,
    ShiftOpened,
    Switched,
)
from vendingdesk.journal.outcomes import OutcomeBody, writable
from vendingdesk.journal.program_entries import ProgramChanged
from vendingdesk.journal.server_entries import ClockNoted, TrustChanged
from vendingdesk.journal.settlements import SettlementBody
from vendingdesk.journal.unit_entries import UnitSet


class Genesis(msgspec.Struct, frozen=True):
    """The first entry: whose book this is, which book, and what program began it."""

    till: str
    book: str
    product: str
    version: int


class ChargeBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tax or fee of a sale; ``minor`` is in the currency of the sale's amount."""

    name: str
    minor: int
    rate: str = ""
    included: bool = True


class Prepared(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order got its number."""

    number: int
    request_id: str
    meter: str
    operator: str
    server: str
    customer: str = ""
    place: str = ""
    minor: int | None = None
    currency: str | None = None
    exponent: int | None = None
    milliwatt_hours: int | None = None
    management: int | None = None
    value: int | None = None
    reason: str | None = None
    override: str = ""
    doubt_override: str = ""
    overridden_by: str = ""
    key_set: str | None = None
    key_part: int | None = None
    charges: tuple[ChargeBody, ...] = ()
    account: str = ""
    tender: str = ""
    cash: bool = True
    tendered: int | None = None
    energy_price: int | None = None
    allowed: str = ""
    allowed_by: str = ""
    shift: int = 0

    @property
    def price(self) -> int | None:
        """What the customer pays, in minor units of ``currency``; None where no price is known."""
        if self.minor is None:
            return self.energy_price
        return self.minor + sum(line.minor for line in self.charges if not line.included)


class Sending(msgspec.Struct, frozen=True):
    """The first byte is about to leave."""

    number: int


class Answered(msgspec.Struct, frozen=True, omit_defaults=True):
    """An answer came; its bytes are the entry's raw column, the time it came is the entry's."""

    number: int
    status: int
    complete: bool = True
    content_type: str = ""
    server_date: str = ""


class Concluded(msgspec.Struct, frozen=True):
    """What became of it."""

    number: int
    outcome: OutcomeBody


class Slip(msgspec.Struct, frozen=True, omit_defaults=True):
    """A slip is about to be made. ``copy`` counts those of one kind; in version 1, which knew no kind, all.

    ``why`` says what a copy was made for: the key of a reason or a person's own words.
    """

    number: int
    copy: int
    operator: str
    medium: str
    slip: str = ""
    why: str = ""


class Noted(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody found something out about a sale in doubt."""

    number: int
    by: str
    note: str
    reference: str = ""


class Resolved(msgspec.Struct, frozen=True):
    """A doubt ended."""

    number: int
    settlement: SettlementBody


class SupervisorNamed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person may now answer for settlements and overrides; the first one was introduced by nobody.

    ``anew``: others had been named before, and the list of them with their PINs was gone.
    """

    name: str
    by: str
    introduced_by: str = ""
    anew: bool = False


class Restored(msgspec.Struct, frozen=True, omit_defaults=True):
    """The book goes on from a backup, whose last entry is named; numbers below ``next_number`` are not used again.

    Z reports up to ``last_z`` were made before, whether the backup has them or not.
    """

    next_number: int
    backup_seq: int
    backup_hash: str
    last_z: int = 0


SaleBody: TypeAlias = Prepared | Sending | Answered | Concluded | Slip | Noted | Resolved
DayBody: TypeAlias = (
    PersonNamed | Switched | AtTill | Allowed | ShiftOpened | CashMoved | ShiftCounted | ShiftClosed | ReportSlip
)
ServerBody: TypeAlias = TrustChanged | ClockNoted
Body: TypeAlias = Genesis | SaleBody | SupervisorNamed | Restored | DayBody | ServerBody | UnitSet | ProgramChanged

KINDS: dict[str, type[Body]] = {
    "genesis": Genesis,
    "prepared": Prepared,
    "sending": Sending,
    "answered": Answered,
    "concluded": Concluded,
    "slip": Slip,
    "evidence": Noted,
    "resolved": Resolved,
    "supervisor": SupervisorNamed,
    "restored": Restored,
    "person": PersonNamed,
    "switched": Switched,
    "at_till": AtTill,
    "allowed": Allowed,
    "shift_opened": ShiftOpened,
    "cash": CashMoved,
    "shift_counted": ShiftCounted,
    "shift_closed": ShiftClosed,
    "report_slip": ReportSlip,
    "trust_changed": TrustChanged,
    "clock_seen": ClockNoted,
    "unit_set": UnitSet,
    "program": ProgramChanged,
}
"""The word in the ``kind`` column for each body."""

WORDS: dict[type[Body], str] = {body: word for word, body in KINDS.items()}
"""The same, the other way."""

DECODERS: dict[str, msgspec.json.Decoder[Body]] = {word: msgspec.json.Decoder(body) for word, body in KINDS.items()}
"""What reads the body of each kind."""

RESTORED = msgspec.json.Decoder(Restored)
SUPERVISOR_NAMED = msgspec.json.Decoder(SupervisorNamed)

encode = msgspec.json.Encoder().encode
"""The one way a body becomes bytes: fields in the order of the class, nothing between them."""


def answered(number: int, raw: RawAnswer) -> Answered:
    """The written form of an answer, without its bytes."""
    return Answered(number, raw.status, raw.complete, writable(raw.content_type), writable(raw.server_date))


_ANSWERED = msgspec.json.Decoder(Answered)


def raw_answer_of(data: bytes, at: str, raw: bytes) -> RawAnswer:
    """The answer that was written: from its entry's body, time and raw bytes."""
    body = _ANSWERED.decode(data)
    return RawAnswer(
        status=body.status,
        body=raw,
        received_at=datetime.fromisoformat(at),
        complete=body.complete,
        content_type=body.content_type,
        server_date=body.server_date,
    )


def noted(number: int, evidence: Evidence) -> Noted:
    """The written form of a piece of evidence; its time is the entry's."""
    return Noted(number, writable(evidence.by), writable(evidence.note), writable(evidence.reference))


_NOTED = msgspec.json.Decoder(Noted)


def evidence_of(data: bytes, at: str) -> Evidence:
    """The evidence that was written: from its entry's body and time."""
    body = _NOTED.decode(data)
    return Evidence(body.by, body.note, body.reference, datetime.fromisoformat(at))


def moment(at: datetime) -> str:
    """A time as it is written; raises ``ValueError`` for one without an offset."""
    if at.tzinfo is None:
        raise ValueError("a time in the journal needs its offset")
    return at.isoformat()
