"""Every total of every report against a sum that this file makes itself, of the entries' JSON alone."""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from journal.journal_samples import DECLINED, NOON, NOTHING_SENT, UNCLEAR, open_book, order, sell
from journal.restoring_shop import Shop

from vendingdesk.counter.report_lists import copies_report, doubts_report, management_report
from vendingdesk.counter.report_tables import day_report, kind_report, person_report
from vendingdesk.counter.report_words import notes
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.charges import ChargeLine
from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Issued, TokenWarning
from vendingdesk.domain.people_flags import PeopleFlags
from vendingdesk.domain.receipt import SlipKind
from vendingdesk.domain.report import Period, Report, RowLook
from vendingdesk.domain.report_facts import Irregular, Slot, WentOn
from vendingdesk.domain.sale import VendState
from vendingdesk.domain.tender import Tender, TenderKind
from vendingdesk.journal import report_queries as asked
from vendingdesk.journal.opening import JOURNAL_NAME, read_only
from vendingdesk.journal.restoring import restore

ZONE = timezone(timedelta(hours=-5))
FIRST = date(2026, 3, 28)
CURRENCIES = (Currency("USD"), Currency("XOF", 0))
STATES = {"issued": "ISSUED", "declined": "REFUSED", "nothing_sent": "NOT_SENT", "unclear": "IN_DOUBT"}
VERDICTS = {"recovered": "RECOVERED", "not_issued": "NOT_ISSUED", "lost": "LOST"}
SOLD, HELD = {"ISSUED", "RECOVERED"}, {"SENDING", "IN_DOUBT"}

made_sale = st.fixed_dictionaries(
    {
        "what": st.sampled_from(["money", "money", "energy", "priced energy", "management"]),
        "outcome": st.sampled_from(["issued", "issued", "declined", "nothing", "unclear", "sending", "prepared"]),
        "verdict": st.sampled_from([None, Verdict.RECOVERED, Verdict.NOT_ISSUED, Verdict.LOST]),
        "minor": st.integers(1, 10**9),
        "currency": st.sampled_from(CURRENCIES),
        "energy": st.one_of(st.none(), st.integers(1, 10**10)),
        "operator": st.sampled_from(["ann", "ben", "Ünal"]),
        "tender": st.sampled_from([None, TenderKind("Cash", cash=True), TenderKind("Card"), TenderKind("Mobile")]),
        "minute": st.integers(0, 3 * 24 * 60 - 1),
        "charges": st.lists(
            st.tuples(st.sampled_from(["VAT", "Fee"]), st.integers(0, 500), st.booleans()), max_size=2
        ),
        "slips": st.integers(0, 3),
        "alone": st.booleans(),
    }
)


def write(book, number, wish):
    """One sale of a wish, by way of the journal as the counter writes it."""
    at = datetime(2026, 3, 28, tzinfo=ZONE) + timedelta(minutes=wish["minute"])
    money = Money(wish["minor"], wish["currency"])
    more = {"operator": wish["operator"]}
    if wish["what"] == "management":
        placed = order(f"3700{number:07d}", management=True, **more)
    else:
        amount = money if wish["what"] == "money" else Energy(wish["minor"])
        more["tender"] = None if wish["tender"] is None else Tender(wish["tender"])
        if wish["what"] == "priced energy":
            more["energy_price"] = money
        if wish["what"] == "money":
            more["charges"] = tuple(
                ChargeLine(name, "1 %" if name == "VAT" else "", inside, Money(minor, wish["currency"]))
                for name, minor, inside in wish["charges"]
            )
        placed = order(f"3700{number:07d}", amount, **more)
    book.prepare(placed, at)
    if wish["outcome"] == "prepared":
        return
    if wish["outcome"] == "nothing":
        book.conclude(placed.uid, NOTHING_SENT, at)
        return
    book.sending(placed.uid, at)
    if wish["outcome"] == "sending":
        return
    energy = None if wish["energy"] is None else Energy(wish["energy"])
    issued = Issued((f"{number:020d}",), energy=energy)
    outcome = {"issued": issued, "declined": DECLINED, "unclear": UNCLEAR}[wish["outcome"]]
    book.conclude(placed.uid, outcome, at)
    if wish["outcome"] == "unclear" and wish["verdict"] is not None:
        verdict = wish["verdict"]
        book.settle(
            placed.uid,
            Settlement(
                verdict,
                "ann",
                at + timedelta(days=1),
                "the utility",
                supervisor="" if verdict is Verdict.RECOVERED else "eve",
                single_owner=wish["alone"] and verdict is not Verdict.RECOVERED,
                proof=Proof.SERVER_RECORDS if verdict is Verdict.NOT_ISSUED else None,
                tokens=(f"{number:020d}",) if verdict is Verdict.RECOVERED else (),
            ),
        )
    for copy in range(wish["slips"]):
        book.slip_made(placed.uid, SlipKind.SALE, "ben" if copy else "ann", "print", at + timedelta(hours=copy))


