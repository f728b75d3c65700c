"""Going on from a backup: what is refused, what is kept, and which numbers are never used again."""

import asyncio
import os
import shutil
from dataclasses import replace

import pytest
from journal.journal_samples import NOON, TOKEN, answer, order, raw_file
from journal.restoring_shop import Shop, journal_in, run, sell, sell_one

from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.outcome import DoubtCause
from vendingdesk.domain.sale import VendState
from vendingdesk.journal import verify
from vendingdesk.journal.backup import back_up
from vendingdesk.journal.mark import MarkFile
from vendingdesk.journal.restoring import restore
from vendingdesk.journal.salvage import highest_number


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


DAMAGE = ["a flipped byte", "half", "empty", "no database", "another database", "a hand-edited row", "no rows"]


@pytest.mark.parametrize("how", ["gone", *DAMAGE])
def test_the_book_goes_on_after_the_highest_number_that_the_mark_knows(shop, how):
    shop.lose(how)
    lost = shop.journal.read_bytes() if shop.journal.exists() else None
    done = shop.restore()
    assert done.missing == range(4, 6)
    assert "K01-000004 to K01-000005 are not in the backup: they may have been sold; look at their slips." in str(
        done
    )
    assert str(done).startswith(f"{shop.journal}: {verify(shop.data)}\n")
    assert shop.journal.stat().st_mode & 0o777 == 0o600
    if lost is None:
        assert done.aside == ()
    else:
        assert done.aside[0] == shop.data / "journal.damaged-20260329T090000Z.sqlite"
        assert done.aside[0].read_bytes() == lost
        assert f"What was here is kept as {done.aside[0]}" in str(done)
    with raw_file(shop.data) as connection:
        assert connection.execute("SELECT kind FROM entry ORDER BY seq DESC LIMIT 1").fetchone() == ("restored",)
    assert MarkFile(shop.data / "journal.mark").read().number == 5
    assert not list(shop.data.glob("*.restoring*"))
    assert shop.next_number() == 6


def test_numbers_passed_over_once_are_passed_over_for_good(shop):
    shop.lose("gone")
    assert shop.restore(last_receipt=40).missing == range(4, 41)
    shop.lose("a flipped byte")
    assert shop.restore().missing == range(4, 41)
    second = shop.backup.with_name("second.sqlite")
    back_up(shop.journal, second)
    shop.lose("gone")
    assert shop.restore(second).missing == range(0)
    assert shop.next_number() == 41


def test_one_missing_receipt_is_said_in_the_singular(shop):
    shop.lose("gone")
    (shop.data / "journal.mark").unlink()
    assert "K01-000004 is not in the backup: it may have been sold; look at its slip." in str(
        shop.restore(last_receipt=4)
    )


def test_a_newest_backup_lacks_nothing(shop):
    newest = shop.backup.with_name("newest.sqlite")
    back_up(shop.journal, newest)
    shop.lose("half")
    done = shop.restore(newest)
    assert done.missing == range(0)
    assert "not in the backup" not in str(done)
    assert shop.next_number() == 6


@pytest.mark.parametrize("how", ["gone", "another database", "empty"])
def test_when_nobody_knows_the_last_receipt_it_is_asked_for(shop, how):
    (shop.data / "journal.mark").unlink()
    shop.lose(how)
    before = shop.files()
    with pytest.raises(
        EnvironmentFault, match=r"its last is K01-000003\. Look at the newest slip.*--last-receipt NUMBER$"
    ):
        shop.restore()
    assert shop.files() == before
    done = shop.restore(last_receipt=5)
    assert done.missing == range(4, 6)
    assert shop.next_number() == 6


@pytest.mark.parametrize("mark", ["older", "of another book", "torn"])
def test_a_mark_that_does_not_tell_is_not_trusted(shop, tmp_path, mark):
    file = shop.data / "journal.mark"
    if mark == "older":
        asyncio.run(sell(tmp_path / "copy", 0))
        with raw_file(shop.data) as connection:
            digest = connection.execute("SELECT hash FROM entry WHERE seq = 5").fetchone()[0]
        known = MarkFile(file)
        found = known.read()
        known.write(type(found)(5, digest, 1, found.first))
        known.close()
    elif mark == "torn":
        file.write_bytes(file.read_bytes()[:50])
    else:
        asyncio.run(sell(tmp_path / "other", 9))
        shutil.copy(tmp_path / "other" / "journal.mark", file)
    shop.lose("gone")
    with pytest.raises(EnvironmentFault, match="Look at the newest slip"):
        shop.restore()
    number = 10 if mark == "of another book" else 6
    shop.restore(last_receipt=5)
    assert shop.next_number() == number


