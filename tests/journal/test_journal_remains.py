"""What is left of a journal, or of its disk's room: said as what it is, and read where it can be."""

import os
import subprocess
import sys

import pytest
from journal.journal_samples import NOON
from journal.restoring_shop import Shop, journal_in, sell
from journal.test_journal_sqlite import ROOT

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.people import Person, Role
from vendingdesk.journal import verify
from vendingdesk.journal.backup import back_up, backup_place
from vendingdesk.journal.faults import told
from vendingdesk.journal.register import SqliteRegister

posix = pytest.mark.skipif(os.name != "posix", reason="limits and devices are POSIX's")


@pytest.mark.parametrize(
    "left", ["backups/journal-K01-1.sqlite", "journal.damaged-1.sqlite", "journal.older-1.sqlite"]
)
async def test_no_fresh_book_begins_beside_its_own_past(tmp_path, left):
    await sell(tmp_path, 1)
    (tmp_path / left).parent.mkdir(exist_ok=True)
    (tmp_path / "journal.sqlite").rename(tmp_path / left)
    (tmp_path / "journal.mark").unlink()
    with pytest.raises(EnvironmentFault, match=f"but {left} tells that there was one: .* restore FILE"):
        await journal_in(tmp_path).open()
    assert not (tmp_path / "journal.sqlite").exists()
    (tmp_path / left).rename(tmp_path / "journal.sqlite")
    await sell(tmp_path, 1)
    assert verify(tmp_path).sales == 2


async def test_no_fresh_book_begins_beside_people_or_slips_of_this_till(tmp_path):
    register = SqliteRegister(tmp_path)
    await register.open()
    await register.save(Customer("0128244400031", "Ann"))
    await register.close()
    await sell(tmp_path, 1)  # meters alone tell of no journal
    for left in tmp_path.glob("journal.*"):
        left.unlink()
    (tmp_path / "slips").mkdir()
    (tmp_path / "slips" / "slip-K02-000001.pdf").touch()
    await sell(tmp_path, 1)
    for left in tmp_path.glob("journal.*"):
        left.unlink()
    slip = tmp_path / "slips" / "slip-K01-000001.pdf"
    slip.touch()
    with pytest.raises(EnvironmentFault, match=r"but slips/slip-K01-000001.pdf tells that there was one"):
        await journal_in(tmp_path).open()
    slip.unlink()
    await register.open()
    await register.save_person(Person("Grace", frozenset({Role.SUPERVISOR}), "scrypt$"))
    await register.close()
    with pytest.raises(EnvironmentFault, match=r"but register.sqlite, which has people, tells that there was one"):
        await journal_in(tmp_path).open()
    assert not (tmp_path / "journal.sqlite").exists()


async def test_a_register_that_can_not_be_read_is_told_by_whoever_opens_it(tmp_path):
    (tmp_path / "register.sqlite").write_bytes(b"no register" * 100)
    await sell(tmp_path, 1)


def test_an_empty_journal_is_called_so_everywhere(tmp_path):
    shop = Shop(tmp_path)
    shop.lose("empty")
    for work in (
        lambda: verify(shop.data),
        lambda: backup_place(shop.journal, NOON),
        lambda: back_up(shop.journal, tmp_path / "x"),
    ):
        with pytest.raises(EnvironmentFault, match=r"is empty, which it never was: .* restore FILE"):
            work()
    assert shop.restore().missing == range(4, 6)


NO_ROOM = """
import resource, sys
from pathlib import Path
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import verify
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
try:
    print(verify(Path(sys.argv[1])))
except EnvironmentFault as error:
    print(error)
"""


def without_room(folder):
    command = [sys.executable, "-c", NO_ROOM, str(folder)]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


@posix
def test_a_disk_without_room_for_the_index_is_no_broken_one(tmp_path):
    shop = Shop(tmp_path)
    entries = verify(shop.data).entries
    assert f"{entries} entries, 5 sales, unbroken" in without_room(shop.data)
    (shop.data / "journal.sqlite-shm").unlink(missing_ok=True)
    (shop.data / "journal.sqlite-wal").write_bytes(b"something that must not be passed over")
    assert "The disk is full" in without_room(shop.data)


@posix
def test_a_full_disk_is_no_question_of_rights(tmp_path):
    def write():
        with told(tmp_path), open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123
            full.write(b"x")

    with pytest.raises(EnvironmentFault, match=r"The disk is full, so .* free some space"):
        write()