def independent(connection):
    """The sales as the entries tell them, decoded here and nowhere else."""
    sales = {}
    copies = []
    for kind, at, body in connection.execute("SELECT kind, at, body FROM entry ORDER BY seq"):
        said = json.loads(bytes(body))
        if kind == "prepared":
            charges = said.get("charges", [])
            minor = said.get("minor")
            on_top = sum(each["minor"] for each in charges if not each.get("included", True))
            sales[said["number"]] = SimpleNamespace(
                day=at[:10],
                hour=at[11:13],
                operator=said["operator"],
                management=said.get("management"),
                unit=said.get("currency"),
                amount=minor,
                price=said.get("energy_price") if minor is None else minor + on_top,
                energy=said.get("milliwatt_hours") or 0,
                tender=said.get("tender", "") or "Cash",
                charges=charges,
                state="PREPARED",
                settled="",
            )
        elif kind == "sending":
            sales[said["number"]].state = "SENDING"
        elif kind == "concluded":
            sale, outcome = sales[said["number"]], said["outcome"]
            sale.state = STATES[outcome["what"]]
            if outcome.get("milliwatt_hours") is not None:
                sale.energy = outcome["milliwatt_hours"]
        elif kind == "resolved":
            sales[said["number"]].state = VERDICTS[said["settlement"]["verdict"]]
            sales[said["number"]].settled = at[:10]
        elif kind == "slip" and said["copy"] > 1:
            copies.append((at[:10], said["number"], said["copy"], said["operator"]))
    return sales, copies


def sums(report: Report, look: RowLook, label: str = "") -> dict[str, list[int]]:
    """From a report's rows of a look: by currency, how many, paid and mWh."""
    headings = [column.heading for column in report.columns]
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in (*report.rows, *report.totals):
        cells = dict(zip(headings, row.cells, strict=True))
        if row.look is look and str(row.cells[0]).startswith(label):
            price = cells.get("Paid")
            line = found[price.unit if isinstance(price, Money) else ""]
            line[0] += cells.get("Sales") or cells.get("Sold") or 0
            line[1] += price.minor if isinstance(price, Money) else 0
            line[2] += cells["kWh"].milliwatt_hours if isinstance(cells.get("kWh"), Energy) else 0
    return {unit: line for unit, line in found.items() if any(line)}


def expected(sales) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for sale in sales:
        line = found[sale.unit if sale.price is not None else ""]
        line[0] += 1
        line[1] += sale.price or 0
        line[2] += sale.energy
    return dict(found)


def rows_between(report: Report, title: str) -> list:
    """The rows of one group."""
    found, inside = [], False
    for row in report.rows:
        if row.look is RowLook.GROUP:
            inside = str(row.cells[0]).startswith(title)
        elif inside:
            found.append(row)
    return found


