"""X and Z reports on paper: every line that there is something to say in, and no other."""

import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from counter.test_counter_slip import LATER, SETUP, TOKEN, texts
from domain.test_domain_shift_report import CLOSED, report, usd

from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.shift_slip import UNEXPLAINED, shift_slip
from vendingdesk.counter.slip_frame import DEMO_BANNER, Printed
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.receipt import Heading, Receipt, SlipKind
from vendingdesk.domain.shift import CountMade
from vendingdesk.domain.shift_report import ChargeTotal, OpenDoubt, ReportKind, ShiftReport, Tally, TenderTotal

HEAD = sha256(b"journal").hexdigest()
FULL = report(
    first_receipt="K01-000101",
    last_receipt="K01-000107",
    management=1,
    refused=2,
    not_sent=3,
    copies=4,
    overridden=5,
    settled_alone=6,
    charges=(
        ChargeTotal("VAT", "20 %", included=True, total=usd(5_25)),
        ChargeTotal("Service fee", "", included=False, total=usd(1_50)),
    ),
    pay_ins=Tally(1, usd(10_00)),
    pay_outs=Tally(2, usd(3_25)),
    drops=Tally(1, usd(40_00)),
    doubts=(
        OpenDoubt("K01-000102", "0128244400031", usd(5_00)),
        OpenDoubt("K01-000093", "0151529923121", usd(7_00), carried_over=True),
        OpenDoubt("K01-000104", "0128244400031"),
    ),
    counted=usd(52_25),
    reason="change given wrongly",
    perpetual_total=usd(12_345_67),
    journal_entries=4711,
    journal_head=HEAD,
)


def said(made: ShiftReport) -> list[str]:
    lines = texts(shift_slip(made, SETUP))
    return lines[lines.index("Riverside Power") + 1 :]


def test_a_full_z_from_top_to_bottom() -> None:
    receipt = shift_slip(FULL, SETUP)
    assert (receipt.kind, receipt.title, receipt.banners) == (SlipKind.Z_REPORT, "Z report K01 17", ())
    lines = said(FULL)
    assert lines[:45] == [
        "Z REPORT – shift closed",
        "Number: 17",
        "Till: K01",
        "Opened: 2026-11-23 09:05 +02:00",
        "Opened by: amina",
        "Closed: 2026-11-23 18:05 +02:00",
        "Closed by: grace",
        "First receipt: K01-000101",
        "Last receipt: K01-000107",
        "Sales (3): 31.50 USD",
        "Engineering tokens: 1",
        "Refused by the server: 2",
        "Not sent: 3",
        "Copies of slips: 4",
        "Doubts passed by a supervisor: 5",
        "Doubts settled by the seller alone: 6",
        "of which VAT 20 %: 5.25 USD",
        "Service fee: 1.50 USD",
        "Taxes and fees are worked out by this shop’s till, not by the utility.",
        "Float: 50.00 USD",
        "From sales: 31.50 USD",
        "Held for doubts: 5.00 USD",
        "Pay-ins (1): 10.00 USD",
        "Pay-outs (2): -3.25 USD",
        "To the safe (1): -40.00 USD",
        "Expected cash: 53.25 USD",
        "Counted: 52.25 USD",
        "Short: 1.00 USD",
        "Reason: change given wrongly",
        "IN DOUBT (3)",
        "K01-000102 …0031: 5.00 USD",
        "K01-000093 …3121 *: 7.00 USD",
        "K01-000104 …0031: no money",
        "Held in all: 12.00 USD",
        "* from an earlier shift",
        "Total of all sales so far: 12345.67 USD",
        "Journal entries: 4711",
        "Head of the journal",
        " ".join(re.findall(".{8}", HEAD)),
        "Signature:",
        " ",
        " ",
        " ",
    ]


def test_an_x_with_nothing_in_it() -> None:
    receipt = shift_slip(report(ReportKind.X, sales=Tally(0, usd(0))), SETUP)
    assert (receipt.kind, receipt.title) == (SlipKind.X_REPORT, "X report K01 17")
    assert said(report(ReportKind.X, sales=Tally(0, usd(0))))[:-4] == [
        "X REPORT – the shift goes on",
        "Number: 17",
        "Till: K01",
        "Opened: 2026-11-23 09:05 +02:00",
        "Opened by: amina",
        "As of: 2026-11-23 18:05 +02:00",
        "Printed by: grace",
        "Sales (0): 0.00 USD",
        "Float: 50.00 USD",
        "From sales: 0.00 USD",
        "Expected cash: 50.00 USD",
    ]


@pytest.mark.parametrize(
    ("counted", "line"),
    [(80_00, "Short: 1.50 USD"), (81_50, "Difference: 0.00 USD"), (82_00, "Over: 0.50 USD")],
)
def test_over_or_short_is_a_word_and_no_sign(counted: int, line: str) -> None:
    assert line in said(report(counted=usd(counted)))


def test_a_till_that_sells_energy_sums_energy() -> None:
    kwh = said(report(sales=Tally(3, usd(0)), energy=Energy(193_500_000)))
    assert "Sales (3): 193.5 kWh" in kwh
    assert not [line for line in kwh if line.startswith("Energy sold")]
    assert "Energy sold: 193.5 kWh" in said(report(energy=Energy(193_500_000)))


