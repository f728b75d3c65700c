"""A sale's slip as the counter would write it, for every test of the package."""

from vendingdesk.domain.receipt import (
    Barcode,
    Block,
    Divider,
    Field,
    Heading,
    Logo,
    Note,
    QrCodes,
    Receipt,
    SlipKind,
    Tokens,
)

RECEIPT_NO = "T01-000427"
METER, DATE, FLOW = "0128 2444 003", "2026-03-14 09:26:53 +03:00", "202607 301626 401234 567890"
TOKEN = "58217340962715508463"
HOW_TO_ENTER = (
    "Type the 20 digits on the meter’s keypad, then press Enter. The display says “Accepted”; "
    "if it says “Rejected”, type them again slowly."
)


def sale(
    *, tokens: tuple[str, ...] = (TOKEN,), banners: tuple[str, ...] = ("DEMO – NOT VALID ON ANY METER",)
) -> Receipt:
    blocks: tuple[Block, ...] = (
        Heading("Mama Njeri’s Corner Shop", large=True),
        Heading("Selling for Riverside Power & Light"),
        Divider(),
        Field("Receipt", RECEIPT_NO),
        Field("Date", "2026-03-14 09:26:53 +03:00"),
        Field("Cashier", "Amina O."),
        Field("Till", "T01"),
        Divider(),
        Field("Meter", "0128 2444 003", strong=True),
        Field("Customer", "Jean-Baptiste Ouédraogo"),
        Field("Place", "Plot 14, Market Road, behind the old post office, Kisumu"),
        Divider(),
        Heading("Electricity credit 10.00 USD"),
        Tokens(tokens),
        Divider(),
        Field("Amount", "10.00 USD", strong=True),
        Field("Tendered", "20.00 USD"),
        Field("Change", "10.00 USD"),
        Divider(),
        Field("Flow no.", "FN-88140-0417"),
        Field("Request", "7f3a91c2"),
        Barcode(RECEIPT_NO),
        Note("Keep this slip until the meter shows the credit.", strong=True),
        Note(HOW_TO_ENTER),
        Note("Help: 0800 123 456, every day 7–21 h"),
    )
    return Receipt(SlipKind.SALE, f"Receipt {RECEIPT_NO}", blocks, banners)


def arabic_sale(logo: bytes, tokens: tuple[str, ...] = (TOKEN,)) -> Receipt:
    """All that a slip can have: a picture, Arabic, a QR code, a copy's banner."""
    blocks: tuple[Block, ...] = (
        Logo(logo),
        Heading("متجر النور للكهرباء", large=True),
        Divider(),
        Field("رقم الإيصال", RECEIPT_NO, strong=True),
        Field("التاريخ", DATE),
        Field("البائع", "أمينة علي"),
        Field("رقم العداد", METER, strong=True),
        Field("المشترك", "محمد عبد الله الأحمد"),
        Field("العنوان", "شارع الجمهورية 12، شقة 4 (خلف مكتب البريد)، الخرطوم"),
        Tokens(tokens),
        Field("المبلغ", "10.00 USD", strong=True),
        Field("رقم العملية", FLOW),
        Barcode(RECEIPT_NO),
        QrCodes((TOKEN,)),
        Note("احتفظ بهذا الإيصال حتى يظهر الرصيد على العداد.", strong=True),
        Note(f"للعداد {METER} بمبلغ 10.00 USD في {DATE}، هاتف 0800 123 456."),
    )
    return Receipt(SlipKind.SALE, f"إيصال {RECEIPT_NO}", blocks, ("نسخة 1",), "ar")
