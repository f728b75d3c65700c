"""The people of a till in its window: added, switched on with a code to keep, changed, let go."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton
from ui.ui_counter import Counter, until
from ui.ui_people import AMINA, GRACE, PINS, enter_pin, lock_page, locked, sign_on, staffed

from vendingdesk.domain.people import Role
from vendingdesk.ui.code_dialog import CodeDialog
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.people_dialog import PeopleDialog
from vendingdesk.ui.scanner import SCANNER_GAP_MS


async def people_dialog(counter: Counter) -> PeopleDialog:
    """The dialog as a person comes to it: Settings, then its button."""
    await counter.active(counter.window)
    counter.press(Qt.Key.Key_F10)
    await until(lambda: counter.window.settings.built)
    opened = counter.find("settings.people")
    counter.window.settings._scrolled.ensureWidgetVisible(opened)
    counter.click("settings.people")
    await until(lambda: [d for d in counter.window.findChildren(PeopleDialog) if d.isVisible()])
    dialog = counter.find("people", PeopleDialog)
    await counter.active(dialog)
    await until(dialog.state.text)
    return dialog


async def press_ok(counter: Counter, form: FormDialog) -> None:
    await until(lambda: form._pace.elapsed() > SCANNER_GAP_MS)
    QTest.mouseClick(form.ok, Qt.MouseButton.LeftButton)


async def fill_person(counter: Counter, name: str, *roles: Role) -> FormDialog:
    form = await counter.form("person")
    counter.fill("person.name", name, form)
    for role in Role:
        counter.find(f"person.{role.value}", QCheckBox, form).setChecked(role in roles)
    for line in ("person.pin", "person.again"):
        counter.fill(line, PINS[name], form)
    await press_ok(counter, form)
    return form


async def give_leave(counter: Counter) -> None:
    """A supervisor's PIN, in place."""
    asked = await counter.form("supervisor")
    counter.fill("supervisor.pin", PINS[GRACE], asked)
    await press_ok(counter, asked)


async def test_a_shop_names_its_people_and_switches_them_on(desk: Counter) -> None:
    dialog = await people_dialog(desk)
    assert not dialog.switch.isEnabled()
    desk.click("people.add", dialog)
    form = await fill_person(desk, GRACE, Role.CASHIER)
    await until(lambda: "first person is a supervisor" in desk.labels(form))
    await until(lambda: not form._working)
    await fill_person(desk, GRACE, Role.SUPERVISOR, Role.CASHIER)
    await until(lambda: len(dialog.model.rows) == 1)
    await desk.active(dialog)
    desk.click("people.add", dialog)
    await fill_person(desk, AMINA, Role.CASHIER)
    await give_leave(desk)
    await until(lambda: len(dialog.model.rows) == 2)
    await desk.active(dialog)
    desk.click("people.switch", dialog)
    await give_leave(desk)
    await until(lambda: desk.window.findChildren(CodeDialog))
    shown = desk.find("people.code", CodeDialog)
    await desk.active(shown)
    assert desk.window.curtain.drawn
    code = shown.code.text()
    assert len(code) == 24
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isVisible()
    QTest.mouseClick(shown.done_button, Qt.MouseButton.LeftButton)
    await locked(desk)
    await sign_on(desk, AMINA)
    # A forgotten PIN: the code from the paper.
    await desk.active(desk.window)
    desk.click("status.who")
    await locked(desk)
    desk.click("lock.recovery")
    recovery = await desk.form("recovery")
    await press_ok(desk, recovery)
    await until(lambda: "Type the recovery code" in desk.labels(recovery))
    desk.fill("recovery.code", code.lower(), recovery)
    desk.fill("recovery.name", GRACE, recovery)
    for line in ("recovery.pin", "recovery.again"):
        desk.fill(line, "602814", recovery)
    await press_ok(desk, recovery)
    await until(lambda: not desk.window.curtain.drawn)
    assert desk.desk.guard.who == GRACE


async def test_a_supervisor_changes_people_without_being_asked_again(desk: Counter) -> None:
    await staffed(desk, AMINA)
    await sign_on(desk, GRACE)
    dialog = await people_dialog(desk)
    desk.click("people.change", dialog)
    form = await desk.form("person")
    box = desk.find("person.engineer", QCheckBox, form)
    box.setChecked(True)
    await press_ok(desk, form)
    await until(lambda: Role.ENGINEER in dialog.model.rows[0].person.roles)
    desk.click("people.pin", dialog)
    form = await desk.form("person")
    for line in ("person.pin", "person.again"):
        desk.fill(line, "1234", form)
    await press_ok(desk, form)
    await until(lambda: "anybody would try" in desk.labels(form) and not form._working)
    for line in ("person.pin", "person.again"):
        desk.fill(line, "602814", form)
    await press_ok(desk, form)
    await until(lambda: "Saved" in dialog.message.text())
    dialog.table.selectRow(1)
    desk.click("people.let_go", dialog)
    await desk.sure()
    await until(lambda: "only supervisor" in dialog.message.text())
    dialog.table.selectRow(0)
    await until(lambda: dialog.let_go.isEnabled() and not desk.window.findChildren(FormDialog, "sure"))
    desk.click("people.let_go", dialog)
    asked = await desk.form("sure")
    assert f"{AMINA} can't sign on" in desk.labels(asked)
    await until(lambda: asked._pace.elapsed() > SCANNER_GAP_MS)
    QTest.keyClick(asked, Qt.Key.Key_Return)
    await until(dialog.let_go.isEnabled)
    await desk.active(dialog)
    assert len(dialog.model.rows) == 2
    assert dialog.let_go.hasFocus()
    desk.click("people.let_go", dialog)
    await desk.sure()
    await until(lambda: len(dialog.model.rows) == 1)
    assert dialog.switch.property("role") == "danger"
    desk.click("people.switch", dialog)
    await desk.sure()
    await until(lambda: "switched off" in dialog.state.text())
    assert not desk.desk.people.on
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(desk.window.strip.who.isVisible)


async def test_the_lock_ends_the_dialog_of_people_too(desk: Counter) -> None:
    await staffed(desk, AMINA)
    await sign_on(desk, AMINA)
    dialog = await people_dialog(desk)
    desk.click("people.let_go", dialog)
    await desk.sure()
    asked = await desk.form("supervisor")
    assert "may not change who works here" in desk.labels(asked)
    desk.counter._lock.want()
    await locked(desk)
    assert not desk.window.findChildren(PeopleDialog) or not dialog.isVisible()
    await enter_pin(desk, AMINA, "9137")
    await until(lambda: "not the PIN" in lock_page(desk).message.text())


async def test_the_code_can_be_read_and_taken_nowhere(desk: Counter) -> None:
    shown = CodeDialog("9J97-YH2S-DECV-NZSH-K231", desk.window)
    shown.open()
    await desk.active(shown)
    assert shown.code.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
    QTest.mouseDClick(shown.code, Qt.MouseButton.LeftButton)
    assert not shown.code.hasSelectedText()
    assert [each.objectName() for each in shown.findChildren(QPushButton)] == ["people.code.ok"]
    QTest.keyClick(shown, Qt.Key.Key_Return)
    assert shown.isVisible(), "a scanner's Enter and one that is still held end nothing"
    shown.accept()
    shown.deleteLater()
