"""What a slip of a sale says: from the sale and the shop's settings to a receipt document."""

from __future__ import annotations

from datetime import datetime

from vendingdesk.counter.cancelled_slip import cancelled
from vendingdesk.counter.doubt_slip import found_later, held, received, settled_without_token
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip_frame import (
    PAGE_OF,
    Printed,
    at_server,
    banners,
    closing,
    copy_line,
    head,
    without_token,
)
from vendingdesk.counter.slip_money import money_lines
from vendingdesk.counter.slip_order import asked_lines
from vendingdesk.counter.slip_words import SlipWords, slip_key, slip_words
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import Declined, Issued, NothingSent, TokenWarning
from vendingdesk.domain.receipt import Block, Note, Receipt, SlipKind, Tokens
from vendingdesk.domain.sale import Sale, SaleKind, VendState

HOW_TO_ENTER = slip_key("Type the 20 digits on the meter’s keypad, then press Enter.")
HOW_NOT_YET = slip_key("Keep this slip. The shop asks the utility about this token.")
"""For a token of another class: what it would do to the meter nobody here knows."""

HOW_CREDIT_SHOWS = slip_key(
    "Type the 20 digits on the meter’s keypad, then press Enter. The meter shows the new credit."
)

LOUD = {
    TokenWarning.WRONG_CLASS: slip_key(
        "Please verify: this token does not look like what was asked for. Do not type it in before the utility has "
        "said what it is."
    ),
    TokenWarning.OTHER_METER: slip_key("Please verify: the server named another meter."),
    TokenWarning.OTHER_VALUE: slip_key("Please verify: {0} was asked for, the server named {1}."),
    TokenWarning.UNREADABLE_VALUE: slip_key("Please verify: the server’s amount can’t be read."),
}
"""What a slip says of a token that is worth a second look."""


def slip_for(
    sale: Sale, setup: DeskSetup, *, copy: int, printed_at: datetime, printed_by: str, why: str = ""
) -> Receipt:
    """The slip of a sale, as its state wants: sale, management, hold, settled or cancelled.

    ``copy`` is 1 for the original; from 2 on the slip says COPY n with who printed it, when and why (a ``CopyWhy`` or
    own words), and keeps the original date. Raises ``Refused`` for a sale that has nothing to hand over: so one
    section of a key change.
    """
    t = slip_words(setup.shop.language)
    order, settled = sale.order, sale.settlement
    title = ""
    match sale.state, sale.outcome:
        case (VendState.ISSUED | VendState.RECOVERED, _) if order.key_change is not None:
            raise Refused(f"{sale.receipt_no} is one section of a key change: it goes onto the slip of all four.")
        case (VendState.ISSUED | VendState.RECOVERED, _) if sale.issued is not None:
            credit = order.kind is SaleKind.CREDIT
            kind = SlipKind.SALE if credit else SlipKind.MANAGEMENT
            if setup.shop.tax_number and isinstance(order.amount, Money):
                title = t("Tax invoice")
            blocks = _sold(sale, sale.issued, t)
            end = _end(sale, setup, sale.issued, t)
        case (VendState.NOT_ISSUED | VendState.LOST, _) if settled is not None:
            kind, blocks = SlipKind.RESOLUTION, settled_without_token(sale, settled, t)
            end = [*received(sale, t), *closing(sale.receipt_no, setup)]
        case (VendState.SENDING | VendState.IN_DOUBT, _):
            kind, blocks, end = SlipKind.HOLD, held(sale, t), closing(sale.receipt_no, setup)
        case (VendState.REFUSED | VendState.NOT_SENT, (Declined() | NothingSent()) as outcome):
            kind, blocks, end = SlipKind.CANCELLED, cancelled(sale, outcome, t), closing(sale.receipt_no, setup)
        case _:
            raise Refused("There is no slip for this sale yet: nothing was asked for.")
    printed = Printed(copy, printed_at, printed_by, why)
    whole = [*head(sale, setup, t, title=title), *blocks, *at_server(sale, t), *end, *copy_line(printed, t)]
    name = t("Receipt {0}", sale.receipt_no)
    return Receipt(kind, name, tuple(whole), banners(setup, copy, t), t.language, t(PAGE_OF))


def _sold(sale: Sale, issued: Issued, t: SlipWords) -> list[Block]:
    """What was sold, its token with what is odd about it, the money."""
    verify = [Note(_verify(warning, sale, issued, t), strong=True) for warning in issued.warnings if warning in LOUD]
    money = money_lines(sale.order, t) if sale.order.kind is SaleKind.CREDIT else []
    return [*asked_lines(sale, t), Tokens(issued.tokens), *verify, *money, *found_later(sale, t)]


def _verify(warning: TokenWarning, sale: Sale, issued: Issued, t: SlipWords) -> str:
    """What is odd about a token; of another amount both numbers, in the server's words and in ours."""
    if warning is TokenWarning.OTHER_VALUE:
        return t(LOUD[warning], sale.order.amount, without_token(issued.value_text, t))
    return t(LOUD[warning])


def _end(sale: Sale, setup: DeskSetup, issued: Issued, t: SlipWords) -> list[Block]:
    """Codes and help; a token of another class is neither explained nor made easy to scan."""
    if TokenWarning.WRONG_CLASS in issued.warnings:
        return closing(sale.receipt_no, setup, Note(t(HOW_NOT_YET), strong=True))
    how = HOW_CREDIT_SHOWS if sale.order.kind is SaleKind.CREDIT else HOW_TO_ENTER
    return closing(sale.receipt_no, setup, Note(t(how)), issued.tokens)
