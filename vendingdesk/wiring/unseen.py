"""Results that the last run had to close over: logging off does not wait for eyes, but the next start does."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"[A-Z0-9]{1,8}-\d{6,12}")
_LONGEST = 4096


class UnseenFile:
    """Receipt numbers, one a line; the journal has the sales. Neither method raises: the journal is what counts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[str, ...]:
        """The numbers that were left; what is none is passed over."""
        try:
            with self._path.open(encoding="ascii", errors="replace") as file:
                return tuple(_NUMBER.findall(file.read(_LONGEST)))
        except FileNotFoundError:
            return ()
        except OSError as error:
            log.warning("what the last run left unseen can't be read: %s", error)
            return ()

    def write(self, numbers: tuple[str, ...]) -> None:
        """Keep these for the next start; with none the file goes."""
        try:
            if not numbers:
                self._path.unlink(missing_ok=True)
                return
            making = self._path.with_name(f"{self._path.name}.new")
            with making.open("w", encoding="ascii") as file:
                file.write("\n".join(numbers))
                file.flush()
                os.fsync(file.fileno())
            making.replace(self._path)
        except OSError as error:
            log.warning("what nobody has seen can't be noted: %s", error)
