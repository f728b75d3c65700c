"""What the entries come to, kept in a few bytes a sale, to hold the table of sales against."""

from __future__ import annotations

import sqlite3
from array import array

from vendingdesk.domain.sale import MOVES, VendState, receipt_number
from vendingdesk.journal.day import DayCheck
from vendingdesk.journal.day_entries import DAY_BODIES, SHIFTS, CashMoved, ShiftClosed, ShiftCounted, ShiftOpened
from vendingdesk.journal.entries import (
    Answered,
    Body,
    Concluded,
    DayBody,
    Genesis,
    Noted,
    Prepared,
    Resolved,
    Restored,
    Sending,
    Slip,
    SupervisorNamed,
)
from vendingdesk.journal.outcomes import UnclearBody
from vendingdesk.journal.program_entries import ProgramChanged, program_wrong
from vendingdesk.journal.projection import (
    CONCLUDED_COLUMNS,
    CONCLUDED_WIDTH,
    ENDS,
    PREPARED_COLUMNS,
    PREPARED_WIDTH,
    SETTLED_COLUMNS,
    Row,
    concluded_row,
    prepared_row,
    settled_row,
    settled_state,
)
from vendingdesk.journal.server_entries import SERVER_BODIES, server_wrong
from vendingdesk.journal.shift_ledger import ShiftLedger
from vendingdesk.journal.slips import SlipCounts
from vendingdesk.journal.unit_entries import UnitSet, unit_wrong

_STATES = tuple(VendState)
_CODES = {state: code for code, state in enumerate(_STATES)}
_PREPARED, _SENDING, _ISSUED = (_CODES[state] for state in (VendState.PREPARED, VendState.SENDING, VendState.ISSUED))
# Pairs of codes, because an enum's own hash is Python's work and this is asked twice for every sale.
_ALLOWED = frozenset((_CODES[before], _CODES[after]) for before, afters in MOVES.items() for after in afters)
_ENDS = {body: _CODES[state] for body, state in ENDS.items()}
_NOTHING = hash((None,) * CONCLUDED_WIDTH)

_SALES = (
    f"SELECT {PREPARED_COLUMNS}, {CONCLUDED_COLUMNS}, state, answer_seq, copies, {SETTLED_COLUMNS} "  # noqa: S608
    "FROM sale ORDER BY number"
)


