"""Work for the eye behind what is typed: one at a time, and only the newest wish counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.ui.tasks import TaskRegistry

Wish = TypeVar("Wish")
Made = TypeVar("Made")


class Newest(Generic[Wish, Made]):
    """Makes what was wished for last; wishes that were overtaken while one is made are never begun."""

    def __init__(
        self,
        tasks: TaskRegistry,
        make: Callable[[Wish], Awaitable[Made]],
        show: Callable[[Made], None],
        fail: Callable[[VendingDeskError], None],
        *,
        name: str,
        owner: object,
    ) -> None:
        self._tasks = tasks
        self._make = make
        self._show = show
        self._fail = fail
        self._name = name
        self._owner = owner
        self._next: Wish | None = None
        self._running = False

    @property
    def busy(self) -> bool:
        """Whether something is being made."""
        return self._running

    def ask(self, wish: Wish) -> None:
        """This is wanted now."""
        self._next = wish
        if not self._running:
            self._running = True
            self._tasks.start(self._work(), name=self._name, owner=self._owner)

    async def _work(self) -> None:
        try:
            while (wish := self._next) is not None:
                self._next = None
                try:
                    made = await self._make(wish)
                except VendingDeskError as error:
                    self._fail(error)
                else:
                    self._show(made)
        finally:
            self._running = False
