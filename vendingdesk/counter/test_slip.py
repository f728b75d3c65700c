"""The page that tries a printer: edges, letters, codes, and a token that no meter takes."""

from __future__ import annotations

from datetime import datetime

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.slip_frame import PAGE_OF, banners, shop_head, when
from vendingdesk.counter.slip_words import slip_words
from vendingdesk.domain.receipt import (
    Barcode,
    Divider,
    Field,
    Heading,
    Note,
    QrCodes,
    Receipt,
    Ruler,
    SlipKind,
    Tokens,
)

NO_TOKEN = "98765432101234567890"  # noqa: S105
"""All ten digits, and a number of more than 66 bits: no token can be that large, so no meter takes it."""

SCRIPTS = (
    ("Latin", "ÀÇÉÈÊËÏÑÖØŞŁŽ àçéèêëïñöøşłž ß"),
    ("Ελληνικά", "Ηλεκτρική ενέργεια"),
    ("Кириллица", "Электроэнергия"),
    ("العربية", "كهرباء مسبقة الدفع"),
    ("0–9", "0 1 2 3 4 5 6 7 8 9"),
    ("O l I", "O 0 · l 1 · I | B 8 · S 5 · Z 2"),
)
"""A line for each script that slips are printed in, and characters that must not look alike."""


def trial_page(setup: DeskSetup, *, printer: str, at: datetime) -> Receipt:
    """A page to look at: ``printer`` is its name as people know it, ``at`` when it is printed."""
    t = slip_words(setup.shop.language)
    blocks = (
        *shop_head(setup.shop, t),
        Note(t("TEST PAGE"), strong=True),
        Field(t("Printer"), printer),
        Field(t("Paper"), setup.printing.paper.value),
        Field(t("Date"), when(at)),
        Field(t("Till"), setup.till),
        Note(
            t(
                "The outer marks of this ruler stand at the edges of what can be printed. From 0 to 40 it "
                "measures 40 mm."
            )
        ),
        Ruler(),
        Note(t("TEST – NOT A TOKEN"), strong=True),
        Tokens((NO_TOKEN,)),
        Note(t("TEST – NOT A TOKEN"), strong=True),
        Divider(),
        *(Field(name, letters) for name, letters in SCRIPTS),
        Divider(),
        Barcode(f"{setup.till}-000000"),
        QrCodes((NO_TOKEN,)),
        Heading(t("Both codes should read with the shop’s scanner.")),
    )
    return Receipt(SlipKind.TEST_PAGE, t("Test page"), blocks, banners(setup, 1, t), t.language, t(PAGE_OF))
