"""What a slip says: from a sale and the shop's settings to a receipt document."""

from __future__ import annotations

from datetime import datetime

from vendingdesk import sts
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.errors import Refused
from vendingdesk.domain.management import RULES, ManagementOrder
from vendingdesk.domain.outcome import Issued, TokenWarning
from vendingdesk.domain.receipt import Barcode, Block, Divider, Field, Heading, Note, Receipt, SlipKind, Tokens
from vendingdesk.domain.sale import Sale, SaleKind, VendState

DEMO_BANNER = "DEMO – NOT VALID ON ANY METER"

TOKEN_LENGTH = 20
"""Digits of a token."""

HOW_TO_ENTER = "Type the 20 digits on the meter’s keypad, then press Enter."
HOW_NOT_YET = "Keep this slip. The shop asks the utility about this token."
"""For a token of another class: what it would do to the meter nobody here knows."""

HOW_CREDIT_SHOWS = f"{HOW_TO_ENTER} The meter shows the new credit."

LOUD = {
    TokenWarning.WRONG_CLASS: (
        "Please verify: this token does not look like what was asked for. Do not type it in before the utility has "
        "said what it is."
    ),
    TokenWarning.OTHER_METER: "Please verify: the server named another meter.",
    TokenWarning.OTHER_VALUE: "Please verify: the server named another amount.",
    TokenWarning.UNREADABLE_VALUE: "Please verify: the server’s amount can’t be read.",
}
"""What a slip says of a token that is worth a second look."""


def slip_for(sale: Sale, setup: DeskSetup, *, copy: int, printed_at: datetime, printed_by: str) -> Receipt:
    """The slip of a sale: sale, management or hold slip, as its state wants.

    ``copy`` is 1 for the original; from 2 on the slip says COPY n with who printed it and when, and keeps
    the original date. Raises ``Refused`` for a sale that has nothing to hand over: so one section of a key change.
    """
    match sale.state:
        case VendState.ISSUED | VendState.RECOVERED if sale.order.key_change is not None:
            raise Refused(f"{sale.receipt_no} is one section of a key change: it goes onto the slip of all four.")
        case VendState.ISSUED | VendState.RECOVERED if sale.issued is not None:
            credit = sale.order.kind is SaleKind.CREDIT
            kind = SlipKind.SALE if credit else SlipKind.MANAGEMENT
            blocks = [*head(sale, setup), *_what(sale), *_token(sale.issued), *(_money(sale) if credit else ())]
            blocks += _recovered(sale)
            how: Note | None = Note(HOW_CREDIT_SHOWS if credit else HOW_TO_ENTER)
            if TokenWarning.WRONG_CLASS in sale.issued.warnings:
                how = Note(HOW_NOT_YET, strong=True)
        case VendState.NOT_ISSUED | VendState.LOST if sale.settlement is not None:
            kind, how = SlipKind.RESOLUTION, None
            blocks = [*head(sale, setup), *_resolution(sale, sale.settlement)]
        case VendState.SENDING | VendState.IN_DOUBT:
            kind, how = SlipKind.HOLD, None
            blocks = [*head(sale, setup), Divider(), Note("HOLD SLIP – result unknown", strong=True), *_hold(sale)]
        case _:
            raise Refused("There is no slip for this sale: nothing was issued.")
    blocks += foot(sale, setup, how)
    if copy > 1:
        blocks.append(Note(f"Copy {copy - 1} printed {when(printed_at)} by {printed_by}"))
    return Receipt(kind, f"Receipt {sale.receipt_no}", tuple(blocks), banners(setup, copy))


def banners(setup: DeskSetup, copy: int) -> tuple[str, ...]:
    """What stands at the top and the bottom: that this is a copy, that it is of the demo."""
    demo = (DEMO_BANNER,) if setup.demo else ()
    return (f"COPY {copy - 1}", *demo) if copy > 1 else demo


def head(sale: Sale, setup: DeskSetup) -> list[Block]:
    """The top of every slip: the shop, the sale, its meter."""
    blocks: list[Block] = []
    shop = setup.shop
    if shop.name:
        blocks.append(Heading(shop.name, large=True))
    blocks += [Heading(line) for line in shop.lines]
    if shop.utility:
        blocks.append(Heading(shop.utility))
    if blocks:
        blocks.append(Divider())
    order = sale.order
    blocks += [
        Field("Receipt", sale.receipt_no, strong=True),
        Field("Date", when(sale.prepared_at)),
        Field("Cashier" if order.kind is SaleKind.CREDIT else "Authorised by", order.operator),
        Field("Till", sale.till),
        Divider(),
        Field("Meter", sts.group_meter(order.meter), strong=True),
    ]
    if order.customer:
        blocks.append(Field("Customer", order.customer))
    if order.place:
        blocks.append(Field("Place", order.place))
    return blocks


def _what(sale: Sale) -> list[Block]:
    order = sale.order
    if order.amount is not None:
        energy = sale.issued.energy if sale.issued is not None else None
        asked = f"{order.amount.text} {order.amount.unit}"
        blocks: list[Block] = [Divider(), Field("Electricity credit", asked, strong=True)]
        if energy is not None and energy != order.amount:
            blocks.append(Field("Energy", str(energy), strong=True))
        return blocks
    management = order.management
    assert management is not None  # noqa: S101 - an order is one or the other; Order checks it
    rule = RULES[management.kind]
    blocks = [Divider(), Note("Engineering token – not a sale", strong=True), *_kind(management)]
    if sale.tokens:  # a hold slip has no free text of people: it may name another token
        blocks.append(Field("Reason", management.reason))
    if rule.erases_credit:
        blocks.append(Note("Erases remaining credit", strong=True))
    return blocks


