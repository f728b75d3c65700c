"""A token of another class than was asked for: saved, shown, flagged, wherever it is seen again."""

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QRegularExpression
from PySide6.QtWidgets import QPushButton
from ui.ui_counter import Counter, until

from vendingdesk.counter.rejection import Step
from vendingdesk.domain.outcome import TokenWarning
from vendingdesk.sts import TokenClass, token_class

WRONG_CLASS = "0199000000208"
LOUD = "Please verify: this token is not of the kind that was asked for."


async def sold(desk: Counter, page: str) -> None:
    """Ask for credit or for a management token, and get one of the other class."""
    if page == "sell":
        await desk.sell(WRONG_CLASS)
        return
    desk.click("nav.tokens")
    await desk.meter(WRONG_CLASS, "tokens")
    desk.choose(0)
    desk.fill("tokens.value", "1000")
    desk.fill("tokens.reason", "asked by the utility")
    desk.click("tokens.issue")
    await desk.agree()
    assert await desk.done("tokens") == "ISSUED"


@pytest.mark.parametrize(("page", "given"), [("sell", TokenClass.MANAGEMENT), ("tokens", TokenClass.CREDIT)])
async def test_it_is_flagged_wherever_it_is_seen(desk: Counter, page: str, given: TokenClass) -> None:
    await sold(desk, page)
    (sale,) = await desk.building.journal.sales()
    assert sale.issued is not None
    assert TokenWarning.WRONG_CLASS in sale.issued.warnings
    assert token_class(sale.tokens[0]) is given
    assert "PLEASE VERIFY" in desk.text("result.state")
    assert LOUD in desk.labels(desk.result)
    desk.click("result.pdf")
    await until(lambda: list(desk.slips.glob("*.pdf")))
    text = " ".join(PdfReader(next(desk.slips.glob("*.pdf"))).pages[0].extract_text().split())
    assert "Please verify: this token does not look like what was asked for. Do not type it in" in text
    assert "Type the 20 digits" not in text
    assert "The meter shows the new credit" not in text
    desk.window.show_page("history")
    await until(desk.find("history.verify").isVisible)
    model = desk.window.history.model
    assert model.data(model.index(0, 4)) == "Issued ⚠"
    assert desk.text("history.verify").startswith(LOUD)
    assert "not to be typed in before the utility" in desk.text("history.verify")
    desk.window.show_page(page)
    card = getattr(desk.window, page).card
    await until(lambda: "Issued ⚠" in desk.labels(card))
    desk.window.show_page("tokenhelp")
    desk.fill("tokenhelp.token", sale.tokens[0])
    desk.click("tokenhelp.inspect")
    await until(lambda: "Sold here" in desk.labels(desk.window.tokenhelp))
    assert LOUD in desk.labels(desk.window.tokenhelp)


async def test_a_customer_is_not_told_to_type_it_once_more(desk: Counter) -> None:
    await sold(desk, "sell")
    desk.window.show_page("history")
    await until(desk.find("history.rejected").isVisible)
    desk.click("history.rejected")
    guide = desk.window.tokenhelp.rejection
    await until(guide.isVisible)
    assert guide.guide.at is Step.NOT_AS_ASKED
    shown = desk.labels(guide)
    assert "Do not type this token in" in shown
    assert "K01-000001" in shown
    assert guide.findChildren(QPushButton, QRegularExpression(r"tokenhelp\.answer\..*")) == []


async def test_a_good_token_is_not_flagged(desk: Counter) -> None:
    await desk.sell()
    desk.window.show_page("history")
    await until(desk.find("history.token").isVisible)
    model = desk.window.history.model
    assert model.data(model.index(0, 4)) == "Issued"
    assert not desk.find("history.verify").isVisible()
