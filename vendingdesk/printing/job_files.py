"""Print jobs on the disk: two private files each, a JSON of how it stands and the slip itself as PDF.

They are written whole and synced, so that a restart finds either the state before or the state after.
"""

from __future__ import annotations

import logging
import os
import re
from contextlib import suppress
from pathlib import Path

import msgspec

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import PrintJob

log = logging.getLogger(__name__)

_UID = re.compile(r"[0-9a-f]{32}")
_LARGEST = 64 * 1024
"""Bytes of a job's JSON; one has less than one thousand."""

DAMAGED = ".damaged"
"""What stands behind the name of a file that could not be read."""


class PrintJobFiles:
    """The jobs of one folder. All methods block and raise ``EnvironmentFault``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reader = msgspec.json.Decoder(PrintJob)
        self._aside: list[str] = []

    @property
    def put_aside(self) -> tuple[str, ...]:
        """The files that could not be read, as they are called now."""
        return tuple(self._aside)

    def keep(self, job: PrintJob, pdf: bytes | None = None) -> None:
        """Write a job down as it stands; its PDF first, so that no job is without one."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if pdf is not None:
                self._write(f"{job.uid}.pdf", pdf)
            self._write(f"{job.uid}.json", msgspec.json.encode(job))
        except OSError as error:
            raise EnvironmentFault(
                f"A print job can’t be noted in {self._folder} ({error.strerror}). Free some space on the disk: "
                "until then a restart does not know which slips did not come out."
            ) from error

    def forget(self, uid: str) -> None:
        """Nothing has to be remembered of it any more; one that is not there is no fault."""
        try:
            for name in (f"{uid}.json", f"{uid}.pdf"):  # a PDF alone is nobody's: it goes at the next start
                (self._folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise EnvironmentFault(
                f"A finished print job can’t be taken out of {self._folder} ({error.strerror}): the next start may "
                "ask about it once more."
            ) from error

    def unfinished(self) -> tuple[PrintJob, ...]:
        """What an earlier run left, oldest first; what can't be read is put aside, what belongs to no job goes."""
        try:
            names = sorted(os.listdir(self._folder))  # noqa: PTH208 - names, before anything is made of them
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise EnvironmentFault(
                f"The print jobs of the last run in {self._folder} can’t be read ({error.strerror})."
            ) from error
        found = [job for name in names if name.endswith(".json") and (job := self._read(name)) is not None]
        owned = {f"{job.uid}.pdf" for job in found}
        for name in names:
            if name.endswith(".part") or (name.endswith(".pdf") and name not in owned):
                with suppress(OSError):
                    (self._folder / name).unlink()
        return tuple(sorted(found, key=lambda job: (job.made_at, job.uid)))

    def pdf(self, uid: str) -> bytes:
        """The PDF of a kept job."""
        try:
            return (self._folder / f"{uid}.pdf").read_bytes()
        except OSError as error:
            raise EnvironmentFault(
                f"The slip of that print job can’t be read ({error.strerror}). Print it from History instead."
            ) from error

    def _read(self, name: str) -> PrintJob | None:
        file = self._folder / name
        try:
            with file.open("rb") as stream:
                content = stream.read(_LARGEST + 1)
            job = self._reader.decode(content) if len(content) <= _LARGEST else None
        except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
            job = None
        whole = (
            job is not None
            and name == f"{job.uid}.json"
            and _UID.fullmatch(job.uid) is not None
            and job.made_at.tzinfo is not None
            and (self._folder / f"{job.uid}.pdf").is_file()
        )
        if whole:
            return job
        log.warning("the print job %s can't be read: put aside with %s behind its name", name, DAMAGED)
        with suppress(OSError):
            file.replace(file.with_name(name + DAMAGED))
        self._aside.append(name + DAMAGED)
        return None

    def _write(self, name: str, content: bytes) -> None:
        target = self._folder / name
        making = target.with_name(f"{name}.part")
        making.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            making.replace(target)
        except OSError:
            with suppress(OSError):
                making.unlink(missing_ok=True)
            raise
        self._sync()

    def _sync(self) -> None:
        """Have the renaming on the disk, where folders can be synced."""
        if os.name == "posix":  # pragma: no branch
            descriptor = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
