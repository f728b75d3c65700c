"""What “Save” on the Settings page does: look at everything first, ask where it matters, then keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from vendingdesk.counter.declared import BY_KEY
from vendingdesk.domain.errors import UserCancelled
from vendingdesk.ui import looks
from vendingdesk.ui.leave import with_leave
from vendingdesk.ui.sure_dialog import sure

if TYPE_CHECKING:
    from vendingdesk.counter.desk import Desk
    from vendingdesk.counter.guard import Leave
    from vendingdesk.counter.printer_check import PrinterLook
    from vendingdesk.counter.settings_draft import Draft
    from vendingdesk.ui.tasks import TaskRegistry


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of it: a sentence in a role of the message line, and what to mend beside fields (nothing is kept)."""

    said: str
    role: str = "good"
    refused: Mapping[str, str] = field(default_factory=dict)


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


async def keep(desk: Desk, tasks: TaskRegistry, window: QWidget, draft: Draft, look: PrinterLook) -> Kept:
    """Keep a draft. Raises ``UserCancelled`` and what ``Settings`` raises; then nothing was kept."""
    if look.refused:
        return Kept(_tr("Not saved. %1").replace("%1", look.refused), "danger")
    if draft.values:
        weighed = await desk.settings.weigh(draft.values)
        if weighed.refused:
            return Kept(_tr("Not saved. Mend what stands in red first."), "danger", weighed.refused)
        if weighed.told and not await _sure(tasks, window, weighed.told):
            raise UserCancelled
    others = (draft.shop, draft.printing, draft.money) != (desk.setup.shop, desk.setup.printing, desk.setup.money)
    sold_otherwise = draft.money != desk.setup.money

    async def write(leave: Leave | None) -> None:
        if draft.values:
            await desk.settings.keep_values(draft.values, about=", ".join(draft.values), leave=leave)
        if others:
            await desk.settings.change(shop=draft.shop, printing=draft.printing, money=draft.money, leave=leave)

    await with_leave(desk, tasks, window, write)
    app = QApplication.instance()
    if "screen.look" in draft.values and isinstance(app, QApplication):
        looks.wear(app, draft.values["screen.look"])
    if look.warned:
        return Kept(_tr("Saved. But: %1").replace("%1", look.warned), "warning")
    if any(BY_KEY[path].restart for path in draft.values):
        return Kept(_tr("Saved. Some of it counts from the next start on: close the program and open it again."))
    if not others:
        return Kept(_tr("Saved."))
    return Kept(
        _tr("Saved. It counts from the next sale on.")
        if sold_otherwise
        else _tr("Saved. It counts from the next slip on.")
    )


async def _sure(tasks: TaskRegistry, window: QWidget, told: tuple[str, ...]) -> bool:
    title = _tr("Change what sales hang on?")
    return await sure(tasks, window, title=title, said="\n\n".join(told), done=_tr("Change it"))
