"""Numbers of Z reports over a restoration: none is given out twice without the paper saying so."""

import pytest
from journal.journal_samples import NOON, open_book, sell
from journal.journal_shifts import begin, finished, on, paid

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.journal import SqliteJournal, verify
from vendingdesk.journal.backup import back_up
from vendingdesk.journal.day_entries import ShiftOpened
from vendingdesk.journal.entries import Restored
from vendingdesk.journal.mark import MarkFile
from vendingdesk.journal.restoring import restore
from vendingdesk.journal.shift_book import ShiftBook


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "till"
    made.mkdir(mode=0o700)
    return made


def two_more(folder, backup):
    """A backup in the middle of shift 1, then Z 1 and Z 2; then the journal is gone."""
    with open_book(folder) as book:
        on(book)
        sell(book, paid(1000))
    back_up(folder / "journal.sqlite", backup)
    with open_book(folder) as book:
        sell(book, paid(2000))
        finished(book)
        begin(book, 0)
        assert finished(book).z_passed is None
    lose(folder)


def lose(folder):
    for path in folder.glob("journal*"):
        path.unlink()


def test_the_last_z_is_asked_for_where_shifts_are_kept(folder, tmp_path):
    backup = tmp_path / "backup.sqlite"
    two_more(folder, backup)
    with pytest.raises(EnvironmentFault, match=r"--last-receipt NUMBER; and .* newest Z report .*: --last-z NUMBER"):
        restore(folder, "K01", backup, NOON)
    with pytest.raises(
        EnvironmentFault, match=r"which Z reports were made after .* its last is 0\. .*--last-z NUMBER"
    ):
        restore(folder, "K01", backup, NOON, last_receipt=3)
    with pytest.raises(EnvironmentFault, match="Z report -1 is below 0"):
        restore(folder, "K01", backup, NOON, last_receipt=3, last_z=-1)
    with pytest.raises(EnvironmentFault, match="more than 10,000 beyond 0"):
        restore(folder, "K01", backup, NOON, last_receipt=3, last_z=10_001)
    assert not (folder / "journal.sqlite").exists()


def test_a_shift_that_was_open_in_the_backup_says_that_its_number_was_given_out(folder, tmp_path):
    backup = tmp_path / "backup.sqlite"
    two_more(folder, backup)
    done = restore(folder, "K01", backup, NOON, last_receipt=3, last_z=2)
    assert "Z reports 1 to 2 were made and are not in it" in str(done)
    with open_book(folder) as book:
        again = finished(book)
        assert (again.number, again.z_passed, again.made_twice) == (1, (1, 2), True)
        assert ShiftBook(book).reports.one(1) == again
        begin(book, 0)
        z = finished(book)
        assert (z.number, z.z_passed, z.made_twice) == (3, None, False)
        begin(book, 0)
        assert finished(book).number == 4
    found = verify(folder)
    assert found.unbroken, found.problem


def test_numbers_of_shifts_that_are_not_in_the_backup_are_passed_over_and_said(folder, tmp_path):
    with open_book(folder) as book:
        on(book)
        finished(book)
    backup = tmp_path / "backup.sqlite"
    back_up(folder / "journal.sqlite", backup)
    lose(folder)
    assert "Z report 2 was made and is not in it" in str(
        restore(folder, "K01", backup, NOON, last_receipt=0, last_z=2)
    )
    higher = restore(folder, "K01", backup, NOON, last_z=3)  # it was told too low a number, and goes on itself
    assert (higher.raised, higher.twice, higher.reports) == (True, range(0), range(3, 4))
    with open_book(folder) as book:
        begin(book, 0)
        z = finished(book)
    assert (z.number, z.z_passed, z.made_twice) == (4, (2, 3), False)
    assert verify(folder).unbroken


async def test_the_mark_remembers_the_last_z(folder, tmp_path):
    with open_book(folder) as book:
        on(book)
    backup = tmp_path / "backup.sqlite"
    back_up(folder / "journal.sqlite", backup)

    async def journal_used(*works):
        journal = SqliteJournal(folder, "K01", clock=lambda: NOON)
        await journal.open()
        for work in works:
            await journal.ask(work)
        await journal.close()
        return MarkFile(folder / "journal.mark").read().last_z

    assert await journal_used() == 0
    assert await journal_used(finished) == 1
    assert await journal_used() == 1
    (folder / "journal.sqlite").unlink()
    assert restore(folder, "K01", backup, NOON).reports == range(1, 2)
    assert MarkFile(folder / "journal.mark").read().last_z == 1
    assert await journal_used(finished, lambda book: begin(book, 0)) == 1
    with open_book(folder) as book:
        assert book.day.shift.number == 2


@pytest.mark.parametrize(("number", "said"), [(3, ""), (2, "shift 2 can't follow shift 2"), (4, "can't follow")])
def test_a_verification_takes_exactly_the_numbers_that_were_passed_over(folder, number, said):
    with open_book(folder) as book:
        on(book)
        finished(book)
        book.append(Restored(1, 1, "00", 2), NOON)
        book.append(ShiftOpened(number, 0, "USD", 2, "Ann"), NOON)
    found = verify(folder)
    assert found.unbroken is (not said)
    assert said in found.problem
