"""One line for a vend: which it is, and what became of it while nobody stood waiting for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vendingdesk import sts
from vendingdesk.domain.sale import Order, VendState
from vendingdesk.ui import words
from vendingdesk.ui.vends import Vend


def facts(order: Order) -> str:
    """Which sale it is, without a receipt: meter, what was ordered, whose it is."""
    parts = [sts.group_meter(order.meter), words.ordered(order), order.customer]
    return " · ".join(part for part in parts if part)


def state_of(vend: Vend) -> VendState:
    """Where a vend stands: what the program itself failed to follow is in doubt."""
    if vend.result is not None:
        return vend.result.sale.state
    if vend.error is not None:
        return VendState.NOT_SENT
    return VendState.IN_DOUBT if vend.answered else VendState.SENDING


def headline(vend: Vend) -> str:
    """What became of a sale that nobody stood waiting for, in one line."""
    match state_of(vend):
        case VendState.ISSUED if vend.found:
            text = _tr("The last run left a token that nobody has seen: %1")
        case VendState.ISSUED:
            text = _tr("Late token: %1")
        case VendState.REFUSED:
            text = _tr("Refused by the server, nothing sold: %1")
        case VendState.NOT_SENT:
            text = _tr("Not sold, nothing was sent: %1")
        case VendState.SENDING:
            text = _tr("Still waiting: %1")
        case _:
            text = _tr("Result unknown, keep the money: %1")
    return text.replace("%1", facts(vend.order))


def _tr(text: str) -> str:
    return QCoreApplication.translate("tray", text)
