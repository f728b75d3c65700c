"""A folder of slips as a shop hands them out: every kind, in every language, on rolls and sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO

from PIL import Image, ImageDraw
from shots.camera import OUT, ROOT

from vendingdesk.counter.samples import SampleKind, sample
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import LANGUAGES, Shop
from vendingdesk.domain.charges import Charge
from vendingdesk.domain.print_setup import PrintSetup
from vendingdesk.domain.printing import PaperName
from vendingdesk.printing.raster import preview
from vendingdesk.receipts import PdfSlips, render

SHEET_DPI = 110
AT = datetime(2026, 7, 30, 16, 26, 40, tzinfo=timezone(timedelta(hours=2)))

SHOPS = {
    "en": Shop(
        "Mama Njeri’s Corner Shop",
        "Riverside Power & Light",
        ("12 Harbour Road, Kisumu", "Tel. 555 0112"),
        tax_number="P051234567X",
        help_line="Help: 0800 123 456, every day 7–21 h",
        footer=("Thank you. See you soon!",),
        charges=(Charge("VAT", Decimal(16)), Charge("Service fee", fixed=20, included=False)),
    ),
    "fr": Shop(
        "Épicerie de la Gare",
        "Électricité du Fleuve",
        ("12, avenue de l’Indépendance, Saint-Louis", "Tél. 33 555 01 12"),
        tax_number="SN 0051234567",
        help_line="Aide : 0800 123 456, tous les jours de 7 h à 21 h",
        footer=("Merci et à bientôt !",),
        charges=(Charge("TVA", Decimal(18)), Charge("Frais de service", fixed=20, included=False)),
    ),
    "ar": Shop(
        "بقالة الميناء",
        "شركة كهرباء النهر",
        ("١٢ شارع الميناء، الإسكندرية", "هاتف 555 0112"),
        tax_number="312-456-789",
        help_line="للمساعدة: 0800 123 456، كل يوم من 7 إلى 21",
        footer=("شكرًا لكم، إلى اللقاء",),
        charges=(Charge("ضريبة القيمة المضافة", Decimal(14)), Charge("رسم الخدمة", fixed=20, included=False)),
    ),
}


def logo() -> bytes:
    """A made-up sign: a lamp's light over a door, with greys in it."""
    picture = Image.new("L", (480, 200), 255)
    draw = ImageDraw.Draw(picture)
    for step in range(60):
        draw.ellipse((140 + step, 10 + step, 340 - step, 210 - step), fill=250 - 3 * step)
    draw.polygon([(250, 40), (205, 115), (238, 115), (225, 175), (280, 95), (245, 95)], fill=0)
    draw.rectangle((20, 186, 460, 194), fill=0)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def gallery() -> None:
    """Draw them all: rolls as the dots that a print head gets, sheets as a screen shows them."""
    slips, sign = PdfSlips(), logo()
    for language in LANGUAGES:
        shop = replace(SHOPS[language], language=language, qr=True, logo=sign)
        for paper in (PaperName.ROLL_58, PaperName.ROLL_80, PaperName.A4):
            folder = OUT / "slips" / language / paper.value
            folder.mkdir(parents=True, exist_ok=True)
            setup = DeskSetup(shop=shop, printing=PrintSetup(paper=paper))
            for kind in SampleKind:
                receipt = sample(kind, setup, AT)
                pdf = slips.pdf(replace(receipt, banners=receipt.banners[1:]), paper)  # as a customer gets it
                pages = preview(render, pdf, paper) if paper.is_roll else render(pdf, SHEET_DPI)
                for number, page in enumerate(pages, start=1):
                    image = Image.frombuffer("RGB", (page.width, page.height), page.bgrx, "raw", "BGRX", 0, 1)
                    image.save(folder / f"{kind.value}-{number}.png")
            print(folder.relative_to(ROOT))
