"""The command ``journal restore``: a backup's journal, then the register and the settings where none are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault, Refused
from vendingdesk.wiring.folders import DEMO_MARK, JOURNAL, SETUP_FILE, DataFolder
from vendingdesk.wiring.setup_file import logo_beside, read_setup
from vendingdesk.wiring.trust_file import ca_beside

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
"""Endings of a logo that is taken over: never a name of the data folder's own files."""


def restore_till(
    folder: DataFolder,
    file: Path,
    till: str,
    *,
    last_receipt: int | None,
    last_z: int | None,
    progress: Callable[[int, int], None] | None,
) -> Iterator[str]:
    """Go on from a backup, and yield the lines to show while it goes on; done again, it goes on where it broke off.

    Raises ``EnvironmentFault``.
    """
    from vendingdesk.counter.clock import SystemClock
    from vendingdesk.journal.backup_sides import put_beside
    from vendingdesk.journal.faults import RestoredAlready
    from vendingdesk.journal.restoring import restore
    from vendingdesk.journal.shop_backup import is_shop_backup

    beside = list(_beside(folder, file)) if is_shop_backup(file) else []
    try:
        at = SystemClock().now()
        yield str(restore(folder.path, till, file, at, last_receipt=last_receipt, last_z=last_z, progress=progress))
    except RestoredAlready:
        if not any((file / name).is_file() and not folder.has(name) for name in beside):
            raise
        yield f"{folder.path / JOURNAL} was restored before and goes on; what is still missing is put beside it"
    trouble = ""
    for name in beside:
        try:
            put = put_beside(file / name, folder.path)
        except EnvironmentFault as error:
            trouble = str(error)
            continue
        if put is not None:
            yield f"{put} was put there from the backup"
            if name == SETUP_FILE:
                yield from _server(folder)
    if trouble:
        raise EnvironmentFault(
            f"The journal is in its place, but not all that belongs beside it. {trouble} Run this again with an "
            "older backup of this till: what is still missing is taken from there."
        )


def _beside(folder: DataFolder, backup: Path) -> Iterator[str]:
    """The names that are taken over and no others: a folder on a stick may have anything in it."""
    from vendingdesk.journal.register import REGISTER_NAME

    settings = folder if folder.has(SETUP_FILE) else DataFolder(backup)
    logo = logo_beside(settings.setup_file)
    yield DEMO_MARK  # a demo's books stay a demo's
    yield SETUP_FILE
    if logo is not None and logo.suffix.lower() in PICTURES:
        yield logo.name
    ca_file = ca_beside(settings.setup_file)
    if ca_file is not None:
        yield ca_file.name
    yield REGISTER_NAME


def _server(folder: DataFolder) -> Iterator[str]:
    """Say where the settings send a password and sales, and whether that is where the last sale went."""
    from vendingdesk.api.address import parse_address
    from vendingdesk.journal.backup_sides import last_server

    named = read_setup(folder.setup_file).connection.address
    if not named:
        return
    before = last_server(folder.path / JOURNAL)
    try:
        same = parse_address(named) == before
    except Refused:
        same = False
    if before and not same:
        yield (
            f"Look out: these settings name the server {named}, and the last sale in the journal went to {before}. "
            "Do not sign in before you know why."
        )
    else:
        yield f"The server in these settings: {named}"
