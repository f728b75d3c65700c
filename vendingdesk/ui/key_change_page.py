"""A page that asks for a key change: section by section, as long as somebody stays with it."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.key_change import KeyChangeEnd
from vendingdesk.counter.proposal import Proposal
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.key_change import KeyChangePlan, KeyChangeSet
from vendingdesk.domain.sale import Order
from vendingdesk.ui.key_change_words import saved
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vend_page import VendPage
from vendingdesk.ui.vends import Vend, Vends


class KeyChangePage(VendPage):
    """Every section is a vend of its own that the application owns; the page begins the next one, or nobody does."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, vends: Vends, *, name: str, title: str) -> None:
        super().__init__(desk, tasks, vends, name=name, title=title)
        self.rest_asked = False
        self._known: KeyChangeSet | None = None
        self._section: Vend | None = None
        self.card.offer_rest()
        self.card.rest_wanted.connect(self._on_rest)
        self.result.rest_wanted.connect(self._on_rest)

    def submit(self) -> None:
        """What the form says, not the rest of something."""
        if not self._busy:
            self.rest_asked = False
        super().submit()

    def start_over(self) -> None:
        """Next customer."""
        self.message.show()
        super().start_over()

    def refresh_meter(self) -> None:
        """Between two sections the card stays as it was; in the end it is read again."""
        if self._section is None:
            super().refresh_meter()

    def _on_rest(self) -> None:
        """Go on with the unfinished key change of the meter that stands here; hidden in the same turn."""
        if self._section is not None or (self._busy and not self.result.isVisible()):
            return
        self.rest_asked = True
        self.result.hide()
        self.form.show()
        self.message.show()
        self._see_end()
        self._start(None)

    async def _ask(self, proposal: Proposal) -> None:
        """Vend; a key change by its sections."""
        if proposal.key_change is None:
            await super()._ask(proposal)
            return
        self.form.hide()
        self.message.hide()  # four tokens need its room on a low screen
        try:
            await self._ask_all(proposal.key_change)
        except BaseException:
            self.result.hide()
            self.form.show()
            self.message.show()
            raise
        finally:
            self._section = self._known = None

    async def _ask_all(self, plan: KeyChangePlan) -> None:
        self._known = plan.known
        end = await self._desk.key_change(plan, self._ask_section)
        section = self._section
        if section is not None and section.left:
            self._ended = None
            self.start_over()
        elif section is not None and section.answered and section.result is None and section.error is None:
            await self._show_end(section)
        else:
            await self._show_set(end, section)

    async def _ask_section(self, order: Order, work: Coroutine[Any, Any, VendResult]) -> VendResult | None:
        """One section, as long as the page is in front; its end belongs to the tray when the page was left."""
        if self._section is not None and not self.isVisible():
            work.close()
            return None
        vend = self._vends.start(order, work)
        self._see_end()  # the section before is in the journal, and this page goes on
        self._vend = self._section = vend
        soft_limit_ms = int(self._desk.setup.soft_limit.total_seconds() * 1000)
        self.result.show_waiting(order, soft_limit_ms, saved(self._known) if self._known is not None else "")
        try:
            await vend.news()
        finally:
            self._vend = None
        if vend.left:
            return None
        self._ended = vend
        if vend.error is not None:
            raise vend.error
        if vend.result is not None:
            self._known = vend.result.key_change
        return vend.result

    async def _show_set(self, end: KeyChangeEnd, section: Vend | None) -> None:
        change = end.last.key_change if end.last is not None else None
        if end.last is None or change is None or not (change.complete or change.unfinished):
            if section is not None:  # nothing was issued: as for any other token
                self.message.show()
                await self._show_end(section)
            return
        self.result.show_result(end.last, end.error)
        await self._show_meter(self.meter.line.text())
        if self.isVisible():
            (self.result.next if self.result.rest.isHidden() else self.result.rest).setFocus()
        if not self._desk.session.open:
            self.sign_in_wanted.emit()
