"""What start-up found, in full sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vendingdesk.counter.recovery import Recovered
from vendingdesk.domain.key_change import KeyChangeSet
from vendingdesk.domain.program import ProgramUpdate
from vendingdesk.domain.sale import Sale, VendState


def start_line(recovered: Recovered, left_out: int = 0) -> str:
    """What is new: another program, settings left out, what the last run left unfinished; empty for nothing."""
    parts = []
    if recovered.update is not None:
        parts.append(_updated(recovered.update))
    if left_out:
        parts.append(_tr("Some settings could not be used and were left out. Settings (F10) says which and why."))
    if recovered.sales:
        parts.append(_many(len(recovered.sales), _tr("The last run ended during a sale."), _during()))
    for state, (one, many) in _found().items():
        if count := recovered.count(state):
            parts.append(_many(count, one, many))
    parts += _unseen(recovered)
    return " ".join(parts)


def _updated(update: ProgramUpdate) -> str:
    """That another version goes on with the books, and where they are as they were."""
    text = _tr("Vending Desk has version %1 now; it had %2.")
    if update.now == update.before:
        text = _tr("The journal has a new form.")
    if update.kept:
        text = f"{text} {_tr('The journal as it was is kept: %3 in the data folder.')}"
    return text.replace("%1", update.now).replace("%2", update.before).replace("%3", update.kept)


def to_see(recovered: Recovered) -> tuple[Sale, ...]:
    """Sales whose result stands in the tray from the start: tokens found on the disk, and what was left unseen."""
    found = tuple(sale for sale in recovered.sales if sale.state is VendState.ISSUED)
    return (*found, *recovered.unseen)


def change_of(recovered: Recovered, sale: Sale) -> KeyChangeSet | None:
    """The key change that a sale is a part of."""
    part = sale.order.key_change
    return next((each for each in recovered.changes if part is not None and each.set_uid == part.set_uid), None)


def _unseen(recovered: Recovered) -> list[str]:
    """Results that perhaps nobody saw: those in the tray, and the token that stood on the screen."""
    parts = []
    if recovered.unseen:
        if recovered.cut_off:
            one = _tr("The last run was cut off before somebody saw 1 result: it stands above.")
            many = _tr("The last run was cut off before somebody saw %1 results: they stand above.")
        else:
            one = _tr("The last run ended before somebody saw 1 result: it stands above.")
            many = _tr("The last run ended before somebody saw %1 results: they stand above.")
        parts.append(_many(len(recovered.unseen), one, many))
    last = recovered.unprinted
    if last is not None and all(sale.uid != last.uid for sale in recovered.unseen):
        text = _tr("The last run was cut off, and its last token, %1, has no slip: look in History.")
        if parts:
            text = _tr("Its last token, %1, has no slip: look in History.")
        parts.append(text.replace("%1", last.receipt_no))
    return parts


def _found() -> dict[VendState, tuple[str, str]]:
    return {
        VendState.ISSUED: (
            _tr("1 token was found in an answer on disk: it stands above."),
            _tr("%1 tokens were found in answers on disk: they stand above."),
        ),
        VendState.IN_DOUBT: (
            _tr("1 sale is in doubt: do not sell to its meter, and keep the money."),
            _tr("%1 sales are in doubt: do not sell to their meters, and keep the money."),
        ),
        VendState.REFUSED: (
            _tr("1 sale had been refused by the server: nothing was sold."),
            _tr("%1 sales had been refused by the server: nothing was sold."),
        ),
        VendState.NOT_SENT: (
            _tr("1 sale had not been sent: the customer was not charged."),
            _tr("%1 sales had not been sent: the customers were not charged."),
        ),
    }


def _during() -> str:
    return _tr("The last run ended during %1 sales.")


def _many(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.replace("%1", str(count))


def _tr(text: str) -> str:
    return QCoreApplication.translate("opening", text)
