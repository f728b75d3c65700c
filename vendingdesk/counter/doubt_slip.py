"""What slips say of a doubt: the slip to hold while it lasts, the one that settles it, a token that was found."""

from __future__ import annotations

from vendingdesk.counter.slip_frame import SIGNATURE, when, without_token
from vendingdesk.counter.slip_money import charge_fields, kind_line, paid, tender_lines
from vendingdesk.counter.slip_order import asked_lines, kind_lines
from vendingdesk.counter.slip_words import SlipWords, slip_key
from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.receipt import Block, Divider, Field, Note
from vendingdesk.domain.sale import Sale

PROOF_WORDS = {
    Proof.SERVER_RECORDS: slip_key("request not in the server’s records"),
    Proof.ACCOUNT_LIST: slip_key("no such token in the account’s list"),
    Proof.WRITTEN_WORD: slip_key("the utility’s written word"),
}
"""What proved that no token was issued, as slips say it."""


def held(sale: Sale, t: SlipWords) -> list[Block]:
    """The result is unknown: what the shop holds and what the customer is to wait for."""
    title: list[Block] = [Divider(), Note(t("HOLD SLIP – result unknown"), strong=True)]
    order = sale.order
    if order.amount is None:
        return [
            *title,
            *asked_lines(sale, t),
            Note(
                t(
                    "The vending server did not answer clearly. The token may have been issued. Keep this slip until "
                    "it is known, and do not ask for another token for this meter."
                )
            ),
        ]
    on_top = charge_fields(order, t, included=False)
    return [
        *title,
        *([Field(t("Electricity credit"), str(order.amount)), *on_top] if on_top else []),
        *([Field(t("Electricity credit"), str(order.amount))] if order.energy_price is not None else []),
        Field(t("Amount paid"), str(paid(order)), strong=True),
        *tender_lines(order, t),
        Note(
            t(
                "The vending server did not answer clearly. The token may have been issued. Keep this slip: the shop "
                "holds the money and will give you the token or the money when it is known."
            )
        ),
    ]


def found_later(sale: Sale, t: SlipWords) -> list[Block]:
    """When and by whom a token was found that first was in doubt; nothing for one that came at once."""
    settled = sale.settlement
    if settled is None:
        return []
    return [
        Divider(),
        Note(t("The result was unknown at first. The token was found afterwards.")),
        Field(t("Found"), when(settled.at)),
        Field(t("Entered by"), settled.by),
    ]


def settled_without_token(sale: Sale, settled: Settlement, t: SlipWords) -> list[Block]:
    """How a doubt ended without a token, who answers for that, and what is given back."""
    not_issued = settled.verdict is Verdict.NOT_ISSUED
    money = paid(sale.order)
    blocks: list[Block] = [
        Divider(),
        Note(t("SETTLED – no token was issued") if not_issued else t("SETTLED – token lost"), strong=True),
    ]
    if sale.order.management is not None:
        blocks += kind_lines(sale.order.management, t)
    if money is not None:
        blocks += [Field(t("Amount held"), str(money), strong=True), *kind_line(sale.order, t)]
    said = (
        t("The vending server issued no token for this request.")
        if not_issued
        else t("The vending server issued a token that can’t be obtained any more.")
    )
    owed = t("The amount held is given back, or goes into a new sale.") if money is not None else ""
    blocks += [
        Note(f"{said} {owed}".strip()),
        Field(t("Settled"), when(settled.at)),
        Field(t("Supervisor"), without_token(settled.supervisor, t)),
        *([Note(t("Settled by the seller alone (single owner)."))] if settled.single_owner else []),
        *([Field(t("Proof"), t(PROOF_WORDS[settled.proof]))] if settled.proof is not None else []),
        Field(t("Reference"), without_token(settled.reference, t)),
    ]
    return blocks


def received(sale: Sale, t: SlipWords) -> list[Block]:
    """Room for the customer's name: what was held was given back. An engineering token holds nothing."""
    if sale.order.amount is None:
        return []
    return [Divider(), Note(t("Money or new slip received (name, signature):")), *SIGNATURE]
