"""The shop's own on slips: logo, tax number, footer, QR codes, taxes and fees."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from counter.test_counter_slip import (
    CLEAR,
    ISSUED,
    OTHER,
    SETUP,
    TEN,
    TOKEN,
    doubt,
    sale,
    settled,
    slip,
    texts,
)

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.charges import Charge, charge_lines
from vendingdesk.domain.doubt import Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.outcome import TokenWarning
from vendingdesk.domain.receipt import Barcode, Divider, Heading, Logo, Note, QrCodes, Receipt
from vendingdesk.domain.sale import Sale

VAT = Charge("VAT", Decimal(20))
SERVICE = Charge("Service fee", fixed=50, included=False)
LEVY = Charge("Levy", Decimal("2.5"), included=False)
COMPUTED_HERE = "Taxes and fees are worked out by this shop’s till, not by the utility."


def shop(**changes: Any) -> DeskSetup:
    return replace(SETUP, shop=replace(SETUP.shop, **changes))


def charged(*charges: Charge) -> dict[str, Any]:
    return {"charges": charge_lines(TEN, charges)}


def money(receipt: Receipt) -> list[str]:
    """The lines between the token and what the server calls it."""
    said = texts(receipt)
    return said[said.index(TOKEN) + 1 : said.index("Flow no.: 202607 301626 401234 567890")]


def test_the_logo_stands_above_the_shops_name() -> None:
    receipt = slip(sale(), shop(logo=b"picture"))
    assert receipt.blocks[:2] == (Logo(b"picture"), Heading("Harbour Kiosk", large=True))
    alone = slip(sale(), replace(SETUP, shop=replace(DeskSetup().shop, logo=b"picture")))
    assert alone.blocks[:2] == (Logo(b"picture"), Divider())


def test_only_a_tax_number_makes_a_sale_for_money_a_tax_invoice() -> None:
    taxed = shop(tax_number="DE 123")
    invoice = slip(sale(), taxed)
    at = invoice.blocks.index(Heading("Tax no. DE 123"))
    assert invoice.blocks[at + 1 : at + 3] == (Divider(), Note("Tax invoice", strong=True))
    assert "Tax invoice" not in texts(slip(sale()))
    assert not [line for line in texts(slip(sale())) if "Tax no." in line]
    energy = Energy(64_500_000)
    for other in (sale(amount=energy), sale(management=CLEAR), doubt(), settled(Verdict.NOT_ISSUED)):
        said = texts(slip(other, taxed))
        assert "Tax no. DE 123" in said
        assert "Tax invoice" not in said


def test_the_footer_is_the_last_thing_that_a_slip_says() -> None:
    footer = shop(footer=("Open every day", "Thank you!"))
    for sold in (sale(), sale(management=CLEAR), doubt(), settled(Verdict.LOST)):
        assert slip(sold, footer).blocks[-2:] == (Heading("Open every day"), Heading("Thank you!"))
    assert texts(slip(sale(), footer, copy=2))[-2] == "Thank you!"


def test_a_slip_without_last_words_ends_with_its_barcode() -> None:
    assert slip(doubt(), DeskSetup()).blocks[-1] == Barcode("K01-000124")


def test_the_tokens_digits_as_qr_codes() -> None:
    [code] = [block for block in slip(sale(), shop(qr=True)).blocks if isinstance(block, QrCodes)]
    assert code == QrCodes((TOKEN,))
    several = slip(sale(outcome=replace(ISSUED, tokens=(OTHER, TOKEN))), shop(qr=True)).blocks
    assert QrCodes((OTHER, TOKEN)) in several
    assert QrCodes((TOKEN,)) not in slip(sale()).blocks


def test_no_token_that_is_not_to_be_typed_is_made_easy_to_scan() -> None:
    odd = sale(outcome=replace(ISSUED, warnings=(TokenWarning.WRONG_CLASS,)))
    for sold in (odd, doubt(), settled(Verdict.LOST)):
        assert not [block for block in slip(sold, shop(qr=True)).blocks if isinstance(block, QrCodes)]


@pytest.mark.parametrize(
    ("charges", "lines"),
    [
        ([], ["Total: 10.00 USD"]),
        ([VAT], ["Amount: 10.00 USD", "of which VAT 20 %: 1.67 USD", "Total: 10.00 USD", COMPUTED_HERE]),
        (
            [SERVICE, VAT, LEVY],
            [
                "Amount: 10.00 USD",
                "of which VAT 20 %: 1.67 USD",
                "Service fee: 0.50 USD",
                "Levy 2.5 %: 0.25 USD",
                "Total: 10.75 USD",
                COMPUTED_HERE,
            ],
        ),
    ],
    ids=["none", "included", "both"],
)
def test_the_money_lines(charges: list[Charge], lines: list[str]) -> None:
    assert money(slip(sale(**charged(*charges)))) == lines


def test_energy_has_its_amount_and_no_money_lines() -> None:
    assert money(slip(sale(amount=Energy(64_500_000)), shop(charges=(VAT, SERVICE)))) == ["Total: 64.5 kWh"]


def test_taxes_of_today_do_not_change_a_sale_of_yesterday() -> None:
    assert money(slip(sale(), shop(charges=(VAT, SERVICE)))) == ["Total: 10.00 USD"]


def paid_lines(sold: Sale) -> list[str]:
    return [line for line in texts(slip(sold)) if "USD" in line]


def test_a_doubt_holds_what_the_customer_paid() -> None:
    assert paid_lines(doubt(**charged(VAT))) == ["Amount paid: 10.00 USD"]
    assert paid_lines(doubt(**charged(VAT, SERVICE, LEVY))) == [
        "Electricity credit: 10.00 USD",
        "Service fee: 0.50 USD",
        "Levy 2.5 %: 0.25 USD",
        "Amount paid: 10.75 USD",
    ]
    assert paid_lines(settled(Verdict.LOST, **charged(VAT, SERVICE, LEVY))) == ["Amount held: 10.75 USD"]
