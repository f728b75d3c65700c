"""Faults: what can go wrong, by name, as switches that are armed for the next calls."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from vendingdesk.simulator.answers import Answer

ANY_PATH = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """One behaviour: what the server does, and what a till should make of it.

    `instead` answers in the handler's place, so nothing is minted; `alter` changes what the handler answered.
    """

    name: str
    does: str
    till_shows: str
    instead: Callable[[str], Answer] | None = None
    alter: Callable[[Answer], Answer] | None = None
    reaches_handler: bool = True
    ends_session: bool = False
    other_class: bool = False
    tokens: int = 1

    def apply(self, request_id: str, handler: Callable[[], Answer]) -> Answer:
        """Return the answer that goes out: the fault's own, or the handler's as the fault leaves it."""
        if self.instead is not None:
            return self.instead(request_id)
        answer = handler()
        return answer if self.alter is None else self.alter(answer)


@dataclass(slots=True)
class Switch:
    """A fault armed for a path, with the calls it is still good for."""

    fault: Fault
    path: str
    left: int


class Switches:
    """The armed faults. The first that fits a call acts, whatever meter the call names."""

    def __init__(self, faults: dict[str, Fault]) -> None:
        self._faults = faults
        self._lock = threading.Lock()
        self._armed: list[Switch] = []

    def arm(self, name: str, path: str = ANY_PATH, times: int = 1) -> None:
        """Arm a fault for the next calls of a path, or of any path under ``/api/v1``."""
        if name not in self._faults:
            raise ValueError(f"no fault is named {name!r}; there are: {', '.join(self._faults)}")
        if times < 1:
            raise ValueError("times must be 1 or more")
        with self._lock:
            self._armed.append(Switch(self._faults[name], path, times))

    def clear(self) -> None:
        """Disarm all."""
        with self._lock:
            self._armed.clear()

    def armed(self) -> tuple[Switch, ...]:
        """The switches that still have calls left."""
        with self._lock:
            return tuple(self._armed)

    def take(self, path: str) -> Fault | None:
        """Use up one call of the first switch that fits the path."""
        with self._lock:
            for switch in self._armed:
                if switch.path in (ANY_PATH, path):
                    switch.left -= 1
                    if not switch.left:
                        self._armed.remove(switch)
                    return switch.fault
        return None
