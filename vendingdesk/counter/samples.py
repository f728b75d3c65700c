"""A sample of every slip in the shop's own dress, to look at before the first customer does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from vendingdesk.counter.copies import CopyWhy
from vendingdesk.counter.key_change_slip import key_change_slip
from vendingdesk.counter.setup import DeskSetup, MoneyMeans
from vendingdesk.counter.shift_slip import shift_slip
from vendingdesk.counter.slip import slip_for
from vendingdesk.counter.slip_words import slip_key, slip_words
from vendingdesk.counter.test_slip import NO_TOKEN, trial_page
from vendingdesk.domain.charges import ChargeLine, charge_lines, price
from vendingdesk.domain.doubt import Proof, Settlement, Verdict
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.energy_price import energy_price
from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.key_change import PARTS, KeyChangeSet
from vendingdesk.domain.management import KEY_SECTIONS, KeyChangePart, ManagementKind, ManagementOrder
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import Declined, DoubtCause, Issued, Outcome, RefusalReason, Unclear
from vendingdesk.domain.receipt import Receipt
from vendingdesk.domain.sale import Amount, Order, Sale, VendState
from vendingdesk.domain.shift_report import ChargeTotal, OpenDoubt, ReportKind, ShiftReport, Tally
from vendingdesk.domain.tender import Tender, round_sums

SAMPLE_BANNER = slip_key("SAMPLE – NOT A RECEIPT")

METER = "01234567897"
NO_TOKENS = (NO_TOKEN, "98765432109876543210", "97531864209753186420", "96420753189642075318")
"""Larger than any token can be: no meter takes them."""
ENERGY = Energy(64_500_000)
KEPT = timedelta(minutes=40)
NUMBER, FIRST = 124, 101


class SampleKind(StrEnum):
    """The slips that there are samples of."""

    SALE = "sale"
    COPY = "copy"
    MANAGEMENT = "management"
    KEY_CHANGE = "key_change"
    HOLD = "hold"
    RESOLUTION = "resolution"
    CANCELLED = "cancelled"
    X_REPORT = "x_report"
    Z_REPORT = "z_report"
    TEST_PAGE = "test_page"


def sample(kind: SampleKind, setup: DeskSetup, at: datetime) -> Receipt:
    """A sample of a slip with the settings of ``setup``, dated ``at``, under a banner that says what it is."""
    made = _Samples(setup, at)
    makers: dict[SampleKind, Callable[[], Receipt]] = {
        SampleKind.SALE: lambda: made.slip(made.sold()),
        SampleKind.COPY: lambda: made.slip(made.sold(), copy=2),
        SampleKind.MANAGEMENT: lambda: made.slip(made.limited()),
        SampleKind.KEY_CHANGE: made.key_change,
        SampleKind.HOLD: lambda: made.slip(made.doubted()),
        SampleKind.RESOLUTION: lambda: made.slip(made.settled()),
        SampleKind.CANCELLED: lambda: made.slip(made.refused()),
        SampleKind.X_REPORT: lambda: shift_slip(made.report(ReportKind.X), setup),
        SampleKind.Z_REPORT: lambda: shift_slip(made.report(ReportKind.Z), setup),
        SampleKind.TEST_PAGE: lambda: trial_page(setup, printer=setup.printing.printer or "PDF", at=at),
    }
    receipt = makers[kind]()
    return replace(receipt, banners=(slip_words(setup.shop.language)(SAMPLE_BANNER), *receipt.banners))


class _Samples:
    """Made-up sales of one shop at one moment."""

    def __init__(self, setup: DeskSetup, at: datetime) -> None:
        self._setup = setup
        self._at = at
        self._t = slip_words(setup.shop.language)

    def slip(self, sale: Sale, *, copy: int = 1) -> Receipt:
        return slip_for(
            sale,
            self._setup,
            copy=copy,
            printed_at=self._at + KEPT,
            printed_by="grace",
            why=CopyWhy.LOST.value,
        )

    def sold(self) -> Sale:
        energy = ENERGY if self._setup.money_means is MoneyMeans.CURRENCY else None
        return self._credit(VendState.ISSUED, Issued((NO_TOKEN,), flow_no="202607301626400000124001", energy=energy))

    def doubted(self) -> Sale:
        return self._credit(VendState.IN_DOUBT, Unclear(DoubtCause.NO_ANSWER))

    def settled(self) -> Sale:
        proof, source = Proof.SERVER_RECORDS, "telephone"
        end = Settlement(
            Verdict.NOT_ISSUED, "amina", self._at + KEPT, source, reference="4711", supervisor="grace", proof=proof
        )
        return self.doubted().settled(end)

    def refused(self) -> Sale:
        return self._credit(VendState.REFUSED, Declined(RefusalReason.NO_SUCH_METER))

    def limited(self) -> Sale:
        asked = ManagementOrder(ManagementKind.MAXIMUM_POWER_LIMIT, 5000, self._t("requested by the customer"))
        return self._sale(
            Order("s", "5f0c1a2b", METER, "grace", "", management=asked), VendState.ISSUED, Issued((NO_TOKEN,))
        )

    def key_change(self) -> Receipt:
        reason = self._t("requested by the utility")
        sales = tuple(
            self._sale(
                Order(
                    f"s{part}",
                    f"5f0c1a{part:02d}",
                    METER,
                    "grace",
                    "",
                    management=ManagementOrder(KEY_SECTIONS[part - 1], 2, reason),
                    key_change=KeyChangePart("s", part),
                    customer=self._t("Sample customer"),
                ),
                VendState.ISSUED,
                Issued((NO_TOKENS[part - 1],)),
                NUMBER + part,
            )
            for part in PARTS
        )
        return key_change_slip(KeyChangeSet(sales), self._setup, copy=1, printed_at=self._at, printed_by="grace")

    def report(self, kind: ReportKind) -> ShiftReport:
        setup, closed = self._setup, kind is ReportKind.Z
        unit = 10**setup.currency.exponent
        in_currency = setup.money_means is MoneyMeans.CURRENCY
        amount, charges = self._amount()
        order = Order("s", "5f0c1a2b", METER, "amina", "", amount=amount, charges=charges)
        price = order.price if order.price is not None else Money(0, setup.currency)

        def money(units: int) -> Money:
            return Money(units * unit, setup.currency)

        report = ShiftReport(
            kind,
            setup.till,
            17,
            opened_at=self._at - timedelta(hours=8),
            opened_by="amina",
            made_at=self._at,
            made_by="grace",
            opening_float=money(50),
            sales=Tally(21, Money(price.minor * 21, setup.currency)),
            energy=None if in_currency else Energy(ENERGY.milliwatt_hours * 21),
            first_receipt=f"{setup.till}-{FIRST:06d}",
            last_receipt=f"{setup.till}-{NUMBER:06d}",
            management=1,
            refused=1,
            copies=2,
            charges=tuple(
                ChargeTotal(line.name, line.rate, line.included, Money(line.amount.minor * 21, setup.currency))
                for line in charges
            ),
            pay_outs=Tally(1, money(5)),
            drops=Tally(1, money(20)),
            doubts=(OpenDoubt(f"{setup.till}-{NUMBER - 2:06d}", METER, order.price or amount),),
            perpetual_total=Money(price.minor * 2000, setup.currency) if in_currency else None,
            journal_entries=4711,
            journal_head=sha256(b"sample").hexdigest(),
        )
        if not closed:
            return report
        return replace(report, counted=report.expected - money(1), reason=self._t("change given wrongly"))

    def _tender(self, price: Money | None) -> Tender | None:
        """Cash with change, where the shop asks for it; the kind alone where it asks for that."""
        money = self._setup.money
        if money.ask_tendered and price is not None:
            return Tender(money.tenders[0], next(iter(round_sums(price)), price))
        return Tender(money.tenders[0]) if len(money.tenders) > 1 else None

    def _credit(self, state: VendState, outcome: Outcome) -> Sale:
        amount, charges = self._amount()
        per_kwh = self._setup.money.kwh_price
        priced = None
        if isinstance(amount, Energy) and per_kwh is not None:
            with suppress(AmountRefused):  # a kWh that costs next to nothing
                priced = energy_price(amount, per_kwh, self._setup.currency)
        order = Order(
            "s",
            "5f0c1a2b",
            METER,
            "amina",
            "",
            amount=amount,
            charges=charges,
            tender=self._tender(price(amount, charges) if isinstance(amount, Money) else priced),
            energy_price=priced,
            customer=self._t("Sample customer"),
            place=self._t("12 Market Street"),
        )
        return self._sale(order, state, outcome)

    def _sale(self, order: Order, state: VendState, outcome: Outcome, number: int = NUMBER) -> Sale:
        return Sale(order, self._setup.till, number, self._at, state, outcome, concluded_at=self._at)

    def _amount(self) -> tuple[Amount, tuple[ChargeLine, ...]]:
        """Twenty of the currency, or more where the shop's fees would take all of that; or some kWh."""
        setup = self._setup
        if setup.money_means is MoneyMeans.KWH:
            return ENERGY, ()
        amount = Money(20 * 10**setup.currency.exponent, setup.currency)
        while True:
            try:
                return amount, charge_lines(amount, setup.shop.charges)
            except AmountRefused:
                amount = Money(amount.minor * 10, setup.currency)
