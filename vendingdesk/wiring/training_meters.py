"""The training meters' files: one for each meter, in the demo's data folder, for its owner alone."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.sts.virtual_meter import MeterStateError

LARGEST = 64 * 1024
"""Bytes of a file; a state has one or two thousand."""


class TrainingMeterFiles:
    """Reads and writes plain JSON; what it means is not known here. Meter numbers are digits, so names are safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, meter_number: str) -> object:
        """The state that was kept; None without one.

        Raises ``MeterStateError`` for a file that holds no JSON, ``EnvironmentFault`` for one that can't be read.
        """
        try:
            with self._file(meter_number).open("rb") as file:
                kept = file.read(LARGEST + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise EnvironmentFault(
                f"The training meter's file can't be read ({error.strerror}). Look after the folder {self._folder}."
            ) from error
        try:
            if len(kept) > LARGEST:
                raise ValueError
            found: object = json.loads(kept)
        except (ValueError, RecursionError):
            raise MeterStateError("file") from None
        if found is None:
            raise MeterStateError("file")
        return found

    def write(self, meter_number: str, state: Mapping[str, object]) -> None:
        """Put a whole new file in the place of the old one; raises ``EnvironmentFault``."""
        target = self._file(meter_number)
        making = target.with_suffix(".new")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                json.dump(state, file)
                file.flush()
                os.fsync(file.fileno())
            making.replace(target)
        except OSError as error:
            raise EnvironmentFault(
                f"The training meter can't be kept ({error.strerror}). Free some space in {self._folder}, then go on."
            ) from error

    def _file(self, meter_number: str) -> Path:
        if not (meter_number.isascii() and meter_number.isdigit()):
            raise ValueError("a meter number has digits only")
        return self._folder / f"{meter_number}.json"