def _kind(management: ManagementOrder) -> list[Block]:
    blocks: list[Block] = [Field("Token", RULES[management.kind].manual_name, strong=True)]
    if management.parameter:
        blocks.append(Field("Parameter", management.parameter, strong=True))
    return blocks


def _token(issued: Issued) -> list[Block]:
    verify = [Note(LOUD[warning], strong=True) for warning in issued.warnings if warning in LOUD]
    return [Tokens(issued.tokens), *verify]


def _money(sale: Sale) -> list[Block]:
    amount = sale.order.amount
    assert amount is not None  # noqa: S101 - only credit has money lines
    return [Divider(), Field("Total", f"{amount.text} {amount.unit}", strong=True)]


def _hold(sale: Sale) -> list[Block]:
    asked = sale.order.amount
    if asked is None:
        return [
            *_what(sale),
            Note(
                "The vending server did not answer clearly. The token may have been issued. Keep this slip until it "
                "is known, and do not ask for another token for this meter."
            ),
        ]
    return [
        Field("Amount paid", f"{asked.text} {asked.unit}", strong=True),
        Note(
            "The vending server did not answer clearly. The token may have been issued. Keep this slip: the shop "
            "holds the money and will give you the token or the money when it is known."
        ),
    ]


def _recovered(sale: Sale) -> list[Block]:
    """When and by whom a token was found that first was in doubt; nothing for one that came at once."""
    settled = sale.settlement
    if settled is None:
        return []
    return [
        Divider(),
        Note("The result was unknown at first. The token was found afterwards."),
        Field("Found", when(settled.at)),
        Field("Entered by", settled.by),
    ]


def _resolution(sale: Sale, settled: Settlement) -> list[Block]:
    not_issued = settled.verdict is Verdict.NOT_ISSUED
    asked = sale.order.amount
    blocks: list[Block] = [
        Divider(),
        Note("SETTLED – " + ("no token was issued" if not_issued else "token lost"), strong=True),
    ]
    if sale.order.management is not None:
        blocks += _kind(sale.order.management)
    if asked is not None:
        blocks.append(Field("Amount held", f"{asked.text} {asked.unit}", strong=True))
    said = (
        "The vending server issued no token for this request."
        if not_issued
        else "The vending server issued a token that can’t be obtained any more."
    )
    owed = " The amount held is given back, or goes into a new sale." if asked is not None else ""
    blocks += [
        Note(said + owed),
        Field("Settled", when(settled.at)),
        Field("Supervisor", settled.supervisor),
        *([Note("Settled by the seller alone (single owner).")] if settled.single_owner else []),
        *([Field("Proof", PROOF_WORDS[settled.proof])] if settled.proof is not None else []),
        Field("Reference", _without_token(settled.reference)),
    ]
    if asked is not None:
        blocks += [Divider(), Note("Money or new slip received (name, signature):"), Note(" "), Divider()]
    return blocks


def _without_token(text: str) -> str:
    """What people wrote, unless it has digits that could pass for a token: a slip without one must not look so."""
    digits = sum(character.isdigit() for character in text)
    return "stands in the journal" if digits >= TOKEN_LENGTH else text


PROOF_WORDS = {
    Proof.SERVER_RECORDS: "request not in the server’s records",
    Proof.ACCOUNT_LIST: "no such token in the account’s list",
    Proof.WRITTEN_WORD: "the utility’s written word",
}
"""What proved that no token was issued, as slips say it."""


def foot(sale: Sale, setup: DeskSetup, how: Note | None) -> list[Block]:
    """The end of a slip: what the server calls it, how to enter it, the barcode."""
    return [*at_server(sale), *closing(sale, setup, how)]


def at_server(sale: Sale) -> list[Block]:
    """What the server calls a vend, for questions about it."""
    blocks: list[Block] = []
    if sale.issued is not None and sale.issued.flow_no:
        blocks.append(Field("Flow no.", grouped(sale.issued.flow_no)))
    blocks.append(Field("Request", sale.order.request_id[:8]))
    return blocks


def closing(sale: Sale, setup: DeskSetup, how: Note | None) -> list[Block]:
    """The last lines: how to enter it, who helps, the barcode."""
    blocks: list[Block] = [Divider()]
    if how is not None:
        blocks.append(how)
    if setup.shop.help_line:
        blocks.append(Note(setup.shop.help_line))
    blocks.append(Barcode(sale.receipt_no))
    return blocks


def grouped(flow_no: str) -> str:
    """A flow number in groups of six: 24 digits in a row could pass for a token."""
    return " ".join(flow_no[i : i + 6] for i in range(0, len(flow_no), 6))


def when(moment: datetime) -> str:
    """A date as slips show it, with the offset that the wall clock had: 2026-07-30 16:26 +02:00."""
    text = moment.strftime("%Y-%m-%d %H:%M %z")
    return f"{text[:-2]}:{text[-2:]}"