@pytest.mark.parametrize("how", ["half", "no database", "a flipped byte"])
def test_without_a_mark_the_damaged_file_tells_its_numbers_but_may_have_lost_higher_ones(shop, how):
    (shop.data / "journal.mark").unlink()
    shop.lose(how)
    known = max(highest_number(shop.journal), 4)
    refused(shop, "Look at the newest slip")
    assert shop.restore(last_receipt=4).missing == range(4, known + 1)
    assert shop.next_number() == known + 1


def test_a_mark_that_a_counter_had_no_time_to_close_is_asked_about(shop):
    """A power cut leaves it some seconds behind the journal."""
    known = MarkFile(shop.data / "journal.mark")
    found = known.read()
    known.write(replace(found, running=True))
    known.close()
    shop.lose("half")
    refused(shop, "nothing here tells for certain")
    assert shop.restore(last_receipt=7).missing == range(4, 8)
    assert shop.next_number() == 8


def test_numbers_are_found_in_any_bytes(tmp_path):
    assert highest_number(b'..{"number":12,"x".{"number":7}{"number":99x{"next_number":21,') == 20
    assert highest_number(b"") == highest_number(tmp_path / "none") == 0
    (tmp_path / "empty").touch()
    assert highest_number(tmp_path / "empty") == 0


def test_a_side_file_left_alone_is_moved_aside_and_read(shop):
    assert run(CRASH, shop.data).returncode == -9
    shop.lose("gone")
    (shop.data / "journal.mark").unlink()
    wal = (shop.data / "journal.sqlite-wal").read_bytes()
    done = shop.restore(last_receipt=3)
    assert done.missing == range(4, 7)
    kept = shop.data / "journal.damaged-20260329T090000Z.sqlite-wal"
    assert done.aside == (kept,)
    assert kept.read_bytes() == wal
    assert shop.next_number() == 7


# Refused


def refused(shop, match, file=None, **more):
    before = shop.files()
    with pytest.raises(EnvironmentFault, match=match):
        shop.restore(file, **more)
    assert shop.files() == before


def test_a_journal_that_is_whole_and_newer_stays(shop):
    refused(shop, r"is whole and newer than .*backup\.sqlite \(8 more entries\): go on with it")
    (shop.data / "journal.mark").unlink()
    refused(shop, r"is whole and newer")
    same = shop.backup.with_name("same.sqlite")
    back_up(shop.journal, same)
    refused(shop, r"is whole and the same as", same)
    assert shop.next_number() == 6


def test_restoring_twice_changes_nothing(shop):
    shop.lose("half")
    shop.restore()
    refused(
        shop,
        r"is whole and newer than .* \(1 more entry\): go on with it\. It was restored before .* after K01-000005; ",
    )
    assert shop.next_number() == 6


def test_another_book_and_a_branch_of_this_one_are_named(shop, tmp_path):
    asyncio.run(sell(tmp_path / "other", 1))
    refused(shop, "is another book, of till K01, and whole", tmp_path / "other")
    branch = tmp_path / "branch"
    branch.mkdir()
    shutil.copy(shop.backup, branch / "journal.sqlite")
    asyncio.run(sell(branch, 1))
    refused(shop, "is a branch of the same book: each has entries that the other has not", branch / "journal.sqlite")


def test_another_tills_backup_is_refused(shop, tmp_path):
    asyncio.run(sell(tmp_path / "other", 1, "K02"))
    refused(shop, "is of till K02, and this till is K01", tmp_path / "other")


