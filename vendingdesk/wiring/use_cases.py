"""The use cases of one counter, joined to the books, the server and the paper that they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendingdesk.api.server_look import ServerLooker
from vendingdesk.counter.backup import BackUp
from vendingdesk.counter.books_unit import BooksUnit
from vendingdesk.counter.checking import CheckJournal
from vendingdesk.counter.clock_watch import WatchClock
from vendingdesk.counter.customer_card import SeePurchases
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.doubts import Doubts
from vendingdesk.counter.export_meters import ExportMeters
from vendingdesk.counter.find_sales import FindSales
from vendingdesk.counter.history import History
from vendingdesk.counter.import_meters import ImportMeters
from vendingdesk.counter.key_change import IssueKeyChange
from vendingdesk.counter.kiosk_exit import LeaveKiosk
from vendingdesk.counter.management import IssueManagementToken
from vendingdesk.counter.meters import Meters
from vendingdesk.counter.people import People
from vendingdesk.counter.pin_tries import PinTries
from vendingdesk.counter.preview import PreviewSlips
from vendingdesk.counter.print_slips import PrintSlips
from vendingdesk.counter.print_test import PrintTestPage
from vendingdesk.counter.printer_check import CheckPrinter
from vendingdesk.counter.printing import PrintQueue
from vendingdesk.counter.proposal import Proposals
from vendingdesk.counter.receipt import MakeSlip
from vendingdesk.counter.recharge import SellCredit
from vendingdesk.counter.report_file import SaveReport
from vendingdesk.counter.reports import MakeReports
from vendingdesk.counter.save_sales import SaveSales
from vendingdesk.counter.session import SignIn
from vendingdesk.counter.session_check import CheckSession
from vendingdesk.counter.shift_reports import PrintReports
from vendingdesk.counter.shifts import Shifts
from vendingdesk.counter.staff import Staff
from vendingdesk.counter.supervisors import Supervisors
from vendingdesk.counter.token_search import InspectTokens
from vendingdesk.counter.trusting import Trusting
from vendingdesk.counter.vend import Vending
from vendingdesk.counter.vital_changes import WeighChanges
from vendingdesk.journal.export import SaleRow
from vendingdesk.journal.server_book import ServerBook
from vendingdesk.journal.sqlite_shifts import SqliteShifts
from vendingdesk.journal.unit_book import UnitBook
from vendingdesk.printing.folder import SlipFolder
from vendingdesk.printing.job_files import PrintJobFiles
from vendingdesk.receipts import PdfFiles, check_logo, missing_scripts, render
from vendingdesk.receipts.whole_file import WholeFile
from vendingdesk.tables import SheetFiles, SpreadsheetFiles
from vendingdesk.wiring.mask import PROCESS_MASK
from vendingdesk.wiring.paper_pictures import paper_pictures
from vendingdesk.wiring.paper_ways import paper_ways
from vendingdesk.wiring.remembered import RememberedFile
from vendingdesk.wiring.shop_backups import DataBackups
from vendingdesk.wiring.statement_files import statement_files
from vendingdesk.wiring.support_bundle import support
from vendingdesk.wiring.training import training
from vendingdesk.wiring.trust_file import TrustFile

if TYPE_CHECKING:
    from vendingdesk.wiring.desk import Building
    from vendingdesk.wiring.folders import DataFolder


def use_cases(built: Building, folder: DataFolder) -> Desk:
    """Everything that the window can ask for, over what is built already."""
    settings, session, guard, permits = built.settings, built.session, built.guard, built.permits
    find_sales = FindSales(built.journal.finder, guard)
    tries = PinTries(built.register, built.clock)
    staff = Staff(built.register, built.people_book, guard, built.clock, tries, kiosk=built.setup.kiosk.on)
    history, ways = History(built.journal), paper_ways(folder.slips)
    queue = PrintQueue(PrintJobFiles(folder.printing), ways, settings=settings, clock=built.clock)
    make_slip = MakeSlip(
        built.journal, built.slips, settings=settings, clock=built.clock, keep=SlipFolder(folder.slips).keep,
        permits=permits,
    )  # fmt: skip
    meters = Meters(built.register, built.journal, permits)
    check = CheckSession(built.client, session, built.clock)
    proposals = Proposals(
        meters, session, built.client, journal=built.journal, clock=built.clock, guard=guard, check=check
    )
    vending = Vending(
        built.journal, built.client, session, built.clock, guard=guard, at_once=built.setup.vends_at_once, check=check
    )
    server_book = ServerBook(built.journal)
    shift_book = SqliteShifts(built.journal)
    tables = SpreadsheetFiles(WholeFile)
    doubts = Doubts(built.journal, setup=built.setup, clock=built.clock, guard=guard)
    weigh = WeighChanges(lambda: shifts.shift, doubts.open, lambda: unit.stands)
    unit = BooksUnit(
        UnitBook(built.journal), settings=settings, guard=guard, clock=built.clock, why_not=weigh.why_not
    )
    shifts = Shifts(shift_book, setup=built.setup, clock=built.clock, permits=permits, check_unit=unit.check)
    settings.weigh_by(weigh)
    settings.note_unit_by(unit.kept)
    return Desk(
        settings=settings,
        clock=built.clock,
        server=built.client,
        session=session,
        guard=guard,
        sign_in=SignIn(built.client, session, PROCESS_MASK, RememberedFile(folder.path)),
        check_session=check,
        watch_clock=WatchClock(built.client, server_book, built.clock),
        trusting=Trusting(
            built.client,
            ServerLooker(),
            TrustFile(folder.setup_file, built.settings_file, built.above),
            server_book,
            settings=settings,
            guard=guard,
            clock=built.clock,
            connection=built.connection,
        ),
        books_unit=unit,
        meters=meters,
        see_purchases=SeePurchases(built.journal.reports, built.clock),
        import_meters=ImportMeters(built.register, tables, permits, built.clock),
        export_meters=ExportMeters(built.register, tables, permits, built.clock, folder.exports),
        sell_credit=SellCredit(proposals, vending, settings=settings, clock=built.clock, check_unit=unit.check),
        issue_token=IssueManagementToken(proposals, vending),
        key_change=IssueKeyChange(proposals, vending, journal=built.journal, setup=built.setup, clock=built.clock),
        vending=vending,
        history=history,
        find_sales=find_sales,
        save_sales=SaveSales(
            find_sales,
            SaleRow(),
            tables,
            noting=built.people_book,
            guard=guard,
            clock=built.clock,
            folder=folder.exports,
        ),
        inspect_tokens=InspectTokens(built.journal),
        doubts=doubts,
        people=People(staff, built.people_book, guard, tries, built.clock),
        supervisors=Supervisors(staff, built.clock),
        leave_kiosk=LeaveKiosk(permits),
        check_journal=CheckJournal(built.journal),
        make_slip=make_slip,
        print_slips=PrintSlips(make_slip, queue, settings=settings, history=history, permits=permits),
        print_queue=queue,
        shifts=shifts,
        print_reports=PrintReports(shift_book, built.slips, queue, settings=settings, clock=built.clock),
        statements=statement_files(built.journal, built.register, settings, built.clock, folder, permits=permits),
        reports=MakeReports(built.journal.reports, permits, settings, built.clock),
        save_report=SaveReport(
            PdfFiles(),
            SheetFiles(WholeFile),
            permits=permits,
            settings=settings,
            clock=built.clock,
            folder=folder.reports,
        ),
        back_up=BackUp(
            DataBackups(folder, built.setup.till),
            built.journal,
            settings=settings,
            permits=permits,
            clock=built.clock,
        ),
        pictures=render,
        preview=PreviewSlips(built.slips, paper_pictures, built.clock, check_logo, missing_scripts),
        check_printer=CheckPrinter(ways),
        training=training(folder, built.register, built.journal, built.clock) if built.setup.demo else None,
        print_test=PrintTestPage(built.slips, queue, built.clock, permits),
        support=support(folder, built.setup.till, built.connection, built.above, built.crashes),
    )
