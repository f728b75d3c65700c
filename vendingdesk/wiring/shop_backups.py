"""Makes backups of a data folder and remembers the last one."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vendingdesk.counter.backup import BackupDone, Went
from vendingdesk.wiring.folders import DEMO_MARK, DataFolder
from vendingdesk.wiring.setup_file import logo_beside
from vendingdesk.wiring.trust_file import ca_beside

if TYPE_CHECKING:
    from vendingdesk.journal.shop_backup import ShopBackup

log = logging.getLogger(__name__)

LAST = "backup.last"
"""The file in the data folder that says when and where the last backup was made."""


def settings_files(folder: DataFolder) -> tuple[Path, ...]:
    """What a shop decided: the setup file, its logo and its CA file where they lie beside it, the mark of a demo.

    A setup file that somebody broke meanwhile is backed up as it is: the books must not wait for it.
    """
    beside = (logo_beside(folder.setup_file), ca_beside(folder.setup_file))
    return (folder.setup_file, folder.path / DEMO_MARK, *(each for each in beside if each is not None))


class DataBackups:
    """Fits the counter's ``ShopBooks``."""

    def __init__(self, folder: DataFolder, till: str) -> None:
        self._folder = folder
        self._till = till

    def back_up(self, place: Path, at: datetime, went: Went | None, cancelled: Callable[[], bool]) -> BackupDone:
        """A new one in a folder, verified where it lies."""
        from vendingdesk.journal.shop_backup import back_up_shop

        made: ShopBackup = back_up_shop(
            self._folder.path,
            place,
            self._till,
            at,
            others=settings_files(self._folder),
            progress=went,
            cancelled=cancelled,
        )
        done = BackupDone(made.path, at, made.found.entries, made.found.sales)
        self._remember(done)
        return done

    def _remember(self, done: BackupDone) -> None:
        """The backup is there all the same when this can't be written: only the reminder comes once too often."""
        said = {"path": str(done.path), "at": done.at.isoformat(), "entries": done.entries, "sales": done.sales}
        making = self._folder.path / f"{LAST}.new"
        try:
            making.write_text(json.dumps(said), encoding="utf-8")
            making.replace(self._folder.path / LAST)
        except OSError as error:
            log.warning("the last backup can't be noted: %s", error)

    def last(self) -> BackupDone | None:
        """What is remembered; None where nothing is, or nothing that can be read."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads((self._folder.path / LAST).read_text(encoding="utf-8"))
            at = datetime.fromisoformat(said["at"])
            if at.tzinfo is not None:
                return BackupDone(Path(said["path"]), at, int(said["entries"]), int(said["sales"]))
        return None
