"""The questions of a first start: which of them are asked, in which order, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Step(StrEnum):
    """One question each, in this order."""

    SUPERVISOR = "supervisor"
    LANGUAGE = "language"
    SERVER = "server"
    TRUST = "trust"
    MONEY = "money"
    CURRENCY = "currency"
    TILL = "till"
    OWNER = "owner"
    PAPER = "paper"
    PRINTER = "printer"
    END = "end"


TRUST = ("server.fingerprint", "server.ca_file")
PATHS: dict[Step, tuple[str, ...]] = {
    Step.LANGUAGE: ("screen.language",),
    Step.SERVER: ("server.address", *TRUST, "server.proxy"),
    Step.MONEY: ("money_means",),
    Step.CURRENCY: ("currency", "currency_digits"),
    Step.TILL: ("till",),
    Step.PAPER: ("printing.paper",),
    Step.PRINTER: ("printing.way", "printing.printer", "printing.host", "printing.port", "printing.device"),
}
"""The settings that each question decides. The first of them is the question itself."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided before anybody is asked.

    ``values`` are settings by their paths, as a file says them; ``locked`` can't be changed at this till; ``asked``
    are the vital ones that somebody has to decide, each with the reason. ``new`` is a till that was never set up:
    there everything is asked, elsewhere only what has to be. ``supervisors`` are the names of those of whom one must
    allow it first; a till whose books have begun has them.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    asked: Mapping[str, str] = field(default_factory=dict)
    new: bool = True
    supervisors: tuple[str, ...] = ()

    def free(self, path: str) -> bool:
        """Whether a setting may be decided at this till."""
        return path not in self.locked


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of one start; ``doubted`` where the server's certificate is not believed."""

    decided: Decided
    doubted: bool = False

    @property
    def steps(self) -> tuple[Step, ...]:
        """The questions, in order; whether to trust the server is one as soon as its certificate is not believed."""
        return tuple(step for step in Step if self._is_asked(step))

    def _is_asked(self, step: Step) -> bool:
        match step:
            case Step.END:
                return True
            case Step.SUPERVISOR:
                return bool(self.decided.supervisors)
            case Step.TRUST:
                return self.doubted
            case Step.OWNER:
                return self.decided.new
            case _ if self.why(step):
                return True
            case _:
                return self.decided.new and self.decided.free(PATHS[step][0])

    def why(self, step: Step) -> str:
        """Why a question has to be asked; empty where it is asked only because the till is new."""
        reasons = (self.decided.asked.get(path, "") for path in PATHS.get(step, ()))
        return next((reason for reason in reasons if reason), "")

    def beside(self, step: Step, by: int) -> Step | None:
        """The question ``by`` places on (or back, below zero); None beyond the ends."""
        there = self.steps
        at = there.index(step) + by
        return there[at] if 0 <= at < len(there) else None

    def place(self, step: Step) -> tuple[int, int]:
        """Which question of how many this is; whether to trust the server belongs to the one about the server."""
        counted = [each for each in self.steps if each not in {Step.TRUST, Step.END}]
        if step is Step.END:
            return len(counted), len(counted)
        return counted.index(Step.SERVER if step is Step.TRUST else step) + 1, len(counted)
