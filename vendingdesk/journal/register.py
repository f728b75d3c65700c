"""The shop's lists of customers and people: a file beside the journal, because people may have theirs erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.people import Person
from vendingdesk.domain.register import Batch, Found, Known, Undone, Weighed
from vendingdesk.journal import batches, customers, people_register
from vendingdesk.journal.files import private_file, private_folder
from vendingdesk.journal.newer import newer_register
from vendingdesk.journal.register_schema import PRAGMAS, STEPS, VERSION, teach
from vendingdesk.journal.worker import Worker

REGISTER_NAME = "register.sqlite"


class SqliteRegister:
    """The register in one data folder; fits the counter's ``Register``. Open it before use."""

    def __init__(self, directory: Path) -> None:
        self._path = directory.absolute() / REGISTER_NAME
        self._worker = Worker(self._path, "register")
        self._opened: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Make or open the file. Raises ``EnvironmentFault``; may be tried again."""
        if self._worker.running:
            return
        self._worker.start()
        try:
            await self._worker.run(self._open)
        except BaseException:
            await self.close()
            raise

    def _open(self) -> None:
        private_folder(self._path.parent)
        if not self._path.exists():
            private_file(self._path)
        connection = self._opened = sqlite3.connect(self._path, isolation_level=None, timeout=2.0)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        teach(connection)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > VERSION:
            raise newer_register(self._path, found, VERSION)
        if found < VERSION:
            lacking = [(statement, ()) for step in STEPS[found:] for statement in step]
            self._write(*lacking, (f"PRAGMA user_version = {VERSION}", ()))

    async def close(self) -> None:
        """Finish what was handed over, close the file, end the thread."""
        await self._worker.stop(self._close)

    def _close(self) -> None:
        connection, self._opened = self._opened, None
        if connection is not None:
            connection.close()

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            raise EnvironmentFault("The register is not open: start Vending Desk again.")
        return self._opened

    @contextmanager
    def _whole(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or nothing."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _write(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        with self._whole() as connection:
            for statement, parameters in statements:
                connection.execute(statement, parameters)

    async def find(self, meter: str) -> Customer | None:
        """The customer of a meter, if known."""
        found = await self._worker.run(lambda: customers.read(self._connection, "WHERE meter = ?", (meter,)))
        return found[0] if found else None

    async def save(self, customer: Customer) -> None:
        """Add or change the customer of a meter."""
        await self.save_many((customer,))

    async def save_many(self, several: Iterable[Customer]) -> None:
        """Add or change many at once: all or none."""
        rows = [(customers.SAVE, customers.row_of(customer)) for customer in several]
        await self._worker.run(lambda: self._write(*rows))

    async def erase(self, meter: str) -> None:
        """Forget what is known of a meter's customer, also what an import found there before."""
        statements = ("DELETE FROM customer WHERE meter = ?", "DELETE FROM replaced WHERE meter = ?")
        await self._worker.run(lambda: self._write(*((each, (meter,)) for each in statements)))

    async def search(self, text: str, limit: int = 50) -> tuple[Customer, ...]:
        """The first page of what ``page`` finds."""
        return (await self.page(text, limit)).customers

    async def page(self, text: str, limit: int = 50, after: str = "") -> Found:
        """Customers that have every word of ``text`` in what is known of them, by name; all, for empty text.

        A meter whose last or first digits it is comes first. ``after`` goes on where an answer said that there is
        more; it may name such a meter again. A search that nobody waits for any more is not begun.
        """
        return await self._worker.look(lambda: customers.search(self._connection, text, limit, after))

    async def wait_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Put rows of a file beside the register: a meter, then its fields in the order of ``Customer``."""
        await self._worker.run(lambda: batches.wait(self._connection, rows))

    async def forget_rows(self) -> None:
        """Put none beside it any more."""
        await self._worker.run(lambda: batches.forget(self._connection))

    async def weigh_rows(self) -> Weighed:
        """What the rows that wait would do."""
        return await self._worker.run(lambda: batches.weigh(self._connection))

    async def write_rows(self, known: Known, *, source: str, who: str, at: datetime) -> Batch:
        """Write the rows that wait as one batch: all or none."""

        def write() -> Batch:
            with self._whole() as connection:
                batch = batches.write(connection, known, source, who, at)
            batches.forget(connection)
            return batch

        return await self._worker.run(write)

    async def batches(self) -> tuple[Batch, ...]:
        """The newest imports, newest first."""
        return await self._worker.run(lambda: batches.newest(self._connection))

    async def undo_batch(self, number: int, at: datetime) -> Undone | None:
        """Put back what an import found, wherever its row still stands; None when that can't be any more."""

        def undo() -> Undone | None:
            with self._whole() as connection:
                return batches.undo(connection, number, at)

        return await self._worker.run(undo)

    async def persons(self) -> tuple[Person, ...]:
        """Who works here, by name, with the hashes of their PINs."""
        return await self._worker.run(lambda: people_register.read(self._connection))

    async def save_person(self, person: Person) -> None:
        """Add or change one, by name."""
        await self._worker.run(lambda: self._write(*people_register.saving(self._connection, person)))
