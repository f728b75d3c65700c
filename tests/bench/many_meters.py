"""Registers and lists of many meters, for measuring: the same ones each time, written by the program's register."""

from __future__ import annotations

import asyncio
import csv
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from vendingdesk.domain.register import Known
from vendingdesk.journal.register import REGISTER_NAME, SqliteRegister
from vendingdesk.journal.register_schema import VERSION
from vendingdesk.sts import luhn_digit

METERS = 100_000
_FIRST = [
    "Ama",
    "Kofi",
    "Blessing",
    "Chidi",
    "Ngozi",
    "Fatima",
    "Amina",
    "Ibrahim",
    "Yusuf",
    "Grace",
    "John",
    "Mary",
    "Peter",
    "José",
    "Zoë",
    "فاطمة",
    "أحمد",
]
_LAST = [
    "Okonkwo",
    "Mensah",
    "Owusu",
    "Boateng",
    "Adjei",
    "Musa",
    "Halima",
    "Müller",
    "Hernández",
    "Osei",
    "Adeyemi",
    "Nwosu",
    "Kamau",
    "Otieno",
    "محمد",
]
_PLACES = ("Harbour Road", "Market Street", "Hill View", "Station Road", "Lake Estate, Block C")


def people(count: int = METERS) -> Iterator[tuple[str, ...]]:
    """Meter, name, place, phone and tariff."""
    chance = random.Random(11)
    for number in range(count):
        payload = f"01{2_824_440_003 + number * 37:010d}"
        name = f"{chance.choice(_LAST)}, {chance.choice(_FIRST)} {chance.choice(_FIRST)}"
        place = f"{chance.randrange(1, 400)} {chance.choice(_PLACES)}"
        yield payload + luhn_digit(payload), name, place, f"+234 80{chance.randrange(10**8):08d}", "T1"


def register(kept: Path, count: int = METERS) -> Path:
    """A folder with a register of so many; made once."""
    folder = kept / f"meters-{count}-v{VERSION}"
    if not (folder / "whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        asyncio.run(_fill(folder, count))
        (folder / "whole").touch()
    return folder / REGISTER_NAME


async def _fill(folder: Path, count: int) -> None:
    made = SqliteRegister(folder)
    await made.open()
    await made.wait_rows([(*each, "", "", "", "") for each in people(count)])
    await made.write_rows(Known.KEEP, source="", who="", at=datetime.now(UTC))
    await made.close()


def as_csv(path: Path, count: int = METERS) -> Path:
    """The same people as a list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Meter", "Name", "Place", "Phone", "Tariff"))
        writer.writerows(people(count))
    return path
