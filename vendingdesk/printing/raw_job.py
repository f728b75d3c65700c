"""One ESC/POS job over one line to a printer, with an honest end and time limits of its own."""

from __future__ import annotations

import select
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from vendingdesk.domain.printing import PrinterFault
from vendingdesk.printing import escpos
from vendingdesk.printing.answers import NO_PAPER, QUESTIONS, Answers, Trouble, paper_ended, trouble
from vendingdesk.printing.raster import Raster

PORTION = 4096
"""Bytes written at a time."""

GLANCE_S = 0.02
"""How often it is looked whether the printer has taken what it was given."""


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds: to ``connect``; without any progress (``still``); for an ``answer`` that is given at once; for the
    ``end`` of a slip of a printer that answers meanwhile.
    """

    connect: float = 3.0
    still: float = 10.0
    answer: float = 0.5
    end: float = 60.0


LIMITS = Limits()


class Line(Protocol):
    """An open line to a printer, never blocking: both directions raise ``BlockingIOError`` or another ``OSError``."""

    def fileno(self) -> int:
        """For select."""

    @property
    def two_way(self) -> bool:
        """Whether the printer's answers can be read at all."""

    def write(self, data: memoryview) -> int:
        """Write what goes; how many bytes went."""

    def read(self) -> bytes:
        """What has come; nothing when the printer has closed its end."""

    def not_taken(self) -> int:
        """How many written bytes the printer has not taken yet, as far as the system knows."""

    def end(self) -> bool:
        """Say that nothing more comes; True when the printer can be heard to close its own end then."""


