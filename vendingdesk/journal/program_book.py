"""Which version of the program writes a book: written down when it is another one than before."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from vendingdesk.domain.program import ProgramUpdate
from vendingdesk.journal.book import Book
from vendingdesk.journal.faults import RESTORE, JournalDamaged
from vendingdesk.journal.kept_copies import copies_of
from vendingdesk.journal.program_entries import KNOWN, LAST_PROGRAM, PRODUCT, ProgramChanged
from vendingdesk.journal.schema import VERSION

_FIRST = "SELECT body FROM entry WHERE seq = 1"


def note_program(book: Book, folder: Path, at: datetime) -> ProgramUpdate | None:
    """Write down that this program goes on with the book of a data folder, where the last one was another.

    Returns what changed, ``None`` for nothing. A start that was cut off before this entry is made up for by the next.
    Raises ``JournalDamaged`` where nobody can say who wrote last.
    """
    ask = book.connection.execute
    try:
        last = KNOWN.decode((ask(LAST_PROGRAM).fetchone() or ask(_FIRST).fetchone())[0])
    except msgspec.MsgspecError as error:
        raise JournalDamaged(f"The journal does not say which program wrote it ({error}). {RESTORE}") from error
    if last.product == PRODUCT and last.version == VERSION:
        return None
    kept = ""
    if last.version < VERSION:  # by what is in it: copies of earlier updates may be there, too
        end = (book.entries, bytes.fromhex(book.head))
        kept = next((each.name for each in copies_of(folder, VERSION, VERSION - 1, end)), "")
    book.append(ProgramChanged(PRODUCT, VERSION, kept), at)
    return ProgramUpdate(_number(PRODUCT), _number(last.product), kept)


def _number(product: str) -> str:
    return product.removeprefix("vendingdesk ")
