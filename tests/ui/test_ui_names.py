"""The names that don't change: automation and assistive tools find controls by them."""

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from ui.ui_counter import METER, Counter, until

from vendingdesk.ui.signin import SignInDialog

SIGNIN = {
    "signin.server": "Server",
    "signin.username": "User name",
    "signin.password": "Password",
    "signin.refresh": "New picture",
    "signin.code": "Verification code",
    "signin.remember": "Remember me",
    "signin.tokens": "Meter test tokens",
    "signin.ok": "Sign in",
}
MAIN = {
    "sell.meter": "Meter number",
    "sell.amount": "Amount",
    "sell.sell": "Sell",
    "sell.tendered": "Cash received",
    "sell.exact": "Exact sum",
    "sell.tender.1": "Cash",
    "result.print": "Print slip",
    "result.preview": "Preview",
    "result.pdf": "Save PDF",
    "result.next": "Next customer",
    "tokens.meter": "Meter number",
    "tokens.kind": "Kind of token",
    "tokens.value": "Value",
    "tokens.reason": "Reason",
    "tokens.issue": "Issue token",
    "nav.sell": "Sell",
    "nav.tokens": "Tokens",
    "nav.meters": "Meters",
    "nav.history": "History",
    "nav.doubts": "Doubts",
    "nav.tokenhelp": "Token help",
    "nav.settings": "Settings",
    "tokenhelp.token": "Token",
    "tokenhelp.inspect": "Inspect",
    "status.doubts": "Sales in doubt",
}


def test_the_sign_in_dialog(qapp: object) -> None:
    dialog = SignInDialog("http://localhost")
    assert (dialog.objectName(), dialog.accessibleName()) == ("signin", "Sign in")
    for name, spoken in SIGNIN.items():
        assert [each.accessibleName() for each in dialog.findChildren(QWidget, name)] == [spoken], name
    for name in ("signin.captcha", "signin.error"):
        (found,) = dialog.findChildren(QLabel, name)
        assert found.accessibleName() == ""
    dialog.deleteLater()


async def test_the_main_window(desk: Counter) -> None:
    assert desk.window.objectName() == "main"
    for name, spoken in MAIN.items():
        assert desk.find(name).accessibleName() == spoken, name
    for name in ("result.token", "result.state", "status.server"):
        desk.find(name, QLabel)
    desk.click("nav.tokens")
    for name, spoken in MAIN.items():  # each once, whatever page is in front
        assert desk.find(name).accessibleName() == spoken, name


async def test_no_label_hides_its_text_from_a_screen_reader(desk: Counter) -> None:
    await desk.meter(METER)
    named = [label for label in desk.window.findChildren(QLabel) if label.accessibleName()]
    assert named == []


async def test_whatever_takes_the_focus_is_named(desk: Counter) -> None:
    for kind in (QLineEdit, QPushButton, QComboBox):
        for each in desk.window.findChildren(kind):
            if each.objectName() != "qt_spinbox_lineedit":
                assert each.accessibleName(), each.objectName()


async def test_the_kinds_of_token_are_their_numbers(desk: Counter) -> None:
    box = desk.find("tokens.kind", QComboBox)
    assert [box.itemData(row) for row in range(box.count())][:12] == list(range(12))
    assert all(type(box.itemData(row)) is int for row in range(box.count()))


async def test_the_confirmation(desk: Counter) -> None:
    await desk.meter(METER)
    desk.fill("sell.amount", "10")
    desk.click("sell.sell")
    dialog = await desk.asked()
    assert (dialog.objectName(), dialog.accessibleName()) == ("confirm", "Confirm")
    assert desk.find("confirm.yes", QPushButton, dialog).accessibleName() == "Confirm"
    assert desk.find("confirm.no", QPushButton, dialog).accessibleName() == "Back"
    desk.click("confirm.no", dialog)
    await desk.done()


@pytest.mark.parametrize("page", ["sell", "tokens"])
async def test_the_result_of_the_page_in_front_bears_the_names(desk: Counter, page: str) -> None:
    desk.click(f"nav.{page}")
    panel = desk.find("result.state").parent()
    assert panel is getattr(desk.window, page).result
    await until(lambda: True)
