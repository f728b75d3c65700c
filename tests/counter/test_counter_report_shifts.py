"""The report of shifts says what each Z said: its rows add up, whatever became of the doubts since."""

from datetime import timedelta
from itertools import takewhile

from domain.test_domain_shift_totals import STEPS, lived
from hypothesis import given, settings
from hypothesis import strategies as some
from journal.journal_samples import NOON, open_book, sell
from journal.journal_shifts import CARD, begin, close, count, doubted, move, on, paid, refund, settle, usd, x

from vendingdesk.counter.report_shifts import NO_SHIFT, shift_report
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shift_slip import shift_slip
from vendingdesk.domain.doubt import Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Money
from vendingdesk.domain.receipt import Field
from vendingdesk.domain.report import Period, Report, RowLook
from vendingdesk.domain.report_facts import Irregular, SalesSum, ShiftFacts
from vendingdesk.domain.sale import SaleKind, VendState
from vendingdesk.domain.shift import CashKind
from vendingdesk.domain.shift_report import ShiftReport
from vendingdesk.journal.report_queries import sales_of_shifts
from vendingdesk.journal.shift_facts import shifts_of_period

DAY = Period.day(NOON.date())


def told(book) -> Report:
    shifts = shifts_of_period(book._connection, DAY)
    sums = sales_of_shifts(book._connection, [each.number for each in shifts])
    return shift_report(shifts, sums, Irregular(), DAY, DeskSetup())


def parts(report: Report) -> dict[str, list[tuple[str, object]]]:
    """The rows under each heading: the words and what was paid."""
    place = [column.heading for column in report.columns].index("Paid")
    found: dict[str, list[tuple[str, object]]] = {}
    for row in report.rows:
        if row.look is RowLook.GROUP:
            rows = found.setdefault(str(row.cells[0]).split(": 2026")[0], [])
        else:
            rows.append((str(row.cells[0]), row.cells[place]))
    return found


def of(report: ShiftReport) -> Report:
    return shift_report([ShiftFacts(1, NOON, "ann", report=report)], (), Irregular(), DAY, DeskSetup())


def added_up(rows: list[tuple[str, object]]) -> tuple[Money, object]:
    """The sum of the rows before “Expected cash”, and what stands in that row."""
    before = [each for _words, each in takewhile(lambda row: row[0] != "Expected cash", rows)]
    assert all(isinstance(each, Money) for each in before)
    return usd(sum(each.minor for each in before)), dict(rows)["Expected cash"]  # type: ignore[union-attr]


@settings(max_examples=200)
@given(some.lists(STEPS, min_size=4, max_size=40))
def test_the_rows_of_any_shift_add_up_to_what_is_in_the_drawer(steps: list[tuple]) -> None:
    till = lived(steps)
    cash = till.cash
    till.close()
    for z in till.zs:
        summed, expected = added_up(parts(of(z))["Shift 1"])
        assert summed == expected == z.expected
    assert summed == usd(cash)


def test_a_closed_shift_stays_as_its_z_was_and_says_what_became_of_its_doubts(tmp_path):
    with open_book(tmp_path) as book:
        on(book, opening=5000)
        sell(book, paid(1000))
        sell(book, paid(700, "37000000017", CARD))
        found, lost, owed, still = (doubted(book, 1234 + each, f"3700000010{each}") for each in range(4))
        back = doubted(book, 90, "37000000107")
        settle(book, back, Verdict.LOST)
        refund(book, back)
        for kind, minor in ((CashKind.PAY_IN, 50), (CashKind.PAY_OUT, 20), (CashKind.DROP, 30)):
            move(book, kind, minor)
        count(book, x(book).expected.minor)
        z = close(book, left=100)
        then = parts(told(book))["Shift 1"]
        begin(book, 100)
        settle(book, found, Verdict.RECOVERED)
        settle(book, lost, Verdict.LOST)
        settle(book, owed, Verdict.NOT_ISSUED)
        refund(book, lost)
        now = parts(told(book))
    assert then == now["Shift 1"]
    assert added_up(then) == (z.expected, z.expected)
    slip = {each.label.split(" (")[0] for each in shift_slip(z, DeskSetup()).blocks if isinstance(each, Field)}
    assert {words for words, _ in then} - {"Sold: Cash", "No difference"} <= slip  # its words are those of the Z
    assert then[:9] == [
        ("Float", usd(5000)),
        ("Sold: Cash", usd(1000)),
        ("Held for doubts", usd(1234 + 1235 + 1236 + 1237)),
        ("Held and given back", usd(90)),
        ("Pay-ins", usd(50)),
        ("Pay-outs", usd(-20)),
        ("To the safe", usd(-30)),
        ("Given back", usd(-90)),
        ("Expected cash", z.expected),
    ]
    assert now["Shift 1: not in the drawer"] == [("Sold: Card", usd(700))]
    assert now["Shift 1: its doubts, as they stand now"] == [
        ("K01-000003: recovered", usd(1234)),
        ("K01-000004: token lost, money given back", usd(1235)),
        ("K01-000005: not issued, money to be given back", usd(1236)),
        ("K01-000006: in doubt: held", usd(1237)),
    ]
    assert added_up(now["Shift 2"]) == (usd(100 - 1235), usd(100 - 1235))
    assert now["Shift 2: not in the drawer"] == [("Sold: from earlier shifts", usd(1234))]
    assert [words for words, _ in now["Shift 2: its doubts, as they stand now"]] == [
        "K01-000005, from an earlier shift: not issued, money to be given back",
        "K01-000006, from an earlier shift: in doubt: held",
    ]
    assert still.uid