class Ledger:
    """The sales of a journal as fingerprints (hashes that only this process understands), by number."""

    def __init__(self) -> None:
        self._uids = array("q")
        self._prepared = array("q")
        self._concluded = array("q")
        self._states = array("B")
        self._answers = array("q")
        self._slips = SlipCounts()
        self._settled: dict[int, Row] = {}
        self._gaps: list[tuple[int, int]] = [(0, 1)]
        self._till = ""
        self._version = 0
        self._day = DayCheck()
        self._shifts = ShiftLedger()

    @property
    def count(self) -> int:
        """How many sales there are."""
        return len(self._uids)

    def enter(self, seq: int, uid: str, till: str, at: str, body: Body) -> str:  # noqa: PLR0911
        """Take one entry in; returns what is wrong with it, empty for nothing."""
        if isinstance(body, Genesis) or seq == 1:
            self._till = till
            if not (isinstance(body, Genesis) and seq == 1 and body.till == till):
                return "a book has one first entry"
            self._version = body.version
            return ""
        if till != self._till:
            return f"it is of till {till}, and the book of {self._till}"
        if isinstance(body, Prepared):
            return self._prepare(uid, till, at, body)
        if isinstance(body, Restored):
            return self._restore(body) or self._day.enter(seq, at, body)
        if isinstance(body, SupervisorNamed):
            return ""
        if isinstance(body, SERVER_BODIES):
            return server_wrong(body)
        if isinstance(body, UnitSet):
            return unit_wrong(body, self._next - 1)
        if isinstance(body, ProgramChanged):
            wrong = program_wrong(body, self._version)
            self._version = body.version
            return wrong
        if isinstance(body, DAY_BODIES):
            return self._cash(uid, body) or self._day.enter(seq, at, body)
        index = self._index(body.number)
        if not 0 <= index < len(self._uids) or self._uids[index] != hash(uid):
            return f"it is about sale {body.number}, which is not the one it names"
        return self._about(index, seq, at, body)

    def _cash(self, uid: str, body: DayBody) -> str:
        """Hold what is about cash to the entries before it: a refund is about a sale, another move about none."""
        day = self._day.day
        match body:
            case ShiftOpened():
                last = None if day.closed is None else day.closed.report
                return self._shifts.opened(day.closed is None, body, last)
            case ShiftClosed():
                return self._shifts.closed(day, body)
            case ShiftCounted():
                return self._shifts.counted(body)
            case CashMoved():
                index = self._index(body.sale) if body.sale else -1
                named = 0 <= index < len(self._uids) and self._uids[index] == hash(uid)
                if named or (body.sale == 0 and not uid):
                    return self._shifts.moved(index, body)
                return f"it gives money back for sale {body.sale}, which is not the one it names"
        return ""

    def _about(
        self, index: int, seq: int, at: str, body: Sending | Answered | Concluded | Slip | Noted | Resolved
    ) -> str:
        """Take in an entry about a sale that is there."""
        if isinstance(body, Sending):
            return self._move(index, _SENDING)
        if isinstance(body, Concluded):
            self._concluded[index] = hash(concluded_row(at, body))
            if not isinstance(body.outcome, UnclearBody):
                self._shifts.ended(index, self._day.shift, ENDS[type(body.outcome)])
            return self._move(index, _ENDS[type(body.outcome)])
        if isinstance(body, Answered):
            self._answers[index] = seq
            return ""
        if isinstance(body, Slip):
            if body.copy > 1:
                self._shifts.copied()
            return self._slips.enter(index, body, has_token=self._states[index] == _ISSUED)
        if isinstance(body, Resolved):
            return self._settle(index, at, body)
        return ""

    def _settle(self, index: int, at: str, body: Resolved) -> str:
        """Take in the end of a doubt."""
        self._settled[index], state = settled_row(at, body), settled_state(body)
        if body.settlement.single_owner:
            self._shifts.settled_alone()
        if state is VendState.RECOVERED:
            self._shifts.ended(index, self._day.shift, state)
        else:
            self._shifts.tokenless(index, kept=self._day.day.is_on(SHIFTS))
        return self._move(index, _CODES[state])

    @property
    def _next(self) -> int:
        """The number that the next sale gets."""
        first_index, first_number = self._gaps[-1]
        return first_number + len(self._uids) - first_index

    def _number(self, index: int) -> int:
        """The number of the sale at ``index``: without gaps but where a book went on from a backup."""
        first_index, first_number = next(gap for gap in reversed(self._gaps) if gap[0] <= index)
        return first_number + index - first_index

    def _index(self, number: int) -> int:
        """Where the sale of a number is; below zero for a number that was passed over."""
        if len(self._gaps) == 1:
            return number - 1
        position = next((i for i in range(len(self._gaps) - 1, 0, -1) if self._gaps[i][1] <= number), 0)
        first_index, first_number = self._gaps[position]
        index = first_index + number - first_number
        passed_over = position + 1 < len(self._gaps) and index >= self._gaps[position + 1][0]
        return -1 if passed_over else index

    def _restore(self, body: Restored) -> str:
        if body.next_number < self._next:
            return f"it goes on with number {body.next_number}, which was given out before"
        self._gaps.append((len(self._uids), body.next_number))
        return ""

    def _prepare(self, uid: str, till: str, at: str, body: Prepared) -> str:
        expected = self._next
        if body.number != expected:
            return f"it gives the number {body.number} where {expected} is next"
        if body.shift != self._day.shift:
            return f"it is of shift {body.shift} where {self._day.shift or 'none'} is open"
        self._uids.append(hash(uid))
        self._prepared.append(hash(prepared_row(uid, till, at, body)))
        self._concluded.append(_NOTHING)
        self._states.append(_PREPARED)
        self._answers.append(0)
        self._slips.add()
        self._shifts.prepared(len(self._uids) - 1, body)
        return ""

    def _move(self, index: int, after: int) -> str:
        before = self._states[index]
        self._states[index] = after
        if (before, after) in _ALLOWED:
            return ""
        return f"it makes sale {self._number(index)} {_STATES[after]}, which {_STATES[before]} can't become"

    def compare(self, connection: sqlite3.Connection) -> str:
        """Hold the table of sales against the entries; returns the first difference, empty for none."""
        end = PREPARED_WIDTH + CONCLUDED_WIDTH
        count = number = 0
        begins = dict(self._gaps)
        for row in connection.execute(_SALES):
            number = begins.get(count, number + 1)
            if count == len(self._uids) or row[0] != number:
                break
            state, answer, copies, *settled = row[end:]
            if (
                hash(row[:PREPARED_WIDTH]) != self._prepared[count]
                or hash(row[PREPARED_WIDTH:end]) != self._concluded[count]
                or state != _STATES[self._states[count]]
                or (answer or 0) != self._answers[count]
                or copies != self._slips.total(count)
                or tuple(settled) != self._settled.get(count, (None, None))
            ):
                return f"the table shows sale {receipt_number(self._till, row[0])} otherwise than its entries"
            count += 1
        else:
            if count == len(self._uids):
                return ""
        if count < len(self._uids):
            missing = receipt_number(self._till, self._number(count))
            return f"the table lacks sale {missing}, which the entries have"
        return f"the table has a sale {row[0]} that no entry made"
