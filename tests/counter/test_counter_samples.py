"""Samples of every slip, and the page that tries a printer: all say what they are, none has a token."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from counter.test_counter_slip import LATER, SETUP, texts

from vendingdesk import sts
from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.counter.print_setup import PrintSetup
from vendingdesk.counter.samples import NO_TOKENS, SAMPLE_BANNER, SampleKind, sample
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.counter.shop import LANGUAGES
from vendingdesk.counter.slip_words import slip_words
from vendingdesk.counter.test_slip import NO_TOKEN, SCRIPTS, trial_page
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.money import Currency
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Field, Heading, Logo, QrCodes, Receipt, Ruler, SlipKind, Tokens
from vendingdesk.domain.tender import CASH, TenderKind
from vendingdesk.sts.errors import TokenError, TokenReason

CHARGES = (Charge("VAT", Decimal(20)), Charge("Service fee", fixed=50, included=False))


def tokens(receipt: Receipt) -> list[str]:
    return [
        token
        for block in receipt.blocks
        if isinstance(block, Tokens | QrCodes)
        for token in (block.tokens if isinstance(block, Tokens) else block.texts)
    ]


def setup(language: str = "en", **changes: object) -> DeskSetup:
    return replace(SETUP, shop=replace(SETUP.shop, language=language, qr=True, charges=CHARGES), **changes)


@pytest.mark.parametrize(("kind", "language"), list(product(SampleKind, LANGUAGES)))
def test_there_is_a_sample_of_every_slip_and_it_says_that_it_is_one(kind: SampleKind, language: str) -> None:
    receipt = sample(kind, setup(language), LATER)
    assert receipt.kind.value == ("sale" if kind is SampleKind.COPY else kind.value)
    assert receipt.banners[0] == slip_words(language)(SAMPLE_BANNER)
    assert receipt.language == language
    assert set(tokens(receipt)) <= set(NO_TOKENS)


def test_every_kind_of_slip_has_a_sample() -> None:
    assert {sample(kind, setup(), LATER).kind for kind in SampleKind} == set(SlipKind)


@pytest.mark.parametrize("digits", NO_TOKENS)
def test_no_meter_takes_the_token_of_a_sample(digits: str) -> None:
    with pytest.raises(TokenError) as refused:
        sts.parse_token(digits)
    assert refused.value.reason is TokenReason.TOO_LARGE
    assert len(digits) == 20


def test_a_sample_shows_the_shops_own_charges() -> None:
    said = texts(sample(SampleKind.SALE, setup(), LATER))
    assert {"of which VAT 20 %: 3.33 USD", "Service fee: 0.50 USD", "Total: 20.50 USD"} <= set(said)
    z = texts(sample(SampleKind.Z_REPORT, setup(), LATER))
    assert {"Sales (21): 430.50 USD", "of which VAT 20 %: 69.93 USD", "Short: 1.00 USD"} <= set(z)
    assert "Counted" not in " ".join(texts(sample(SampleKind.X_REPORT, setup(), LATER)))


def test_fees_that_would_take_a_sample_whole_make_it_larger() -> None:
    greedy = replace(SETUP, shop=replace(SETUP.shop, charges=(Charge("Fee", fixed=10**9),)))
    assert "Total: 20000000.00 USD" in texts(sample(SampleKind.SALE, greedy, LATER))


@pytest.mark.parametrize("kind", SampleKind)
def test_a_till_that_sells_energy_has_samples_in_energy(kind: SampleKind) -> None:
    said = " ".join(texts(sample(kind, setup(money_means=MoneyMeans.KWH), LATER)))
    if kind in {SampleKind.SALE, SampleKind.COPY}:
        assert "Total: 64.5 kWh" in said
    if kind not in {SampleKind.X_REPORT, SampleKind.Z_REPORT}:
        assert "USD" not in said


def test_a_currency_without_cents() -> None:
    francs = setup(currency=Currency("XOF", 0))
    assert "Total: 70 XOF" in texts(sample(SampleKind.SALE, francs, LATER))


def test_the_test_page() -> None:
    printing = PrintSetup(paper=PaperName.ROLL_58)
    shop = replace(SETUP.shop, logo=b"picture")
    page = trial_page(replace(SETUP, printing=printing, shop=shop, demo=True), printer="Till roll", at=LATER)
    assert page.kind is SlipKind.TEST_PAGE
    assert page.banners == ("DEMO – NOT VALID ON ANY METER",)
    assert page.blocks[:2] == (Logo(b"picture"), Heading("Harbour Kiosk", large=True))
    assert Ruler() in page.blocks
    said = texts(page)
    at = said.index(NO_TOKEN)
    assert said[at - 1] == said[at + 1] == "TEST – NOT A TOKEN"
    assert {"Printer: Till roll", "Paper: 58mm", "Date: 2026-08-01 09:05 -03:30", "K01-000000"} <= set(said)
    assert tokens(page) == [NO_TOKEN, NO_TOKEN]
    assert {Field(name, letters) for name, letters in SCRIPTS} <= set(page.blocks)
    assert set("0123456789") <= set(NO_TOKEN)


ASKING = MoneySetup((CASH, TenderKind("Card")), ask_tendered=True)


@pytest.mark.parametrize(
    ("money", "means", "said"),
    [
        (ASKING, MoneyMeans.CURRENCY, ["Paid by: Cash", "Cash received: 50.00 USD", "Change: 30.00 USD"]),
        (MoneySetup(ASKING.tenders), MoneyMeans.CURRENCY, ["Paid by: Cash"]),
        (MoneySetup(), MoneyMeans.CURRENCY, []),
        (ASKING, MoneyMeans.KWH, ["Paid by: Cash"]),
        (
            replace(ASKING, kwh_price=Decimal("0.25")),
            MoneyMeans.KWH,
            ["Paid by: Cash", "Cash received: 20.00 USD", "Change: 3.87 USD"],
        ),
        (replace(ASKING, kwh_price=Decimal("0.000001")), MoneyMeans.KWH, ["Paid by: Cash"]),
    ],
)
def test_a_sample_shows_how_it_is_paid_as_the_shop_asks(
    money: MoneySetup, means: MoneyMeans, said: list[str]
) -> None:
    receipt = sample(SampleKind.SALE, DeskSetup(money=money, money_means=means), LATER)
    shown = [f"{block.label}: {block.value}" for block in receipt.blocks if isinstance(block, Field)]
    assert [line for line in shown if line.startswith(("Paid by", "Cash received", "Change"))] == said
