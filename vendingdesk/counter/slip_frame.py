"""What stands on every slip around what it is about: the shop, the sale, codes, help, and what a copy says."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vendingdesk import sts
from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import Shop
from vendingdesk.counter.slip_words import SlipWords, slip_key
from vendingdesk.domain.receipt import Barcode, Block, Divider, Field, Heading, Logo, Note, QrCodes
from vendingdesk.domain.sale import Sale, SaleKind

DEMO_BANNER = slip_key("DEMO – NOT VALID ON ANY METER")

TOKEN_LENGTH = 20
"""Digits of a token."""

PAGE_OF = slip_key("Page {page} of {pages}")
"""What stands at the foot of a sheet that is one of several."""

SIGNATURE: tuple[Block, ...] = (Note(" "), Note(" "), Note(" "))
"""Room to sign by hand; the divider below is the line to sign on."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Which slip of its kind this is (``copy`` is 1 for the original), when it was made, by whom, and why again.

    ``why`` is a ``CopyWhy``, or a person's own words.
    """

    copy: int
    at: datetime
    by: str
    why: str = ""


def banners(setup: DeskSetup, copy: int, t: SlipWords) -> tuple[str, ...]:
    """What stands at the top and the bottom: that this is a copy, that it is of the demo."""
    demo = (t(DEMO_BANNER),) if setup.demo else ()
    return (t("COPY {0}", copy - 1), *demo) if copy > 1 else demo


def copy_line(printed: Printed, t: SlipWords) -> list[Block]:
    """Who made a copy, when and why; nothing for an original."""
    if printed.copy < 2:
        return []
    number, moment = printed.copy - 1, when(printed.at)
    by = t(printed.by) if printed.by == CopyWhy.COMMAND_LINE else printed.by
    if printed.why in set(CopyWhy) and printed.why != printed.by:
        return [Note(t("Copy {0} printed {1} by {2}: {3}", number, moment, by, t(printed.why)))]
    own_words = printed.why if printed.why not in set(CopyWhy) else ""
    said = Note(t("Copy {0} printed {1} by {2}", number, moment, by))
    return [said, Field(t("Reason"), without_token(own_words, t))] if own_words else [said]


def shop_head(shop: Shop, t: SlipWords) -> list[Block]:
    """Who the shop is; nothing at all for one without a name."""
    blocks: list[Block] = []
    if shop.logo:
        blocks.append(Logo(shop.logo))
    if shop.name:
        blocks.append(Heading(shop.name, large=True))
    blocks += [Heading(line) for line in shop.lines]
    if shop.utility:
        blocks.append(Heading(shop.utility))
    if shop.tax_number:
        blocks.append(Heading(t("Tax no. {0}", shop.tax_number)))
    return [*blocks, Divider()] if blocks else []


def head(sale: Sale, setup: DeskSetup, t: SlipWords, *, title: str = "") -> list[Block]:
    """The top of every slip of a sale: the shop, the slip's ``title``, the sale, its meter."""
    order = sale.order

    def told(text: str) -> str:
        return text if sale.tokens else without_token(text, t)

    blocks: list[Block] = [
        *shop_head(setup.shop, t),
        *([Note(title, strong=True)] if title else []),
        Field(t("Receipt"), sale.receipt_no, strong=True),
        Field(t("Date"), when(sale.prepared_at)),
        Field(t("Cashier") if order.kind is SaleKind.CREDIT else t("Authorised by"), told(order.operator)),
        Field(t("Till"), sale.till),
        Divider(),
        Field(t("Meter"), sts.group_meter(order.meter), strong=True),
    ]
    for label, text in ((t("Customer"), order.customer), (t("Place"), order.place)):
        if text:
            blocks.append(Field(label, told(text)))
    return blocks


def without_token(text: str, t: SlipWords) -> str:
    """What people wrote, unless it has digits that could pass for a token: a slip without one must not look so."""
    plain = unicodedata.normalize("NFKC", text)  # as it will be printed: a circled 20 is two digits
    digits = sum(character.isdigit() for character in plain)
    return t("stands in the journal") if digits >= TOKEN_LENGTH else text


def at_server(sale: Sale, t: SlipWords) -> list[Block]:
    """What the server calls a vend, for questions about it."""
    blocks: list[Block] = []
    if sale.issued is not None and sale.issued.flow_no:
        blocks.append(Field(t("Flow no."), grouped(sale.issued.flow_no)))
    blocks.append(Field(t("Request"), sale.order.request_id[:8]))
    return blocks


def closing(receipt_no: str, setup: DeskSetup, how: Note | None = None, tokens: Sequence[str] = ()) -> list[Block]:
    """The end of a slip: its barcode, the tokens as QR codes where the shop wants them, how to enter them, help."""
    shop = setup.shop
    blocks: list[Block] = [Divider(), Barcode(receipt_no)]
    if tokens and shop.qr:
        blocks.append(QrCodes(tuple(tokens)))
    if how is not None:
        blocks.append(how)
    if shop.help_line:
        blocks.append(Note(shop.help_line))
    return [*blocks, *(Heading(line) for line in shop.footer)]


def grouped(flow_no: str) -> str:
    """A flow number in groups of six: 24 digits in a row could pass for a token."""
    return " ".join(flow_no[i : i + 6] for i in range(0, len(flow_no), 6))


def when(moment: datetime) -> str:
    """A date as slips show it, with the offset that the wall clock had: 2026-07-30 16:26 +02:00."""
    text = moment.strftime("%Y-%m-%d %H:%M %z")
    return f"{text[:-2]}:{text[-2:]}"
