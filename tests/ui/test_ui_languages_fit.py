"""Words of another language fit the smallest screen: nothing that a cashier reads or presses is cut off."""

from collections.abc import Awaitable, Callable, Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from ui.ui_counter import LOST_AFTER, METER, NOT_FOUND, Counter, until

from vendingdesk.ui import languages
from vendingdesk.ui.parts import TokenLabel

SMALLEST = QSize(1024, 600)

Open = Callable[..., Awaitable[Counter]]


@pytest.fixture(params=["fr", "ar"])
def speaking(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    """The application in another language, English again afterwards."""
    languages.install(qapp, request.param)
    yield request.param
    languages.install(qapp, languages.ENGLISH)


def _named(widget: QWidget) -> str:
    text = widget.currentText() if isinstance(widget, QComboBox) else widget.text()  # type: ignore[attr-defined]
    return f"{widget.objectName()}: {text} ({widget.width()} < {widget.sizeHint().width()})"


def cut_off(window: QWidget) -> list[str]:
    """What stands there and is not to be read whole."""
    shown: list[QWidget] = []
    for kind in (QPushButton, QLabel):
        shown += [each for each in window.findChildren(kind) if each.isVisible() and each.text()]
    found = []
    for each in shown:
        word = isinstance(each, QPushButton) or (isinstance(each, QLabel) and not each.wordWrap())
        narrow = word and not isinstance(each, TokenLabel) and each.sizeHint().width() > each.width() + 1
        seen = each.visibleRegion().boundingRect().width()
        if narrow or 0 < seen < each.width():  # 0: scrolled away
            found.append(f"{_named(each)} seen {seen}")
    return found


async def test_nothing_of_a_cashiers_day_is_cut_off(speaking: str, open_counter: Open) -> None:
    counter = await open_counter(signed_in=False)
    cut: dict[str, list[str]] = {}

    async def look(what: str, widget: QWidget) -> None:
        try:
            await until(lambda: not cut_off(widget), 2)
        except AssertionError:
            cut[what] = cut_off(widget)

    await counter.picture()
    await look("sign-in", counter.dialog)
    window = (await counter.sign_in()).window
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(SMALLEST)
    await until(lambda: window.width() <= SMALLEST.width())
    await counter.meter(METER)
    await look("sell", window)
    counter.fill("sell.amount", "10")
    counter.click("sell.sell")
    await look("confirm", await counter.asked())
    await counter.agree()
    assert await counter.done() == "ISSUED"
    await look("issued", window)
    await counter.next_customer()
    assert await counter.sell(NOT_FOUND) == "REFUSED"
    await look("refused", window)
    assert await counter.sell(LOST_AFTER, "50") == "IN_DOUBT"
    await until(window.strip.doubts.isVisible)
    await look("in doubt", window)
    await counter.next_customer()
    window.show_page("tokens")
    await counter.meter(METER, "tokens")
    counter.choose(1)
    await look("tokens", window)
    ready = {
        "meters": window.meters.card.isVisible,
        "history": window.history.detail.isVisible,
        "doubts": lambda: not window.doubts._stale,
    }
    for name in ("meters", "history", "doubts", "reports", "tokenhelp", "settings"):
        window.show_page(name)
        await until(ready.get(name, window.isVisible))
        await look(name, window)
    assert cut == {}
