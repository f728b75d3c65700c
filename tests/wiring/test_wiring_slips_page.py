"""The page about slips says what really happens: its settings give the slip that it shows."""

import re
from datetime import UTC, datetime
from pathlib import Path

from vendingdesk.counter.shop import LANGUAGES
from vendingdesk.counter.slip import slip_for
from vendingdesk.domain.charges import charge_lines
from vendingdesk.domain.money import Money
from vendingdesk.domain.outcome import Issued
from vendingdesk.domain.receipt import Field, Note
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.wiring.setup_file import parsed

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "slips.md").read_text("utf-8")


def block(language: str) -> str:
    [found] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_of_taxes_and_fees(tmp_path: Path) -> None:
    setup = parsed(block("toml"), tmp_path / "desk.toml").setup()
    amount = setup.amount("25")
    assert isinstance(amount, Money)
    order = Order("u", "r", "0128244400031", "amina", "", amount, charges=charge_lines(amount, setup.shop.charges))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    sale = Sale(order, "K01", 1, now, VendState.ISSUED, Issued(("1" * 20,)))
    blocks = slip_for(sale, setup, copy=1, printed_at=now, printed_by="amina").blocks
    fields = {each.label: each.value for each in blocks if isinstance(each, Field)}
    shown = dict(re.split(r" {2,}", line, maxsplit=1) for line in block("text").splitlines())
    assert shown
    assert fields.items() >= shown.items()
    assert list(shown) == [label for label in fields if label in shown]
    assert Note("Tax invoice", strong=True) in blocks


def test_every_language_is_named() -> None:
    assert all(f'`"{language}"`' in PAGE for language in LANGUAGES)
