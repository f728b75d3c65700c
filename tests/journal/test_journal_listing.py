import pytest
from journal.journal_samples import DECLINED, ISSUED, NOON, UNCLEAR, open_book, order, sell

from vendingdesk.domain.sale import VendState
from vendingdesk.journal import listing


@pytest.fixture
def book(tmp_path):
    with open_book(tmp_path) as book:
        for index in range(125):
            sell(
                book,
                order(f"{37_000_000_000 + index * 1001}"),
                {3: DECLINED, 4: UNCLEAR}.get(index % 10) or ISSUED,
            )
        yield book


def numbers(book, *, meter="", text="", states=(), before=0, limit=1000):
    return [sale.number for sale in book.sales(meter, text, states, before, limit)]


def expected(book, test):
    every = book.sales("", "", (), 0, 1000)
    assert len(every) == 125
    return [sale.number for sale in every if test(sale)]


def test_pages_go_from_the_newest_to_the_oldest(book):
    assert numbers(book, limit=3) == [125, 124, 123]
    assert numbers(book, limit=3, before=123) == [122, 121, 120]
    assert numbers(book, limit=3, before=2) == [1]
    assert numbers(book, limit=0) == numbers(book, limit=-1) == numbers(book, before=1) == []


def test_one_meters_sales(book):
    sell(book, order("37000001001"))
    assert numbers(book, meter="37000001001") == [126, 2]
    assert numbers(book, meter="37000001001", before=126) == [2]
    assert numbers(book, meter="3700000100") == []
    assert numbers(book, meter="37000001001", text="126") == [126]
    assert numbers(book, meter="37000001001", text="3700") == [126, 2]
    assert numbers(book, meter="37000001001", states=(VendState.REFUSED,)) == []


@pytest.mark.parametrize(
    "states",
    [
        (VendState.REFUSED,),
        (VendState.REFUSED, VendState.IN_DOUBT),
        (VendState.ISSUED,),
        (VendState.ISSUED, VendState.REFUSED),
        (VendState.LOST,),
        tuple(VendState),
    ],
)
def test_states(book, states):
    wanted = expected(book, lambda sale: sale.state in states)
    assert numbers(book, states=states) == wanted
    assert numbers(book, states=states, limit=3) == wanted[:3]
    assert numbers(book, states=states, before=60) == [number for number in wanted if number < 60]


@pytest.mark.parametrize(("broad", "newest"), [(listing.BROAD, listing.NEWEST), (1, listing.NEWEST), (1, 3)])
@pytest.mark.parametrize(
    "text",
    [
        "K01-000012",
        "k01-00001",
        "K01",
        "K01-",
        "k",
        "12",
        "1",
        "000012",
        "00001",
        "0000012",
        "K01-0000012",
        "K01-12",
        "3700",
        "37000012012",
        "2012",
        "012",
        "9",
        "999999",
        "111111111111111111111111111111",
        "Ama",
        "%",
        "_",
        "K02-000012",
        "K01-x",
        "  12 ",
        "",
    ],
)
def test_text_is_a_receipt_number_or_either_end_of_a_meter(book, monkeypatch, broad, newest, text):
    monkeypatch.setattr(listing, "BROAD", broad)
    monkeypatch.setattr(listing, "NEWEST", newest)
    typed = text.strip()

    def fits(sale):
        plain, own = str(sale.number), typed.casefold().removeprefix("k01-")
        if "k01-".startswith(typed.casefold()):
            return True
        receipt = own.isdigit() and (sale.receipt_no[4:].startswith(own) or plain.startswith(own))
        meter = sale.order.meter
        return receipt or (typed.isdigit() and (meter.startswith(typed) or meter.endswith(typed)))

    wanted = expected(book, fits)
    assert numbers(book, text=text) == wanted
    assert numbers(book, text=text, limit=2, before=100) == [number for number in wanted if number < 100][:2]
    doubts = expected(book, lambda sale: fits(sale) and sale.state is VendState.IN_DOUBT)
    assert numbers(book, text=text, states=(VendState.IN_DOUBT,)) == doubts


def test_one_sale_by_its_receipt_number(book):
    assert book.sale("K01-000012").number == 12
    assert book.sale(" k01-12 ").number == 12
    for wrong in ("K01-000999", "K02-000012", "000012", "K01-", "K01-1x", "", "K01-" + "1" * 5000, "K01-٣"):
        assert book.sale(wrong) is None


def test_no_search_reads_the_whole_table(book):
    asked = []
    book._connection.set_trace_callback(asked.append)
    for search in (
        {"meter": "37000001001"},
        {"text": "K01-000012"},
        {"text": "2012"},
        {"states": (VendState.IN_DOUBT,)},
        {"meter": "37000001001", "states": (VendState.REFUSED,)},
        {"text": "2012", "states": (VendState.IN_DOUBT,)},
        {"text": "12345678901234567890"},
    ):
        numbers(book, limit=5, **search)
    numbers(book, limit=5)
    book.prepare(order(), NOON)
    book._connection.set_trace_callback(None)
    plans = [
        (statement, step[3])
        for statement in asked
        if statement.startswith("SELECT")
        for step in book._connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert len(plans) > 8
    assert [plan for plan in plans if plan[1].startswith("SCAN sale")] == []


def test_whether_a_meter_is_held_is_not_asked_of_all_its_sales(book):
    asked = []
    for search in (
        lambda: book.prepare(order("37000001001"), NOON),
        lambda: numbers(book, meter="37000001001", states=(VendState.SENDING, VendState.IN_DOUBT)),
    ):
        asked.clear()
        book._connection.set_trace_callback(asked.append)
        search()
        book._connection.set_trace_callback(None)
        reads = [statement for statement in asked if statement.startswith("SELECT")]
        assert reads
        plans = [step[3] for read in reads for step in book._connection.execute(f"EXPLAIN QUERY PLAN {read}")]
        assert any("sale_unusual (state=?" in plan for plan in plans)
        assert not any("sale_meter" in plan for plan in plans)


def test_a_till_with_a_dash_in_its_name(tmp_path):
    with open_book(tmp_path, till="SHOP-2") as book:
        sale = book.prepare(order(), NOON)
        assert sale.receipt_no == "SHOP-2-000001"
        assert book.sale("shop-2-000001") == sale
        assert numbers(book, text="SHOP-2-0") == [1]
