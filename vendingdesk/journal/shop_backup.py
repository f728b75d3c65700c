"""A whole till's backup in a folder of its own: the journal, the register, and the settings beside them.

It is made under another name, verified where it lies, named when it is whole, and looked at again under that name.
Older ones go when there are many, and only after that: the newest good one is never among them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from vendingdesk.journal.backup import NoPlace, copy, placed
from vendingdesk.journal.backup_folders import (
    MANIFEST,
    Manifest,
    alone,
    part_of,
    put_manifest,
    remove_abandoned,
    remove_old,
    whole,
)
from vendingdesk.journal.faults import JournalDamaged, told
from vendingdesk.journal.files import SIDES, beside, private_file, stamp, sync_file, sync_folder
from vendingdesk.journal.opening import JOURNAL_NAME, read_only
from vendingdesk.journal.register import REGISTER_NAME
from vendingdesk.journal.register_copy import copy_register
from vendingdesk.journal.verification import BESIDE_SALES_KIB, Cancelled, Progress, Verification, verify

KEPT = 30
"""Backups of a till that stay in a folder."""

SPARE = 4 * 1024 * 1024
"""Bytes that are left free beside a backup."""

HOW_TO = "RESTORE.txt"

_WORDS = """This is a backup of the till {till}, made by Vending Desk.

To go on from it on another machine:

1. Install Vending Desk there.
2. vendingdesk journal restore FOLDER --last-receipt NUMBER
   FOLDER is this folder, NUMBER is on the newest slip of this till.
   A till that keeps shifts: also --last-z NUMBER, the number of its newest Z report (0 for none).
   It puts the journal in its place, and the register and the settings where there are none.
3. Start Vending Desk.
"""


@dataclass(frozen=True, slots=True)
class ShopBackup:
    """A backup that was verified in full; ``str()`` is the line to show."""

    path: Path
    found: Verification

    def __str__(self) -> str:
        """One sentence."""
        return f"{self.path}: {self.found}"


def back_up_shop(
    data: Path,
    place: Path,
    till: str,
    at: datetime,
    *,
    others: Iterable[Path] = (),
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    kept: int = KEPT,
) -> ShopBackup:
    """Copy a data folder's books and ``others`` of its files into a new folder in ``place``; it is only read.

    Also while a counter runs. ``place`` is not made: a stick that is not plugged in would be made on the wrong disk.
    ``progress`` and ``cancelled`` are those of the verification. Raises ``NoPlace`` where the place is at fault,
    another ``EnvironmentFault`` where the books are or another backup is being made; nothing is left behind.
    """
    data, place = data.absolute(), place.absolute()
    files = [file for file in others if file.is_file()]
    _check_place(data, place)
    _check_room(place, sum(_size(each) for each in (data / JOURNAL_NAME, data / REGISTER_NAME, *files)))
    with alone(place, till):
        with placed(place):
            remove_abandoned(place, till)
            making = part_of(place / f"vendingdesk-{till}-{stamp(at)}")
            making.mkdir(mode=0o700)
        with placed(making):
            try:
                put_manifest(making, Manifest(till))
                found = _verified(data, making, progress, cancelled)
                said = _fill(making, data, files, Manifest(till, at.timestamp(), "", found.entries, found.head))
                path = _free(place, f"vendingdesk-{till}-{stamp(at)}")
                making.rename(path)
                sync_folder(place)
            except BaseException:
                shutil.rmtree(making, ignore_errors=True)
                raise
        if whole(path) != said:
            raise NoPlace(f"The backup {path} was changed while it was made, so it is not whole: back up again.")
        remove_old(place, till, path, said.book, kept)
    return ShopBackup(path, found)


def is_shop_backup(folder: Path) -> bool:
    """Whether a folder is such a backup, and no data folder."""
    return (folder / HOW_TO).is_file() and (folder / JOURNAL_NAME).is_file()


def _check_place(data: Path, place: Path) -> None:
    if not place.is_dir():
        raise NoPlace(f"There is no folder {place}. Plug the stick in, or choose another folder for backups.")
    if place.resolve() == data.resolve() or data.resolve() in place.resolve().parents:
        raise NoPlace(f"{place} is in the data folder, and would be lost with it: choose a folder on another disk.")


def _size(file: Path) -> int:
    """Bytes of a file with what SQLite has beside it."""
    with told(file):
        return sum(each.stat().st_size for each in (beside(file, side) for side in SIDES[:2]) if each.exists())


def _check_room(place: Path, needed: int) -> None:
    with placed(place):
        free = shutil.disk_usage(place).free
    if free < needed + SPARE:
        mega = 1_000_000
        raise NoPlace(
            f"There is too little room in {place}: a backup takes {-(-(needed + SPARE) // mega)} MB, and "
            f"{free // mega} MB are free. Remove something there, or choose another folder for backups."
        )


def _free(place: Path, name: str) -> Path:
    """A name that nothing has: two backups may come in one second."""
    path, number = place / name, 1
    while path.exists():
        number += 1
        path = place / f"{name}-{number}"
    return path


def _verified(data: Path, making: Path, progress: Progress | None, cancelled: Cancelled | None) -> Verification:
    """Copy the journal, and read the copy from end to end."""
    copy(data / JOURNAL_NAME, making / JOURNAL_NAME)
    found = verify(making / JOURNAL_NAME, progress, cancelled, kib=BESIDE_SALES_KIB)
    if not found.unbroken:
        raise JournalDamaged(
            f"The journal in {data} is damaged, so no backup of it was kept ({found.problem}). Keep the journal and "
            "the backups that you have, and check it: vendingdesk journal verify."
        )
    return found


def _fill(making: Path, data: Path, files: Sequence[Path], said: Manifest) -> Manifest:
    """Everything beside the journal; returns what the backup says of itself."""
    if (data / REGISTER_NAME).exists():
        copy_register(data / REGISTER_NAME, making / REGISTER_NAME)
    for file in files:
        _copy_file(file, making / file.name)
    how_to = making / HOW_TO
    private_file(how_to)
    how_to.write_text(_WORDS.format(till=said.till), encoding="utf-8")
    with read_only(making / JOURNAL_NAME) as journal:
        (book,) = journal.execute("SELECT hash FROM entry WHERE seq = 1").fetchone()
    sizes = {file.name: file.stat().st_size for file in making.iterdir() if file.name != MANIFEST}
    said = msgspec.structs.replace(said, book=book.hex(), files=sizes)
    put_manifest(making, said)
    for file in making.iterdir():
        sync_file(file)
    sync_folder(making)
    return said


def _copy_file(file: Path, out: Path) -> None:
    content = file.read_bytes()
    making = beside(out, ".part")
    making.unlink(missing_ok=True)
    private_file(making)
    making.write_bytes(content)
    sync_file(making)
    making.replace(out)
