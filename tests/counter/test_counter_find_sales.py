"""Finding sales: the list and its sums stay right while sales are made, come to their end and are settled."""

import random
from uuid import uuid4

import pytest
from counter.counter_parts import Counter

from vendingdesk.counter import find_sales
from vendingdesk.counter.clock import SystemClock
from vendingdesk.counter.find_sales import FindSales
from vendingdesk.counter.found_sales import FoundSales
from vendingdesk.counter.sale_numbers import SaleNumbers
from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Declined, DoubtCause, Issued, NothingSent, NotSentCause, RefusalReason, Unclear
from vendingdesk.domain.people import Person, Role
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import NOTHING_SOLD, Known, Search, Stretch, sold

USD = Currency("USD")
FILTERS = (
    SaleFilter(),
    SaleFilter(person="Amina"),
    SaleFilter(states=frozenset({VendState.ISSUED, VendState.RECOVERED})),
    SaleFilter(states=frozenset({VendState.IN_DOUBT, VendState.SENDING})),
    SaleFilter(states=frozenset({VendState.PREPARED})),
    SaleFilter(least=Money(700, USD)),
    SaleFilter(meter="37"),
)


class Shop:
    """Writes sales of every kind and state, at random."""

    def __init__(self, counter: Counter, seed: int) -> None:
        self.chance = random.Random(seed)
        self.counter = counter
        self.journal = counter.journal
        self.under_way: list[Sale] = []
        self.doubts: list[Sale] = []

    async def turn(self) -> None:
        """Something happens at the till."""
        at, pick = self.counter.clock.now(), self.chance.random()
        if pick < 0.45 or not (self.under_way or self.doubts):
            meter = f"{self.chance.choice((37, 12))}{self.chance.randrange(10**9):09d}"
            amount = Money(self.chance.choice((500, 700, 900)), USD)
            who = self.chance.choice(("Amina", "Kofi"))
            order = Order(str(uuid4()), "r", meter, who, "s", amount if pick < 0.4 else Energy(10**7))
            self.under_way.append(await self.journal.prepare(order, at))
        elif self.doubts and (pick < 0.55 or not self.under_way):
            sale = self.doubts.pop(self.chance.randrange(len(self.doubts)))
            found = Settlement(
                Verdict.RECOVERED, "ben", at, "call", reference="x", tokens=(str(10**19 + sale.number),)
            )
            lost = Settlement(Verdict.LOST, "ben", at, "call", supervisor="Esi")
            await self.journal.settle(sale.uid, found if self.chance.random() < 0.5 else lost)
        else:
            await self._end(self.under_way.pop(self.chance.randrange(len(self.under_way))))

    async def _end(self, sale: Sale) -> None:
        at = self.counter.clock.now()
        if self.chance.random() < 0.2:
            await self.journal.conclude(sale.uid, NothingSent(NotSentCause.TLS), at)
            return
        await self.journal.sending(sale.uid, at)
        end = self.chance.choice(
            (Issued((f"{sale.number:020d}",)), Unclear(DoubtCause.TIMED_OUT), Declined(RefusalReason.NOT_ALLOWED))
        )
        concluded = await self.journal.conclude(sale.uid, end, at)
        if concluded.state is VendState.IN_DOUBT:
            self.doubts.append(concluded)


class Rows:
    """What a screen does with it: rows as numbers, kept right by what is told."""

    def __init__(self, finding: FindSales, found: FoundSales) -> None:
        self.finding = finding
        self.found = found

    async def further(self) -> None:
        self.found.numbers.extend(await self.finding.further(self.found))

    def put(self, sale: Sale) -> None:
        fits = self.found.heed(sale)
        row, there = self.found.numbers.place(sale.number)
        if fits and not there:
            self.found.numbers.insert(row, sale.number)
        elif there and not fits:
            self.found.numbers.remove(row)


