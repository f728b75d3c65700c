"""What an open book can be asked; nothing here writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from vendingdesk.domain.doubt import Evidence
from vendingdesk.domain.outcome import RawAnswer
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.domain.slips import SlipMade
from vendingdesk.journal import dated
from vendingdesk.journal.entries import SUPERVISOR_NAMED, Slip, evidence_of, raw_answer_of
from vendingdesk.journal.listing import key_change, number_of, sales
from vendingdesk.journal.projection import COLUMNS, sale_of
from vendingdesk.journal.slips import DECODER, slip_made
from vendingdesk.journal.tokens import sales_of_tokens

_BESIDE = "SELECT at, body FROM entry WHERE sale_uid = ? AND kind = ? AND kind IN ('slip', 'evidence') ORDER BY seq"
_OF_TOKEN = (
    f"SELECT {COLUMNS} FROM sale WHERE (tokens >= ?1 AND tokens < ?1 || '!')"  # noqa: S608
    " OR (settled_tokens >= ?1 AND settled_tokens < ?1 || '!') LIMIT 1"
)
"""The token alone or before others: ``!`` is the first character behind the space between two."""


class Reading:
    """The questions to a book, over its one connection."""

    def __init__(self, connection: sqlite3.Connection, till: str) -> None:
        self._connection = connection
        self._till = till

    @property
    def connection(self) -> sqlite3.Connection:
        """For the questions that stand in files of their own."""
        return self._connection

    @property
    def till(self) -> str:
        """Whose book it is."""
        return self._till

    def supervisors_named(self) -> tuple[str, ...]:
        """Everybody who was ever named, each once, in that order."""
        named = self._connection.execute("SELECT body FROM entry WHERE kind = 'supervisor' ORDER BY seq")
        return tuple(dict.fromkeys(SUPERVISOR_NAMED.decode(body).name for (body,) in named))

    def evidence(self, uid: str) -> tuple[Evidence, ...]:
        """What was found out about a sale, oldest first."""
        return tuple(evidence_of(body, at) for at, body in self._connection.execute(_BESIDE, (uid, "evidence")))

    def sale_of_token(self, token: str) -> Sale | None:
        """The sale that gave a token, alone or as the first of several, as answered or as recovered."""
        row = self._connection.execute(_OF_TOKEN, (token,)).fetchone()
        return None if row is None else sale_of(row)

    def sales_of_tokens(self, tokens: Sequence[str]) -> tuple[Sale, ...]:
        """The sales that gave one of the tokens, newest first."""
        return sales_of_tokens(self._connection, tokens)

    def raw_answer(self, uid: str) -> RawAnswer | None:
        """The last answer that was kept for a sale."""
        row = self._connection.execute(
            "SELECT body, at, raw FROM entry WHERE seq = (SELECT answer_seq FROM sale WHERE uid = ?)", (uid,)
        ).fetchone()
        if row is None:
            return None
        return raw_answer_of(row[0], row[1], row[2])

    def sale(self, receipt_no: str) -> Sale | None:
        """One sale by its receipt number."""
        number = number_of(self._till, receipt_no)
        if number is None:
            return None
        row = self._connection.execute(f"SELECT {COLUMNS} FROM sale WHERE number = ?", (number,)).fetchone()  # noqa: S608
        return None if row is None else sale_of(row)

    def sales(
        self, meter: str, text: str, states: tuple[VendState, ...], before: int, limit: int
    ) -> tuple[Sale, ...]:
        """Sales, newest first."""
        return sales(self._connection, self._till, meter=meter, text=text, states=states, before=before, limit=limit)

    def key_change(self, meter: str, set_uid: str) -> tuple[Sale, ...]:
        """The sales of a key change of a meter, oldest first."""
        return key_change(self._connection, meter, set_uid)

    def _slip_bodies(self, uid: str) -> Iterator[Slip]:
        return (DECODER.decode(body) for _at, body in self._connection.execute(_BESIDE, (uid, "slip")))

    def slips_of(self, uid: str) -> tuple[SlipMade, ...]:
        """The slips that were made of a sale, oldest first."""
        return tuple(slip_made(body, at) for at, body in self._connection.execute(_BESIDE, (uid, "slip")))

    def sales_of_day(self, day: date, after: int, limit: int) -> tuple[Sale, ...]:
        """The sales of a local day with numbers above ``after``, oldest first."""
        return dated.sales_of_day(self._connection, day, after, limit)

    def count_of_day(self, day: date) -> int:
        """How many sales a local day has."""
        return dated.count_of_day(self._connection, day)

    def sales_of_year(self, meter: str, year: int, after: int, limit: int) -> tuple[Sale, ...]:
        """A meter's sales of a year, with numbers above ``after``, oldest first."""
        return dated.sales_of_year(self._connection, meter, year, after, limit)

    def count_of_year(self, meter: str, year: int) -> int:
        """How many sales a meter has in a year."""
        return dated.count_of_year(self._connection, meter, year)
