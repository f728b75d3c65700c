"""Numbers of Z reports: which was given out last, so that a restored book gives none out twice without a word."""

from __future__ import annotations

import sqlite3

import msgspec

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal.day_entries import SHIFTS, ShiftClosed, Switched
from vendingdesk.journal.entries import RESTORED
from vendingdesk.journal.schema import DAY

ASK_Z = "Look at the newest Z report of this till, and say its number (0 where there is none): --last-z NUMBER"
AND_Z = "; and the number of its newest Z report (0 where there is none): --last-z NUMBER"

FARTHEST_Z = 10_000
"""How many Z reports the newest may be beyond what is known: more is a slip of the finger."""

_CLOSED = f"SELECT body FROM entry WHERE kind IN {DAY} AND kind = 'shift_closed' ORDER BY seq DESC LIMIT 1"  # noqa: S608
_SWITCHED = f"SELECT body FROM entry WHERE kind IN {DAY} AND kind = 'switched'"  # noqa: S608
_RESTORED = "SELECT body FROM entry WHERE kind = 'restored'"
_SHIFT_CLOSED = msgspec.json.Decoder(ShiftClosed)
_SWITCH = msgspec.json.Decoder(Switched)


def last_z(connection: sqlite3.Connection) -> int:
    """The highest number of a Z report that a book gave out or passed over, 0 for none."""
    closed = [_SHIFT_CLOSED.decode(body).number for (body,) in connection.execute(_CLOSED)]
    return max((*closed, *(RESTORED.decode(body).last_z for (body,) in connection.execute(_RESTORED))), default=0)


def ever_kept_shifts(connection: sqlite3.Connection) -> bool:
    """Whether shifts were ever switched on."""
    return any(_SWITCH.decode(body).what == SHIFTS for (body,) in connection.execute(_SWITCHED))


def believe_z(newest: int, last: int, highest: int) -> None:
    """Refuse a newest Z report that can't be it: raises ``EnvironmentFault``."""
    why = ""
    if newest < last:
        why = f"is below {last}, the last that was made before the backup"
    elif newest > highest + FARTHEST_Z:
        why = f"is more than {FARTHEST_Z:,} beyond {highest}, the highest known here"
    if why:
        raise EnvironmentFault(
            f"Nothing was changed: Z report {newest} {why}. Look at the newest Z report of this till again, and say "
            "its number: --last-z NUMBER"
        )
