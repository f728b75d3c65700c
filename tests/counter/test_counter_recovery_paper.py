"""The recovery code on paper."""

from datetime import UTC, datetime

from vendingdesk.counter.recovery_code import new_code
from vendingdesk.counter.recovery_paper import recovery_paper
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.counter.shop import LANGUAGES, Shop
from vendingdesk.domain.printing import PaperName
from vendingdesk.domain.receipt import Heading, Note
from vendingdesk.receipts import PdfSlips

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_it_says_what_it_is_for_and_has_room_to_sign() -> None:
    code = new_code()
    paper = recovery_paper(code, DeskSetup(shop=Shop("Harbour Kiosk")), AT)
    large = [block.text for block in paper.blocks if isinstance(block, Heading) and block.large]
    assert "".join(large[-2:]) == code
    assert len(large[-2]) <= 15
    said = [block.text for block in paper.blocks if isinstance(block, Note)]
    assert "RECOVERY CODE" in said
    assert said[-4:] == ["Kept by (name, signature):", " ", " ", " "]


def test_it_is_drawn_in_every_language_on_the_narrowest_roll() -> None:
    for language in LANGUAGES:
        paper = recovery_paper(new_code(), DeskSetup(shop=Shop("Kiosk", language=language)), AT)
        assert PdfSlips().pdf(paper, PaperName.ROLL_58).startswith(b"%PDF")