def test_every_count_has_its_own_difference_and_what_stays_is_of_the_last(tmp_path):
    with open_book(tmp_path) as book:
        on(book, opening=5000)
        count(book, 5000, NOON)
        move(book, CashKind.PAY_OUT, 100)
        for place, minor in enumerate((4800, 4850, 4890)):
            count(book, minor, NOON + timedelta(minutes=place + 1))
        close(book, left=4000, reason="a note under the tray")
        rows = parts(told(book))["Shift 1"]
    counts = [place for place, row in enumerate(rows) if row[0].startswith("Counted")]
    assert rows[counts[0] :] == [
        (f"Counted at {NOON:%H:%M}, before cash moved", usd(5000)),
        ("No difference", usd(0)),
        ("Counted first", usd(4800)),
        ("Short", usd(-100)),
        (f"Counted at {NOON + timedelta(minutes=2):%H:%M}", usd(4850)),
        ("Short", usd(-50)),
        ("Counted again", usd(4890)),
        ("Short", usd(-10)),
        ("Reason: a note under the tray", None),
        ("Stays in the drawer", usd(4000)),
        ("Taken out", usd(890)),
    ]


def test_a_shift_that_was_counted_once_says_so_and_what_is_over(tmp_path):
    with open_book(tmp_path) as book:
        on(book, opening=5000)
        count(book, 5005)
        close(book, left=0, reason="found")
        rows = dict(parts(told(book))["Shift 1"])
    assert (rows["Counted"], rows["Over"], rows["Taken out"]) == (usd(5005), usd(5), usd(5005))


def test_what_a_z_says_besides_cash_has_rows_of_its_own(tmp_path):
    with open_book(tmp_path) as book:
        on(book, opening=0)
        given = doubted(book, 400, tender=CARD)
        settle(book, given, Verdict.LOST)
        refund(book, given)
        z = x(book)
    more = {name: getattr(z, name) for name in z.__slots__} | {
        "energy": Energy(5_000_000), "management": 2, "left": None,
    }  # fmt: skip
    each = SalesSum(SaleKind.CREDIT, VendState.ISSUED, "ann", 1, energy=Energy(5_000_000))
    facts = ShiftFacts(1, NOON, "ann", report=ShiftReport(**more))
    made = shift_report([facts], (each,), Irregular(), DAY, DeskSetup())
    beside = [row.cells for row in made.rows][-4:]
    assert beside == [
        ("Shift 1: not in the drawer", None, None, None),
        ("Given back, not in cash", 1, usd(400), None),
        ("Energy sold", None, None, Energy(5_000_000)),
        ("Engineering tokens issued", 2, None, None),
    ]


def test_a_close_without_its_numbers_and_no_shift_at_all():
    closed = ShiftFacts(1, NOON, "ann", NOON, "ben")
    made = shift_report([closed], (), Irregular(), DAY, DeskSetup())
    assert [row.look for row in made.rows] == [RowLook.GROUP, RowLook.HELD]
    assert str(made.rows[0].cells[0]).endswith(f"to {NOON:%Y-%m-%d %H:%M} ben")
    none = shift_report([], (), Irregular(), DAY, DeskSetup())
    assert (none.rows, none.totals, none.notes, none.empty) == ((), (), (), NO_SHIFT)


def test_a_doubt_that_the_journal_has_no_more_is_said_so(tmp_path):
    with open_book(tmp_path) as book:
        on(book)
        doubted(book, 400)
        z = x(book)
    facts = ShiftFacts(1, NOON, "ann", report=z)
    made = shift_report([facts], (), Irregular(), DAY, DeskSetup())
    assert made.rows[-1].cells[0] == "K01-000001: not in this journal"
    assert made.rows[-1].look is RowLook.HELD