def test_a_damaged_backup_changes_nothing(shop):
    shop.lose("gone")
    whole = shop.backup.read_bytes()
    flipped = bytearray(whole)
    flipped[flipped.index(TOKEN.encode())] ^= 1
    for content in (flipped, whole[: len(whole) // 2], b"Dear diary" * 1000, b""):
        shop.backup.write_bytes(content)
        refused(shop, r"is damaged or no journal, so nothing was changed")
    shop.backup.unlink()
    refused(shop, "There is no file")


def test_a_journal_of_a_newer_program_is_not_taken_for_damage(shop):
    with raw_file(shop.data) as connection:
        connection.execute("PRAGMA user_version = 99")
    refused(shop, "written by a newer Vending Desk")


async def test_nothing_is_restored_under_a_running_counter(tmp_path):
    shop = await asyncio.to_thread(Shop, tmp_path)
    journal = journal_in(shop.data)
    await journal.open()
    with pytest.raises(EnvironmentFault, match="already open with the data folder"):
        await asyncio.to_thread(shop.restore)
    await sell_one(journal)
    await journal.close()


# A newest slip that can't be it, and the way back from a wrong one


def test_a_newest_slip_below_the_backup_or_far_beyond_is_a_slip_of_the_finger(shop):
    shop.lose("gone")
    refused(shop, r"K01-000002 is below K01-000003, the last in .*--last-receipt NUMBER$", last_receipt=2)
    refused(shop, r"K01-100006 is more than 100,000 beyond K01-000005, the highest known", last_receipt=100_006)
    (shop.data / "journal.mark").unlink()
    refused(shop, "beyond K01-000003", last_receipt=100_004)
    assert shop.restore(last_receipt=100_003).missing == range(4, 100_004)


def test_after_too_low_a_number_a_higher_one_lets_the_journal_here_go_on(shop):
    (shop.data / "journal.mark").unlink()
    shop.lose("gone")
    shop.restore(last_receipt=3)
    refused(shop, "goes on after K01-000003; if a newer slip than that was printed, say its number", last_receipt=3)
    assert (shop.next_number(), shop.next_number()) == (4, 5)
    entries = verify(shop.data).entries
    refused(shop, "goes on after K01-000005", last_receipt=5)
    refused(shop, "more than 100,000 beyond K01-000005", last_receipt=200_000)
    done = shop.restore(last_receipt=8)
    assert (done.missing, done.twice, done.doubts) == (range(6, 9), range(4, 6), ())
    assert done.found.entries == entries + 1
    said = str(done)
    assert "K01-000006 to K01-000008 are not in the journal: they may have been sold" in said
    assert "K01-000004 to K01-000005 were sold after the journal was last restored, and may stand on older" in said
    assert [path.name for path in done.aside] == ["journal.older-20260329T090000Z.sqlite"]
    assert shop.next_number() == 9
    assert "K01-000009 was sold after the journal was last restored, and may stand on an older slip" in str(
        shop.restore(last_receipt=11)
    )
    assert shop.next_number() == 12


def test_a_journal_that_was_never_restored_does_not_skip_numbers(shop):
    refused(shop, r"is whole and newer .*: go on with it\.$", last_receipt=9)
    assert shop.next_number() == 6


def test_sales_under_way_in_a_journal_that_goes_on_itself_stay_what_they_are(shop):
    shop.lose("gone")
    shop.restore()
    assert run(CRASH, shop.data).returncode == -9
    assert shop.restore(last_receipt=8).doubts == ()
    with raw_file(shop.data) as connection:
        assert connection.execute("SELECT state FROM sale ORDER BY number DESC LIMIT 1").fetchone() == ("PREPARED",)


# The older backup first


def test_a_newer_backup_takes_the_place_of_an_older_one_that_nothing_was_sold_from(shop):
    newer = shop.backup.with_name("newer.sqlite")
    back_up(shop.journal, newer)
    asyncio.run(sell(shop.data, 1))
    shop.lose("gone")
    shop.restore()
    shop.restore(last_receipt=7)
    done = shop.restore(newer)
    assert done.missing == range(6, 8)
    assert [path.name for path in done.aside] == ["journal.older-20260329T090000Z-2.sqlite"]
    assert shop.next_number() == 8


def test_a_number_that_the_newer_backup_proves_wrong_is_asked_for_again(shop):
    newer = shop.backup.with_name("newer.sqlite")
    back_up(shop.journal, newer)
    for path in (shop.journal, shop.data / "journal.mark"):
        path.unlink()
    shop.restore(last_receipt=4)
    refused(shop, "Look at the newest slip", newer)
    assert shop.restore(newer, last_receipt=7).missing == range(6, 8)
    assert shop.next_number() == 8


def test_a_newer_backup_does_not_take_the_place_of_what_was_sold_meanwhile(shop):
    newer = shop.backup.with_name("newer.sqlite")
    back_up(shop.journal, newer)
    shop.lose("gone")
    shop.restore()
    assert shop.next_number() == 6
    refused(shop, "each has entries that the other has not", newer)


# An older copy in the journal's place


def test_an_older_copy_is_taken_on_when_somebody_says_so(shop):
    shutil.copy(shop.backup, shop.journal)
    with pytest.raises(EnvironmentFault, match="is an older copy"):
        asyncio.run(sell(shop.data, 1))
    done = shop.restore(shop.journal)
    assert done.missing == range(4, 6)
    assert [path.name for path in done.aside] == ["journal.older-20260329T090000Z.sqlite"]
    assert shop.next_number() == 6


def test_the_newer_journal_can_be_put_back_by_restoring_it(shop):
    newer = shop.backup.with_name("newer.sqlite")
    back_up(shop.journal, newer)
    shutil.copy(shop.backup, shop.journal)
    assert shop.restore(newer).missing == range(0)
    assert shop.next_number() == 6


def test_an_older_copy_that_has_more_than_the_backup_is_the_better_one(shop):
    between = shop.backup.with_name("between.sqlite")
    back_up(shop.journal, between)
    asyncio.run(sell(shop.data, 1))
    shutil.copy(between, shop.journal)
    refused(shop, "restore it itself: vendingdesk journal restore")
    assert shop.restore(shop.journal).missing == range(6, 7)


def test_a_backup_from_elsewhere_that_is_ahead_is_taken_when_the_last_receipt_is_known(shop, tmp_path):
    shutil.copytree(shop.data, tmp_path / "there")
    asyncio.run(sell(tmp_path / "there", 2))
    refused(shop, "Look at the newest slip", tmp_path / "there")
    assert shop.restore(tmp_path / "there", last_receipt=9).missing == range(8, 10)
    assert shop.next_number() == 10


# What was under way when the backup was made


def test_a_sale_that_had_begun_is_in_doubt_and_not_called_unsent(tmp_path):
    async def under_way():
        journal = journal_in(tmp_path / "data")
        await journal.open()
        asked = [order(f"370{number:08d}") for number in range(3)]
        for each in asked:
            await journal.prepare(each, NOON)
        for each in asked[1:]:
            await journal.sending(each.uid, NOON)
        await journal.answered(asked[2].uid, answer())
        await asyncio.to_thread(back_up, journal.path, tmp_path / "backup.sqlite")
        await journal.close()

    async def states():
        journal = journal_in(tmp_path / "data")
        await journal.open()
        found = await journal.sales()
        await journal.close()
        return {sale.number: sale for sale in found}

    asyncio.run(under_way())
    (tmp_path / "data" / "journal.sqlite").unlink()
    done = restore(tmp_path / "data", "K01", tmp_path / "backup.sqlite", NOON)
    assert done.doubts == ("K01-000001", "K01-000002")
    assert "K01-000001, K01-000002 were under way when the backup was made: now in doubt." in str(done)
    found = asyncio.run(states())
    assert [found[number].state for number in (1, 2, 3)] == [VendState.IN_DOUBT] * 2 + [VendState.SENDING]
    assert found[1].outcome.cause is DoubtCause.INTERRUPTED


CRASH = """
import asyncio, os, signal, sys
from pathlib import Path
sys.path.insert(0, "tests")
from journal.restoring_shop import NOON, journal_in, order

async def crash():
    journal = journal_in(Path(sys.argv[1]))
    await journal.open()
    await journal.prepare(order(), NOON)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(crash())
"""


def test_two_restorations_in_one_second_keep_both_files(shop):
    shop.lose("half")
    shop.restore()
    shop.lose("half")
    assert [path.name for path in shop.restore().aside] == ["journal.damaged-20260329T090000Z-2.sqlite"]
    assert shop.next_number() == 6


def test_a_copy_that_does_not_come_out_right_is_not_put_in_place(shop, monkeypatch):
    shop.lose("gone")

    def failing(path):
        return replace(verify(path), unbroken=False, first_break=2, problem="it is otherwise")

    monkeypatch.setattr("vendingdesk.journal.restoring.verify", failing)
    refused(shop, r"is not right \(it is otherwise\): check the disk")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_new_folder_is_made_private(tmp_path):
    shop = Shop(tmp_path)
    done = restore(tmp_path / "new", "K01", shop.backup, NOON, last_receipt=5)
    assert done.path.parent.stat().st_mode & 0o777 == 0o700
    assert done.missing == range(4, 6)
