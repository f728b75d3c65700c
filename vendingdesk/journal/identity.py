"""What identifies a whole journal, and how two journals of one book stand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vendingdesk.journal.entries import RESTORED, Restored
from vendingdesk.journal.faults import JournalDamaged
from vendingdesk.journal.mark import Mark, holds
from vendingdesk.journal.opening import read_only
from vendingdesk.journal.verification import Progress, Verification, verify
from vendingdesk.journal.z_numbers import ever_kept_shifts, last_z


@dataclass(frozen=True, slots=True)
class Identity:
    """A journal that was verified in full.

    ``first`` is the hash of its first entry, ``last_number`` the highest number that it gave out or passed over,
    ``restorations`` are the entries by which it went on from a backup, oldest first; ``last_z`` is the highest Z
    report that it made or passed over, and ``keeps_shifts`` says that it kept shifts at any time.
    """

    found: Verification
    till: str
    first: bytes
    last_number: int
    restorations: tuple[Restored, ...]
    last_z: int = 0
    keeps_shifts: bool = False

    @property
    def head(self) -> Mark:
        """Its end, as a place that another journal may have or not."""
        return Mark(self.found.entries, bytes.fromhex(self.found.head), self.last_number, self.first)


def identified(path: Path, progress: Progress | None = None) -> Identity:
    """Verify a journal in full. Raises ``JournalDamaged``, ``JournalLost`` or another ``EnvironmentFault``."""
    found = verify(path, progress)
    if not found.unbroken:
        raise JournalDamaged(found.problem)
    with read_only(path) as connection:
        till, first = connection.execute("SELECT till, hash FROM entry WHERE seq = 1").fetchone()
        asked = "SELECT body FROM entry WHERE kind = 'restored' ORDER BY seq"
        restorations = tuple(RESTORED.decode(body) for (body,) in connection.execute(asked))
        report, shifts = last_z(connection), ever_kept_shifts(connection)
    passed = max((each.next_number - 1 for each in restorations), default=0)
    return Identity(found, till, first, max(found.last_number, passed), restorations, report, shifts)


def has(path: Path, place: Mark) -> bool:
    """Whether the journal at ``path`` has the entry that ``place`` names. Raises ``EnvironmentFault``."""
    with read_only(path) as connection:
        return holds(connection, place)


def merely_restored(path: Path, journal: Identity, other: Path) -> bool:
    """Whether all that ``journal``, at ``path``, has and ``other`` has not is what programs write by themselves.

    That is the entry of the restoration, the ends that sales under way were given, and which version of the program
    writes. Raises ``EnvironmentFault``.
    """
    with read_only(path) as ours, read_only(other) as theirs:
        for each in reversed(journal.restorations):
            if holds(theirs, Mark(each.backup_seq, bytes.fromhex(each.backup_hash), 0, b"")):
                asked = (
                    "SELECT count(*) FROM entry WHERE seq > ? "
                    "AND kind NOT IN ('restored', 'sending', 'concluded', 'program')"
                )
                return bool(ours.execute(asked, (each.backup_seq,)).fetchone()[0] == 0)
    return False
