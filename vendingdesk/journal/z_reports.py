"""Z reports as their entries have them: a reprint is the same document."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import msgspec

from vendingdesk.domain.errors import Refused
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.journal.day_entries import ReportSlip, ShiftClosed
from vendingdesk.journal.report_body import report_of
from vendingdesk.journal.schema import DAY, TILL

_CLOSED = (
    f"SELECT seq, at, body, hash FROM entry INDEXED BY entry_day WHERE kind IN {DAY} AND kind = 'shift_closed' "  # noqa: S608
    "AND seq < ? ORDER BY seq DESC"
)
_SLIPS = f"SELECT body FROM entry INDEXED BY entry_till WHERE kind IN {TILL} AND kind = 'report_slip' AND seq > ?"  # noqa: S608
_NEWEST = 2**62
_SHIFT_CLOSED = msgspec.json.Decoder(ShiftClosed)
_REPORT_SLIP = msgspec.json.Decoder(ReportSlip)


class ZReports:
    """Reads them; nothing here writes."""

    def __init__(self, connection: sqlite3.Connection, till: str) -> None:
        self._connection = connection
        self._till = till

    def page(self, before: int = 0, limit: int = 50) -> tuple[ShiftReport, ...]:
        """The newest, newest first; ``before`` is the number below which to go on."""
        found: list[ShiftReport] = []
        for row in self._connection.execute(_CLOSED, (_NEWEST,)):
            report = z_of(*row)
            if report is not None and (not before or report.number < before):
                found.append(report)
            if len(found) == limit:
                break
        return tuple(found)

    def one(self, number: int) -> ShiftReport:
        """The Z of a number; raises ``Refused`` when there is none, or one without its numbers."""
        for row in self._connection.execute(_CLOSED, (_NEWEST,)):
            if _SHIFT_CLOSED.decode(row[2]).number == number:
                report = z_of(*row)
                if report is not None:
                    return report
        raise Refused(f"This journal has no Z report {number}.")

    def next_copy(self, number: int) -> int:
        """Which copy of a Z would be made next, 1 the first."""
        seq = self.one(number).journal_entries
        slips = (_REPORT_SLIP.decode(body) for (body,) in self._connection.execute(_SLIPS, (seq,)))
        return 1 + sum(slip.report == "Z" and slip.number == number for slip in slips)


def z_of(seq: int, at: str, data: bytes, digest: bytes) -> ShiftReport | None:
    """The Z that an entry keeps; None for a close that was written without its numbers."""
    body = _SHIFT_CLOSED.decode(data)
    if body.report is None:
        return None
    return report_of(
        body.report,
        number=body.number,
        at=datetime.fromisoformat(at),
        by=body.by,
        counted=body.counted,
        reason=body.reason,
        left=body.left,
        seq=seq,
        head=digest.hex(),
    )