def test_a_reason_with_a_token_in_it_is_not_printed() -> None:
    assert "Reason: stands in the journal" in said(report(counted=usd(0), reason=f"paid for {TOKEN}"))


def test_what_was_held_given_back_and_freed_adds_up() -> None:
    made = report(
        tenders=(
            TenderTotal("", True, 1, usd(1_50)),
            TenderTotal("Cash", True, 1, usd(10_00)),
            TenderTotal("Card", False, 1, usd(20_00)),
        ),
        recovered_earlier=Tally(2, usd(7_00)),
        given_back=Tally(1, usd(4_00)),
        refunds=Tally(2, usd(6_00)),
        refunds_otherwise=Tally(1, usd(20_00)),
        released=Tally(1, usd(3_00)),
        doubts=(OpenDoubt("K01-000102", "0128244400031", usd(5_00), owed=True),),
    )
    lines = said(made)
    assert lines[7:12] == [
        "Sales (3): 31.50 USD",
        "Cash (1): 1.50 USD",
        "Cash (1): 10.00 USD",
        "Card (1): 20.00 USD",
        "From earlier shifts (2): 7.00 USD",
    ]
    assert lines[12:] == [
        "Float: 50.00 USD",
        "Sales in cash: 11.50 USD",
        "Held for doubts: 5.00 USD",
        "Held and given back (1): 4.00 USD",
        "Given back (2): -6.00 USD",
        "Held before, then not sold (1): -3.00 USD",
        "Expected cash: 61.50 USD",
        "Given back, not in cash (1): 20.00 USD",
        "TO BE GIVEN BACK (1)",
        "K01-000102 …0031: 5.00 USD",
        "Held in all: 5.00 USD",
        "Signature:",
        " ",
        " ",
        " ",
    ]


def test_every_count_stands_on_the_z() -> None:
    early = CountMade(CLOSED - timedelta(minutes=9), usd(70_00), usd(71_50))
    between = CountMade(CLOSED - timedelta(minutes=2), usd(81_00), usd(81_50))
    made = report(
        counted=usd(80_00),
        recounted=usd(82_00),
        other_counts=(early, between),
        reason=UNEXPLAINED,
        left=usd(50_00),
    )
    lines = said(made)
    assert lines[lines.index("Expected cash: 81.50 USD") + 1 : -4] == [
        "Counted at 17:56: 70.00 USD",
        "Short: 1.50 USD",
        "Counted: 80.00 USD",
        "Short: 1.50 USD",
        "Counted again: 82.00 USD",
        "Over: 0.50 USD",
        "Counted at 18:03: 81.00 USD",
        "Short: 0.50 USD",
        "Reason: no explanation",
        "Stays in the drawer: 50.00 USD",
        "Taken out: 32.00 USD",
    ]


def test_what_a_reader_should_know_first_is_said_first() -> None:
    made = report(
        single_owner=True,
        people_off=True,
        named_anew=2,
        restored=True,
        opened_at=CLOSED + timedelta(hours=1),
        last_receipt="K01-000107",
    )
    lines = said(made)
    assert lines[lines.index("Last receipt: K01-000107") + 1 :][:5] == [
        "SINGLE OWNER – sells and settles alone",
        "The list of people was lost here: named anew, 2.",
        "People were switched off: nobody had to type a PIN.",
        "The journal went on from a backup during this shift.",
        "The clock was set back during this shift. Its times are not in order.",
    ]


@pytest.mark.parametrize(
    ("passed", "says"),
    [
        ((12, 16), ["Z numbers given out before the journal was restored, and not in it: 12–16"]),
        (
            (17, 17),
            [
                "A Z REPORT 17 WAS MADE BEFORE. This is another one.",
                "Z numbers given out before the journal was restored, and not in it: 17",
            ],
        ),
    ],
)
def test_z_numbers_that_were_given_out_before_a_restoration_are_said(
    passed: tuple[int, int], says: list[str]
) -> None:
    lines = said(report(z_passed=passed, last_receipt="K01-000107"))
    after = lines.index("Last receipt: K01-000107") + 1
    assert lines[after : after + len(says)] == says
    assert not [line for line in said(report()) if "Z" in line and "BEFORE" in line.upper()]


def test_an_earlier_shift_is_named_only_where_there_is_one() -> None:
    assert not [line for line in said(replace(FULL, doubts=FULL.doubts[:1])) if "*" in line]


def test_a_copy_of_a_report_says_so() -> None:
    again = Printed(2, LATER, "ben", CopyWhy.ARCHIVE.value)
    receipt: Receipt = shift_slip(FULL, replace(SETUP, demo=True), again)
    assert receipt.banners == ("COPY 1", DEMO_BANNER)
    assert texts(receipt)[-1] == "Copy 1 printed 2026-08-01 09:05 -03:30 by ben: archive"


def test_a_report_in_arabic_begins_at_the_right() -> None:
    receipt = shift_slip(FULL, replace(SETUP, shop=replace(SETUP.shop, language="ar")))
    assert receipt.right_to_left
    assert Heading("بصمة السجل") in receipt.blocks
