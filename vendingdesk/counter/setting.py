"""What a setting of ``desk.toml`` is: its shape, the part that it belongs to, its words and its rules."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Shape(Enum):
    """What a setting is in the file; the value is how a sentence says it."""

    TEXT = "a text in quotes"
    WHOLE = "a whole number"
    YES_NO = "true or false"
    TEXTS = "a list of texts in quotes"
    WHOLES = "a list of whole numbers"
    TABLE = "a table of its own"
    TABLES = "one or more tables of their own, each headed [[charges]]"


class Part(Enum):
    """What a setting belongs to: the file itself, the server, the till, and so on; a charge is one of a list."""

    START = ""
    SERVER = "server"
    TILL = "till"
    MONEY = "money"
    SHOP = "shop"
    PRINTING = "printing"
    CHARGE = "charges"
    SCREEN = "screen"
    KIOSK = "kiosk"


TABLES = (Part.SERVER, Part.PRINTING, Part.SCREEN, Part.KIOSK)
"""The parts with a table of their own in the file; the others stand outside of every table."""


class Setting(NamedTuple):
    """One line of the file.

    ``key`` is its name there, ``name`` the field that it fills. ``seconds`` makes a whole number a length of time in
    that unit. ``caption`` and ``hint`` are the words of the Settings page; a setting without a caption is decided in
    the file alone. ``longest`` is how many characters may be typed.

    ``secret``: told to nobody, so a support bundle leaves it out. ``restart``: counts from the next start on.
    ``kiosk``: can't be changed while the till is a kiosk. ``vital``: what is sold, and by which server, hangs on it,
    so a value that can't be used is asked for again and never replaced by a default.
    """

    part: Part
    key: str
    name: str
    shape: Shape
    caption: str = ""
    hint: str = ""
    seconds: int = 0
    longest: int = 120
    secret: bool = False
    restart: bool = False
    kiosk: bool = True
    vital: bool = False

    @property
    def path(self) -> str:
        """Its name with its table's: ``printing.port``."""
        return f"{self.part.value}.{self.key}" if self.part in {*TABLES, Part.CHARGE} else self.key
