"""Everything that the window can ask for, in one bundle that ``wiring`` fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendingdesk.counter.backup import BackUp
from vendingdesk.counter.books_unit import BooksUnit
from vendingdesk.counter.checking import CheckJournal
from vendingdesk.counter.clock_watch import WatchClock
from vendingdesk.counter.customer_card import SeePurchases
from vendingdesk.counter.doubts import Doubts
from vendingdesk.counter.export_meters import ExportMeters
from vendingdesk.counter.find_sales import FindSales
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.history import History
from vendingdesk.counter.import_meters import ImportMeters
from vendingdesk.counter.key_change import IssueKeyChange
from vendingdesk.counter.kiosk_exit import LeaveKiosk
from vendingdesk.counter.management import IssueManagementToken
from vendingdesk.counter.meters import Meters
from vendingdesk.counter.people import People
from vendingdesk.counter.ports import Clock, Pictures, VendingServer
from vendingdesk.counter.preview import PreviewSlips
from vendingdesk.counter.print_slips import PrintSlips
from vendingdesk.counter.print_test import PrintTestPage
from vendingdesk.counter.printer_check import CheckPrinter
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.counter.receipt import MakeSlip
from vendingdesk.counter.recharge import SellCredit
from vendingdesk.counter.report_file import SaveReport
from vendingdesk.counter.reports import MakeReports
from vendingdesk.counter.save_sales import SaveSales
from vendingdesk.counter.session import Session, SignIn
from vendingdesk.counter.session_check import CheckSession
from vendingdesk.counter.settings import Settings
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shift_reports import PrintReports
from vendingdesk.counter.shifts import Shifts
from vendingdesk.counter.statements import WriteStatements
from vendingdesk.counter.supervisors import Supervisors
from vendingdesk.counter.support import Support
from vendingdesk.counter.token_search import InspectTokens
from vendingdesk.counter.trusting import Trusting
from vendingdesk.counter.vend import Vending

if TYPE_CHECKING:  # no counter but the demo's pays for loading it
    from vendingdesk.counter.training import Training


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases and settings of one running counter; ``training`` only in the demo."""

    settings: Settings
    clock: Clock
    server: VendingServer
    session: Session
    guard: Guard
    sign_in: SignIn
    check_session: CheckSession
    watch_clock: WatchClock
    trusting: Trusting
    books_unit: BooksUnit
    meters: Meters
    see_purchases: SeePurchases
    import_meters: ImportMeters
    export_meters: ExportMeters
    sell_credit: SellCredit
    issue_token: IssueManagementToken
    key_change: IssueKeyChange
    vending: Vending
    history: History
    find_sales: FindSales
    save_sales: SaveSales
    inspect_tokens: InspectTokens
    doubts: Doubts
    people: People
    supervisors: Supervisors
    leave_kiosk: LeaveKiosk
    check_journal: CheckJournal
    make_slip: MakeSlip
    print_slips: PrintSlips
    print_queue: PrintQueue
    shifts: Shifts
    print_reports: PrintReports
    statements: WriteStatements
    reports: MakeReports
    save_report: SaveReport
    back_up: BackUp
    pictures: Pictures
    preview: PreviewSlips
    check_printer: CheckPrinter
    print_test: PrintTestPage
    support: Support
    training: Training | None = None

    @property
    def setup(self) -> DeskSetup:
        """The settings as they stand."""
        return self.settings.setup