@settings(max_examples=60)
@given(st.lists(made_sale, max_size=14), st.integers(0, 2), st.integers(0, 2))
def test_every_total_of_every_report_is_what_the_entries_come_to(tmp_path_factory, wishes, start, length):
    folder = tmp_path_factory.mktemp("book")
    period = Period(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length))
    setup = DeskSetup()
    with open_book(folder) as book:
        for number, wish in enumerate(wishes, start=1):
            write(book, number, wish)
        connection = book._connection
        everything, copies = independent(connection)
        facts = asked.sales_of_period(connection, period, Slot.HOUR if length == 0 else Slot.DAY)
        doubts = asked.doubts_of_period(connection, period)
        management = asked.management_of_period(connection, period)
        made_again = asked.copies_of_period(connection, period)
    first, last = period.first.isoformat(), period.last.isoformat()
    inside = [sale for sale in everything.values() if first <= sale.day <= last]
    credit = [sale for sale in inside if sale.management is None]
    sold = [sale for sale in credit if sale.state in SOLD]
    held = [sale for sale in credit if sale.state in HELD]

    day = day_report(facts, period, setup)
    assert sums(day, RowLook.SUM) == expected(sold)
    assert sums(day, RowLook.HELD, "Held") == expected(held)
    assert sum(row.cells[1] for row in rows_between(day, "Credit")) == len(credit)
    assert sum(row.cells[1] for row in rows_between(day, "Engineering")) == len(inside) - len(credit)
    for group in ("Sold, by hour" if length == 0 else "Sold, by day", "Sold, by kind of payment"):
        part = Report(day.kind, "", period, day.columns, tuple(rows_between(day, group)))
        assert sums(part, RowLook.PLAIN) == expected(sold)
    for chart in day.series:
        unit = chart.title.rpartition(" ")[2]
        of = [sale.price for sale in sold if sale.price is not None and sale.unit == unit]
        assert sum(bar.value for bar in chart.bars) == (sum(of) if unit != "kWh" else sum(s.energy for s in sold))
    charged: dict[tuple[str, bool, str], list[int]] = defaultdict(lambda: [0, 0])
    for sale in sold:
        for each in sale.charges:
            line = charged[each["name"], each.get("included", True), sale.unit]
            line[0] += 1
            line[1] += each["minor"]
    told = {(each.name, each.included, each.amount.unit): [each.count, each.amount.minor] for each in facts.charges}
    assert told == dict(charged)

    person = person_report(facts, period, setup)
    assert sums(person, RowLook.SUM) == expected(sold)
    assert sums(person, RowLook.PLAIN) == expected(sold)
    headings = [column.heading for column in person.columns]
    for name in {sale.operator for sale in inside}:
        of = [dict(zip(headings, row.cells, strict=True)) for row in person.rows if row.cells[0] == name]
        mine = [sale for sale in inside if sale.operator == name]
        tokens = [sale for sale in mine if sale.management is not None]
        assert sum(line["Tokens"] or 0 for line in of) == sum(sale.state in SOLD for sale in tokens)
        assert sum(line["In doubt"] for line in of) == sum(sale.state in HELD for sale in mine)
        assert sum(line["Not sold"] or 0 for line in of) == sum(sale.state not in SOLD | HELD for sale in mine)
        kept = [sale.price for sale in mine if sale in held and sale.price is not None]
        assert sum(line["Held"].minor for line in of if line["Held"] is not None) == sum(kept)

    kinds = kind_report(facts, period, setup)
    if kinds.rows:
        assert sums(kinds, RowLook.SUM) == expected(sold)
    for name in {sale.tender for sale in sold}:
        part = [row for row in rows_between(kinds, "Credit sold") if row.cells[0] == name]
        assert sums(Report(kinds.kind, "", period, kinds.columns, tuple(part)), RowLook.PLAIN) == expected(
            sale for sale in sold if sale.tender == name
        )

    listed = {sale.number for sale in doubts}
    assert listed == {
        number
        for number, sale in everything.items()
        if (sale.state in HELD and sale.day <= last)
        or (
            sale.settled
            and (first <= sale.settled <= last or first <= sale.day <= last or sale.day <= last < sale.settled)
        )
    }
    shown = doubts_report(doubts, facts.irregular, period, setup)
    open_now = [everything[number] for number in listed if everything[number].state in HELD]
    of_money = defaultdict(int)
    for sale in open_now:
        if sale.price is not None:
            of_money[sale.unit] += sale.price
    said = {
        row.cells[4].unit: row.cells[4].minor for row in shown.totals if row.look is RowLook.HELD and row.cells[4]
    }
    assert said == dict(of_money)

    assert len(management_report(management, facts.irregular, period, setup).rows) == len(inside) - len(credit)
    again = copies_report(made_again, facts.irregular, period, setup)
    wanted = [(number, copy, who) for day_made, number, copy, who in copies if first <= day_made <= last]
    assert [(int(row.cells[1][4:]), row.cells[3], row.cells[4]) for row in again.rows] == wanted
    assert sum(row.cells[3] for row in again.totals) == len(wanted)


