"""The shop's lists of customers and supervisors: a file beside the journal, because people may have theirs erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from vendingdesk.domain.customer import Customer
from vendingdesk.domain.doubt import person_key
from vendingdesk.domain.errors import EnvironmentFault
from vendingdesk.domain.supervisor import Supervisor
from vendingdesk.journal.files import private_file, private_folder
from vendingdesk.journal.worker import Worker

REGISTER_NAME = "register.sqlite"

VERSION = 2
"""The version of the file that this program writes."""

_PRAGMAS = ("journal_mode = TRUNCATE", "synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF")
"""No log that keeps what was erased, and erased bytes overwritten."""

_TABLE = """CREATE TABLE customer (
    meter TEXT PRIMARY KEY, name TEXT NOT NULL, place TEXT NOT NULL, phone TEXT NOT NULL,
    tariff TEXT NOT NULL, note TEXT NOT NULL, name_key TEXT NOT NULL, found_by TEXT NOT NULL
) STRICT"""
_INDEX = "CREATE INDEX customer_name ON customer (name_key, meter)"
_SUPERVISORS = """CREATE TABLE supervisor (
    name_key TEXT PRIMARY KEY, name TEXT NOT NULL, pin_hash TEXT NOT NULL, misses INTEGER NOT NULL, locked_until TEXT
) STRICT"""
_STEPS = ((_TABLE, _INDEX), (_SUPERVISORS,))
"""Step n brings version n-1 to n."""

_COLUMNS = "meter, name, place, phone, tariff, note"
_SAVE_SUPERVISOR = "INSERT OR REPLACE INTO supervisor VALUES (?, ?, ?, ?, ?)"
_SAVE = f"INSERT OR REPLACE INTO customer ({_COLUMNS}, name_key, found_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


def _row(customer: Customer) -> tuple[str, ...]:
    shown = (customer.meter, customer.name, customer.place, customer.phone)
    key = customer.name.casefold()
    return (*shown, customer.tariff, customer.note, key, "\n".join(shown).casefold())


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
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        if found > VERSION:
            raise EnvironmentFault(
                f"The register {self._path} has version {found}, written by a newer Vending Desk; this one knows "
                f"version {VERSION}: install the newer program again."
            )
        if found < VERSION:
            lacking = [(statement, ()) for step in _STEPS[found:] for statement in step]
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

    def _write(self, *statements: tuple[str, tuple[object, ...]]) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement, parameters in statements:
                connection.execute(statement, parameters)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _read(self, where: str, parameters: tuple[object, ...]) -> tuple[Customer, ...]:
        asked = f"SELECT {_COLUMNS} FROM customer {where}"  # noqa: S608
        return tuple(Customer(*row) for row in self._connection.execute(asked, parameters))

    async def find(self, meter: str) -> Customer | None:
        """The customer of a meter, if known."""
        found = await self._worker.run(lambda: self._read("WHERE meter = ?", (meter,)))
        return found[0] if found else None

    async def save(self, customer: Customer) -> None:
        """Add or change the customer of a meter."""
        await self.save_many((customer,))

    async def save_many(self, customers: Iterable[Customer]) -> None:
        """Add or change many at once: all or none."""
        rows = [(_SAVE, _row(customer)) for customer in customers]
        await self._worker.run(lambda: self._write(*rows))

    async def erase(self, meter: str) -> None:
        """Forget what is known of a meter's customer; nothing happens when nothing is."""
        await self._worker.run(lambda: self._write(("DELETE FROM customer WHERE meter = ?", (meter,))))

    async def supervisors(self) -> tuple[Supervisor, ...]:
        """Who may answer for settlements and overrides, by name."""

        def read() -> tuple[Supervisor, ...]:
            asked = "SELECT name, pin_hash, misses, locked_until FROM supervisor ORDER BY name_key"
            return tuple(
                Supervisor(name, pin_hash, misses, None if until is None else datetime.fromisoformat(until))
                for name, pin_hash, misses, until in self._connection.execute(asked)
            )

        return await self._worker.run(read)

    async def save_supervisor(self, supervisor: Supervisor) -> None:
        """Add or change one, by name."""
        until = supervisor.locked_until.isoformat() if supervisor.locked_until else None
        row = (person_key(supervisor.name), supervisor.name, supervisor.pin_hash, supervisor.misses, until)
        await self._worker.run(lambda: self._write((_SAVE_SUPERVISOR, row)))

    async def search(self, text: str, limit: int = 50) -> tuple[Customer, ...]:
        """Customers whose meter, name, place or phone contains ``text``, by name; all, for empty text."""
        wanted = text.strip().casefold()
        most = max(limit, 0)
        where = "WHERE instr(found_by, ?) > 0 ORDER BY name_key, meter LIMIT ?"
        if not wanted:
            return await self._worker.run(lambda: self._read("ORDER BY name_key, meter LIMIT ?", (most,)))
        return await self._worker.run(lambda: self._read(where, (wanted, most)))
