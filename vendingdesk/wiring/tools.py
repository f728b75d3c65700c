"""The commands without a window: simulator, journal, receipt."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.sale import Sale
from vendingdesk.wiring.folders import DEMO_MARK, JOURNAL, SETUP_FILE, DataFolder, data_folder
from vendingdesk.wiring.last_words import discard
from vendingdesk.wiring.output import check_output, output
from vendingdesk.wiring.setup_layers import decided
from vendingdesk.wiring.streams import unheard

if TYPE_CHECKING:
    from vendingdesk.counter.setup import DeskSetup
    from vendingdesk.simulator.certificate import CertificateKind
    from vendingdesk.simulator.vending import AccountKind


_SLIP_ROOM = 512 * 1024
"""Bytes; a slip takes less."""


def run_simulator(
    *,
    port: int,
    tls: CertificateKind | None,
    state: Path | None,
    seed: int | None,
    account: AccountKind,
    parent_watch: bool,
) -> int:
    """Serve until SIGTERM or SIGINT; raises ``EnvironmentFault`` when port or folder can't be used."""
    from vendingdesk.simulator.ledger import SimulatorError
    from vendingdesk.simulator.server import serve

    try:
        return serve(
            port=port,
            tls=tls or False,
            state=state,
            seed=seed,
            account_kind=account,
            parent_watch=parent_watch,
            out=sys.stdout,
        )
    except SimulatorError as error:
        raise EnvironmentFault(str(error)) from error


def _journal_file(data_dir: str | None) -> tuple[DataFolder, Path]:
    folder = data_folder(data_dir, demo=False)
    file = folder.path / JOURNAL
    if not folder.has(JOURNAL):
        raise EnvironmentFault(f"There is no journal in {folder.path}. Name its folder with --data-dir.")
    return folder, file


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """Shows how far a verification is, to a person at a terminal alone; wiped away at the end."""
    if not sys.stderr.isatty():
        yield None
        return
    shown = ""

    def show(done: int, total: int) -> None:
        nonlocal shown
        text = f"{100 * done // max(total, 1)} % of {total} entries"
        if text != shown:
            print(f"\r{text}", end="", file=sys.stderr, flush=True)
            shown = text

    try:
        yield show
    finally:
        print(f"\r{' ' * len(shown)}\r", end="", file=sys.stderr, flush=True)


def verify_journal(data_dir: str | None) -> int:
    """Check everything and say what was found; raises ``EnvironmentFault`` with what to do when it is broken."""
    from vendingdesk.journal.faults import RESTORE
    from vendingdesk.journal.opening import check_last_written
    from vendingdesk.journal.verification import verify

    _folder, file = _journal_file(data_dir)
    with _progress() as progress:
        found = verify(file, progress)
    print(found, flush=True)
    if not found.unbroken:
        raise EnvironmentFault(f"The journal {file} is damaged. {RESTORE}")
    check_last_written(file)
    return 0


def back_up_till(data_dir: str | None, place: Path, config: Path | None = None) -> int:
    """Back the whole till up into a folder, also while a counter runs, and say where it is."""
    from vendingdesk.counter.clock import SystemClock
    from vendingdesk.journal.opening import check_last_written
    from vendingdesk.wiring.shop_backups import DataBackups

    folder, file = _journal_file(data_dir)
    with _progress() as progress:
        backups = DataBackups(folder, _setup(folder, config).till)
        made = backups.back_up(place, SystemClock().now(), progress, lambda: False)
    print(f"{made.path}: {made.entries} entries, {made.sales} sales, verified")
    check_last_written(file)
    return 0


def back_up_journal(data_dir: str | None, out: Path | None) -> int:
    """Copy the journal, also while a counter runs, and say where the verified copy is."""
    from vendingdesk.counter.clock import SystemClock
    from vendingdesk.journal.backup import NoPlace, back_up, backup_place
    from vendingdesk.journal.opening import check_last_written

    _folder, file = _journal_file(data_dir)
    place = backup_place(file, SystemClock().now()) if out is None else out
    try:
        with _progress() as progress:
            made = back_up(file, place, progress)
    except NoPlace as error:
        raise EnvironmentFault(f"{error} Or name another place for the backup with --out.") from error
    print(made, flush=True)
    check_last_written(file)
    return 0


