"""The training room: brings a meter to the window, lets its time run, and puts it away again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QWidget

from vendingdesk.counter.exercise import SoldToken
from vendingdesk.counter.training import Bench, Training
from vendingdesk.domain.customer import Customer
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.sts.digits import is_digits
from vendingdesk.sts.tokens import TOKEN_DIGITS
from vendingdesk.sts.virtual_meter import Key, MeterStateError, Outcome, kilowatt_hours
from vendingdesk.ui import training_words, words
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.training_clock import TrainingClock
from vendingdesk.ui.training_renewal import TrainingRenewal
from vendingdesk.ui.training_shelf import TrainingShelf
from vendingdesk.ui.training_window import SPEEDS, TrainingWindow
from vendingdesk.ui.waiting import wait_dialog

log = logging.getLogger(__name__)


class TrainingRoom(QObject):
    """One window, made when it is first asked for. Its tasks are ``tasks``', what it writes down is vital.

    ``counter`` is the window that the trainee sells in.
    """

    def __init__(self, training: Training, tasks: TaskRegistry, counter: QWidget) -> None:
        super().__init__(counter)
        self._training = training
        self._tasks = tasks
        self._counter = counter
        self._customers: tuple[Customer, ...] = ()
        self._bench: Bench | None = None
        self._number = ""
        self._newest = ""
        self._told = False
        self._shelf = TrainingShelf(training, tasks, lambda text: self._say(text, "warning"))
        self._clock = TrainingClock(self)
        self._clock.beat.connect(self._on_beat)
        self.window: TrainingWindow | None = None

    def enter(self) -> None:
        """Show the window; the meter of the newest sale is on the bench if nobody was at one since."""
        if self.window is None:
            self.window = self._furnish()
        self.window.bring_to_front()

    def close(self) -> None:
        """The application ends: put the meter away; what is being written is waited for with all that is vital."""
        if self.window is not None:
            window, self.window = self.window, None
            window.close()
            window.deleteLater()
        self._clock.stop()

    def look(self) -> None:
        """A sale came to its end: its token may be the next that is typed."""
        if self.window is not None and self.window.isVisible():
            self._start(self._look_again(), "training: sales")

    def _furnish(self) -> TrainingWindow:
        window = TrainingWindow()
        window.key_pressed.connect(self._on_key)
        window.digits_pasted.connect(self._on_pasted)
        window.meter_chosen.connect(lambda number: self._start(self._bring(number), "training: meter"))
        window.load_chosen.connect(self._on_load)
        window.speed_chosen.connect(self._set_speed)
        window.tamper_wanted.connect(self._on_tamper)
        window.new_wanted.connect(lambda: self._start(self._renew(window), "training: new meter"))
        window.counter_wanted.connect(self._on_counter)
        window.shown.connect(self._on_shown)
        window.left.connect(self._on_left)
        return window

    # What a hand does.

    def _on_key(self, key: Key) -> None:
        self._press(key)
        self._refresh()

    def _on_pasted(self, digits: str) -> None:
        if self._bench is None:
            return
        if not is_digits(digits) or len(digits) > TOKEN_DIGITS:
            self._say(self.tr("The clipboard holds no token: a token is 20 digits and nothing else."), "warning")
            return
        for digit in digits:
            self._press(Key(digit))
        self._refresh()

    def _press(self, key: Key) -> None:
        if self._bench is None:
            return
        self._catch_up()
        self._set_speed(SPEEDS[0])  # nobody types a token within a fast hour
        meter, exercise = self._bench.meter, self._bench.exercise
        typed = meter.typed
        outcome = meter.press(key, meter.at)
        exercise.note_typed(meter.typed)
        if outcome is not None:
            exercise.note_entered(typed, outcome, meter)
            self._tell(outcome)
            self._put_down()
            return
        if not typed:
            self._say("")
        self._shelf.keep_up(self._bench)  # a step may be done with this digit

    def _on_load(self, watts: int) -> None:
        if self._bench is not None:
            self._catch_up()
            self._bench.meter.connect_load(watts, self._bench.meter.at)
            self._put_down()
            self._refresh()

    def _on_tamper(self) -> None:
        if self._bench is not None:
            self._catch_up()
            self._bench.meter.tamper(self._bench.meter.at)
            self._say(
                self.tr(
                    "Somebody opened the meter: the power is off until a Clear tamper condition token (Tokens, F3) "
                    "is typed. Credit can be typed meanwhile."
                ),
                "warning",
            )
            self._put_down()
            self._refresh()

    async def _renew(self, window: TrainingWindow) -> None:
        """Put a new meter in the place of the one on the bench, once somebody has said so."""
        number = self._number
        if not number:
            return
        meter = self._bench.meter if self._bench is not None else None
        window.new.setDisabled(True)
        try:
            made = await self._training.new_bench(number, meter)
            credit = kilowatt_hours(meter.credit) if meter is not None else ""
            dialog = TrainingRenewal(number, credit, made.key_origin, window)
            dialog.finished.connect(dialog.deleteLater)
            if await wait_dialog(dialog) != QDialog.DialogCode.Accepted:
                return
            made = await self._training.new_bench(number, meter)  # the key may have changed while it was asked
        finally:
            if self.window is not None:
                window.new.setEnabled(True)
                window.setFocus()
        if self._number == number:  # another may have come meanwhile
            self._bench = made
            self._clock.passed()
            self._put_down()
            self._say(training_words.begun_anew(made.key_origin))
            await self._look_again()

    def _on_counter(self) -> None:
        self._counter.setWindowState(self._counter.windowState() & ~Qt.WindowState.WindowMinimized)
        self._counter.raise_()
        self._counter.activateWindow()

    def _set_speed(self, speed: int) -> None:
        self._catch_up()
        self._clock.speed = speed
        if self.window is not None:
            self.window.show_speed(speed)

    # Meters come and go.

    def _on_shown(self) -> None:
        self._clock.begin()
        self._set_speed(SPEEDS[0])
        self._refresh()
        self._start(self._arrive(), "training: meter")

    def _on_left(self) -> None:
        self._catch_up()
        self._clock.stop()
        self._put_down()

    async def _arrive(self) -> None:
        sold = await self._training.sold()
        newest = sold[0].token if sold else ""
        self._customers = await self._training.customers()
        wanted = self._number
        if newest != self._newest or not wanted:
            known = [customer.meter for customer in self._customers]
            wanted = sold[0].meter if sold and sold[0].meter in known else next(iter(known), "")
        self._newest = newest
        if self._bench is None or wanted != self._number:
            await self._fetch(wanted)
        self._note(sold)

    async def _bring(self, number: str) -> None:
        await self._fetch(number)
        self._note(await self._training.sold())

    async def _look_again(self) -> None:
        sold = await self._training.sold()
        self._newest = sold[0].token if sold else ""
        self._customers = await self._training.customers()
        self._note(sold)

    async def _fetch(self, number: str) -> None:
        """Put the meter away that is here and bring another; the last one that was asked for comes."""
        self._catch_up()
        put_down = self._put_down()
        self._bench, self._number = None, number
        self._say("")
        self._refresh()
        if put_down is not None:
            await asyncio.wait([put_down])
        if not number:
            return
        try:
            bench = await self._training.bring(number)
        except MeterStateError as damage:
            log.warning("%s", damage)
            if self._number == number:
                self._say(training_words.unusable(damage), "danger")
            return
        if self._number == number:
            self._bench = bench
            self._shelf.take_from(bench)
            self._clock.passed()  # not this meter's time
            self._say(training_words.waiting_for_key(bench.key_origin), "warning")

    def _note(self, sold: tuple[SoldToken, ...]) -> None:
        if self._bench is not None:
            self._bench.exercise.note_sold(sold)
            self._shelf.keep_up(self._bench)
        self._refresh()

    # Time, and what is written down.

    def _on_beat(self) -> None:
        self._catch_up()
        if self._told and self._bench is not None and self._bench.meter.display.outcome is None:
            self._say("")  # the display went back to the credit: what was said of it is over
        self._refresh()

    def _catch_up(self) -> None:
        """Let the meter's time run as far as it should have by now."""
        passed = self._clock.passed()
        if self._bench is not None:
            meter = self._bench.meter
            meter.pass_time(meter.at + passed)
            self._bench.exercise.note_time(meter)
            self._shelf.keep_up(self._bench)

    def _put_down(self) -> asyncio.Task[None] | None:
        return self._shelf.put_down(self._bench) if self._bench is not None else None

    def _start(self, work: Coroutine[object, object, None], name: str) -> None:
        self._tasks.start(self._guarded(work), name=name)

    async def _guarded(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except VendingDeskError as fault:
            self._say(words.fault_text(fault), "danger")

    # What is seen.

    def _tell(self, outcome: Outcome) -> None:
        if self._bench is not None:
            text = training_words.meaning(outcome, self._bench.meter)
            self._say(text, "good" if outcome.accepted else "danger")
            if self.window is not None:
                self.window.announce(f"{self._bench.meter.display.text}. {text}")
            self._told = True

    def _say(self, text: str, role: str = "muted") -> None:
        self._told = False
        if self.window is not None:
            self.window.message.say(text, role)

    def _refresh(self) -> None:
        window = self.window
        if window is None:
            return
        bench = self._bench
        window.show_customers(self._customers, self._number)
        window.set_dead(dead=bench is None)
        window.front.show_owner(
            next((each for each in self._customers if each.meter == self._number), Customer(self._number))
        )
        window.front.show_meter(bench.meter if bench is not None else None)
        window.steps.show_exercise(bench.exercise if bench is not None else None)
        window.show_load(bench.meter.registers.supply.load if bench is not None else 0)
