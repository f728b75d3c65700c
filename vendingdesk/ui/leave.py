"""Override in place: what somebody may not do alone is tried again with a supervisor's leave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.domain.errors import NotAllowed
from vendingdesk.domain.people import Right
from vendingdesk.ui import words
from vendingdesk.ui.supervisor import ask_supervisor
from vendingdesk.ui.tasks import TaskRegistry

Done = TypeVar("Done")


async def with_leave(
    desk: Desk,
    tasks: TaskRegistry,
    parent: QWidget,
    action: Callable[[Leave | None], Awaitable[Done]],
    what: str = "",
) -> Done:
    """Do ``action``; where a right is missing, ask a supervisor for it on top of ``parent``, then do it with leave.

    ``what`` says in a few words what the leave is for: sum, meter, customer.

    Raises what the action raises, and ``UserCancelled`` when no supervisor gives leave.
    """
    leave: Leave | None = None
    while True:
        try:
            return await action(leave)
        except NotAllowed as refused:
            right, why = Right(refused.right), words.said(str(refused))
        answer = await ask_supervisor(desk, tasks, parent, why=f"{why}\n{what}".strip())
        lent = leave.rights if leave is not None else frozenset()
        leave = Leave(answer.authority, lent | {right})
