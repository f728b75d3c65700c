"""A file brought into the register: looked at, checked, written whole, undone; and the register saved as a file."""

import asyncio
import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from counter.counter_parts import METER, NEIGHBOUR, Counter
from openpyxl import load_workbook

from vendingdesk.counter.export_meters import ExportMeters
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.import_meters import AT_ONCE, ImportMeters, Source
from vendingdesk.counter.supervisors import Authority
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault, NotAllowed, Refused, UserCancelled
from vendingdesk.domain.people import Person, Right, Role
from vendingdesk.domain.register import Known, Undone, Weighed
from vendingdesk.receipts.whole_file import WholeFile
from vendingdesk.sts import luhn_digit
from vendingdesk.tables import SpreadsheetFiles

AMA = Customer(METER, "Ama Mensah", "Plot 4")
FILE = f"""Meter number;Customer;Phone;Ward
{METER};Ama Owusu;0803;9
{NEIGHBOUR};=1+1;+234 1;9
128244400032;Bob;;9
;;;
{NEIGHBOUR};Again;;9
"""


def quiet(done: int, expected: int) -> None:
    """Nobody looks."""


@pytest.fixture
async def imports(till: Counter) -> ImportMeters:
    till.begin()
    await till.register.save(AMA)
    return ImportMeters(till.register, SpreadsheetFiles(WholeFile), till.permits, till.clock)


@pytest.fixture
def exports(till: Counter, tmp_path: Path) -> ExportMeters:
    return ExportMeters(till.register, SpreadsheetFiles(WholeFile), till.permits, till.clock, tmp_path / "exports")


def meters(count: int) -> list[str]:
    payloads = [f"{number:012d}" for number in range(1000, 1000 + count)]
    return [payload + luhn_digit(payload) for payload in payloads]


async def looked_at(imports: ImportMeters, tmp_path: Path, text: str = FILE) -> Source:
    path = tmp_path / "customers.csv"
    path.write_text(text, encoding="utf-8")
    return await imports.look(path)


async def everybody(till: Counter) -> set[Customer]:
    return set(await till.register.search(""))


async def test_a_file_is_looked_at_before_anything_is_done(imports: ImportMeters, tmp_path: Path) -> None:
    source = await looked_at(imports, tmp_path)
    assert (source.name, source.form) == ("customers.csv", "CSV, UTF-8, semicolon")
    assert source.headings == ("Meter number", "Customer", "Phone", "Ward")
    assert source.columns == {"meter": 0, "name": 1, "phone": 2}
    assert source.sample[0] == (METER, "Ama Owusu", "0803", "9")
    await imports.leave(source)


async def test_a_dry_run_finds_what_is_wrong_and_changes_nothing(
    till: Counter, imports: ImportMeters, tmp_path: Path
) -> None:
    source = await looked_at(imports, tmp_path)
    found = await imports.check(source, source.columns, mend=False, went=quiet)
    assert [(problem.row, problem.field) for problem in found.problems] == [(4, "meter"), (6, "meter")]
    assert (found.rows, found.refused, found.weighed) == (4, 2, Weighed(new=1, same=0, other=1, fillable=1))
    assert [found.writes(known) for known in Known] == [1, 2, 2]
    assert await everybody(till) == {AMA}
    with pytest.raises(Refused, match="Choose the columns"):
        await imports.check(source, {"meter": 0}, mend=False, went=quiet)


@pytest.mark.parametrize("first", ["1.28244E+12,First", ",First", "zzz,First"])
async def test_the_first_row_of_a_file_without_headings_is_listed(
    imports: ImportMeters, tmp_path: Path, first: str
) -> None:
    source = await looked_at(imports, tmp_path, f"{first}\n{NEIGHBOUR},Bob\n")
    assert source.headings == ("Column 1", "Column 2")
    assert source.columns == {"meter": 0}
    found = await imports.check(source, {"meter": 0, "name": 1}, mend=True, went=quiet)
    assert [problem.row for problem in found.problems] == [1]
    assert (found.rows, found.weighed.new) == (2, 1)
    await imports.leave(source)
    nothing = await looked_at(imports, tmp_path, "zzz,First\n")
    assert nothing.columns == {}
    await imports.leave(nothing)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_list_that_was_saved_comes_back_letter_for_letter(
    till: Counter, imports: ImportMeters, exports: ExportMeters, tmp_path: Path, kind: str
) -> None:
    names = ["'70s Bar", "'=1", "''=1", '="Bar"', "=1+1", "_x0041_", "_x005F_", "<r>Bar</r>", "'", "'Abdullah", '"x"']
    phones = ["1E5", "'1E5", "0803.0", "0803,00", "'0803", "-5", "+234 1", "12345678901234500000", "(0)5"]
    for place, meter in enumerate(meters(len(names) * len(phones))):
        name = names[place % len(names)]
        await till.register.save(Customer(meter, name, name, phones[place % len(phones)], "", name))
    before = await everybody(till)
    saved = await exports(kind, tmp_path, went=quiet)
    for each in before:
        await till.register.erase(each.meter)
    source = await imports.look(saved.path)
    found = await imports.check(source, source.columns, mend=True, went=quiet)
    await imports.write(found, Known.REPLACE)
    await imports.leave(source)
    assert await everybody(till) == before


