"""The support bundle: one ZIP with what a maintainer needs, and nothing that belongs to the shop's customers.

In it are the doctor's lines (versions, journal check, server, printers, clock), the settings without secrets, the log
and the crash reports. No book is in it: no sale, no token, no meter, no name of a customer or of a person.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vendingdesk import __version__
from vendingdesk.counter.declared import BY_KEY
from vendingdesk.counter.support import Support
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.wiring.folders import DataFolder
from vendingdesk.wiring.logs import FILES, LOG_NAME
from vendingdesk.wiring.scrub import Scrub

if TYPE_CHECKING:
    from vendingdesk.domain.trust import Connection, Trust
    from vendingdesk.wiring.crash_files import CrashFiles
    from vendingdesk.wiring.findings import Finding
    from vendingdesk.wiring.setup_policy import Layer

MOST = 5
"""Bundles that the till's own folder keeps: the newest."""

OPEN = ("server.fingerprint", "version")
"""Settings that are numbers to a mask and secrets to nobody."""

_ABOUT = """A support bundle of Vending Desk {version}, made {now}.

doctor.txt    what works on that machine and what does not: versions, folder, journal, server, printers, clock
settings.txt  the settings, without those that are secret
log/          what the program noted, the newest file first
crashes/      where the program broke, the newest first

Taken out: the passwords, sessions and codes of the run that wrote it, tokens, meter numbers and every other number of
nine digits and more (…), a number behind the word PIN; out of log and crash reports the names, places and telephone
numbers of customers and the names of people at the till, as far as the books know them. Where one is a word of the
program as well, that word is missing too. Look through it before you send it.
"""


def bundle(folder: DataFolder, findings: list[Finding], now: datetime, above: tuple[Layer, ...]) -> bytes:
    """The ZIP's bytes; what can't be read is said in its place. Blocks for the files' sake.

    ``above`` are the files of settings beside the till's own.
    """
    from vendingdesk.journal.known_names import known_names, known_phones, known_places

    plain = Scrub()
    scrub = Scrub(known_names(folder.path), places=known_places(folder.path), phones=known_phones(folder.path))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.txt", _ABOUT.format(version=__version__, now=f"{now:%Y-%m-%d %H:%M:%S %z}"))
        archive.writestr("doctor.txt", plain("".join(f"{finding}\n" for finding in findings)))
        archive.writestr("settings.txt", "".join(f"{line}\n" for line in settings_lines(folder, above, plain)))
        for name in (LOG_NAME, *(f"{LOG_NAME}.{age}" for age in range(1, FILES))):
            _add(archive, f"log/{name}", folder.log / name, scrub)
        from vendingdesk.wiring.crash_files import MOST as MOST_FAULTS
        from vendingdesk.wiring.crash_files import CrashFiles
        from vendingdesk.wiring.crash_text import short_files

        kept = CrashFiles(folder.crashes)
        for report in kept.files():
            _add(archive, f"crashes/{report.name}", report, lambda text: _words_only(text, scrub))
        for left in kept.faults()[:MOST_FAULTS]:
            _add(archive, f"crashes/{left.name}", left, lambda text: _words_only(short_files(text), scrub))
    return made.getvalue()


def _words_only(report: str, scrub: Callable[[str], str]) -> str:
    """A crash report with its sentences scrubbed; the lines of a trace are names of the code, somebody's or not."""
    return "".join(line if line[:1].isspace() else scrub(line) for line in report.splitlines(keepends=True))


def _add(archive: zipfile.ZipFile, name: str, file: Path, scrub: Callable[[str], str]) -> None:
    try:
        text = file.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return
    except OSError as error:
        text = f"can't be read: {error.strerror}\n"
    archive.writestr(name, scrub(text))


def settings_lines(folder: DataFolder, above: tuple[Layer, ...], scrub: Callable[[str], str]) -> Iterator[str]:
    """What counts, a line each, and who decided it; of what is secret only that it is there."""
    from vendingdesk.wiring.setup_layers import Layers
    from vendingdesk.wiring.setup_own import read_own

    try:
        layers = Layers(read_own(folder.setup_file), above)
    except VendingDeskError:
        yield "desk.toml can't be read; doctor.txt says why"
        return
    for path, value in layers.values.items():
        said = "is set" if BY_KEY[path].secret else f"= {_told(path, value, scrub)}"
        locked = ", locked" if layers.is_locked(path) else ""
        yield f"{path} {said}  ({layers.source(path)}{locked})"
    if not layers.values:
        yield "nothing is decided: every setting is as it comes"
    for path in layers.own.unusable:
        yield f"{path} stands in desk.toml and can't be used"


def _told(path: str, value: object, scrub: Callable[[str], str]) -> str:
    said = json.dumps(value, ensure_ascii=False, default=str)
    return said if path in OPEN else scrub(said)


class SupportBundles:
    """Makes them for the window; fits the counter's ``MakeBundle``. ``look`` gives the doctor's findings."""

    def __init__(
        self, folder: DataFolder, till: str, above: tuple[Layer, ...], look: Callable[[], list[Finding]]
    ) -> None:
        self._folder = folder
        self._till = till
        self._above = above
        self._look = look

    def __call__(self, folder: Path | None = None) -> Path:
        """A new one; without a ``folder`` in the till's own, where the newest few are kept.

        Raises ``EnvironmentFault`` when it can't be written.
        """
        from vendingdesk.receipts.whole_file import WholeFile

        now = datetime.now().astimezone()
        data = bundle(self._folder, self._look(), now, self._above)
        name = f"vendingdesk-support-{self._till}-{now:%Y%m%d-%H%M%S}.zip"
        file = WholeFile((folder or self._folder.support) / name)
        with file.guarded():
            file.file.write(data)
        file.finish()
        if folder is None:
            for old in sorted(self._folder.support.glob("vendingdesk-support-*.zip"), reverse=True)[MOST:]:
                old.unlink(missing_ok=True)
        return file.path


def support(
    folder: DataFolder, till: str, connection: Connection, above: tuple[Layer, ...], crashes: CrashFiles
) -> Support:
    """The use case of a running counter: its doctor asks the server that this run talks to."""

    def look() -> list[Finding]:
        from vendingdesk.wiring.doctor import look_at

        def wanted() -> Connection:
            return replace(connection, trust=_newer_trust(folder, above, connection))

        return look_at(folder, wanted, beside_sales=True)

    return Support(crashes, SupportBundles(folder, till, above, look))


def _newer_trust(folder: DataFolder, above: tuple[Layer, ...], connection: Connection) -> Trust:
    """What is trusted by now: for the server that is stored it may be newer than what this run began with."""
    from vendingdesk.api.address import parse_address
    from vendingdesk.wiring.setup_layers import Layers
    from vendingdesk.wiring.setup_own import read_own

    try:
        stored = Layers(read_own(folder.setup_file), above).connection()
        same = bool(stored.address) and parse_address(stored.address) == connection.address
    except VendingDeskError:
        same = False
    return stored.trust if same else connection.trust