@pytest.mark.parametrize("wanted", FILTERS)
@pytest.mark.parametrize("seed", range(4))
async def test_the_list_is_right_whatever_happens_meanwhile(
    counter: Counter, wanted: SaleFilter, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST", "STRIDE", "AT_ONCE"):
        monkeypatch.setattr(find_sales, name, 7)
    shop, finding = Shop(counter, seed), FindSales(counter.journal.finder, counter.guard)
    for _ in range(60):
        await shop.turn()
    news: set[int] = set()
    stop = finding.when_changed(news.update)
    rows = Rows(finding, await finding.begin(wanted))
    while not rows.found.over or len(news) < 25:
        for _ in range(shop.chance.randrange(3)):
            await shop.turn()
        if not rows.found.over:
            await rows.further()
        if shop.chance.random() < 0.6:
            for sale in await finding.sales(sorted(news)):
                rows.put(sale)
    await counter.journal.head()
    for sale in await finding.sales(sorted(news)):
        rows.put(sale)
    stop()
    every = await counter.journal.sales(limit=10_000)
    meant = [sale for sale in every if wanted.fits(sale)]
    assert [rows.found.numbers[row] for row in range(len(rows.found.numbers))] == [sale.number for sale in meant]
    assert finding.sold(rows.found) == sum(map(sold, meant), NOTHING_SOLD)


async def test_a_search_says_how_far_it_is(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_sales, "FIRST", 2)
    shop, finding = Shop(counter, 1), counter.find_sales
    while len(shop.under_way) < 6:
        await shop.turn()
    found = await finding.begin(SaleFilter(person="nobody"))
    assert (found.over, found.share) == (False, 0)
    assert await finding.further(found) == []
    assert not found.over
    assert 0 < found.share < 1
    await finding.further(found)
    assert (found.over, found.share) == (True, 1)
    assert FoundSales(Search(SaleFilter(), 0, 1, 1)).share == 1


async def test_everybody_may_look_but_not_at_totals(counter: Counter) -> None:
    counter.begin()
    finding = counter.find_sales
    found = await finding.begin(SaleFilter())
    assert finding.sold(found) is None
    await finding.further(found)
    assert finding.sold(found) == NOTHING_SOLD
    counter.guard.stand(Person("Amina", frozenset({Role.CASHIER})), on=True)
    assert finding.sold(found) is None
    counter.guard.stand(None, on=True)
    assert finding.sold(found) is None
    counter.guard.stand(Person("Esi", frozenset({Role.SUPERVISOR})), on=True)
    assert finding.sold(found) == NOTHING_SOLD


async def test_what_can_be_chosen_by_is_asked_of_all_sales(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_sales, "STRIDE", 3)
    assert await counter.find_sales.known() == Known()
    shop = Shop(counter, 2)
    for _ in range(20):
        await shop.turn()
    assert await counter.find_sales.known() == Known(frozenset({"Amina", "Kofi"}))


def test_numbers_without_gaps_stay_two_ends() -> None:
    numbers = SaleNumbers(range(1_000_000, 0, -1))
    assert (len(numbers), numbers[0], numbers[999_999]) == (1_000_000, 1_000_000, 1)
    assert numbers.place(1_000_001) == (0, False)
    numbers.insert(0, 1_000_001)
    assert isinstance(numbers._numbers, range)
    assert numbers.place(500_000) == (500_001, True)
    assert list(numbers.slice(0, 3)) == [1_000_001, 1_000_000, 999_999]


def test_numbers_with_gaps_are_written_out() -> None:
    numbers = SaleNumbers(range(50_000, 0, -1))
    numbers.insert(0, 50_002)
    row, there = numbers.place(25_000)
    assert there
    numbers.remove(row)
    numbers.extend([-5])
    assert (len(numbers), numbers[0], numbers[1], numbers[len(numbers) - 1]) == (50_001, 50_002, 50_000, -5)
    assert numbers.place(25_000) == (row, False)
    assert list(numbers.slice(row - 1, row + 1)) == [25_001, 24_999]


def order(number: int) -> Order:
    return Order(f"u{number}", "r", "12800000000", "Amina", "s", Money(100 * number, USD))


def doubtful(number: int) -> Sale:
    at = SystemClock().now()
    return Sale(order(number), "K01", number, at).sending().concluded(Unclear(DoubtCause.TIMED_OUT), at)


IN_DOUBT = SaleFilter(states=frozenset({VendState.IN_DOUBT}))
LOST = Settlement(Verdict.LOST, "ben", SystemClock().now(), "call", supervisor="Esi")


def test_a_doubt_that_ends_before_the_search_comes_to_it_is_not_found() -> None:
    first, second = doubtful(2), doubtful(4)
    found = FoundSales(Search(IN_DOUBT, highest=9, lowest=1, below=10, changing=(4, 2)), [first, second])
    assert found.heed(first.settled(LOST)) is False
    assert found.coming(Stretch((), NOTHING_SOLD)) == [4]


def test_a_doubt_where_the_search_stands_is_in_the_list_and_one_below_not_yet() -> None:
    above, below = doubtful(5), doubtful(4)
    found = FoundSales(Search(IN_DOUBT, highest=9, lowest=1, below=10, changing=(5, 4)), [above, below])
    assert found.coming(Stretch((), NOTHING_SOLD, below=5)) == [5]
    assert (found.heed(above), found.heed(below)) == (True, False)
    assert found.coming(Stretch((3,), NOTHING_SOLD)) == [4, 3]
    assert found.heed(below) is True


def test_a_slip_of_a_sale_that_stays_adds_nothing_to_the_sum() -> None:
    at = SystemClock().now()
    done = Sale(order(3), "K01", 3, at).sending().concluded(Issued(("1" * 20,)), at)
    found = FoundSales(Search(SaleFilter(), highest=9, lowest=1, below=10, whole=True))
    found.coming(Stretch((), sold(done)))
    assert found.heed(done) is True
    assert found.sold == sold(done)
