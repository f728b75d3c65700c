"""Every filter finds in the file what it means sale by sale, however it is looked for, and sums it rightly."""

import random
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from journal.journal_samples import (
    DECLINED,
    ISSUED,
    NOON,
    NOTHING_SENT,
    TOKEN,
    UNCLEAR,
    USD,
    open_book,
    order,
    raw_file,
    sell,
)

from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.sale import SaleKind, VendState
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import NOTHING_SOLD, Known, sold
from vendingdesk.domain.tender import Tender, TenderKind
from vendingdesk.journal import finding
from vendingdesk.journal.finding import Finding
from vendingdesk.journal.opening import JOURNAL_NAME, reading_connection

PEOPLE = ("Amina", "Kofi", "Yaw")
SALES = 240
UNDER_WAY = (37, 61, 239)
ENDS = (ISSUED, ISSUED, ISSUED, DECLINED, NOTHING_SENT, ISSUED, UNCLEAR)
FEE = (ChargeLine("Fee", "", False, Money(35, USD)), ChargeLine("VAT", "20 %", True, Money(100, USD)))


def asked(number):
    chance = random.Random(number)
    alone = number % 7 == 6 or number in UNDER_WAY  # a meter with a doubt is not sold to again
    meter = f"{37_000_000_000 + number if alone else 12_800_000_000 + chance.randrange(12) * 1001:011d}"
    if number % 11 == 0:
        made = order(meter, management=True)
    elif number % 13 == 0:
        made = order(meter, Energy(chance.choice((5, 10)) * 10**6))
        made = replace(made, energy_price=Money(700, USD)) if number % 2 else made
    elif number % 17 == 0:
        made = order(meter, Money(chance.choice((500, 1000)), Currency("XOF", 0)))
    else:
        made = order(meter, Money(chance.choice((500, 1000, 2000)), USD))
        made = replace(made, charges=FEE) if number % 5 == 0 else made
    if made.amount is not None and number % 4 == 0:
        made = replace(made, tender=Tender(TenderKind("Card") if number % 8 else TenderKind("Cash", cash=True)))
    return replace(made, operator=chance.choice(PEOPLE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    with open_book(folder) as book:
        for number in range(1, SALES + 1):
            # Each day has twenty sales; once the clock stood two days back.
            back = timedelta(days=2) if 100 <= number < 110 else timedelta()
            at = NOON + timedelta(days=number // 20) - back
            wanted = asked(number)
            book.prepare(wanted, at)
            end = ENDS[number % len(ENDS)]
            if number in UNDER_WAY:
                if number == 61:
                    book.sending(wanted.uid, at)
                continue
            if end is not NOTHING_SENT:
                book.sending(wanted.uid, at)
            book.conclude(wanted.uid, end, at)
            if end is UNCLEAR and number % 2:
                verdict = Verdict.RECOVERED if number % 3 else Verdict.LOST
                tokens = (f"{number:020d}",) if verdict is Verdict.RECOVERED else ()
                who = "" if tokens else "Esi"
                book.settle(
                    wanted.uid, Settlement(verdict, "ben", at, "call", reference="x", supervisor=who, tokens=tokens)
                )
    return folder


@pytest.fixture(scope="module")
def every(folder):
    with open_book(folder) as book:
        sales = book.sales("", "", (), 0, 1000)
    assert len(sales) == SALES
    return sales


@pytest.fixture
def found(folder):
    with closing(reading_connection(folder / JOURNAL_NAME, 1024)) as connection:
        yield Finding(connection, "K01")


def searched(found, wanted, stride):
    """Numbers, sums, and what may still change, as whoever searches puts them together."""
    search = found.begin(wanted)
    numbers, sums, below, steps = [], NOTHING_SOLD, search.below, 0
    while below:
        stretch = found.step(search, below, stride)
        assert stretch.below < below
        assert list(stretch.numbers) == sorted(stretch.numbers, reverse=True)
        numbers += stretch.numbers
        sums += stretch.sold
        below = stretch.below
        steps += 1
    return search, numbers, sums, steps


DAYS = (None, NOON.date(), NOON.date() + timedelta(days=3), NOON.date() + timedelta(days=4), date(2036, 1, 1))
STATES = [frozenset(), *(frozenset({state}) for state in VendState), frozenset({VendState.ISSUED, VendState.LOST})]
TEXTS = ["", "K01-0000", "12", "0128", "1001", "00", "Ama", "%", "_", "' OR '1'='1", TOKEN, "x\x00", "K01", "999999"]


def some_filter(chance):
    """A filter with a few conditions."""
    conditions = {
        "person": lambda: chance.choice(("Amina", "Yaw", "nobody", "%", "x' OR 1 --")),
        "kind": lambda: chance.choice(tuple(SaleKind)),
        "states": lambda: chance.choice(STATES),
        "meter": lambda: chance.choice(("128", "1001", "37", "37000000034", "9", "0")),
        "least": lambda: chance.choice((Money(500, USD), Money(1000, Currency("XOF", 0)), Energy(5_000_001))),
        "text": lambda: chance.choice(TEXTS),
        "tender": lambda: chance.choice(("Card", "Cash", "nothing")),
        "in_cash": lambda: True,
        "first": lambda: chance.choice(DAYS),
    }
    chosen = {name: conditions[name]() for name in chance.sample(sorted(conditions), chance.randrange(1, 4))}
    if "first" in chosen and chance.random() < 0.7:
        chosen["last"] = chosen["first"] and chosen["first"] + timedelta(days=chance.randrange(4))
    if "least" in chosen and chance.random() < 0.5:
        least = chosen["least"]
        chosen["most"] = Energy(2 * least.milliwatt_hours) if isinstance(least, Energy) else least
    if chosen.get("kind") is SaleKind.MANAGEMENT and chance.random() < 0.5:
        chosen["management"] = chance.choice((ManagementKind.MAXIMUM_POWER_LIMIT, ManagementKind.CLEAR_TAMPER))
    return SaleFilter(**chosen)


@pytest.mark.parametrize("few", [0, 20, 10**6])
@pytest.mark.parametrize("seed", range(60))
def test_any_filter_finds_what_it_means(found, every, monkeypatch, seed, few):
    monkeypatch.setattr(finding, "FEW", few)
    wanted = some_filter(random.Random(seed))
    search, numbers, sums, steps = searched(found, wanted, 50)
    meant = [sale for sale in every if wanted.fits(sale)]
    assert numbers == [sale.number for sale in meant if search.stays(sale.number)], wanted
    expected = NOTHING_SOLD
    for sale in meant:
        expected += sold(sale) if search.stays(sale.number) else NOTHING_SOLD
    assert sums == expected
    assert steps == 1 if search.indexed else True


def test_all_of_them_need_no_list(found, every):
    search, numbers, sums, steps = searched(found, SaleFilter(), 50)
    assert (search.highest, search.lowest, search.below, search.whole) == (SALES, 1, SALES + 1, True)
    assert steps == 5
    assert numbers == [sale.number for sale in every if search.stays(sale.number)]
    assert {amount.unit for amount in sums.paid} == {"USD", "XOF", "kWh"}


def test_what_may_still_change_is_named_and_left_out(found, every):
    search, numbers, _sums, _steps = searched(found, SaleFilter(), 50)
    passing = (VendState.PREPARED, VendState.SENDING, VendState.IN_DOUBT)
    assert list(search.changing) == [sale.number for sale in every if sale.state in passing]
    assert {*UNDER_WAY} < set(search.changing)
    assert not set(search.changing) & set(numbers)


def test_a_large_step_and_a_small_one_find_the_same(found):
    wanted = SaleFilter(person="Kofi")
    assert searched(found, wanted, 1)[1:3] == searched(found, wanted, 1000)[1:3]


def test_a_day_of_a_clock_that_was_set_back_is_whole(found, every, monkeypatch):
    monkeypatch.setattr(finding, "FEW", 0)
    day = NOON.date() + timedelta(days=3)
    wanted = SaleFilter(first=day, last=day)
    _search, numbers, _sums, _steps = searched(found, wanted, 50)
    assert set(range(100, 110)) - {*UNDER_WAY} >= {number for number in numbers if number >= 100} != set()
    assert {60, 62} & set(numbers)


def test_days_without_any_sale(found, monkeypatch):
    for few in (0, 10**6):
        monkeypatch.setattr(finding, "FEW", few)
        assert searched(found, SaleFilter(first=date(2099, 1, 1)), 50)[1:3] == ([], NOTHING_SOLD)


def test_the_sales_of_numbers(found, every):
    assert found.sales([7, 240, 100]) == tuple(sale for sale in every if sale.number in (7, 100, 240))
    assert found.sales([]) == found.sales([0, 999]) == ()


def test_what_can_be_chosen_by(found):
    known, below, steps = Known(), 0, 0
    while True:
        more, below = found.known(below, 100)
        known |= more
        steps += 1
        if not below:
            break
    assert known == Known(frozenset(PEOPLE), frozenset({"Card"}))
    assert steps == 3


def test_an_empty_book(tmp_path):
    with open_book(tmp_path):
        pass
    with closing(reading_connection(tmp_path / JOURNAL_NAME, 1024)) as connection:
        found = Finding(connection, "K01")
        for wanted in (SaleFilter(), SaleFilter(person="x"), SaleFilter(text="1"), SaleFilter(first=NOON.date())):
            assert searched(found, wanted, 50)[1:3] == ([], NOTHING_SOLD)
        assert found.known(0, 100) == (Known(), 0)


def test_a_book_that_went_on_from_a_backup_has_a_list(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order())
        book.restored(50, 1, "0" * 64, NOON)
        sell(book, order())
    with closing(reading_connection(tmp_path / JOURNAL_NAME, 1024)) as connection:
        search, numbers, _sums, _steps = searched(Finding(connection, "K01"), SaleFilter(), 20)
    assert (search.whole, numbers) == (False, [50, 1])


def test_the_sales_of_a_shift(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order())
    with raw_file(tmp_path) as file:
        file.execute("UPDATE sale SET shift = 3")
    with closing(reading_connection(tmp_path / JOURNAL_NAME, 1024)) as connection:
        found = Finding(connection, "K01")
        assert searched(found, SaleFilter(shift=3), 50)[1] == [1]
        assert searched(found, SaleFilter(shift=4), 50)[1] == []
        assert found.known(0, 10)[0].shifts