class RawJob:
    """Prints rasters; ``name`` is the printer as people know it."""

    def __init__(self, line: Line, name: str, limits: Limits = LIMITS) -> None:
        self._line = line
        self._name = name
        self._limits = limits
        self._answers = Answers()
        self._hears = line.two_way
        self._began = False

    def print(self, pages: Sequence[Raster], *, cut: bool, open_drawer: bool) -> bool:
        """Print a slip; True when the printer reported its end, False when it is one that never does.

        Raises ``PrinterFault``; ``maybe_out`` from the first byte of the raster on.
        """
        try:
            answers = self._ask(QUESTIONS[0]) is not None
            if answers and (wrong := self.trouble()) is not None:
                raise self._fault(wrong)
            reports = answers and self._reports()
            self._send(escpos.head(open_drawer=open_drawer, tell=answers))
            self._send(escpos.body(pages, cut=cut), raster=True)
            if reports:
                self._wait_for_end()
            else:
                self._wait_until_taken()
                if answers and (wrong := self.trouble()) is not None:
                    raise self._fault(wrong)
                self._say_goodbye()
        except OSError as error:
            raise PrinterFault(
                f"The connection to the printer {self._name} broke ({error.strerror or error}). {self._next_step()}",
                maybe_out=self._began,
            ) from error
        return reports

    def trouble(self) -> Trouble | None:
        """Ask all that can be asked; what is wrong. Raises ``OSError`` and ``PrinterFault``."""
        found = None
        for question in QUESTIONS:
            if found is None and (answer := self._ask(question)) is not None:
                found = trouble(question, answer)
        return found

    def answers(self) -> bool:
        """Whether it answers at all."""
        return self._ask(QUESTIONS[0]) is not None

    def _reports(self) -> bool:
        """Whether it answers a question that waits its turn: only then can it say that a slip is out.

        Not when it says more than one such byte, or says some to other questions: any could pass for the end.
        """
        if self._answers.end() is not None:
            return False
        self._send(escpos.ASK_END)
        if self._hear_end(self._limits.answer) is None:
            return False
        self._ask(QUESTIONS[0])
        return self._answers.end() is None

    def _ask(self, question: bytes) -> int | None:
        """The answer to a question that is answered at once; None without one."""
        if not self._hears:
            return None
        self._listen(0)
        self._answers.forget_status()
        self._send(question)
        until = time.monotonic() + self._limits.answer
        while (answer := self._answers.status()) is None and self._hears and time.monotonic() < until:
            self._listen(until - time.monotonic())
        return answer

    def _hear_end(self, seconds: float) -> int | None:
        until = time.monotonic() + seconds
        while (end := self._answers.end()) is None and self._hears and time.monotonic() < until:
            self._listen(until - time.monotonic())
        return end

    def _listen(self, seconds: float) -> None:
        """Hear what comes within some seconds; returns with the first of it."""
        if self._hears and select.select([self._line], [], [], max(0.0, seconds))[0]:
            self._hear()

    def _hear(self) -> None:
        with suppress(BlockingIOError):
            self._hear_all(self._line.read())

    def _hear_all(self, said: bytes) -> None:
        self._hears = bool(said)
        self._answers.hear(said)

    def _send(self, data: bytes, *, raster: bool = False) -> None:
        """Write all of it, or raise when the printer takes nothing more for ``still`` seconds."""
        view = memoryview(data)
        until = time.monotonic() + self._limits.still
        while view:
            hear, go, _ = select.select(
                [self._line] if self._hears else [], [self._line], [], max(0.0, until - time.monotonic())
            )
            if hear:
                self._hear()
            went = self._write(view[:PORTION]) if go else 0
            if went:
                view = view[went:]
                self._began = self._began or raster
                until = time.monotonic() + self._limits.still
            elif time.monotonic() >= until:
                raise self._stopped()
            elif go:  # a device may say that it takes some, and then take none
                _glance()

    def _write(self, portion: memoryview) -> int:
        try:
            return self._line.write(portion)
        except BlockingIOError:
            return 0

    def _wait_until_taken(self) -> None:
        """Wait until the printer has everything; its system's buffers count as the printer."""
        left, until = self._line.not_taken(), time.monotonic() + self._limits.still
        while left:
            if time.monotonic() >= until:
                raise self._stopped()
            if self._hears:
                self._listen(GLANCE_S)
            else:
                _glance()
            before, left = left, self._line.not_taken()
            if left < before:
                until = time.monotonic() + self._limits.still
        if not select.select([], [self._line], [], self._limits.still)[1]:
            raise self._stopped()

    def _say_goodbye(self) -> None:
        """Let a line that was cut show itself as long as somebody listens: later, nobody would hear of it."""
        until = time.monotonic() + self._limits.answer
        if not self._line.two_way or (self._hears and not self._line.end()):
            return
        closed_before = not self._hears  # by the printer: ours stays open, or the system tells of no cut any more
        while time.monotonic() < until and (self._hears or closed_before):
            if self._hears:
                self._listen(until - time.monotonic())
            else:
                _glance()
                self._hear()

    def _wait_for_end(self) -> None:
        """Wait for the answer behind the slip, and ask meanwhile why it does not come."""
        self._listen(0)
        self._answers.forget_end()
        self._send(escpos.ASK_END)
        latest = time.monotonic() + self._limits.end
        heard = time.monotonic()
        while (end := self._hear_end(self._limits.answer)) is None:
            if (wrong := self.trouble()) is not None:
                raise self._fault(wrong)
            if self._hears and self.answers():
                heard = time.monotonic()
            if time.monotonic() >= min(latest, heard + self._limits.still) or not self._hears:
                raise self._stopped()
        if paper_ended(end):
            raise self._fault(NO_PAPER)
        self._wait_until_taken()

    def _stopped(self) -> PrinterFault:
        if self._answers.told is not None:
            return self._fault(self._answers.told)
        return PrinterFault(
            f"The printer {self._name} does not go on: look at its paper, cover and lamps. {self._next_step()}",
            maybe_out=self._began,
        )

    def _fault(self, wrong: Trouble) -> PrinterFault:
        said = f"The printer {self._name} {wrong.what}. {wrong.to_do}. {self._next_step()}"
        return PrinterFault(said, maybe_out=self._began)

    def _next_step(self) -> str:
        if self._began:
            return "Part of the slip may have come out: tear it off and print again."
        return "Then print again: nothing came out."


def _glance() -> None:
    """Wait before the next look at a line.

    No system tells when the other side has taken bytes, and a line that the printer closed is always ready to be
    read: select would not wait. This is a worker thread's; nothing of the window waits with it.
    """
    time.sleep(GLANCE_S)
