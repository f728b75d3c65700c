"""Every setting of ``desk.toml``, declared once: its name, what it is, where it belongs and its words.

The file is read and written by this table, and the Settings page takes its fields from it. What a setting is when
nothing is said is the default of the field that it fills.
"""

from __future__ import annotations

from vendingdesk.counter.setting import TABLES, Part, Setting, Shape

__all__ = ["BY_KEY", "DECLARED", "TABLE", "TABLES", "Part", "Setting", "Shape", "declared"]

_START, _TILL, _MONEY, _SHOP = Part.START, Part.TILL, Part.MONEY, Part.SHOP
_PRINTING, _CHARGE = Part.PRINTING, Part.CHARGE
_SERVER, _SCREEN, _KIOSK = Part.SERVER, Part.SCREEN, Part.KIOSK

DECLARED: tuple[Setting, ...] = (
    Setting(_START, "version", "version", Shape.WHOLE),
    Setting(
        _SERVER,
        "address",
        "address",
        Shape.TEXT,
        "Server’s address",
        "Such as https://vending.example.com:4680. Another server is believed by the system’s trust until somebody "
        "says otherwise",
        longest=200,
        restart=True,
        vital=True,
    ),
    Setting(_SERVER, "ca_file", "ca_file", Shape.TEXT, longest=400, restart=True, vital=True),
    Setting(_SERVER, "fingerprint", "fingerprint", Shape.TEXT, longest=120, restart=True, vital=True),
    Setting(
        _SERVER,
        "proxy",
        "proxy",
        Shape.TEXT,
        "Proxy",
        "Empty: none. Else http:// with a host and a port, without user name and password",
        longest=200,
        restart=True,
        vital=True,
        secret=True,
    ),
    Setting(
        _TILL,
        "till",
        "till",
        Shape.TEXT,
        "Till’s name",
        "Stands in every receipt number. Another till begins in a data folder of its own",
        longest=8,
        restart=True,
        vital=True,
    ),
    Setting(
        _TILL,
        "currency",
        "currency",
        Shape.TEXT,
        "Currency",
        "Three letters: USD",
        longest=3,
        restart=True,
        vital=True,
    ),
    Setting(
        _TILL,
        "currency_digits",
        "currency_digits",
        Shape.WHOLE,
        "Digits behind the point",
        "2 for cents, 0 for a currency without any",
        longest=1,
        restart=True,
        vital=True,
    ),
    Setting(
        _TILL,
        "money_means",
        "money_means",
        Shape.TEXT,
        "What “money” is on this account",
        "Ask the utility; never guess",
        restart=True,
        vital=True,
    ),
    Setting(
        _TILL, "presets", "presets", Shape.WHOLES, "Amounts to press", "With spaces between", longest=60, restart=True
    ),
    Setting(
        _TILL,
        "largest_amount",
        "largest_amount",
        Shape.WHOLE,
        "Largest amount of a sale",
        "For everybody, in whole units of what is sold",
        longest=9,
        restart=True,
    ),
    Setting(
        _TILL,
        "soft_limit_seconds",
        "soft_limit",
        Shape.WHOLE,
        "Seconds until the counter is free for the next customer",
        seconds=1,
        longest=4,
        restart=True,
    ),
    Setting(
        _TILL,
        "hard_limit_seconds",
        "hard_limit",
        Shape.WHOLE,
        "Seconds until a sale without an answer is in doubt",
        seconds=1,
        longest=4,
        restart=True,
    ),
    Setting(
        _TILL,
        "vends_at_once",
        "vends_at_once",
        Shape.WHOLE,
        "Sales that may wait for the server at once",
        longest=1,
        restart=True,
    ),
    Setting(
        _TILL,
        "not_issued_wait_minutes",
        "not_issued_wait",
        Shape.WHOLE,
        "Minutes before a doubt may be settled as “not issued”",
        seconds=60,
        longest=5,
        restart=True,
    ),
    Setting(
        _TILL,
        "single_owner",
        "single_owner",
        Shape.YES_NO,
        "One person runs this till",
        "Whoever sold may settle alone, and every settlement says so",
        restart=True,
    ),
    Setting(_TILL, "backup_folder", "backup_folder", Shape.TEXT),
    Setting(
        _TILL,
        "backup_reminder",
        "backup_reminder",
        Shape.YES_NO,
        "Remind of the backup",
        "At the end of a day with sales",
        restart=True,
    ),
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
    Setting(
        _TILL,
        "denominations",
        "denominations",
        Shape.TEXTS,
        "Notes and coins of the drawer",
        "One a line, such as 0.25. None: the usual ones of the currency",
        longest=240,
        restart=True,
    ),
    Setting(
        _TILL,
        "lock_after_minutes",
        "lock_after",
        Shape.WHOLE,
        "Minutes until a till that nobody touches locks",
        "0: never. It counts once people are named",
        seconds=60,
        longest=3,
        restart=True,
    ),
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
    Setting(
        _KIOSK,
        "idle_seconds",
        "idle",
        Shape.WHOLE,
        "Seconds until a kiosk that nobody touches goes back to its start",
        seconds=1,
        longest=4,
        restart=True,
    ),
    Setting(
        _KIOSK,
        "keyboard",
        "keyboard",
        Shape.YES_NO,
        "Keyboard on the screen",
        "In a kiosk, for fingers",
        restart=True,
    ),
)
"""All of them, in the order of the README."""

TABLE = "printing"
"""The table of paper and printer."""

BY_KEY: dict[str, Setting] = {each.path: each for each in DECLARED}
"""Each by its name with its table's."""


def declared(part: Part) -> tuple[Setting, ...]:
    """The settings of one part, in order."""
    return tuple(each for each in DECLARED if each.part is part)
