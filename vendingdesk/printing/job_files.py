"""Print jobs on the disk: two private files each, a JSON of how it stands and the slip itself as PDF.

They are written whole and synced, so that a restart finds either the state before or the state after.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import msgspec

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.printing import DONE, PrintJob

log = logging.getLogger(__name__)

_UID = re.compile(r"[0-9a-f]{32}")
_LARGEST = 64 * 1024
"""Bytes of a job's JSON; one has less than one thousand."""

_YEARS = range(2000, 9000)
"""When a job may have been made: outside of them no time can be added to it."""

_COPIES = range(1, 1_000_000)

_AS_IT_IS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""A link is not followed, and a pipe that nobody writes into is not waited for; Windows has neither in a folder."""

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
            self._write(f"{job.uid}.json", msgspec.json.encode(_writable(job)))
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
            return self._content(f"{uid}.pdf")
        except OSError as error:
            raise EnvironmentFault(
                f"The slip of that print job can’t be read ({error.strerror}). Print it from History instead."
            ) from error

    def _read(self, name: str) -> PrintJob | None:
        file = self._folder / name
        try:
            content = self._content(name, _LARGEST + 1)
            job = self._reader.decode(content) if len(content) <= _LARGEST else None
        except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
            job = None
        whole = (
            job is not None
            and name == f"{job.uid}.json"
            and _UID.fullmatch(job.uid) is not None
            and _possible(job)
            and self._is_file(f"{job.uid}.pdf")
        )
        if whole:
            return job
        log.warning("the print job %s can't be read: put aside with %s behind its name", name, DAMAGED)
        with suppress(OSError):
            file.replace(file.with_name(name + DAMAGED))
        self._aside.append(name + DAMAGED)
        return None

    def _content(self, name: str, most: int = -1) -> bytes:
        """What stands in a file of the folder itself; raises ``OSError`` for a link, a pipe or whatever else."""
        with os.fdopen(os.open(self._folder / name, os.O_RDONLY | _AS_IT_IS), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.EINVAL, "It is no ordinary file", name)
            return file.read(most)

    def _is_file(self, name: str) -> bool:
        try:
            return stat.S_ISREG((self._folder / name).lstat().st_mode)
        except OSError:
            return False

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


def _writable(job: PrintJob) -> PrintJob:
    """The job, with what UTF-8 can't write (a folder's name in another encoding) spelled as an escape."""
    spelled: dict[str, Any] = {}
    for field in fields(job):
        text = getattr(job, field.name)
        if type(text) is str:
            spelled[field.name] = text.encode("utf-8", "backslashreplace").decode()
    return replace(job, **spelled)


def _possible(job: PrintJob) -> bool:
    """Whether a run can have left it like this."""
    made = job.made_at
    return made.tzinfo is not None and made.year in _YEARS and job.copy in _COPIES and job.state not in DONE