async def test_an_import_is_written_told_by_whom_and_undone(
    till: Counter, imports: ImportMeters, tmp_path: Path
) -> None:
    source = await looked_at(imports, tmp_path)
    found = await imports.check(source, source.columns, mend=False, went=quiet)
    batch = await imports.write(found, Known.FILL)
    assert (batch.source, batch.who, batch.added, batch.changed) == ("customers.csv", "demo", 1, 1)
    formula = Customer(NEIGHBOUR, "=1+1", "", "+234 1")
    assert await everybody(till) == {Customer(METER, "Ama Mensah", "Plot 4", "0803"), formula}
    assert await imports.batches() == (batch,)
    assert await imports.undo(batch) == Undone(1, 1, 0)
    assert await everybody(till) == {AMA}
    with pytest.raises(Refused, match="undone already"):
        await imports.undo(batch)


async def test_the_same_file_again_has_nothing_to_import(
    till: Counter, imports: ImportMeters, tmp_path: Path
) -> None:
    for _ in range(2):
        source = await looked_at(imports, tmp_path, f"Meter,Name\n{NEIGHBOUR},Bob\n")
        found = await imports.check(source, source.columns, mend=False, went=quiet)
        if found.writes(Known.REPLACE):
            await imports.write(found, Known.REPLACE)
    assert found.weighed == Weighed(new=0, same=1, other=0, fillable=0)
    with pytest.raises(Refused, match="nothing to import"):
        await imports.write(found, Known.REPLACE)


async def test_a_file_without_headings_counts_its_first_row(
    till: Counter, imports: ImportMeters, tmp_path: Path
) -> None:
    source = await looked_at(imports, tmp_path, f"\nBob,{NEIGHBOUR},Plot 9\n")
    assert source.headings == ("Column 1", "Column 2", "Column 3")
    assert source.columns == {"meter": 1}
    found = await imports.check(source, {"meter": 1, "name": 0, "place": 2}, mend=False, went=quiet)
    await imports.write(found, Known.KEEP)
    assert await till.register.find(NEIGHBOUR) == Customer(NEIGHBOUR, "Bob", "Plot 9")


async def test_headings_that_are_missing_are_numbered(imports: ImportMeters, tmp_path: Path) -> None:
    source = await looked_at(imports, tmp_path, f"Meter,,Name\n{NEIGHBOUR},x,Bob,more\n")
    assert source.headings == ("Meter", "Column 2", "Name", "Column 4")


@pytest.mark.parametrize("text", ["", "\n\n", ";;\n ; ;\n"])
async def test_a_file_without_rows_is_refused(imports: ImportMeters, tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused, match="has no rows"):
        await looked_at(imports, tmp_path, text)


async def test_a_broken_file_leaves_nothing_behind(till: Counter, imports: ImportMeters, tmp_path: Path) -> None:
    lines = [f"{meter},Ama" for meter in meters(AT_ONCE)]
    source = await looked_at(imports, tmp_path, "\n".join(["Meter,Name", *lines, '1,"' + "x" * 200_000]))
    with pytest.raises(Refused, match=f"quotation mark in row {AT_ONCE + 2} is not closed"):
        await imports.check(source, source.columns, mend=False, went=quiet)
    assert await till.register.weigh_rows() == Weighed(0, 0, 0, 0)
    with pytest.raises(Refused, match="is not closed"):
        await looked_at(imports, tmp_path, '1,"' + "x" * 200_000)


async def test_an_import_can_be_stopped_and_tells_how_far_it_is(
    till: Counter, imports: ImportMeters, tmp_path: Path
) -> None:
    lines = [f"{meter},Ama" for meter in meters(3 * AT_ONCE)]
    source = await looked_at(imports, tmp_path, "\n".join(["Meter,Name", *lines]))
    told: list[tuple[int, int]] = []

    def stop(done: int, expected: int) -> None:
        told.append((done, expected))
        if len(told) == 2:
            raise UserCancelled

    with pytest.raises(UserCancelled):
        await imports.check(source, source.columns, mend=False, went=stop)
    assert 0 < told[0][0] < told[1][0] <= 2 * AT_ONCE
    assert {expected for _, expected in told} == {3 * AT_ONCE + 1}
    assert await till.register.weigh_rows() == Weighed(0, 0, 0, 0)
    found = await imports.check(source, source.columns, mend=False, went=quiet)
    assert found.weighed.new == 3 * AT_ONCE
    await imports.leave(source)
    assert await till.register.weigh_rows() == Weighed(0, 0, 0, 0)


