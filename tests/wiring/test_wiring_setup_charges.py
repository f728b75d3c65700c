"""Taxes and fees written into the setup file: each keeps its text until it is changed itself."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from wiring.wiring_setup import VAT, opened

from vendingdesk.counter.shop import Shop
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.money import Currency
from vendingdesk.wiring.setup_file import read_setup

WRITTEN = """\
shop = "Harbour Kiosk"  # as on the sign

[printing]   # the printer came in May
port = 9101 # not the usual one

[[charges]]
# since 1 January
name = "VAT"
percent = "18"  # was 17.5
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.toml"


def test_charges_come_and_go(file: Path) -> None:
    file.write_text(WRITTEN, "utf-8")
    store, known = opened(file)
    fee = Charge("Fee", fixed=50, included=False)
    for charges in ((VAT, fee), (fee,), (), (fee, VAT)):
        store.keep(shop=replace(known.shop, charges=charges), printing=known.printing)
        assert read_setup(file).setup().shop.charges == charges
    assert "# the printer came in May" in file.read_text("utf-8")


TWO = """\
[[charges]]
name = "VAT"   # since 1 January
percent = "18.0"

[[charges]]
fixed = "1"
name = 'Fee'

[printing]
port = 9101 # not the usual one
"""
FEE = Charge("Fee", fixed=100)


@pytest.mark.parametrize(
    ("charges", "expected"),
    [
        ((VAT, replace(FEE, fixed=150)), TWO.replace('"1"', '"1.50"')),
        ((replace(VAT, name="TVA"), FEE), TWO.replace('"VAT"', '"TVA"')),
        ((VAT, replace(FEE, included=False)), TWO.replace("'Fee'\n", "'Fee'\nincluded = false\n")),
        ((FEE,), TWO[TWO.index("[[charges]]\nfixed") :]),
        ((VAT,), TWO.replace("[[charges]]\nfixed = \"1\"\nname = 'Fee'\n\n", "")),
    ],
)
def test_charges_that_are_not_touched_keep_their_text(file: Path, charges: tuple[Charge, ...], expected: str) -> None:
    file.write_text(TWO, "utf-8")
    store, known = opened(file)
    assert known.shop.charges == (VAT, FEE)
    store.keep(shop=replace(known.shop, charges=charges), printing=known.printing)
    assert file.read_text("utf-8") == expected


LEVY = '\n[[charges]]  # by hand\nname = "Levy"\npercent = "2"\n'


@pytest.mark.parametrize(
    "meanwhile", [WRITTEN + LEVY, WRITTEN.replace('"18"', '"19"'), WRITTEN.replace('"18"', '"x"')]
)
def test_charges_that_somebody_changed_meanwhile_are_not_written_over(file: Path, meanwhile: str) -> None:
    file.write_text(WRITTEN, "utf-8")
    store, known = opened(file)
    file.write_text(meanwhile, "utf-8")
    with pytest.raises(EnvironmentFault, match=r"taxes and fees were changed in .*desk\.toml meanwhile.*Start the"):
        store.keep(shop=replace(known.shop, name="D", charges=(VAT, FEE)), printing=known.printing)
    assert file.read_text("utf-8") == meanwhile


def test_charges_that_somebody_added_stay_when_the_page_changes_none(file: Path) -> None:
    file.write_text(WRITTEN, "utf-8")
    store, known = opened(file)
    file.write_text(WRITTEN + LEVY, "utf-8")
    store.keep(shop=replace(known.shop, name="D"), printing=known.printing)
    assert file.read_text("utf-8") == (WRITTEN + LEVY).replace('"Harbour Kiosk"', '"D"')


def test_charges_in_one_line_are_replaced(file: Path) -> None:
    file.write_text('charges = [{name = "VAT", percent = "18"}]\n', "utf-8")
    store, known = opened(file)
    assert known.shop.charges == (VAT,)
    store.keep(shop=replace(known.shop, charges=(VAT, Charge("Fee", fixed=50))), printing=known.printing)
    assert [each.name for each in read_setup(file).setup().shop.charges] == ["VAT", "Fee"]


def test_a_percentage_is_written_as_people_write_it(file: Path) -> None:
    store, known = opened(file)
    store.keep(shop=Shop(charges=(Charge("VAT", percent=Decimal("1E+1")),)), printing=known.printing)
    assert 'percent = "10"' in file.read_text("utf-8")


def test_sums_are_in_the_currency_of_the_till(file: Path) -> None:
    file.write_text('currency = "KWD"\ncurrency_digits = 3\n', "utf-8")
    store, known = opened(file)
    assert known.currency == Currency("KWD", 3)
    store.keep(shop=Shop(charges=(Charge("Fee", fixed=1250),)), printing=known.printing)
    assert 'fixed = "1.250"' in file.read_text("utf-8")
