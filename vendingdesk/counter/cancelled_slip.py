"""What a slip says of a sale that came to nothing: refused by the server, or never sent to it."""

from __future__ import annotations

from vendingdesk.counter.slip_money import kind_line
from vendingdesk.counter.slip_order import kind_lines
from vendingdesk.counter.slip_words import SlipWords, slip_key
from vendingdesk.domain.outcome import Declined, NothingSent, NotSentCause, RefusalReason
from vendingdesk.domain.receipt import Block, Divider, Field, Note
from vendingdesk.domain.sale import Order, Sale

REFUSALS = {
    RefusalReason.SESSION_ENDED: slip_key("The shop was no longer signed in at the vending server."),
    RefusalReason.NOT_ALLOWED: slip_key("The shop’s account may not issue tokens of this kind."),
    RefusalReason.QUOTA_USED_UP: slip_key("The vending server had too much to do."),
    RefusalReason.NO_SUCH_METER: slip_key("The vending server does not know this meter."),
    RefusalReason.HANDLER_REFUSED: slip_key("The vending server refused the request."),
    RefusalReason.WRONG_ADDRESS: slip_key("The vending server was not found at its address."),
}
"""Why the server sold nothing, in words for a customer. Its own text is not printed: it may hold any digits."""

NOT_SENT = {
    NotSentCause.UNREACHABLE: slip_key("The vending server could not be reached."),
    NotSentCause.TIMED_OUT: slip_key("The vending server could not be reached in time."),
    NotSentCause.TLS: slip_key("The connection to the vending server was not safe."),
    NotSentCause.BUSY: slip_key("The shop’s till had too much to do."),
    NotSentCause.JOURNAL: slip_key("The shop’s till could not write the sale down."),
    NotSentCause.BAD_ADDRESS: slip_key("The vending server’s address can’t be used."),
    NotSentCause.INTERRUPTED: slip_key("The shop’s till stopped before anything was asked for."),
}
"""Why nothing was asked for at all."""


def cancelled(sale: Sale, outcome: Declined | NothingSent, t: SlipWords) -> list[Block]:
    """That nothing was sold, why, and that nothing is owed. No digits of its own that could pass for a token."""
    management, amount = sale.order.management, sale.order.amount
    why = REFUSALS[outcome.reason] if isinstance(outcome, Declined) else NOT_SENT[outcome.cause]
    if management is not None:
        return [
            Divider(),
            Note(t("CANCELLED – no token was issued"), strong=True),
            *kind_lines(management, t),
            Note(t(why)),
        ]
    return [
        Divider(),
        Note(t("CANCELLED – nothing was sold"), strong=True),
        Field(t("Not sold"), str(amount), strong=True),
        Note(t(why)),
        *_handed(sale.order, t),
        Note(t("The customer owes nothing. Money that was handed over is given back.")),
    ]


def _handed(order: Order, t: SlipWords) -> list[Block]:
    """What was handed over, and how: all of it goes back."""
    tender = order.tender
    if tender is None or tender.tendered is None:
        return kind_line(order, t)
    return [*kind_line(order, t), Field(t("Cash received"), str(tender.tendered), strong=True)]