async def test_too_many_rows_are_refused(
    imports: ImportMeters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vendingdesk.counter.import_meters.MOST_ROWS", 2)
    source = await looked_at(imports, tmp_path, "Meter,Name\n1,a\n2,b\n3,c\n")
    with pytest.raises(Refused, match="more than a million"):
        await imports.check(source, source.columns, mend=False, went=quiet)


async def test_who_may_not_needs_a_supervisor_and_both_are_named(
    till: Counter, imports: ImportMeters, exports: ExportMeters, tmp_path: Path
) -> None:
    till.guard.stand(Person("Amina", frozenset({Role.CASHIER})), on=True)
    with pytest.raises(NotAllowed):
        await imports.begin()
    source = await looked_at(imports, tmp_path)
    found = await imports.check(source, source.columns, mend=False, went=quiet)
    with pytest.raises(NotAllowed):
        await imports.write(found, Known.KEEP)
    with pytest.raises(NotAllowed):
        await exports("csv", tmp_path, went=quiet)
    leave = Leave(Authority("Ben", till.clock.now()), frozenset({Right.IMPORT_METERS, Right.EXPORT}))
    assert await imports.begin(leave) is leave
    batch = await imports.write(found, Known.KEEP, leave)
    assert batch.who == "Amina (Ben)"
    with pytest.raises(NotAllowed):
        await imports.undo(batch)
    assert (await imports.undo(batch, leave)).removed == 1
    assert (await exports("csv", tmp_path, went=quiet, leave=leave)).meters == 1
    with closing(sqlite3.connect(till.journal.path)) as file:
        noted = [json.loads(body) for (body,) in file.execute("SELECT body FROM entry WHERE kind = 'allowed'")]
    assert [entry["about"] for entry in noted] == [
        "import of customers.csv",
        "import of customers.csv undone",
        "list of meters",
    ]
    assert {(entry["person"], entry["allowed_by"]) for entry in noted} == {("Amina", "Ben")}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_what_is_exported_comes_back_the_same(
    till: Counter, imports: ImportMeters, exports: ExportMeters, tmp_path: Path, kind: str
) -> None:
    people = [Customer(meter, f"Ama {meter[-3:]}", "Plot, 4") for meter in meters(2 * AT_ONCE)]
    odd = Customer(NEIGHBOUR, "=HYPERLINK(1)", '"quoted"', "+234 1", "-1", "@x", "000123", "2", "07")
    await till.register.save_many([*people, odd])
    told: list[int] = []
    first = await exports(kind, exports.folder, went=lambda done, _expected: told.append(done))
    assert (first.meters, told) == (len(people) + 2, [AT_ONCE, 2 * AT_ONCE, len(people) + 2])
    second = await exports(kind, exports.folder, went=quiet)
    assert first.path != second.path
    assert second.path.name == first.path.name.replace(f".{kind}", f"-2.{kind}")
    kept = await everybody(till)
    for person in (AMA, odd, *people):
        await till.register.erase(person.meter)
    source = await imports.look(first.path)
    found = await imports.check(source, source.columns, mend=False, went=quiet)
    assert found.problems == ()
    await imports.write(found, Known.KEEP)
    await imports.leave(source)
    assert await everybody(till) == kept
    if kind == "xlsx":
        sheet = load_workbook(first.path).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


async def test_an_export_that_ends_early_leaves_no_file(
    till: Counter, imports: ImportMeters, exports: ExportMeters
) -> None:
    def stop(done: int, expected: int) -> None:
        raise UserCancelled

    with pytest.raises(UserCancelled):
        await exports("csv", exports.folder, went=stop)
    assert list(exports.folder.iterdir()) == []
    await till.register.erase(METER)
    with pytest.raises(Refused, match="no meters"):
        await exports("csv", exports.folder, went=quiet)


async def test_an_export_that_is_cancelled_while_it_begins_leaves_no_file(
    till: Counter, imports: ImportMeters, tmp_path: Path
) -> None:
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def slow(path: Path) -> WholeFile:
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(10)
        return WholeFile(path)

    folder = tmp_path / "exports"
    exports = ExportMeters(till.register, SpreadsheetFiles(slow), till.permits, till.clock, folder)
    task = asyncio.ensure_future(exports("csv", folder, went=quiet))
    await begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(folder.iterdir()) == []


async def test_a_file_in_the_folders_place_is_said(
    imports: ImportMeters, exports: ExportMeters, tmp_path: Path
) -> None:
    (tmp_path / "exports").write_text("not a folder")
    with pytest.raises(EnvironmentFault, match="can't be read"):
        await exports("csv", exports.folder, went=quiet)


async def test_rows_that_take_long_are_handed_on_sooner(
    till: Counter, imports: ImportMeters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vendingdesk.counter.import_meters.LONGEST_S", 0.0)
    source = await looked_at(imports, tmp_path, "\n".join(["Meter,Name", *(f"{each},Ama" for each in meters(3))]))
    told: list[int] = []
    found = await imports.check(source, source.columns, mend=False, went=lambda done, _: told.append(done))
    assert told == [1, 2, 3, 3]
    assert found.weighed.new == 3