def restore_journal(
    data_dir: str | None,
    file: Path,
    last_receipt: str | None,
    last_z: int | None = None,
    config: Path | None = None,
) -> int:
    """Put a backup in the place of a lost or damaged journal, and say what is missing now."""
    from vendingdesk.journal.listing import number_of
    from vendingdesk.journal.shop_backup import is_shop_backup
    from vendingdesk.wiring.restoration import restore_till

    folder = data_folder(data_dir, demo=False)
    # A folder without settings gets those of the backup: its till is what the journal's must be.
    from_backup = is_shop_backup(file) and not folder.has(SETUP_FILE)
    till = _setup(DataFolder(file) if from_backup else folder, config).till
    number = None if last_receipt is None else number_of(till, last_receipt)
    if last_receipt is not None and number is None:
        raise EnvironmentFault(
            f"“{last_receipt}” is no receipt number of this till: type it as the slip shows it, like {till}-000124."
        )
    with _progress() as progress:
        lines = restore_till(folder, file, till, last_receipt=number, last_z=last_z, progress=progress)
        first = next(lines)
    print(first)
    for line in lines:
        print(line)
    return 0


def _setup(folder: DataFolder, config: Path | None) -> DeskSetup:
    from vendingdesk.wiring.demo import demo_setup

    setup = decided(folder.setup_file, config).setup()
    return demo_setup(setup) if folder.has(DEMO_MARK) else setup


def export_journal(data_dir: str | None, out: Path | None) -> int:
    """Every sale as CSV, to a file or standard output; of a damaged journal too, which is said afterwards."""
    from vendingdesk.journal.verification import verify

    folder, file = _journal_file(data_dir)
    if out is not None:
        check_output(out, folder.path)
    with _progress() as progress:
        found = verify(file, progress)
    _write_export(folder, file, out)
    if not found.unbroken:
        raise EnvironmentFault(f"The journal {file} is damaged ({found.problem}): rows of the export may be wrong.")
    return 0


def _write_export(folder: DataFolder, file: Path, out: Path | None) -> None:
    from vendingdesk.journal.export import write_csv

    if out is None:
        if unheard(sys.stdout):
            raise EnvironmentFault("There is no standard output to write the export to. Name a file with --out.")
        try:
            write_csv(file, sys.stdout)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            discard(sys.stdout)
            raise EnvironmentFault(
                f"The export can't be written ({error.strerror}). Name a file with --out."
            ) from error
        return
    with output(out, folder.path) as binary:
        stream = TextIOWrapper(binary, encoding="utf-8", newline="")
        write_csv(file, stream)
        stream.flush()
        stream.detach()


def write_receipt(data_dir: str | None, number: str, paper: str | None, out: Path, config: Path | None = None) -> int:
    """Draw the slip of a sale again, on the shop's paper if no other is named.

    The copy is counted when no counter holds the journal, else refused.
    """
    from vendingdesk.counter.clock import SystemClock
    from vendingdesk.counter.copies import CopyWhy
    from vendingdesk.counter.guard import Guard
    from vendingdesk.counter.history import History
    from vendingdesk.counter.permits import Permits
    from vendingdesk.counter.print_setup import PrintSetup
    from vendingdesk.counter.receipt import MakeSlip
    from vendingdesk.counter.session import Session
    from vendingdesk.counter.settings import Settings
    from vendingdesk.domain.printing import PaperName
    from vendingdesk.journal.people_book import PeopleBook
    from vendingdesk.journal.sqlite_journal import SqliteJournal
    from vendingdesk.printing.folder import SlipFolder
    from vendingdesk.receipts import PdfSlips

    check_output(out, data_folder(data_dir, demo=False).path)
    folder, _file = _journal_file(data_dir)
    folder.check_ours()
    setup = _setup(folder, config)

    async def work() -> bytes:
        journal = SqliteJournal(folder.path, setup.till)
        await journal.open()
        try:
            sale: Sale = await History(journal).sale(number)
            settings = Settings(
                replace(setup, printing=PrintSetup(paper=PaperName(paper) if paper else setup.printing.paper))
            )
            clock = SystemClock()
            # Whoever can run commands here can read the files too: no PIN would keep them from it.
            permits = Permits(Guard(Session(clock)), PeopleBook(journal), clock)
            keep = SlipFolder(folder.slips).keep
            make = MakeSlip(journal, PdfSlips(), settings=settings, clock=clock, keep=keep, permits=permits)
            return (await make(sale, operator="command line", medium="pdf", why=CopyWhy.COMMAND_LINE)).pdf
        finally:
            await journal.close()

    with output(out, folder.path, room=_SLIP_ROOM) as file:  # all but the writing can fail before a copy is counted
        file.write(asyncio.run(work()))
    return 0
