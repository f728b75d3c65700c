"""What the doctor finds of a till's upkeep: its backups, the policy it stands under, and what broke."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.wiring.findings import Finding
from vendingdesk.wiring.folders import DEMO_MARK, JOURNAL, DataFolder

if TYPE_CHECKING:
    from vendingdesk.wiring.setup_layers import Layers
    from vendingdesk.wiring.setup_policy import Layer

OLD = timedelta(days=7)
"""A backup that is older than this, or a crash that is younger, is something to look at."""


def register(folder: DataFolder) -> Finding:
    """Whether this program can use the list of customers and people."""
    from vendingdesk.journal.register import REGISTER_NAME
    from vendingdesk.journal.register_copy import register_version

    file = folder.path / REGISTER_NAME
    try:
        if not folder.has(REGISTER_NAME):
            return Finding("register", "none yet: the first start makes it")
        version = register_version(folder.path)
    except VendingDeskError as error:
        return Finding("register", f"{file} can't be used", str(error))
    return Finding("register", f"{file} has version {version} of its file")


def backups(folder: DataFolder, stored: Layers | None) -> Finding:
    """When the last backup was made from here, and whether it can still be found."""
    from vendingdesk.wiring.shop_backups import DataBackups

    if folder.has(DEMO_MARK):
        return Finding("backups", "a demo needs none")
    if not folder.has(JOURNAL):
        return Finding("backups", "nothing to back up yet")
    chosen = stored.setup().backup_folder if stored is not None else ""
    last = DataBackups(folder, "").last()
    make = "Back up in Settings (F10), or with: vendingdesk journal backup FOLDER, on a stick or another disk."
    if last is None:
        where = f"they would go to {chosen}" if chosen else "no folder is chosen for them"
        return Finding("backups", f"none was made from here, and {where}", make)
    said = f"the last one {last.at:%Y-%m-%d %H:%M}, {last.sales} sales, {last.path}"
    if datetime.now(UTC) - last.at > OLD:
        return Finding("backups", said, f"It is older than {OLD.days} days. {make}")
    if not last.path.exists():
        return Finding("backups", f"{said} (not to be seen just now: its disk may be away)")
    return Finding("backups", said)


def policy() -> Finding:
    """What is decided for all tills of this machine."""
    from vendingdesk.wiring.policy_place import policy_file
    from vendingdesk.wiring.setup_policy import Source, read_layer

    try:
        file = policy_file()
        read = read_layer(Source.POLICY, file)
    except VendingDeskError as error:
        return Finding("policy", "can't be used, so no counter starts here", str(error))
    if not read.said and not read.locked:
        return Finding("policy", "none" if not file.exists() else f"{file} says nothing")
    locked = f"locks {', '.join(sorted(read.locked))}" if read.locked else "locks nothing"
    return Finding("policy", f"{file} decides {len(read.said)} settings and {locked}")


def above() -> tuple[Layer, ...]:
    """The policy, as far as it can be read."""
    from vendingdesk.wiring.policy_place import policy_file
    from vendingdesk.wiring.setup_policy import Source, read_layer

    try:
        return (read_layer(Source.POLICY, policy_file()),)
    except VendingDeskError:
        return ()


def crashes(folder: DataFolder) -> Finding:
    """What broke, as far as its reports are kept."""
    from vendingdesk.wiring.crash_files import CrashFiles

    found = CrashFiles(folder.crashes).known()
    if not found:
        return Finding("crashes", "none are known")
    newest = found[0]
    how = "it ended the program" if newest.ended else "the program went on"
    said = f"{len(found)} kept in {folder.crashes}, the newest of {newest.at.astimezone():%Y-%m-%d %H:%M}: {how}"
    new = datetime.now(UTC) - newest.at < OLD
    to_do = "Send a support bundle to whoever looks after the program: vendingdesk doctor --bundle FILE."
    return Finding("crashes", said, to_do if new else "")
