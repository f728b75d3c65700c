"""A till with a backup, and the ways to lose its journal."""

import asyncio
import subprocess
import sys

from journal.journal_samples import ISSUED, NOON, TOKEN, answer, now, order, raw_file
from journal.test_journal_sqlite import ROOT
from journal.test_journal_verification import edit

from vendingdesk.journal import SqliteJournal, verify
from vendingdesk.journal.backup import back_up
from vendingdesk.journal.restoring import restore

METERS = iter(range(10**8))


def journal_in(folder):
    return SqliteJournal(folder, "K01", clock=now)


async def sell(folder, count, till="K01"):
    journal = SqliteJournal(folder, till, clock=now)
    await journal.open()
    for _ in range(count):
        await sell_one(journal)
    await journal.close()


async def sell_one(journal):
    asked = order(f"370{next(METERS):08d}")
    sale = await journal.prepare(asked, NOON)
    await journal.sending(asked.uid, NOON)
    await journal.answered(asked.uid, answer())
    await journal.conclude(asked.uid, ISSUED, NOON)
    return sale


class Shop:
    """A till that sold 3, was backed up, and sold 2 more: receipts up to K01-000005."""

    def __init__(self, tmp_path):
        self.data = tmp_path / "data"
        self.backup = tmp_path / "backup.sqlite"
        self.journal = self.data / "journal.sqlite"
        asyncio.run(sell(self.data, 3))
        back_up(self.journal, self.backup)
        asyncio.run(sell(self.data, 2))

    def restore(self, file=None, **more):
        return restore(self.data, "K01", file or self.backup, NOON, **more)

    def next_number(self):
        async def sold():
            journal = journal_in(self.data)
            await journal.open()
            found = await journal.verify_new()
            assert found.unbroken
            sale = await sell_one(journal)
            assert (await journal.verify_new()).unbroken
            await journal.close()
            return sale.number

        number = asyncio.run(sold())
        assert verify(self.data).unbroken
        return number

    def files(self):
        return {
            path.name: path.read_bytes()
            for path in self.data.iterdir()
            if path.is_file() and path.name not in {"journal.lock", "journal.sqlite-shm"}
            if path.name != "journal.sqlite-wal" or path.stat().st_size  # readers leave an empty one
        }

    def lose(self, how):
        data = bytearray(self.journal.read_bytes())
        match how:
            case "gone":
                self.journal.unlink()
                return
            case "a flipped byte":
                data[data.index(TOKEN.encode())] ^= 1
            case "half":
                del data[len(data) // 2 :]
            case "empty":
                data.clear()
            case "no database":
                data[:100] = b"Dear diary, " * 8 + b"...."
            case "another database":
                self.journal.unlink()
                with raw_file(self.data) as connection:
                    connection.execute("CREATE TABLE recipe (name TEXT)")
                return
            case "a hand-edited row":
                edit(self.data, "UPDATE entry SET at = '2026-01-01T00:00:00+00:00' WHERE seq = 9")
                return
            case "no rows":
                edit(self.data, "DELETE FROM entry")
                return
        self.journal.write_bytes(data)


def run(script, *arguments):
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