def test_charges_of_a_recovered_sale_are_sold_and_those_of_a_doubt_are_not(tmp_path):
    wish = {
        "what": "money",
        "minor": 1000,
        "currency": CURRENCIES[0],
        "energy": None,
        "operator": "ann",
        "tender": None,
        "minute": 0,
        "charges": [("VAT", 100, True), ("Fee", 50, False)],
        "slips": 0,
        "alone": False,
        "outcome": "unclear",
    }
    with open_book(tmp_path) as book:
        for number, verdict in enumerate((None, Verdict.RECOVERED, Verdict.LOST), start=1):
            write(book, number, {**wish, "verdict": verdict})
        facts = asked.sales_of_period(book._connection, Period.day(FIRST), Slot.HOUR)
    told = [(each.name, each.rate, each.included, each.count, each.amount.minor) for each in facts.charges]
    assert told == [("VAT", "1 %", True, 1, 100), ("Fee", "", False, 1, 50)]
    assert [each.price.minor for each in facts.sums if each.sold] == [1050]
    assert [each.price.minor for each in facts.sums if each.held] == [1050]


def test_a_report_is_asked_of_indexes(tmp_path):
    asked_for = []
    with open_book(tmp_path) as book:
        connection = book._connection
        connection.set_trace_callback(asked_for.append)
        period = Period.day(FIRST)
        asked.sales_of_period(connection, period, Slot.DAY)
        asked.sales_of_shifts(connection, [3])
        asked.doubts_of_period(connection, period)
        asked.management_of_period(connection, period)
        asked.copies_of_period(connection, period)
        connection.set_trace_callback(None)
        plans = [
            step[3]
            for each in asked_for
            for step in connection.execute(f"EXPLAIN QUERY PLAN {each}")
            if "sale" in step[3] or "entry" in step[3]
        ]
    assert len(plans) >= 9
    assert all(" INDEX " in plan or " PRIMARY KEY (rowid" in plan for plan in plans), plans


def test_a_sale_of_the_new_day_by_the_wall_clock_is_of_the_new_day(tmp_path):
    with open_book(tmp_path) as book:
        for hour in (23, 24):
            placed = order()
            at = datetime(2026, 3, 28, tzinfo=ZONE) + timedelta(hours=hour)
            book.prepare(placed, at)
            book.conclude(placed.uid, NOTHING_SENT, at)
        for day, count in ((FIRST, 1), (FIRST + timedelta(days=1), 1), (FIRST + timedelta(days=2), 0)):
            facts = asked.sales_of_period(book._connection, Period.day(day), Slot.HOUR)
            assert sum(each.count for each in facts.sums) == count


def test_a_doubt_is_of_every_day_on_which_it_was_open(tmp_path):
    begun = datetime(2026, 9, 2, 10, tzinfo=ZONE)
    with open_book(tmp_path) as book:
        placed = order()
        book.prepare(placed, begun)
        book.sending(placed.uid, begun)
        book.conclude(placed.uid, UNCLEAR, begun)

        def days():
            each = [begun.date() + timedelta(days=away) for away in range(-1, 5)]
            return [len(asked.doubts_of_period(book._connection, Period.day(day))) for day in each]

        assert days() == [0, 1, 1, 1, 1, 1]
        at = begun + timedelta(days=3)
        book.settle(placed.uid, Settlement(Verdict.LOST, "ann", at, "the utility", supervisor="eve"))
        assert days() == [0, 1, 1, 1, 1, 0]


def test_a_clock_that_was_set_back_and_a_seller_alone_are_told(tmp_path):
    at = datetime(2026, 3, 28, 12, tzinfo=ZONE)
    with open_book(tmp_path) as book:
        for minutes in (0, 10, 4, 5):
            placed = order(f"370000{minutes:05d}")
            book.prepare(placed, at + timedelta(minutes=minutes))
            book.sending(placed.uid, at)
            book.conclude(placed.uid, UNCLEAR, at)
        lost = Settlement(Verdict.LOST, "ann", at, "none", supervisor="ann", single_owner=True)
        book.settle(placed.uid, lost)
        found = asked.irregular(book._connection, Period.day(FIRST))
        assert (found.set_back, found.alone, found.people) == (1, 1, PeopleFlags())
        assert asked.irregular(book._connection, Period.day(FIRST + timedelta(days=1))).set_back == 0
    assert (tmp_path / JOURNAL_NAME).exists()
    assert VendState.LOST


