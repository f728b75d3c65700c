"""Every condition of History's filter, with what is wrong with one said at its field."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vendingdesk.counter.sale_filter_form import FilterForm, form_of
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.sale_filter import SaleFilter
from vendingdesk.domain.sale_search import Known
from vendingdesk.ui import filter_choices
from vendingdesk.ui.filter_choices import Options
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.tasks import TaskRegistry


class FilterDialog(FormDialog):
    """Asks for all conditions at once; ``wanted`` is the filter when it was accepted."""

    def __init__(
        self, setup: DeskSetup, tasks: TaskRegistry, parent: QWidget, wanted: SaleFilter, known: Known
    ) -> None:
        super().__init__("filter", self.tr("Which sales?"), tasks, parent, done=self.tr("Show"))
        self.wanted = wanted
        self._setup = setup
        self.person = Options("filter.person", self.tr("Who sold"))
        self.person.offer(filter_choices.persons(known.persons, wanted.person), wanted.person)
        self.result_box = Options("filter.result", self.tr("Result"))
        self.result_box.offer(filter_choices.results(), wanted.states)
        self.kind = Options("filter.kind", self.tr("Kind"))
        self.kind.offer(filter_choices.kinds(), (wanted.kind, wanted.management))
        self.payment = Options("filter.payment", self.tr("Paid how"))
        self.payment.offer(filter_choices.payments(known.tenders, wanted.tender), (wanted.in_cash, wanted.tender))
        typed = form_of(wanted)
        unit = setup.unit
        lines = {
            "first": (self.tr("First day (year-month-day)"), typed.first, 10),
            "last": (self.tr("Last day (year-month-day)"), typed.last, 10),
            "meter": (self.tr("Meter, or its first or last digits"), typed.meter, 24),
            "least": (self.tr("Amount from (%1)").replace("%1", unit), typed.least, 16),
            "most": (self.tr("Amount to (%1)").replace("%1", unit), typed.most, 16),
        }
        cells: dict[str, tuple[str, str, QWidget]] = {
            "person": ("person", self.tr("Who sold"), self.person),
            "result": ("result", self.tr("Result"), self.result_box),
            "kind": ("kind", self.tr("Kind"), self.kind),
            "payment": ("payment", self.tr("Paid how"), self.payment),
        }
        for key, (caption, text, limit) in lines.items():
            line = self.line(key, caption, limit=limit)
            line.setText(text)
            cells[key] = (key, caption, line)
        self.shift = self.line("shift", self.tr("Shift number"), limit=9)
        self.shift.setText(typed.shift)
        cells["shift"] = ("shift", self.shift.accessibleName(), self.shift)
        # A shop without shifts, or that takes cash alone, never meets them; beside others, so that a low screen does.
        beside = {
            "last": [cells["shift"]] * bool(known.shifts or wanted.shift),
            "result": [cells["payment"]] * bool(known.tenders or wanted.tender or wanted.in_cash),
        }
        for one, other in (("first", "last"), ("person", "result"), ("kind", "meter"), ("least", "most")):
            self.add(cells[one], cells[other], *beside.get(other, []))
        self.begin()

    async def perform(self) -> bool:
        """Read the fields; what can't be read is said there."""
        (kind, management), (in_cash, tender) = self.kind.value, self.payment.value
        form = FilterForm(
            first=self.text("first"),
            last=self.text("last"),
            person=self.person.value,
            kind=kind,
            management=management,
            states=self.result_box.value,
            meter=self.text("meter"),
            least=self.text("least"),
            most=self.text("most"),
            in_cash=in_cash,
            tender=tender,
            shift=self.shift.text(),
        )
        self.wanted = form.read(self._setup, self.wanted.text)
        return True
