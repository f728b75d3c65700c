"""Make a report of a period: whoever may see totals gets the sums of the journal as it stands this moment."""

from __future__ import annotations

from dataclasses import replace

from vendingdesk.counter.guard import Leave
from vendingdesk.counter.permits import Permits
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.report_chart import slot_for
from vendingdesk.counter.report_lists import copies_report, doubts_report, management_report
from vendingdesk.counter.report_ports import ReportFacts
from vendingdesk.counter.report_shifts import shift_report
from vendingdesk.counter.report_tables import day_report, kind_report, person_report
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.people import Right
from vendingdesk.domain.report import Period, Report, ReportKind

_OF_SUMS = {ReportKind.DAY: day_report, ReportKind.PERSON: person_report, ReportKind.KIND: kind_report}


class MakeReports:
    """Reads the journal; nothing is written but that a supervisor gave leave."""

    def __init__(self, facts: ReportFacts, permits: Permits, settings: Settings, clock: Clock) -> None:
        self._facts = facts
        self._permits = permits
        self._settings = settings
        self._clock = clock

    async def __call__(self, kind: ReportKind, period: Period, leave: Leave | None = None) -> Report:
        """The report. Raises ``NotAllowed`` for who may see no totals, ``EnvironmentFault`` for a bad journal."""
        await self._permits(Right.SEE_TOTALS, leave=leave, about=f"report {kind.value} {period}")
        return await self._made(kind, period)

    async def _made(self, kind: ReportKind, period: Period) -> Report:
        setup = self._setup_of(period)
        match kind:
            case ReportKind.SHIFT:
                shifts, sums, irregular = await self._facts.shifts(period)
                return shift_report(shifts, sums, irregular, period, setup)
            case ReportKind.DOUBTS:
                sales, irregular = await self._facts.doubts(period)
                return doubts_report(sales, irregular, period, setup)
            case ReportKind.MANAGEMENT:
                sales, irregular = await self._facts.management(period)
                return management_report(sales, irregular, period, setup)
            case ReportKind.COPIES:
                copies, irregular = await self._facts.copies(period)
                return copies_report(copies, irregular, period, setup)
            case _:
                return _OF_SUMS[kind](await self._facts.sales(period, slot_for(period)), period, setup)

    def _setup_of(self, period: Period) -> DeskSetup:
        """The settings as far as they say something of a period: a single owner of today is none of last year.

        Who settled alone then is counted from the journal.
        """
        setup, today = self._settings.setup, self._clock.now().date()
        return setup if period.first <= today <= period.last else replace(setup, single_owner=False)
