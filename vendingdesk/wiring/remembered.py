"""The user name that the sign-in offers: kept in a private file, and only where somebody ticked “Remember me”."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

REMEMBERED = "remembered"
"""The file in the data folder: one line, the name. Never a password, never a session."""

LONGEST = 64
"""Characters of a name, as many as the dialog takes."""


class RememberedFile:
    """Fits the counter's ``RememberName``. Neither method raises: a name that has to be typed again stops nobody."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / REMEMBERED

    def read(self) -> str:
        """The name, empty for none. What no dialog would have taken is passed over."""
        try:
            with self._path.open(encoding="utf-8") as file:
                name = file.read(LONGEST + 2).strip()
        except (OSError, ValueError):
            return ""
        return name if len(name) <= LONGEST and name.isprintable() else ""

    def write(self, name: str) -> None:
        """Keep this name; an empty one takes the file away. Called in a worker thread."""
        making = self._path.with_name(f"{REMEMBERED}.new")
        try:
            making.unlink(missing_ok=True)  # a run that ended right here left it
            if name:
                self._make(making, name)
            else:
                self._path.unlink(missing_ok=True)
        except (OSError, ValueError) as error:
            import logging

            logging.getLogger(__name__).warning("the user name can't be remembered: %s", error)

    def _make(self, making: Path, name: str) -> None:
        """Write it beside its place and move it there: a half-made one is never read."""
        line = f"{name}\n".encode()
        with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        making.replace(self._path)
