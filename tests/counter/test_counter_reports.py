"""Who asks for a report gets the sums of this moment; what is said of a period is said of that period."""

from datetime import date, datetime, timedelta, timezone

import pytest

from vendingdesk.counter.guard import Guard
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.report_chart import series, slot_for, slots_of
from vendingdesk.counter.report_words import notes
from vendingdesk.counter.reports import MakeReports
from vendingdesk.counter.session import Session
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import NotAllowed
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.people import Person, Role
from vendingdesk.domain.report import Period, ReportKind
from vendingdesk.domain.report_facts import Irregular, SalesFacts, SalesSum, Slot
from vendingdesk.domain.sale import SaleKind, VendState

AT = datetime(2026, 7, 30, 8, tzinfo=timezone(timedelta(hours=2)))
TODAY = AT.date()


class Clock:
    def now(self) -> datetime:
        return AT


class Silent:
    def keep(self, *secrets: str) -> None: ...
    def forget(self, *secrets: str) -> None: ...


class Book:
    async def allowed(self, right: str, *, person: str, allowed_by: str, about: str, at: datetime) -> None: ...


class Facts:
    """A journal in which one doubt was settled by its seller alone."""

    irregular = Irregular(alone=1)

    async def sales(self, period, slot):
        return SalesFacts(irregular=self.irregular)

    async def shifts(self, period):
        return (), (), self.irregular

    async def doubts(self, period):
        return (), self.irregular

    management = copies = doubts


@pytest.fixture
def guard() -> Guard:
    return Guard(Session(Clock(), Silent()))


@pytest.fixture
def make(guard: Guard) -> MakeReports:
    settings = Settings(DeskSetup(single_owner=True))
    return MakeReports(Facts(), Permits(guard, Book(), Clock()), settings, Clock())


@pytest.mark.parametrize("kind", list(ReportKind))
async def test_a_single_owner_of_today_is_said_of_today_alone(make: MakeReports, kind: ReportKind) -> None:
    alone = "Doubts that were settled by the seller alone: 1."
    for period, of_today in (
        (Period.day(TODAY), True),
        (Period.month(TODAY), True),
        (Period.day(TODAY - timedelta(days=1)), False),
        (Period(date(2027, 1, 1), date(2027, 1, 2)), False),
    ):
        report = await make(kind, period)
        assert report.kind is kind
        assert any(note.startswith("Single owner") for note in report.notes) is of_today
        assert alone in report.notes


async def test_who_sees_no_totals_gets_no_report(make: MakeReports, guard: Guard) -> None:
    guard.stand(Person("Ann", frozenset({Role.CASHIER})), on=True)
    with pytest.raises(NotAllowed):
        await make(ReportKind.DAY, Period.day(TODAY))


def test_what_an_owner_should_know_stands_below() -> None:
    token = SalesSum(SaleKind.MANAGEMENT, VendState.IN_DOUBT, "ann", 2, management=ManagementKind.CLEAR_CREDIT)
    said = notes(DeskSetup(demo=True), Irregular(other_value=3), (token,))
    assert said == (
        "Demo: nothing of this was sold for real.",
        "Answers that named another amount than was asked for: 3. History marks each with both numbers.",
        "Engineering tokens in doubt: 2.",
    )


def test_a_chart_of_months_has_those_without_a_sale_too() -> None:
    period = Period(date(2025, 1, 1), date(2026, 12, 31))
    sums = [SalesSum(SaleKind.CREDIT, VendState.ISSUED, "ann", 1, slot=slot) for slot in ("2025-11", "2026-02")]
    assert slot_for(period) is Slot.MONTH
    assert slots_of(period, Slot.MONTH, sums) == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_where_there_is_no_money_a_chart_is_of_the_energy() -> None:
    def sold(kwh: int) -> SalesSum:
        return SalesSum(SaleKind.CREDIT, VendState.ISSUED, "ada", 1, energy=Energy(kwh * 1_000_000))

    (chart,) = series("Sales by hour", {"09:00": [sold(2), sold(3)], "10:00": []})
    assert chart.title == "Sales by hour, kWh"
    assert [(bar.label, bar.value, bar.text) for bar in chart.bars] == [
        ("09:00", 5_000_000, "5.0 kWh"),
        ("10:00", 0, ""),
    ]
    assert series("Sales by hour", {"09:00": []}) == ()
