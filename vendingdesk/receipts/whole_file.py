"""A private file that comes to its place whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from vendingdesk.domain.errors import EnvironmentFault


class WholeFile:
    """Written under another name; ``finish`` moves it to ``path``, ``give_up`` leaves nothing.

    Readable by its owner alone. Raises ``EnvironmentFault`` with what to do when the disk is at fault, and leaves
    nothing then either.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unfinished = path.with_name(f"{path.name}.part")
        with self.guarded():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._unfinished.unlink(missing_ok=True)
            opened = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
            self.file: BinaryIO = os.fdopen(opened, "wb")

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """What is written inside may fail with a sentence."""
        try:
            yield
        except OSError as error:
            self.give_up()
            raise EnvironmentFault(
                f"The file could not be saved in {self.path.parent} ({error.strerror}). Free some space or choose "
                "another data folder, then save it again."
            ) from error

    def finish(self) -> None:
        """Put it onto the disk and into its place."""
        with self.guarded():
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            self._unfinished.replace(self.path)

    def give_up(self) -> None:
        """Leave nothing; harmless after the end."""
        with suppress(OSError, AttributeError):  # a full disk keeps the last bytes from being written, too
            self.file.close()
        with suppress(OSError):
            self._unfinished.unlink(missing_ok=True)


_BINARY = getattr(os, "O_BINARY", 0)
"""Windows would else turn line ends into two bytes, below Python."""
