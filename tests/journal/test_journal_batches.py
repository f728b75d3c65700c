"""Imports: rows beside the register, weighed, written whole, undone; whatever happened to the rows meanwhile."""

import sqlite3
from datetime import UTC, datetime

import pytest

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.register import Batch, Known, Undone, Weighed
from vendingdesk.journal import SqliteRegister
from vendingdesk.journal.batches import NEWEST

AT = datetime(2026, 7, 30, 9, 0, tzinfo=UTC)
AMA = Customer("37000000017", "Ama", "Plot 4", "", "T1")
BOB = Customer("37000000025", "Bob")
NEW = Customer("37000000033", "Cleo", "Plot 9", "020", "T2", "n", "123456", "1", "07")
AMA_IN_FILE = Customer(AMA.meter, "Ama Mensah", "", "0203")


@pytest.fixture
async def register(tmp_path):
    register = SqliteRegister(tmp_path)
    await register.open()
    await register.save_many([AMA, BOB])
    yield register
    await register.close()


def row(customer):
    first = (customer.meter, customer.name, customer.place, customer.phone, customer.tariff, customer.note)
    return (*first, customer.supply_group, customer.key_revision, customer.tariff_index)


async def write(register, *customers, known=Known.KEEP):
    await register.wait_rows([row(each) for each in customers])
    return await register.write_rows(known, source="meters.csv", who="amina", at=AT)


async def everybody(register):
    return set(await register.search(""))


@pytest.mark.parametrize(
    ("known", "ama", "changed"),
    [
        (Known.KEEP, AMA, 0),
        (Known.REPLACE, Customer(AMA.meter, "Ama Mensah", "Plot 4", "0203", "T1"), 1),
        (Known.FILL, Customer(AMA.meter, "Ama", "Plot 4", "0203", "T1"), 1),
    ],
)
async def test_what_an_import_does_with_a_known_meter(register, known, ama, changed):
    batch = await write(register, AMA_IN_FILE, BOB, NEW, known=known)
    assert batch == Batch(1, AT, "meters.csv", "amina", known, 1, changed)
    assert await everybody(register) == {ama, BOB, NEW}
    assert await register.search("mensah") == ((ama,) if known is Known.REPLACE else ())
    assert await register.search("123456 plot") == await register.search("0033") == (NEW,)
    assert await register.batches() == (batch,)
    assert await register.undo_batch(1, AT) == Undone(1, changed, 0)
    assert await everybody(register) == {AMA, BOB}
    assert await register.search("mensah") == ()
    assert (await register.batches())[0].undone_at == AT
    assert await register.undo_batch(1, AT) is None
    assert await register.undo_batch(99, AT) is None


async def test_rows_are_weighed_before_they_are_written(register):
    assert await register.weigh_rows() == Weighed(0, 0, 0, 0)
    renamed = Customer(BOB.meter, "Robert")
    await register.wait_rows([row(AMA_IN_FILE), row(renamed), row(NEW)])
    await register.wait_rows([row(Customer("37000000041", "Dan"))])
    assert await register.weigh_rows() == Weighed(new=2, same=0, other=2, fillable=1)
    assert await everybody(register) == {AMA, BOB}
    await register.forget_rows()
    await register.forget_rows()
    assert await register.weigh_rows() == Weighed(0, 0, 0, 0)
    await register.wait_rows([row(AMA)])
    assert await register.weigh_rows() == Weighed(new=0, same=1, other=0, fillable=0)
    assert (await register.write_rows(Known.REPLACE, source="", who="", at=AT)).changed == 0


async def test_undoing_leaves_what_was_changed_or_erased_since(register):
    await write(register, AMA_IN_FILE, NEW, BOB, Customer("37000000041", "Dan"), known=Known.REPLACE)
    by_hand = Customer(NEW.meter, "Cleopatra")
    await register.save(by_hand)
    await register.erase("37000000041")
    assert await register.undo_batch(1, AT) == Undone(removed=0, restored=1, left=2)
    assert await everybody(register) == {AMA, BOB, by_hand}


async def test_two_imports_are_undone_in_any_order(register):
    first, second = Customer(AMA.meter, "First"), Customer(AMA.meter, "Second")
    for order in ((0, 1), (1, 0)):
        batches = [await write(register, each, known=Known.REPLACE) for each in (first, second)]
        done = [await register.undo_batch(batches[place].number, AT) for place in order]
        assert await everybody(register) == {AMA, BOB}
        assert sorted((each.restored, each.left) for each in done) == (
            [(0, 1), (1, 0)] if order == (0, 1) else [(1, 0)] * 2
        )


async def test_a_meter_that_two_imports_brought_goes_with_both(register):
    await write(register, NEW)
    await write(register, Customer(NEW.meter, "Again"), known=Known.REPLACE)
    assert await register.undo_batch(1, AT) == Undone(0, 0, 1)
    assert await register.undo_batch(2, AT) == Undone(1, 0, 0)
    assert await everybody(register) == {AMA, BOB}


async def test_an_erased_customer_is_in_no_import_either(register, tmp_path):
    await write(register, Customer(AMA.meter, "Somebody Else"), known=Known.REPLACE)
    assert b"Plot 4" in (tmp_path / "register.sqlite").read_bytes()
    await register.erase(AMA.meter)
    assert b"Plot 4" not in (tmp_path / "register.sqlite").read_bytes()
    assert await register.undo_batch(1, AT) == Undone(0, 0, 1)
    assert await everybody(register) == {BOB}


async def test_a_failure_in_the_middle_writes_nothing(register):
    await register._worker.run(
        lambda: register._connection.execute(
            "CREATE TEMP TRIGGER stop BEFORE INSERT ON main.customer WHEN NEW.name = 'Cleo' "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    )
    with pytest.raises(sqlite3.IntegrityError):
        await write(register, AMA_IN_FILE, NEW, known=Known.REPLACE)
    assert await everybody(register) == {AMA, BOB}
    assert await register.batches() == ()


async def test_only_the_newest_imports_can_be_undone(register):
    for number in range(NEWEST + 1):
        await write(register, Customer(f"{number:011d}", "Ama"))
    batches = await register.batches()
    assert [each.number for each in batches] == list(range(NEWEST + 1, 1, -1))
    assert await register.undo_batch(1, AT) is None
    assert await register.undo_batch(2, AT) == Undone(1, 0, 0)
