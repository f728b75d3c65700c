"""What the entries come to, kept in a few bytes a sale, to hold the table of sales against."""

from __future__ import annotations

import sqlite3
from array import array

from vendingdesk.domain.sale import MOVES, VendState, receipt_number
from vendingdesk.journal.entries import Answered, Body, Concluded, Genesis, Prepared, Sending
from vendingdesk.journal.projection import (
    CONCLUDED_COLUMNS,
    CONCLUDED_WIDTH,
    PREPARED_COLUMNS,
    PREPARED_WIDTH,
    Row,
    concluded_row,
    concluded_state,
    prepared_row,
)

_STATES = tuple(VendState)
_CODES = {state: code for code, state in enumerate(_STATES)}
_NOTHING: Row = (None,) * CONCLUDED_WIDTH

_SALES = (
    f"SELECT {PREPARED_COLUMNS}, {CONCLUDED_COLUMNS}, state, answer_seq, copies "  # noqa: S608
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
        self._copies = array("q")
        self._till = ""

    @property
    def count(self) -> int:
        """How many sales there are."""
        return len(self._uids)

    def enter(self, seq: int, uid: str, till: str, at: str, body: Body) -> str:  # noqa: PLR0911
        """Take one entry in; returns what is wrong with it, empty for nothing."""
        if isinstance(body, Genesis) or seq == 1:
            self._till = till
            return (
                "" if isinstance(body, Genesis) and seq == 1 and body.till == till else "a book has one first entry"
            )
        if till != self._till:
            return f"it is of till {till}, and the book of {self._till}"
        if isinstance(body, Prepared):
            return self._prepare(uid, till, at, body)
        index = body.number - 1
        if not 0 <= index < len(self._uids) or self._uids[index] != hash(uid):
            return f"it is about sale {body.number}, which is not the one it names"
        if isinstance(body, Sending):
            return self._move(index, VendState.SENDING)
        if isinstance(body, Concluded):
            self._concluded[index] = hash(concluded_row(at, body))
            return self._move(index, concluded_state(body))
        if isinstance(body, Answered):
            self._answers[index] = seq
            return ""
        self._copies[index] += 1
        return (
            ""
            if body.copy == self._copies[index]
            else f"it counts slip {body.copy} where {self._copies[index]} is next"
        )

    def _prepare(self, uid: str, till: str, at: str, body: Prepared) -> str:
        expected = len(self._uids) + 1
        if body.number != expected:
            return f"it gives the number {body.number} where {expected} is next"
        self._uids.append(hash(uid))
        self._prepared.append(hash(prepared_row(uid, till, at, body)))
        self._concluded.append(hash(_NOTHING))
        self._states.append(_CODES[VendState.PREPARED])
        self._answers.append(0)
        self._copies.append(0)
        return ""

    def _move(self, index: int, state: VendState) -> str:
        before = _STATES[self._states[index]]
        self._states[index] = _CODES[state]
        return "" if state in MOVES[before] else f"it makes sale {index + 1} {state}, which {before} can't become"

    def compare(self, connection: sqlite3.Connection) -> str:
        """Hold the table of sales against the entries; returns the first difference, empty for none."""
        end = PREPARED_WIDTH + CONCLUDED_WIDTH
        count = 0
        for row in connection.execute(_SALES):
            if row[0] != count + 1 or count == len(self._uids):
                break
            state, answer, copies = row[end:]
            if (
                hash(row[:PREPARED_WIDTH]) != self._prepared[count]
                or hash(row[PREPARED_WIDTH:end]) != self._concluded[count]
                or state != _STATES[self._states[count]]
                or (answer or 0) != self._answers[count]
                or copies != self._copies[count]
            ):
                return f"the table shows sale {receipt_number(self._till, row[0])} otherwise than its entries"
            count += 1
        else:
            if count == len(self._uids):
                return ""
        if count < len(self._uids):
            return f"the table lacks sale {receipt_number(self._till, count + 1)}, which the entries have"
        return f"the table has a sale {row[0]} that no entry made"
