"""Dialogs without a nested loop: open one and await what the person decided."""

import asyncio

from PySide6.QtWidgets import QDialog
from shiboken6 import isValid


async def wait_dialog(dialog: QDialog) -> int:
    """Open ``dialog`` and give its result code; one destroyed with its parent counts as rejected.

    If the waiting task is cancelled the dialog goes too: nobody would act on its answer.
    """
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def settle(code: int) -> None:
        if not answer.done():
            answer.set_result(code)

    def on_destroyed() -> None:
        settle(QDialog.DialogCode.Rejected.value)

    dialog.finished.connect(settle)
    dialog.destroyed.connect(on_destroyed)
    try:
        QDialog.open(dialog)  # by its class: a QPrintDialog has an open() of another shape
        return await answer
    except asyncio.CancelledError:
        answer.cancel()
        if isValid(dialog):
            dialog.done(QDialog.DialogCode.Rejected.value)  # not reject(): it may ask back
        raise
    finally:
        if isValid(dialog):
            dialog.finished.disconnect(settle)
            dialog.destroyed.disconnect(on_destroyed)
