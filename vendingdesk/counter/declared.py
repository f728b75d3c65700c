"""Every setting of ``desk.toml``, declared once: its name, what it is, where it belongs and its words.

The file is read and written by this table, and the Settings page takes its fields from it. What a setting is when
nothing is said is the default of the field that it fills.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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


@dataclass(frozen=True, slots=True)
class Setting:
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


_START, _TILL, _MONEY, _SHOP = Part.START, Part.TILL, Part.MONEY, Part.SHOP
_PRINTING, _CHARGE = Part.PRINTING, Part.CHARGE
_SERVER, _SCREEN, _KIOSK = Part.SERVER, Part.SCREEN, Part.KIOSK

DECLARED: tuple[Setting, ...] = (
    Setting(_START, "version", "version", Shape.WHOLE),
    Setting(_SERVER, "address", "address", Shape.TEXT, longest=200, restart=True, vital=True),
    Setting(_SERVER, "ca_file", "ca_file", Shape.TEXT, longest=400, restart=True, vital=True),
    Setting(_SERVER, "fingerprint", "fingerprint", Shape.TEXT, longest=120, restart=True, vital=True),
    Setting(_SERVER, "proxy", "proxy", Shape.TEXT, longest=200, restart=True, vital=True, secret=True),
    Setting(_TILL, "till", "till", Shape.TEXT, longest=8, restart=True, vital=True),
    Setting(_TILL, "currency", "currency", Shape.TEXT, longest=3, restart=True, vital=True),
    Setting(_TILL, "currency_digits", "currency_digits", Shape.WHOLE, longest=1, restart=True, vital=True),
    Setting(_TILL, "money_means", "money_means", Shape.TEXT, restart=True, vital=True),
    Setting(_TILL, "presets", "presets", Shape.WHOLES),
    Setting(_TILL, "largest_amount", "largest_amount", Shape.WHOLE),
    Setting(_TILL, "soft_limit_seconds", "soft_limit", Shape.WHOLE, seconds=1),
    Setting(_TILL, "hard_limit_seconds", "hard_limit", Shape.WHOLE, seconds=1),
    Setting(_TILL, "vends_at_once", "vends_at_once", Shape.WHOLE),
    Setting(_TILL, "not_issued_wait_minutes", "not_issued_wait", Shape.WHOLE, seconds=60),
    Setting(_TILL, "single_owner", "single_owner", Shape.YES_NO),
    Setting(_TILL, "backup_folder", "backup_folder", Shape.TEXT),
    Setting(_TILL, "backup_reminder", "backup_reminder", Shape.YES_NO),
    Setting(
        _MONEY,
        "tenders",
        "tenders",
        Shape.TEXTS,
        "Kinds of payment",
        "One a line. The first is cash: what lies in the drawer. With one alone nobody is asked",
        longest=160,
    ),
    Setting(
        _MONEY,
        "ask_tendered",
        "ask_tendered",
        Shape.YES_NO,
        "Ask for the cash received",
        "The change stands beside it. The line may stay empty",
    ),
    Setting(
        _MONEY,
        "cashier_limit",
        "cashier_limit",
        Shape.WHOLE,
        "Largest amount that a cashier sells alone",
        "0: no limit. Above it a supervisor gives leave at the till; it counts once people are named",
        longest=9,
    ),
    Setting(
        _MONEY, "kwh_price", "kwh_price", Shape.TEXT, "Price of a kWh", "Empty: this till knows no price", longest=14
    ),
    Setting(_TILL, "denominations", "denominations", Shape.TEXTS),
    Setting(_TILL, "lock_after_minutes", "lock_after", Shape.WHOLE, seconds=60),
    Setting(_SHOP, "shop", "name", Shape.TEXT, "Shop’s name", longest=80),
    Setting(
        _SHOP, "shop_lines", "lines", Shape.TEXTS, "Address and telephone", "One line of the slip a line", longest=240
    ),
    Setting(_SHOP, "utility", "utility", Shape.TEXT, "Utility", longest=80),
    Setting(_SHOP, "tax_number", "tax_number", Shape.TEXT, "Tax number", "Only with one is a slip a tax invoice"),
    Setting(_SHOP, "help_line", "help_line", Shape.TEXT, "Help line", "Who helps when a meter takes no token"),
    Setting(_SHOP, "footer_lines", "footer", Shape.TEXTS, "Last lines", "Thanks, opening hours", longest=240),
    Setting(_SHOP, "logo", "logo", Shape.TEXT, "Logo"),
    Setting(_SHOP, "slip_language", "language", Shape.TEXT, "Language of slips"),
    Setting(_SHOP, "qr", "qr", Shape.YES_NO, "Print the token as a QR code too"),
    Setting(_SHOP, "charges", "charges", Shape.TABLES, "Taxes and fees"),
    Setting(_CHARGE, "name", "name", Shape.TEXT, "Name", longest=32),
    Setting(_CHARGE, "percent", "percent", Shape.TEXT, "Percent", longest=12),
    Setting(_CHARGE, "fixed", "fixed", Shape.TEXT, "Sum", longest=12),
    Setting(_CHARGE, "included", "included", Shape.YES_NO, "Included"),
    Setting(_PRINTING, "paper", "paper", Shape.TEXT, "Paper"),
    Setting(_PRINTING, "way", "way", Shape.TEXT, "How slips are printed"),
    Setting(_PRINTING, "printer", "printer", Shape.TEXT, "Printer"),
    Setting(_PRINTING, "host", "host", Shape.TEXT, "Address", "Such as 192.168.1.50"),
    Setting(_PRINTING, "port", "port", Shape.WHOLE, "Port", longest=6),
    Setting(_PRINTING, "device", "device", Shape.TEXT, "Device file", "Such as /dev/usb/lp0"),
    Setting(_PRINTING, "copies", "copies", Shape.WHOLE, "Slips of a sale"),
    Setting(_PRINTING, "at_once", "at_once", Shape.YES_NO, "Print without being asked"),
    Setting(_PRINTING, "open_drawer", "open_drawer", Shape.YES_NO, "Open the cash drawer"),
    Setting(_PRINTING, "cut", "cut", Shape.YES_NO, "Cut the paper"),
    Setting(_PRINTING, "expire_minutes", "expire_after", Shape.WHOLE, seconds=60),
    Setting(_SCREEN, "language", "language", Shape.TEXT, "Language of the screen", restart=True),
    Setting(_SCREEN, "look", "look", Shape.TEXT, "Colours"),
    Setting(_SCREEN, "zoom", "zoom", Shape.WHOLE, "Size of everything", restart=True),
    Setting(_KIOSK, "idle_seconds", "idle", Shape.WHOLE, seconds=1),
    Setting(_KIOSK, "keyboard", "keyboard", Shape.YES_NO, "Keyboard on the screen", "In a kiosk, for fingers"),
)
"""All of them, in the order of the README."""

TABLE = "printing"
"""The table of paper and printer."""

BY_KEY: dict[str, Setting] = {each.path: each for each in DECLARED}
"""Each by its name with its table's."""


def declared(part: Part) -> tuple[Setting, ...]:
    """The settings of one part, in order."""
    return tuple(each for each in DECLARED if each.part is part)
