"""What an ESC/POS printer says: answers to questions, and the status that it tells by itself."""

from __future__ import annotations

from dataclasses import dataclass

from vendingdesk.printing.escpos import ASK_COVER, ASK_ERROR, ASK_ONLINE, ASK_PAPER


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a printer, and what to do: the two halves of a sentence."""

    what: str
    to_do: str


NO_PAPER = Trouble("is out of paper", "Put in a new roll")
OPEN = Trouble("is open", "Close its cover")
CUTTER = Trouble("says that its cutter is stuck", "Free the cutter and switch the printer off and on")
BROKEN = Trouble("reports an error", "Switch it off and on; if that does not help, it needs service")
HOT = Trouble("is too hot", "Let it cool for a minute")
OFFLINE = Trouble("is offline", "Press its online or feed button")

_SIGNS = {
    ASK_PAPER: ((0x60, NO_PAPER),),
    ASK_COVER: ((0x04, OPEN), (0x20, NO_PAPER)),
    ASK_ERROR: ((0x08, CUTTER), (0x20, BROKEN), (0x40, HOT)),
    ASK_ONLINE: ((0x08, OFFLINE),),
}
QUESTIONS = tuple(_SIGNS)
"""Everything that can be asked at once, the clearest cause first: a printer without paper is offline too."""

_TOLD = (
    (2, 0x0C, NO_PAPER),
    (0, 0x20, OPEN),
    (1, 0x08, CUTTER),
    (1, 0x20, BROKEN),
    (1, 0x40, HOT),
    (0, 0x08, OFFLINE),
)
"""The same signs in the four bytes of a status that nobody asked for: which byte, which bits."""


def trouble(question: bytes, answer: int) -> Trouble | None:
    """What an answer to one of the ``QUESTIONS`` says is wrong."""
    return next((found for bits, found in _SIGNS[question] if answer & bits), None)


class Answers:
    """Sorts the bytes of a printer by what bits 0, 1, 4 and 7 say that they belong to; anything else is dropped."""

    def __init__(self) -> None:
        self._status: list[int] = []
        self._end: list[int] = []
        self._telling: list[int] = []
        self.told: Trouble | None = None
        """What the newest status that nobody asked for says is wrong."""

    def hear(self, data: bytes) -> None:
        """Take bytes in, in any portions."""
        for byte in data:
            if byte & 0x93 == 0x12:
                self._status.append(byte)
            elif byte & 0x93 == 0x10:
                self._telling = [byte]
            elif byte & 0x90 == 0 and self._telling:
                self._telling.append(byte)
                if len(self._telling) == 4:
                    self.told = next((found for at, bits, found in _TOLD if self._telling[at] & bits), None)
                    self._telling = []
            elif byte & 0x90 == 0:
                self._end.append(byte)

    def forget_status(self) -> None:
        """Drop what nobody waits for, before the next question."""
        self._status.clear()

    def status(self) -> int | None:
        """The answer to a question that is answered at once."""
        return self._status.pop(0) if self._status else None

    def forget_end(self) -> None:
        """Drop what looks like an end, before the question behind a slip: it can't be the answer to it."""
        self._end.clear()

    def end(self) -> int | None:
        """The answer to the question behind a slip."""
        return self._end.pop(0) if self._end else None


def paper_ended(end: int) -> bool:
    """Whether the answer behind a slip says that there is no paper any more."""
    return end & 0x0C != 0
