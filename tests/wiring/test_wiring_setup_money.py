"""Settings of money written into the setup file: what changed and nothing else."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from wiring.wiring_setup import opened

from vendingdesk.counter.money_setup import MoneySetup
from vendingdesk.domain.tender import CASH, TenderKind
from vendingdesk.wiring.setup_file import read_setup

WRITTEN = """\
money_means = "kwh"
cashier_limit = 40 # asked for by the owner

[printing]
port = 9101

[[charges]]
name = "VAT"
percent = "18"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "desk.toml"
    found.write_text(WRITTEN, "utf-8")
    return found


def test_every_setting_of_money_comes_back(file: Path) -> None:
    store, known = opened(file)
    money = MoneySetup((CASH, TenderKind("Card")), True, 50, Decimal("0.1250"))
    store.keep(shop=known.shop, printing=known.printing, money=money)
    assert read_setup(file).setup() == replace(known, money=money)
    text = file.read_text("utf-8")
    assert "cashier_limit = 50 # asked for by the owner" in text
    assert 'kwh_price = "0.125"' in text
    assert text.index("tenders") < text.index("[printing]")
    store.keep(shop=known.shop, printing=known.printing)
    assert file.read_text("utf-8") == text


def test_a_price_that_is_taken_away_leaves_no_line(file: Path) -> None:
    file.write_text(f'kwh_price = "0.25"\n{WRITTEN}', "utf-8")
    store, known = opened(file)
    store.keep(shop=known.shop, printing=known.printing, money=replace(known.money, kwh_price=None))
    assert file.read_text("utf-8") == WRITTEN


def test_what_another_wrote_meanwhile_stays(file: Path) -> None:
    store, known = opened(file)
    file.write_text(f'kwh_price = "0.25"\n{WRITTEN}', "utf-8")
    store.keep(shop=known.shop, printing=known.printing, money=replace(known.money, ask_tendered=True))
    found = read_setup(file).setup().money
    assert (found.kwh_price, found.ask_tendered, found.cashier_limit) == (Decimal("0.25"), True, 40)
