"""``vendingdesk doctor``: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import os
import platform
import shlex
import stat
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from vendingdesk import __version__
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.print_setup import WayKind
from vendingdesk.domain.trust import Connection, Trust
from vendingdesk.resources import resource
from vendingdesk.wiring import doctor_server, doctor_upkeep
from vendingdesk.wiring.findings import Finding
from vendingdesk.wiring.folders import JOURNAL, DataFolder, data_folder
from vendingdesk.wiring.setup_layers import Layers, decided

_LIBRARIES = ("PySide6-Essentials", "qasync", "httpx", "reportlab", "msgspec")


def examine(
    data_dir: str | None,
    server: str | None,
    trust: Trust | None,
    out: Path | None = None,
    config: Path | None = None,
) -> int:
    """Print a line for each thing looked at; 0 when nothing has to be done. ``out`` is a file for a support bundle.

    Raises ``EnvironmentFault`` when that can't be written.
    """
    folder = data_folder(data_dir, demo=False)
    if out is not None:
        from vendingdesk.wiring.output import check_output

        check_output(out, folder.path, "--bundle")
    findings = look_at(folder, lambda: _wanted(folder, config, server, trust), config)
    for finding in findings:
        print(finding, flush=True)
    if out is not None:
        from vendingdesk.wiring.output import output
        from vendingdesk.wiring.support_bundle import bundle

        with output(out, folder.path, option="--bundle") as file:
            file.write(bundle(folder, findings, datetime.now(UTC).astimezone(), doctor_upkeep.above()))
        print(f"{out}: a support bundle. Look into it before you send it; nothing in it is secret.")
    return 1 if any(finding.to_do for finding in findings) else 0


def look_at(
    folder: DataFolder,
    wanted: Callable[[], Connection | None],
    config: Path | None = None,
    *,
    beside_sales: bool = False,
) -> list[Finding]:
    """Look at everything, one after the other; blocks, as long as the server and the journal take.

    ``wanted`` gives the server to ask, and None before the settings are mended. ``beside_sales`` leaves the machine's
    memory to a counter that runs; ``config`` is a file of settings.
    """
    looks: list[Callable[[], Finding]] = [
        _versions,
        lambda: _folder(folder),
        lambda: _journal(folder, beside_sales=beside_sales),
        lambda: doctor_upkeep.register(folder),
        lambda: doctor_upkeep.backups(folder, _readable(folder, config)),
    ]
    then: list[Callable[[], Finding]] = [
        lambda: _settings(folder, config),
        lambda: _fonts(folder, config),
        lambda: _logo(folder, config),
        lambda: _printer(folder, config),
        lambda: _printers(folder),
        doctor_upkeep.policy,
        lambda: doctor_upkeep.crashes(folder),
        _clock,
    ]
    return [*(look() for look in looks), *_server(wanted), *(look() for look in then)]


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
    if os.name == "posix" and (mode := stat.S_IMODE(folder.path.stat().st_mode)) & 0o077:
        return Finding(
            "folder",
            f"{folder.path} can be written, and other users of this machine may look into it (mode {mode:04o})",
            f"Make it yours alone: chmod 700 {shlex.quote(str(folder.path))}",
        )
    return Finding("folder", f"{folder.path} can be written")


def _journal(folder: DataFolder, *, beside_sales: bool) -> Finding:
    from vendingdesk.journal.opening import check_last_written
    from vendingdesk.journal.verification import BESIDE_SALES_KIB, CHECKING_KIB, verify

    file = folder.path / JOURNAL
    try:
        if not folder.has(JOURNAL):
            return Finding("journal", "none yet: the first start makes it")
        found = verify(file, kib=BESIDE_SALES_KIB if beside_sales else CHECKING_KIB)
    except VendingDeskError as error:
        return Finding("journal", f"{file} can't be read", str(error))
    if not found.unbroken:
        return Finding("journal", str(found), "Stop selling with it and keep the file: restore the last backup.")
    try:
        check_last_written(file)
    except VendingDeskError as error:
        return Finding("journal", str(found), str(error))
    return Finding("journal", str(found))


def _wanted(folder: DataFolder, config: Path | None, named: str | None, trust: Trust | None) -> Connection | None:
    stored = _readable(folder, config)
    return None if stored is None else stored.connection(named, trust)


def _server(wanted: Callable[[], Connection | None]) -> list[Finding]:
    try:
        connection = wanted()
    except VendingDeskError as error:
        return [Finding("server", "not tried", str(error))]
    if connection is None:
        return [Finding("server", "not tried before the settings are mended")]
    return doctor_server.server(connection)


def _readable(folder: DataFolder, config: Path | None) -> Layers | None:
    """The settings, if the counter would start with them."""
    try:
        stored = decided(folder.setup_file, config)
        stored.setup()
    except VendingDeskError:
        return None
    return stored


def _settings(folder: DataFolder, config: Path | None) -> Finding:
    from vendingdesk.wiring.setup_mending import read_left_out
    from vendingdesk.wiring.setup_salvage import left_out_sentence

    try:
        setup = decided(folder.setup_file, config).setup()
    except VendingDeskError as error:
        return Finding("settings", f"{folder.setup_file} has a line to mend", str(error))
    notices = [*setup.notices, *(left_out_sentence(*each) for each in read_left_out(folder.setup_file).said.items())]
    if notices:
        return Finding("settings", " ".join(notices), "Set them again in Settings (F10).")
    printing = setup.printing
    named = printing.printer or printing.device or printing.host
    where = f" ({named})" if named and printing.way is not WayKind.PDF else ""
    return Finding("settings", f"{printing.paper} paper, way {printing.way}{where}, slips in {setup.shop.language}")


def _fonts(folder: DataFolder, config: Path | None) -> Finding:
    from vendingdesk.counter.preview import shop_words
    from vendingdesk.receipts import missing_scripts

    stored = _readable(folder, config)
    missing = missing_scripts(shop_words(stored.setup().shop)) if stored is not None else ()
    if not missing:
        return Finding("fonts", "all of the shop's words can be printed")
    marks = ", ".join(f"[{script}]" for script in missing)
    return Finding(
        "fonts",
        f"no font on this machine can print {', '.join(missing)}: slips show {marks}",
        "Install a font for it, then start again.",
    )


def _logo(folder: DataFolder, config: Path | None) -> Finding:
    from vendingdesk.receipts import check_logo

    stored = _readable(folder, config)
    if stored is None or stored.merged.logo_file is None:
        return Finding("logo", "none")
    try:
        check_logo(stored.merged.logo())
    except VendingDeskError as error:
        return Finding("logo", "can't be used: slips go without", str(error))
    return Finding("logo", f"{stored.merged.logo_file} can be printed")


def _printer(folder: DataFolder, config: Path | None) -> Finding:
    from vendingdesk.wiring.paper_ways import paper_ways

    stored = _readable(folder, config)
    printing = stored.setup().printing if stored is not None else None
    if printing is None or printing.way is WayKind.PDF:
        return Finding("printing", "slips are saved as PDF; a printer is named in Settings (F10)")
    try:
        found = paper_ways(folder.slips).way(printing).check(printing.paper)
    except VendingDeskError as error:
        return Finding("printing", "no printer can be asked", str(error))
    return Finding(
        "printing",
        " ".join(each.found for each in found),
        " ".join(each.to_do for each in found if each.to_do),
    )


def _printers(folder: DataFolder) -> Finding:
    from vendingdesk.wiring.paper_ways import paper_ways

    names = paper_ways(folder.slips).printers()
    return Finding("printer", ", ".join(names) or "none set up in the system: slips can be saved as PDF")


def _clock() -> Finding:
    now = datetime.now(UTC).astimezone()
    # A frozen program has no files of its modules, but it came with this one.
    born = datetime.fromtimestamp(resource("icons/vendingdesk.svg").stat().st_mtime, UTC)
    to_do = "Set the clock: it stands before this program was installed." if now < born else ""
    return Finding("clock", f"{now:%Y-%m-%d %H:%M:%S %z}", to_do)
