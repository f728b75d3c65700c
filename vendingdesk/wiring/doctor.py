"""``vendingdesk doctor``: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vendingdesk import __version__
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.wiring.folders import JOURNAL, DataFolder, data_folder
from vendingdesk.wiring.setup_file import read_setup

_LIBRARIES = ("PySide6-Essentials", "qasync", "httpx", "reportlab", "msgspec")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: a word, what was found, and what to do (empty when all is well)."""

    about: str
    found: str
    to_do: str = ""


def examine(data_dir: str | None, server: str | None, ca_file: Path | None) -> int:
    """Print a line for each thing looked at; 0 when nothing has to be done."""
    folder = data_folder(data_dir, demo=False)
    looks: list[Callable[[], Finding]] = [
        _versions,
        lambda: _folder(folder),
        lambda: _journal(folder),
        lambda: _server(folder, server, ca_file),
        _printers,
        _clock,
    ]
    findings = [look() for look in looks]
    for finding in findings:
        print(f"{'ok  ' if not finding.to_do else 'LOOK'}  {finding.about:<9} {finding.found}")
        if finding.to_do:
            print(f"      {'':<9} → {finding.to_do}")
    return 1 if any(finding.to_do for finding in findings) else 0


def _versions() -> Finding:
    from vendingdesk.journal import SQLITE_VERSION

    parts = [f"vendingdesk {__version__}", f"Python {platform.python_version()}", f"SQLite {SQLITE_VERSION}"]
    missing = []
    for library in _LIBRARIES:
        try:
            parts.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            missing.append(library)
    known = not getattr(sys, "frozen", False)
    to_do = f"Install the program again: {', '.join(missing)} is missing." if missing and known else ""
    return Finding("versions", ", ".join(parts), to_do)


def _folder(folder: DataFolder) -> Finding:
    try:
        folder.make()
        with tempfile.TemporaryFile(dir=folder.path) as probe:
            probe.write(b"x")
            os.fsync(probe.fileno())
    except (VendingDeskError, OSError) as error:
        return Finding("folder", f"{folder.path}: {error}", "Make it writable, or name another with --data-dir.")
    return Finding("folder", f"{folder.path} can be written")


def _journal(folder: DataFolder) -> Finding:
    from vendingdesk.journal.opening import check_last_written
    from vendingdesk.journal.verification import verify

    file = folder.path / JOURNAL
    try:
        if not folder.has(JOURNAL):
            return Finding("journal", "none yet: the first start makes it")
        found = verify(file)
    except VendingDeskError as error:
        return Finding("journal", f"{file} can't be read", str(error))
    if not found.unbroken:
        return Finding("journal", str(found), "Stop selling with it and keep the file: restore the last backup.")
    try:
        check_last_written(file)
    except VendingDeskError as error:
        return Finding("journal", str(found), str(error))
    return Finding("journal", str(found))


def _server(folder: DataFolder, named: str | None, ca_file: Path | None) -> Finding:
    from vendingdesk.api.client import VendingClient

    try:
        stored = read_setup(folder.setup_file)
        stored.setup()  # a line to mend is a finding too
        address = named or stored.server
        if not address:
            return Finding("server", "none named", "Name it with --server https://… to have it tried.")
        client = VendingClient(address, ca_file=ca_file or stored.ca_file)

        async def ask() -> str:
            try:
                await client.captcha()
            finally:
                await client.close()
            return f"{client.address} answers and gives a verification picture"

        return Finding("server", asyncio.run(ask()))
    except VendingDeskError as error:
        return Finding("server", named or "the address in the setup file", str(error))


def _printers() -> Finding:
    from vendingdesk.ui.printers import printer_names

    names = printer_names()
    if names:
        return Finding("printer", ", ".join(names))
    return Finding("printer", "none set up: slips can be saved as PDF and printed to a file")


def _clock() -> Finding:
    now = datetime.now(UTC).astimezone()
    born = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    to_do = "Set the clock: it stands before this program was installed." if now < born else ""
    return Finding("clock", f"{now:%Y-%m-%d %H:%M:%S %z}", to_do)