def test_a_clock_that_went_back_to_another_day_is_told_on_both_days(tmp_path):
    last = FIRST + timedelta(days=1)
    with open_book(tmp_path) as book:
        for number, at in enumerate(
            (
                datetime(2026, 3, 28, 12, tzinfo=ZONE),
                datetime(2000, 1, 1, 0, 5, tzinfo=ZONE),
                datetime(2000, 1, 1, 0, 15, tzinfo=ZONE),
                datetime(2026, 3, 28, 14, tzinfo=ZONE),
                datetime(2026, 3, 29, 0, 10, tzinfo=ZONE),
                datetime(2026, 3, 28, 23, 40, tzinfo=ZONE),
                datetime(2026, 3, 29, 0, 11, tzinfo=ZONE),
            )
        ):
            if number == 5:
                book.restored(50, 1, "0" * 64, NOON)  # a book that went on from a backup leaves numbers out
            placed = order(f"370000{number:05d}")
            book.prepare(placed, at)
            book.conclude(placed.uid, NOTHING_SENT, at)
        told = [
            asked.irregular(book._connection, Period(first, until)).set_back
            for first, until in (
                (FIRST, FIRST),
                (date(2000, 1, 1), date(2000, 1, 1)),
                (last, last),
                (FIRST, last),
                (date(2000, 1, 2), FIRST - timedelta(days=1)),
            )
        ]
    assert told == [2, 1, 1, 2, 0]


def test_answers_that_named_another_amount_are_counted(tmp_path):
    at = datetime(2026, 3, 28, 12, tzinfo=ZONE)
    odd = Issued(("49335795185499399179",), value_text="11.00", warnings=(TokenWarning.OTHER_VALUE,))
    told = Issued(("49335795185499399187",), value_text="other_value", warnings=(TokenWarning.UNREADABLE_VALUE,))
    with open_book(tmp_path) as book:
        for number, outcome in enumerate((odd, told)):
            placed = order(f"37000000000{number:02d}")
            book.prepare(placed, at)
            book.sending(placed.uid, at)
            book.conclude(placed.uid, outcome, at)
        assert asked.irregular(book._connection, Period.day(FIRST)).other_value == 1
        assert asked.irregular(book._connection, Period.day(FIRST + timedelta(days=1))).other_value == 0


def test_a_journal_that_went_on_from_a_backup_is_told_with_what_it_lacks(tmp_path):
    shop = Shop(tmp_path)
    there, new = NOON + timedelta(days=2), tmp_path / "new"
    restore(new, "K01", shop.backup, there, last_receipt=5)
    days = [Period.day(NOON.date() + timedelta(days=each)) for each in range(-1, 4)]
    with read_only(new) as connection:
        told = [asked.irregular(connection, day).went_on for day in days]
    lacks = (WentOn(there, "K01-000004", "K01-000005"),)
    assert told == [(), lacks, lacks, lacks, ()]  # from the backup's last day on nothing is known


def test_a_number_that_was_passed_over_is_not_missing_twice(tmp_path):
    with open_book(tmp_path) as book:
        sell(book, order())
        for following in (4, 4, 5):
            book.restored(following, 1, "0" * 64, NOON)
        told = asked.irregular(book._connection, Period.day(NOON.date())).went_on
    missing = [("K01-000002", "K01-000003"), ("", ""), ("K01-000004", "K01-000004")]
    assert [(each.first, each.last) for each in told] == missing
    words = notes(DeskSetup(), Irregular(went_on=told))
    assert words == (
        f"The journal went on from a backup on {NOON:%Y-%m-%d %H:%M}. Receipts K01-000002 to K01-000003 are not in "
        "it; what was sold with them is in no sum.",
        f"The journal went on from a backup on {NOON:%Y-%m-%d %H:%M}. No receipt number is missing.",
        f"The journal went on from a backup on {NOON:%Y-%m-%d %H:%M}. Receipt K01-000004 is not in it; what was sold "
        "with it is in no sum.",
    )
