"""Every use case of a counter: what each asks the guard for, or why it asks nothing. A new one has to say which."""

import inspect
import sqlite3
import sys
import typing
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from vendingdesk.counter import desk as desk_module
from vendingdesk.counter.authority import Authority
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.doubts import RecoveredToken
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shifts import TypedCount
from vendingdesk.counter.staff import Staff
from vendingdesk.counter.training import Training
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.doubt import Proof
from vendingdesk.domain.errors import NobodyAtTill, NotAllowed
from vendingdesk.domain.management import ManagementKind
from vendingdesk.domain.people import Person, Right, Role
from vendingdesk.domain.report import Period, ReportKind
from vendingdesk.domain.sale import Sale
from vendingdesk.domain.session import Grant
from vendingdesk.domain.shift import CashKind
from vendingdesk.domain.trust import Connection
from vendingdesk.simulator.server import SimulatorServer
from vendingdesk.wiring.desk import Building
from vendingdesk.wiring.folders import DataFolder

METER, LOST_AFTER = "0128244400031", "0199000000042"
TODAY = date(2026, 3, 1)
GRACE = Person("Grace", frozenset(Role))
NOBODY_MUCH = Person("Nix", frozenset())
"""Stands at the till and has no right at all."""


def went(done: int, total: int) -> None:
    """Nobody watches."""


