"""The training window: sell at the counter, type the token into the meter, see what comes of it."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from ui.conftest import Open
from ui.ui_counter import METER, NAME, Counter, until
from ui.ui_people import AMINA, locked, sign_on, staffed
from ui.ui_training import Trainee

from vendingdesk.counter.setup import DeskSetup
from vendingdesk.sts import encode_display_token
from vendingdesk.sts.virtual_meter import TENTH
from vendingdesk.wiring.demo import demo_setup

DEMO = demo_setup(DeskSetup())
OTHER = "0151529923121"
WRONG = "12345678901234567890"


@pytest.fixture
async def demo(open_counter: Open) -> Counter:
    return await open_counter(setup=DEMO)


@pytest.fixture
async def trainee(demo: Counter) -> Trainee:
    """Somebody who has sold to the meter of the manual and stands before it."""
    await demo.sell(METER, "10")
    return await Trainee(demo).enter()


def sold(counter: Counter) -> str:
    return counter.text("result.token").replace(" ", "")


async def test_there_is_no_training_outside_the_demo(desk: Counter) -> None:
    assert desk.window.findChildren(QPushButton, "nav.training") == []
    assert desk.counter._training is None
    assert desk.desk.training is None


async def test_the_meter_of_the_last_sale_is_on_the_bench(trainee: Trainee) -> None:
    assert trainee.window.windowTitle() == "Training – Meter"
    assert trainee.text("number") == "0128 2444 0003 1"
    assert trainee.text("customer") == NAME
    assert trainee.window.meter.currentData() == METER
    assert trainee.text("display") == "0.00 kWh"
    assert "off: no credit" in trainee.text("relay")


async def test_credit_arrives(trainee: Trainee) -> None:
    shown = trainee.enter_token(sold(trainee.counter))
    bought = trainee.room._bench.meter.credit / TENTH / 10  # type: ignore[union-attr]
    assert bought > 0
    assert shown == f"+{bought:.1f} kWh"
    assert trainee.text("credit") == f"{bought:.2f} kWh"
    assert "Power is on" in trainee.text("relay")
    assert f"{bought:.1f} kWh were added" in trainee.text("message")


async def test_the_whole_exercise_checks_itself_off(trainee: Trainee) -> None:
    counter = trainee.counter
    token = sold(counter)
    assert trainee.done() == ["sell"]
    trainee.type(token[:8])
    assert trainee.done() == ["sell", "read"]
    trainee.enter_token(token[8:])
    assert trainee.done() == ["sell", "read", "type"]
    assert trainee.enter_token(token) == "USED"
    assert "A token works once" in trainee.text("message")
    trainee.choose(trainee.window.load, 2000)
    counter.click("training.speed.3600", trainee.window)
    await until(lambda: "watch" in trainee.done())
    await counter.next_customer()
    await counter.sell(OTHER, "10")
    await trainee.settled()
    assert trainee.window.meter.currentData() == METER  # nobody takes the meter from under the hands
    assert trainee.enter_token(sold(counter)) == "ERROR"
    await counter.next_customer()
    counter.click("nav.tokens")
    await counter.meter(METER, "tokens")
    counter.choose(1)
    counter.fill("tokens.reason", "Training")
    counter.click("tokens.issue")
    await counter.agree()
    assert await counter.done("tokens") == "ISSUED"
    await trainee.settled()
    cleared = counter.find("result.token", QLabel, counter.window.tokens).text()
    assert trainee.enter_token(cleared) == "0.00 kWh"
    assert trainee.done() == ["sell", "read", "type", "watch", "again", "other", "clear"]
    assert "all done" in trainee.text("steps")


async def test_keys_of_the_meter_are_as_good_as_the_keyboard(trainee: Trainee) -> None:
    token = sold(trainee.counter)
    trainee.touch(token[:5] + "B" + token[4:])
    assert trainee.text("display") == trainee.counter.text("result.token")
    QTest.keyClick(trainee.window, Qt.Key.Key_Backspace)
    trainee.touch(token[19] + "E")
    assert trainee.text("display").startswith("+")


async def test_an_enter_after_a_click_on_a_key_is_the_meter_s(trainee: Trainee) -> None:
    trainee.touch("801")
    QTest.keyClick(trainee.window.focusWidget() or trainee.window, Qt.Key.Key_Return)
    assert trainee.text("display") == "0.00 kWh"
    assert trainee.text("message") == "The display shows what was asked for."


async def test_a_token_can_be_pasted(trainee: Trainee) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText(trainee.counter.text("result.token"))
    QTest.keyClick(trainee.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert trainee.text("display") == clipboard.text()
    assert trainee.done() == ["sell", "read"]
    for other in ("Okonkwo", "", "1" * 21):
        clipboard.setText(other)
        QTest.keyClick(trainee.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert "holds no token" in trainee.text("message")
    assert trainee.text("display") == trainee.counter.text("result.token")
    clipboard.clear()


async def test_three_wrong_tokens_lock_the_keypad_and_time_opens_it(trainee: Trainee) -> None:
    for _ in range(2):
        assert trainee.enter_token(WRONG) == "ERROR"
    assert trainee.enter_token(WRONG) == "LOCKED 10 s"
    assert "locked for 10 s" in trainee.text("message")
    trainee.counter.click("training.speed.3600", trainee.window)
    await until(lambda: not trainee.text("display").startswith("LOCKED"))
    trainee.type("8")
    assert trainee.text("display") == "8"
    assert trainee.window.speeds[1].isChecked()  # typing is done in real time


async def test_what_was_said_of_an_entry_goes_with_it(trainee: Trainee) -> None:
    trainee.enter_token(sold(trainee.counter))
    assert trainee.text("message")
    trainee.counter.click("training.speed.3600", trainee.window)
    await until(lambda: not trainee.text("message"))
    assert trainee.text("display") == f"{trainee.text('credit')}"
    assert not trainee.window.front.credit.isVisible()


async def test_what_stands_beside_the_lamp_has_room(trainee: Trainee) -> None:
    relay = trainee.window.front.relay
    trainee.enter_token(sold(trainee.counter))
    for disturb in (lambda: trainee.choose(trainee.window.load, 12000), trainee.window.tamper.click):
        disturb()
        trainee.type("8")  # the credit stands beside it too
        await until(lambda: relay.width() >= relay.fontMetrics().horizontalAdvance(relay.text()))


async def test_a_tampered_meter_is_off(trainee: Trainee) -> None:
    trainee.enter_token(sold(trainee.counter))
    QTest.keyClick(trainee.window, Qt.Key.Key_F6)
    assert "was opened" in trainee.text("relay")
    assert "Clear tamper" in trainee.text("message")


async def test_too_much_load_switches_off(trainee: Trainee) -> None:
    trainee.enter_token(sold(trainee.counter))
    trainee.choose(trainee.window.load, 12000)
    assert "above 10000 W" in trainee.text("relay")
    trainee.choose(trainee.window.load, 60)
    trainee.counter.click("training.speed.60", trainee.window)
    await until(lambda: "Power is on" in trainee.text("relay"))


async def test_a_new_meter_takes_the_token_again(trainee: Trainee) -> None:
    token = sold(trainee.counter)
    trainee.enter_token(token)
    await trainee.renew()
    assert trainee.text("display") == "0.00 kWh"
    assert "A sale made before counts" in trainee.text("message")
    assert trainee.done() == ["sell"]
    assert trainee.enter_token(token).startswith("+")


async def test_values_come_one_after_the_other(trainee: Trainee) -> None:
    assert trainee.enter_token(encode_display_token(None, meter_digits=13)) == "SWITCH OFF"
    assert "↵ shows the next" in trainee.text("message")
    QTest.keyClick(trainee.window, Qt.Key.Key_Return)
    assert trainee.text("display") == "8888 8888 8888 8888 8888"
    assert trainee.window.front.pages.text() == "2/11"


async def test_another_meter_and_back(trainee: Trainee) -> None:
    trainee.enter_token(sold(trainee.counter))
    before = trainee.text("credit")
    trainee.choose(trainee.window.meter, OTHER)
    await trainee.settled()
    assert (trainee.text("number"), trainee.text("display")) == ("0151 5299 2312 1", "0.00 kWh")
    assert trainee.done() == []
    trainee.choose(trainee.window.meter, METER)
    await trainee.settled()
    assert trainee.text("display") == before
    assert trainee.done() == ["sell", "read", "type"]


async def test_the_last_meter_that_is_asked_for_comes(trainee: Trainee) -> None:
    trainee.choose(trainee.window.meter, OTHER)
    trainee.choose(trainee.window.meter, METER)
    trainee.choose(trainee.window.meter, OTHER)
    await trainee.settled()
    assert trainee.text("number") == "0151 5299 2312 1"
    assert trainee.room._bench is not None
    assert trainee.room._bench.meter.fitting.meter_number == OTHER


async def test_a_meter_survives_the_end_of_the_program(open_counter: Open, tmp_path: Path) -> None:
    folder = tmp_path / "till"
    first = Trainee(await open_counter(setup=DEMO, folder=folder))
    await first.counter.sell(METER, "10")
    await first.enter()
    first.enter_token(sold(first.counter))
    first.choose(first.window.load, 2000)
    first.counter.click("training.speed.3600", first.window)
    await until(lambda: "watch" in first.done())
    meter = first.room._bench.meter  # type: ignore[union-attr]
    await first.counter.end()
    second = Trainee(await open_counter(setup=DEMO, folder=folder))
    await second.enter()
    again = second.room._bench.meter  # type: ignore[union-attr]
    assert second.text("number") == "0128 2444 0003 1"
    assert 0 < again.credit <= meter.credit
    assert meter.credit - again.credit < 2 * TENTH  # it stood still while the program was closed
    assert second.window.load.currentData() == 2000
    assert second.done() == ["sell", "read", "type", "watch"]


async def test_the_lock_hides_it_and_whoever_signs_on_has_it_again(trainee: Trainee) -> None:
    counter, window = trainee.counter, trainee.window
    await staffed(counter, AMINA)
    await locked(counter)
    assert not window.isVisible()
    assert not trainee.room._clock.running
    await sign_on(counter, AMINA)
    assert window.isVisible()
    await counter.active(counter.window)
    window.close()
    await counter.desk.people.lock()
    await sign_on(counter, AMINA)
    assert not window.isVisible(), "it was closed by hand"


async def test_a_closed_window_leaves_no_clock_ticking(trainee: Trainee) -> None:
    trainee.enter_token(sold(trainee.counter))
    room = trainee.room
    trainee.window.close()
    assert not room._clock.running
    await trainee.settled()
    await trainee.enter()
    assert room._clock.running
    assert trainee.text("credit") == trainee.text("display").removeprefix("+").replace(" kWh", "0 kWh")


async def test_a_sale_while_the_window_is_closed_brings_its_meter(trainee: Trainee) -> None:
    trainee.window.close()
    await trainee.counter.next_customer()
    await trainee.counter.sell(OTHER, "10")
    await trainee.enter()
    assert trainee.text("number") == "0151 5299 2312 1"


async def test_a_disk_that_fails_is_said(trainee: Trainee) -> None:
    folder = trainee.counter.slips.parent / "training"
    shutil.rmtree(folder)
    folder.write_text("in the way")
    trainee.enter_token(sold(trainee.counter))
    await until(lambda: "can't be kept" in trainee.text("message"))
    folder.unlink()


async def test_a_disk_that_can_t_be_read_is_said(trainee: Trainee) -> None:
    folder = trainee.counter.slips.parent / "training"
    trainee.choose(trainee.window.meter, OTHER)
    await trainee.settled()
    (folder / f"{METER}.json").unlink()
    (folder / f"{METER}.json").mkdir()
    trainee.choose(trainee.window.meter, METER)
    await trainee.settled()
    assert "can't be read" in trainee.text("message")
    assert trainee.text("display") == "----"


async def test_digits_go_to_the_meter_from_every_box(trainee: Trainee) -> None:
    for box in (trainee.window.meter, trainee.window.load):
        chosen = box.currentIndex()
        box.setFocus()
        assert trainee.enter_token("801") == "0.00 kWh"
        trainee.type("55")
        QTest.keyClick(box, Qt.Key.Key_Backspace)
        assert trainee.text("display") == "5"
        QTest.keyClick(box, Qt.Key.Key_Backspace)
        assert box.currentIndex() == chosen
        assert box.hasFocus()
    QTest.keyClick(trainee.window.load, Qt.Key.Key_Down)  # all other keys are the box's
    assert trainee.window.load.currentIndex() == chosen + 1


async def test_f11_goes_to_and_fro(trainee: Trainee) -> None:
    QTest.keyClick(trainee.window, Qt.Key.Key_F11)
    await trainee.counter.active(trainee.counter.window)
    trainee.counter.press(Qt.Key.Key_F11)
    await trainee.counter.active(trainee.window)


async def test_the_names(trainee: Trainee) -> None:
    window, find = trainee.window, trainee.counter.find
    assert window.objectName() == "training"
    for name in ("display", "credit", "relay", "number", "customer", "message"):
        assert find(f"training.{name}", QLabel, window).accessibleName() == ""
    for kind in (QLineEdit, QPushButton, QComboBox):
        for each in window.findChildren(kind):
            assert each.accessibleName(), each.objectName()
    for key in (*"0123456789", "enter", "back"):
        assert find(f"training.key.{key}", QPushButton, window).height() >= 56
    for name in ("meter", "load", "tamper", "new", "counter", "speed.1"):
        assert find(f"training.{name}", within=window).height() >= 48


async def test_it_fits_the_smallest_screen(trainee: Trainee) -> None:
    trainee.window.resize(1000, 560)
    least = trainee.window.minimumSizeHint()
    assert least.width() <= 1000
    assert least.height() <= 560
