"""How a sale was paid, read back from the printed slip: English, French and Arabic, a copy like its original."""

from dataclasses import replace
from io import BytesIO

import pytest
from counter.test_counter_slip import SETUP, doubt, sale, slip
from pypdf import PdfReader
from receipts.receipts_paper import letters

from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Receipt
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.tender import CASH, LONGEST_NAME, Tender, TenderKind
from vendingdesk.receipts import PdfSlips

TWENTY = Tender(CASH, Money(2000, Currency("USD")))


def read(receipt: Receipt, paper: PaperName = PaperName.ROLL_80) -> str:
    return PdfReader(BytesIO(PdfSlips().pdf(receipt, paper))).pages[0].extract_text()


def printed(sold: Sale, language: str = "en", copy: int = 1, paper: PaperName = PaperName.ROLL_80) -> str:
    return read(slip(sold, replace(SETUP, shop=replace(SETUP.shop, language=language)), copy), paper)


@pytest.mark.parametrize("copy", [1, 2])
@pytest.mark.parametrize("paper", [PaperName.ROLL_58, PaperName.ROLL_80, PaperName.A4])
def test_cash_and_change_are_printed_and_a_copy_says_the_same(paper: PaperName, copy: int) -> None:
    text = printed(sale(tender=TWENTY), copy=copy, paper=paper)
    at = text.index("Total")
    for word in ("10.00 USD", "Paid by", "Cash", "Cash received", "20.00 USD", "Change"):
        at = text.index(word, at)


def test_french_and_arabic_say_it_too() -> None:
    text = printed(sale(tender=TWENTY), "fr")
    for word in ("Payé par", "Espèces reçues", "Monnaie rendue"):
        assert word in text
    arabic = replace(SETUP, shop=replace(SETUP.shop, language="ar"))
    drawn = "".join(letter.char for letter in letters(PdfSlips().pdf(slip(sale(tender=TWENTY), arabic))))
    assert drawn.count("20.00") == 1


def test_the_longest_name_of_a_kind_is_on_the_narrowest_roll() -> None:
    sold = sale(tender=Tender(TenderKind("W" * LONGEST_NAME)))
    drawn = [letter for letter in letters(PdfSlips().pdf(slip(sold), PaperName.ROLL_58)) if letter.char == "W"]
    assert len(drawn) == LONGEST_NAME
    assert all(0 < letter.left < letter.right < 58 / 25.4 * 72 for letter in drawn)


def test_a_hold_slip_and_energy_with_a_price() -> None:
    text = printed(doubt(amount=Energy(25_000_000), energy_price=Money(625, Currency("USD")), tender=TWENTY))
    for word in (
        "HOLD SLIP",
        "25.0 kWh",
        "6.25 USD",
        "Paid by",
        "20.00 USD",
        "13.75 USD",
        "the shop holds the money",
    ):
        assert word in text.replace("\n", " ")
