"""Statements as an owner and a customer get them: a day and a meter's year, in every language."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from shots.camera import OUT, ROOT
from shots.gallery import AT, SHEET_DPI, SHOPS, logo

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import LANGUAGES
from vendingdesk.counter.statement import DayStatement, YearStatement
from vendingdesk.domain.charges import charge_lines
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.money import Currency, Money
from vendingdesk.domain.outcome import Declined, DoubtCause, Issued, RefusalReason, Unclear
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.sale import Order, Sale
from vendingdesk.receipts import PdfFiles, render

METERS = ("0128244400031", "0128251755673")
SALES = 60


def _sales(setup: DeskSetup, every: timedelta, meters: tuple[str, ...]) -> list[Sale]:
    """Made-up sales up to now, the same ones each time."""
    chance, made = random.Random(5), []
    for number in range(1, SALES + 1):
        at: datetime = AT - every * (SALES - number)
        amount = Money(chance.choice((500, 1000, 2000, 5000)), Currency("USD"))
        charges = charge_lines(amount, setup.shop.charges)
        order = Order(f"u{number}", "r", chance.choice(meters), "amina", "x", amount=amount, charges=charges)
        sent = Sale(order, "K01", 120 + number, at).sending()
        token = Issued((f"{chance.randrange(10**20):020d}",), energy=Energy(amount.minor * 64_500))
        outcome = {7: Unclear(DoubtCause.TIMED_OUT), 19: Declined(RefusalReason.NO_SUCH_METER)}.get(number, token)
        made.append(sent.concluded(outcome, at))
    return made


def statements() -> None:
    """Draw them, and save every page as a picture."""
    sign = logo()
    for language in LANGUAGES:
        setup = DeskSetup(shop=replace(SHOPS[language], language=language, logo=sign))
        day = DayStatement(setup, operator="amina", at=AT)
        year = YearStatement(setup, operator="amina", at=AT)
        customer = Customer(METERS[0], "Okonkwo, Blessing", "12 Harbour Rd, Flat 12B")
        papers = {
            "day": (day, day.document(AT.date()), _sales(setup, timedelta(minutes=9), METERS)),
            "year": (year, year.document(METERS[0], AT.year, customer), _sales(setup, timedelta(days=3), METERS[:1])),
        }
        folder = OUT / "statements" / language
        folder.mkdir(parents=True, exist_ok=True)
        for name, (made, document, sales) in papers.items():
            with tempfile.TemporaryDirectory(prefix="vendingdesk-shots-") as place:
                path = Path(place) / "statement.pdf"
                file = PdfFiles().statement(path, document, PaperName.A4)
                file.add([*made.rows(sales), *made.last()])
                file.finish(made.totals())
                pages = render(path.read_bytes(), SHEET_DPI)
            for number, page in enumerate(pages, start=1):
                image = Image.frombuffer("RGB", (page.width, page.height), page.bgrx, "raw", "BGRX", 0, 1)
                image.save(folder / f"{name}-{number}.png")
        print(folder.relative_to(ROOT))