class Till:
    """A counter with a sale, a doubt and proposals that a supervisor made."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.folder = folder
        self.sale: Sale
        self.doubt: Sale
        self.credit: Any
        self.token: Any
        self.change: Any
        self.report: Any

    async def prepare(self) -> None:
        desk = self.desk
        self.sale = (await desk.sell_credit(await desk.sell_credit.propose(METER, "10"))).sale
        self.doubt = (await desk.sell_credit(await desk.sell_credit.propose(LOST_AFTER, "10"))).sale
        await desk.make_slip(self.sale, operator="Grace", medium="pdf")
        self.report = await desk.reports(ReportKind.DAY, Period(TODAY, TODAY))
        self.credit = await desk.sell_credit.propose(METER, "20")
        kind = ManagementKind.CLEAR_CREDIT
        self.token = await desk.issue_token.propose(METER, kind, value="0", reason="moved out")
        self.change = (await desk.key_change.propose(METER, value="0", reason="new keys")).key_change


NOTHING: Any = MagicMock()
"""What decides nothing before the guard is asked."""

Asking = Callable[[Till], Awaitable[object]]
OWN = "asks that whoever confirmed it still stands there"

ASKS: dict[str, tuple[Right | str, Asking]] = {
    "settings.change": (Right.CHANGE_SETTINGS, lambda t: t.desk.settings.change()),
    "back_up.choose": (Right.CHANGE_SETTINGS, lambda t: t.desk.back_up.choose(t.folder)),
    "print_test.__call__": (Right.CHANGE_SETTINGS, lambda t: t.desk.print_test(t.desk.setup, operator="x")),
    "meters.save": (Right.EDIT_METERS, lambda t: t.desk.meters.save(Customer(METER, "Ann"))),
    "meters.erase": (Right.EDIT_METERS, lambda t: t.desk.meters.erase(METER)),
    "import_meters.begin": (Right.IMPORT_METERS, lambda t: t.desk.import_meters.begin()),
    "import_meters.write": (Right.IMPORT_METERS, lambda t: t.desk.import_meters.write(NOTHING, NOTHING)),
    "import_meters.undo": (Right.IMPORT_METERS, lambda t: t.desk.import_meters.undo(NOTHING)),
    "export_meters.__call__": (Right.EXPORT, lambda t: t.desk.export_meters("csv", t.folder, went=went)),
    "statements.day": (Right.EXPORT, lambda t: t.desk.statements.day(TODAY, operator="x", went=went)),
    "statements.year": (Right.EXPORT, lambda t: t.desk.statements.year(METER, 2026, operator="x", went=went)),
    "statements.slips": (Right.EXPORT, lambda t: t.desk.statements.slips(TODAY, operator="x", went=went)),
    "sell_credit.propose": (Right.SELL, lambda t: t.desk.sell_credit.propose(METER, "10")),
    "sell_credit.__call__": (OWN, lambda t: t.desk.sell_credit(t.credit)),
    "issue_token.propose": (
        Right.MANAGE,
        lambda t: t.desk.issue_token.propose(METER, ManagementKind.CLEAR_CREDIT, value="0", reason="moved"),
    ),
    "issue_token.__call__": (OWN, lambda t: t.desk.issue_token(t.token)),
    "key_change.propose": (Right.MANAGE, lambda t: t.desk.key_change.propose(METER, value="0", reason="keys")),
    "key_change.propose_rest": (Right.MANAGE, lambda t: t.desk.key_change.propose_rest(METER)),
    "key_change.__call__": (OWN, lambda t: t.desk.key_change(t.change)),
    "vending.__call__": (OWN, lambda t: t.desk.vending(t.credit.order)),
    "doubts.add_evidence": ("", lambda t: t.desk.doubts.add_evidence(t.doubt, note="asked", reference="")),
    "doubts.recover": ("", lambda t: t.desk.doubts.recover(t.doubt, RecoveredToken("", "", ""))),
    "doubts.lost": ("", lambda t: t.desk.doubts.lost(t.doubt, source="x", reference="y", authority=authority(t))),
    "doubts.not_issued": (
        "",
        lambda t: t.desk.doubts.not_issued(
            t.doubt, proof=Proof.WRITTEN_WORD, source="x", reference="y", authority=authority(t)
        ),
    ),
    "make_slip.__call__": (Right.COPY, lambda t: t.desk.make_slip(t.sale, operator="x", medium="pdf")),
    "make_slip.save": (Right.COPY, lambda t: t.desk.make_slip.save(t.sale, operator="x")),
    "print_slips.__call__": (Right.COPY, lambda t: t.desk.print_slips(t.sale, operator="x")),
    "settings.forget_left_out": (Right.CHANGE_SETTINGS, lambda t: t.desk.settings.forget_left_out()),
    "settings.keep_values": (
        Right.CHANGE_SETTINGS,
        lambda t: t.desk.settings.keep_values({"screen.look": "dark"}, about="colours"),
    ),
    "people.switch_off": (Right.CHANGE_PEOPLE, lambda t: t.desk.people.switch_off()),
    "staff.add": (Right.CHANGE_PEOPLE, lambda t: t.desk.people.staff.add("S", {Role.CASHIER}, "8042", "8042")),
    "staff.change": (Right.CHANGE_PEOPLE, lambda t: t.desk.people.staff.change("Grace", {Role.CASHIER})),
    "staff.new_pin": (Right.CHANGE_PEOPLE, lambda t: t.desk.people.staff.new_pin("Grace", "8042", "8042")),
    "staff.let_go": (Right.CHANGE_PEOPLE, lambda t: t.desk.people.staff.let_go("Grace")),
    "save_report.__call__": (
        Right.EXPORT,
        lambda t: t.desk.save_report(t.report, "csv", t.folder, went=went),
    ),
    "save_sales.__call__": (Right.EXPORT, lambda t: t.desk.save_sales(NOTHING, "csv", t.folder, went=went)),
    "shifts.switch": (Right.CHANGE_SETTINGS, lambda t: t.desk.shifts.switch(on=True)),
    "shifts.open": (Right.OPEN_SHIFT, lambda t: t.desk.shifts.open("10")),
    "shifts.move": (Right.PAY_OUT, lambda t: t.desk.shifts.move(CashKind.PAY_OUT, "1", "milk")),
    "shifts.refund": (Right.REFUND, lambda t: t.desk.shifts.refund(t.doubt)),
    "shifts.see": (Right.SEE_TOTALS, lambda t: t.desk.shifts.see(about="x")),
    "shifts.x": (Right.SEE_TOTALS, lambda t: t.desk.shifts.x()),
    "shifts.z": (Right.SEE_TOTALS, lambda t: t.desk.shifts.z(1)),
    "shifts.count": (Right.CLOSE_SHIFT, lambda t: t.desk.shifts.count(TypedCount((), "0"))),
    "shifts.close": (
        Right.CLOSE_SHIFT,
        lambda t: t.desk.shifts.close(reason="", unexplained=True, left="0"),
    ),
    "reports.__call__": (
        Right.SEE_TOTALS,
        lambda t: t.desk.reports(ReportKind.DAY, Period(TODAY, TODAY)),
    ),
}
"""What is asked before anything is changed, written to a file or told that not everybody may see."""

COVERED = "shown on a page, which the lock covers; every person at the till may see it"
ITSELF = "asks for a PIN or the recovery code itself, or takes rights away"
PLUMBING = "the program's own working: neither changes nor tells what the shop keeps"

OPEN: dict[str, str] = {
    **dict.fromkeys(
        ["settings.value", "settings.weigh", "settings.weigh_by", "settings.note_unit_by", "settings.why_held"],
        "say how settings stand, and change nothing",
    ),
    **dict.fromkeys(
        ["settings.trouble", "settings.check_free", "settings.when_changed", "clock.now", "guard.when_changed"],
        PLUMBING,
    ),
    **dict.fromkeys(["guard.permit", "guard.still", "guard.stand"], "the guard itself; stand is for People alone"),
    **dict.fromkeys([f"server.{each}" for each in ("captcha", "sign_in", "vend", "read", "reachable")], PLUMBING),
    **dict.fromkeys(
        ["session.begin", "session.end", "session.prove", "session.token"],
        "the server's account, not who stands here",
    ),
    **dict.fromkeys(["sign_in.picture", "sign_in.__call__"], "the server's account, not who stands here"),
    **dict.fromkeys(["check_session.__call__", "check_session.silent"], "the server's account, not who stands here"),
    **dict.fromkeys(["watch_clock.look", "watch_clock.note"], PLUMBING),
    "leave_kiosk.__call__": "notes a supervisor's authority, whoever stands here",
    "books_unit.confirm": "wants a supervisor's authority, whoever stands here",
    "books_unit.kept": "for settings.keep_values alone, which asks",
    **dict.fromkeys([f"books_unit.{each}" for each in ("look", "when_changed", "check", "check_free")], PLUMBING),
    "trusting.__call__": "wants a supervisor's authority, whoever stands here",
    **dict.fromkeys(["trusting.look", "trusting.check_free"], "shows a certificate that every handshake shows"),
    **dict.fromkeys(["meters.look_up", "meters.search", "meters.page", "see_purchases.__call__"], COVERED),
    **dict.fromkeys(["import_meters.look", "import_meters.check"], "reads a file that the person chose"),
    **dict.fromkeys(["import_meters.leave", "import_meters.batches"], PLUMBING),
    "settings.choose_backup_folder": "for back_up.choose alone, which asks",
    "back_up.__call__": "also of a locked till, at its close: only into the folder that was chosen",
    **dict.fromkeys(["back_up.last", "back_up.due", "back_up.when_changed"], PLUMBING),
    **dict.fromkeys(["sell_credit.change", "sell_credit.quote", "key_change.set_of", "vending.room_for"], COVERED),
    **dict.fromkeys([f"history.{each}" for each in ("sale", "slips", "after", "doubts")], COVERED),
    **dict.fromkeys([f"find_sales.{each}" for each in ("begin", "first", "further", "sales", "known")], COVERED),
    "find_sales.sold": "asks, and tells nothing to who may see no totals",
    "find_sales.when_changed": PLUMBING,
    "inspect_tokens.__call__": COVERED,
    **dict.fromkeys([f"doubts.{each}" for each in ("open", "settled", "dossier", "check_ground")], COVERED),
    **dict.fromkeys([f"people.{each}" for each in ("begin", "sign_on", "lock", "recover")], ITSELF),
    "people.switch_on": "there is nobody at the till yet: it asks for a supervisor's leave, see the tests of people",
    **dict.fromkeys(["people.names", "staff.members", "staff.supervisors", "staff.forgotten"], COVERED),
    **dict.fromkeys(["staff.check", "staff.name_supervisor", "staff.recover"], ITSELF),
    **dict.fromkeys(["staff.when_changed", "staff.may_change", "staff.carry_over"], PLUMBING),
    **dict.fromkeys([f"supervisors.{each}" for each in ("names", "forgotten", "name", "authorise")], ITSELF),
    **dict.fromkeys([f"check_journal.{each}" for each in ("__call__", "what_is_new", "stop")], PLUMBING),
    **dict.fromkeys(["make_slip.next", "make_slip.would_be"], COVERED),
    "print_slips.again": "a report asks as seeing totals does; else the same slip, or a copy through make_slip",
    **dict.fromkeys(
        [
            f"print_queue.{each}"
            for each in ("when_changed", "begin", "run", "hold", "resume", "close", "submit", "again", "same_again")
        ],
        PLUMBING,
    ),
    "print_queue.let_go": "forgets a piece of paper: the sale keeps all its slips",
    **dict.fromkeys([f"shifts.{each}" for each in ("when_changed", "look", "cash", "read_count")], PLUMBING),
    **dict.fromkeys(["shifts.owed", "shifts.may_see"], COVERED),
    "shifts.closed": "for a list whose sums are shown to who may see totals",
    **dict.fromkeys(
        ["print_reports.next_copy", "print_reports.look", "print_reports.__call__"], "of a report that shifts gave"
    ),
    **dict.fromkeys(["support.news", "support.told", "support.when_crashed"], PLUMBING),
    "support.save": "writes nothing that was sold, and a till that broke may have nobody left to ask",
    **dict.fromkeys(["pictures.__call__", "preview.slip", "preview.sample", "print_test.page"], PLUMBING),
    **dict.fromkeys([f"check_printer.{each}" for each in ("printers", "__call__", "before_keeping")], PLUMBING),
    **dict.fromkeys(
        [f"training.{each}" for each in ("sold", "customers", "bring", "new_bench", "keep")], "the demo's own meters"
    ),
}
"""What asks nothing, and why that is right."""


def authority(till: Till) -> Authority:
    return Authority("Grace", till.desk.clock.now())


def parts() -> dict[str, type]:
    """The use cases of a desk by their names, and the people that one of them holds."""
    sys.modules[desk_module.__name__].__dict__.setdefault("Training", Training)
    found: dict[str, type] = {}
    for name, hint in typing.get_type_hints(Desk).items():
        found[name] = hint if inspect.isclass(hint) else typing.get_args(hint)[0]
    return found | {"staff": Staff}


def use_cases() -> set[str]:
    """Everything that can be called on a desk."""
    return {
        f"{name}.{each}"
        for name, part in parts().items()
        for each, made in vars(part).items()
        if inspect.isfunction(made) and (not each.startswith("_") or each == "__call__")
    }


@pytest.fixture
async def till(tmp_path: Path) -> AsyncIterator[Till]:
    with SimulatorServer(slow_factor=0.02) as server:
        data = DataFolder(tmp_path / "till")
        data.make()
        built = Building(data, DeskSetup(), Connection(server.url))
        await built.open()
        try:
            built.desk.session.begin("demo", Grant(server.sessions.open("demo").token, None))
            built.desk.guard.stand(GRACE, on=True)
            made = Till(built.desk, tmp_path)
            await made.prepare()
            yield made
        finally:
            await built.close()


def test_every_use_case_says_what_it_asks_or_why_nothing() -> None:
    assert set(ASKS) & set(OPEN) == set()
    assert use_cases() - set(ASKS) - set(OPEN) == set(), "say in ASKS what it asks the guard, or in OPEN why nothing"
    assert (set(ASKS) | set(OPEN)) - use_cases() == set()


async def test_with_nobody_at_the_till_none_of_them_does_anything(till: Till) -> None:
    till.desk.guard.stand(None, on=True)
    let = []
    for name, (_right, call) in ASKS.items():
        try:
            await call(till)
        except NobodyAtTill:
            continue
        except Exception as other:  # noqa: BLE001 - named below
            let.append(f"{name}: {other!r}")
        else:
            let.append(f"{name}: done")
    assert let == []


async def test_each_asks_for_its_right(till: Till) -> None:
    till.desk.guard.stand(NOBODY_MUCH, on=True)
    asked = {}
    for name, (right, call) in ASKS.items():
        if isinstance(right, Right):
            with pytest.raises(NotAllowed) as refused:
                await call(till)
            asked[name] = refused.value.right
    assert asked == {name: right.value for name, (right, _call) in ASKS.items() if isinstance(right, Right)}


async def test_a_folder_for_backups_that_was_chosen_with_leave_is_noted(till: Till) -> None:
    till.desk.guard.stand(NOBODY_MUCH, on=True)
    await till.desk.back_up.choose(till.folder, Leave(authority(till), frozenset({Right.CHANGE_SETTINGS})))
    with closing(sqlite3.connect(till.folder / "till" / "journal.sqlite")) as file:
        (body,) = file.execute("SELECT body FROM entry WHERE kind = 'allowed'").fetchone()
    assert (b"change_settings" in body, b"Grace" in body, b"folder for backups" in body) == (True, True, True)


def test_only_people_say_who_stands_there() -> None:
    root = Path(desk_module.__file__).parents[1]
    callers = [
        path.relative_to(root).as_posix() for path in root.rglob("*.py") if "guard.stand(" in path.read_text("utf-8")
    ]
    assert callers == ["counter/people.py"]
