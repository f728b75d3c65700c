"""Slips as PDF files in the folder of slips."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from vendingdesk.domain.paper import Handed, PaperWork, PrinterFinding, PrintLook
from vendingdesk.domain.printing import JobState, PaperName, PrinterFault

LONGEST_NAME = 100

_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
"""What some file system does not take in a name."""


class SlipFolder:
    """Where slips are kept: every one a private file, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, name: str, pdf: bytes) -> Path:
        """Write a slip under a name, in place of an older one; returns the file. Raises ``PrinterFault``."""
        target = self.folder / name
        unfinished = target.with_name(f"{name}.part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.unlink(missing_ok=True)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(pdf)
            unfinished.replace(target)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise PrinterFault(
                f"The slip could not be saved in {self.folder} ({error.strerror}). The sale is safe; free some space "
                "or choose another data folder, then save it again."
            ) from error
        return target


class FolderWay:
    """Slips as files named by their titles; the same slip again replaces its own file."""

    def __init__(self, folder: Path) -> None:
        self._files = SlipFolder(folder)

    @property
    def name(self) -> str:
        """The folder."""
        return str(self._files.folder)

    def send(self, work: PaperWork) -> Handed:
        """Write the PDF; the answer says where."""
        return Handed(said=f"Saved as {self._files.keep(file_name(work.title), work.pdf)}.")

    def look(self, handed: Handed) -> PrintLook:
        """A file that was written is there."""
        return PrintLook(JobState.SENT, handed.said)

    def withdraw(self, handed: Handed) -> bool:  # noqa: ARG002 - a file that was saved stays
        """What was saved stays."""
        return False

    def check(self, paper: PaperName) -> tuple[PrinterFinding, ...]:  # noqa: ARG002 - a file takes any paper
        """Whether the folder can be written."""
        folder = self._files.folder
        probe = folder / f".try-{os.getpid()}.part"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe.touch(mode=0o600)
            probe.unlink()
        except OSError as error:
            return (
                PrinterFinding(
                    f"Slips can’t be saved in {folder} ({error.strerror}).",
                    "Free some space, make the folder writable, or choose another data folder.",
                ),
            )
        return (PrinterFinding(f"Slips are saved as PDF in {folder}."),)


def file_name(title: str) -> str:
    """A file's name for a slip's title, good on every system."""
    plain = _UNFIT.sub("-", title).strip(" .-")[:LONGEST_NAME].rstrip(" .-") or "slip"
    return f"{plain}.pdf"
