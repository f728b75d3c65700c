"""The register's customers: found by their meter, by its last digits, or by anything that is known of them.

Measured with 100,000 meters: reading the index of names with the searched text in it takes at most 25 ms, in C and in
the register's own thread; an index of trigrams took half of that, but keeps pieces of names that were erased, knows
no word of two letters, and made an import half as quick.
"""

from __future__ import annotations

import sqlite3

from vendingdesk.domain.customer import Customer, folded
from vendingdesk.domain.register import Found
from vendingdesk.journal.register_schema import KEPT, SHOWN

COLUMNS = f"meter, {SHOWN}"
SAVE = f"INSERT OR REPLACE INTO customer (meter, {KEPT}) VALUES ({'?, ' * 12}0)"  # noqa: S608

_SEPARATOR = "\x1f"
"""Between the two halves of a place in the list; in no name."""


def row_of(customer: Customer) -> tuple[str, ...]:
    """What ``SAVE`` wants."""
    shown = (customer.meter, customer.name, customer.place, customer.phone, customer.tariff, customer.note)
    key = (customer.supply_group, customer.key_revision, customer.tariff_index)
    return (*shown, *key, folded(customer.name), customer.found_by, customer.meter[::-1])


def read(connection: sqlite3.Connection, where: str, parameters: tuple[object, ...]) -> tuple[Customer, ...]:
    """The customers that ``where`` leaves, in its order."""
    asked = f"SELECT {COLUMNS} FROM customer {where}"  # noqa: S608
    return tuple(Customer(*row) for row in connection.execute(asked, parameters))


def search(connection: sqlite3.Connection, text: str, limit: int, after: str) -> Found:
    """The first customers that have every word of ``text``, or those that come after a place in the list.

    A meter that ends or begins with the digits typed comes first; all others by name.
    """
    words = folded(text).split()
    digits = "".join(words).replace("-", "")
    first: tuple[Customer, ...] = ()
    if digits.isascii() and digits.isdigit():  # a number, or a part of one, however it is grouped
        words = [word.replace("-", "") for word in words]
        first = _by_ends(connection, digits, limit) if not after else ()
    name_key, _, meter = after.partition(_SEPARATOR)
    taken = {customer.meter for customer in first}
    conditions = "".join(" AND instr(found_by, ?) > 0" for _ in words)
    where = f"INDEXED BY customer_name WHERE (name_key, meter) > (?, ?){conditions} ORDER BY name_key, meter LIMIT ?"
    room = max(limit - len(first), 0)
    rest = read(connection, where, (name_key, meter, *words, room))
    # Asked whether there is more rather than counted: a full page may well be the last one.
    last = rest[-1] if rest else None
    more = f"{folded(last.name)}{_SEPARATOR}{last.meter}" if last is not None and len(rest) == room else ""
    if first and not room:
        more = _SEPARATOR  # the list by name has not begun yet
    return Found((*first, *(each for each in rest if each.meter not in taken)), more)


def _by_ends(connection: sqlite3.Connection, digits: str, limit: int) -> tuple[Customer, ...]:
    """Meters that end with these digits, then those that begin with them: what a cashier reads off a card."""
    found: dict[str, Customer] = {}
    for column, wanted, index in (
        ("meter_reversed", digits[::-1], "INDEXED BY customer_reversed"),
        ("meter", digits, ""),
    ):
        where = f"{index} WHERE {column} >= ? AND {column} < ? ORDER BY {column} LIMIT ?"
        for customer in read(connection, where, (wanted, f"{wanted}:", max(limit, 0))):  # a colon is behind nine
            found.setdefault(customer.meter, customer)
    return tuple(found.values())[: max(limit, 0)]
