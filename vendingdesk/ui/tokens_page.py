"""Issue a management token: kind, value in its unit, reason, one confirmation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.guard import Leave
from vendingdesk.counter.proposal import DoubtOverride, Proposal
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.management import RULES, ManagementKind
from vendingdesk.ui import words
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.key_change_page import KeyChangePage
from vendingdesk.ui.parts import button, captioned, field, label, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vends import Vends

_WHOLE = Qt.ItemDataRole.UserRole + 1
"""Where an item says that it stands for a whole key change."""


class TokensPage(KeyChangePage):
    """For engineers: every token here changes a meter for good."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, vends: Vends) -> None:
        super().__init__(desk, tasks, vends, name="tokens", title=self.tr("Issue a management token"))
        self.kind = Choice()
        self.kind.setObjectName("tokens.kind")
        self.kind.setAccessibleName(self.tr("Kind of token"))
        for kind in ManagementKind:
            if kind is ManagementKind.KEY_SECTION_1:
                self._add_kind(self.tr("Key change – all four sections · 3, 4, 8, 9"), kind, whole=True)
            else:
                self._add_kind(words.kind_name(kind), kind)
        # Behind all others: who looks for its name finds the whole key change first.
        self._add_kind(words.kind_name(ManagementKind.KEY_SECTION_1), ManagementKind.KEY_SECTION_1)
        self.value = field("tokens.value", self.tr("Value"), limit=12)
        self.reason = field("tokens.reason", self.tr("Reason"), limit=120)
        self.issue = button("tokens.issue", self.tr("Issue token"), self.tr("Issue token  ⏎"), role="primary")
        self.value_label = label("", "muted", buddy=self.value)
        self.caution = label("", "banner", wrap=True)
        row = QHBoxLayout()
        spaced(row)
        row.addLayout(captioned(label(self.tr("&Kind of token"), "muted", buddy=self.kind), self.kind), 2)
        row.addLayout(captioned(self.value_label, self.value), 1)
        self.form_layout.addLayout(row)
        reason_label = label(self.tr("&Reason (who asked for it, and why)"), "muted", buddy=self.reason)
        self.form_layout.addLayout(captioned(reason_label, self.reason))
        self.form_layout.addWidget(self.caution)
        self.form_layout.addWidget(self.issue)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.value.returnPressed.connect(self.reason.setFocus)
        self.reason.returnPressed.connect(self.submit)
        self.issue.clicked.connect(self.submit)
        self._on_kind()

    @property
    def chosen(self) -> ManagementKind:
        """The kind that is chosen."""
        return ManagementKind(self.kind.currentData())

    @property
    def whole_change(self) -> bool:
        """Whether all four sections of a key change are chosen, not one alone."""
        return bool(self.kind.currentData(_WHOLE))

    def _add_kind(self, name: str, kind: ManagementKind, *, whole: bool = False) -> None:
        self.kind.addItem(name, int(kind))
        self.kind.setItemData(self.kind.count() - 1, whole, _WHOLE)

    def submit_button(self) -> QPushButton:
        """Issue token."""
        return self.issue

    def first_field(self) -> QWidget:
        """The kind of token."""
        return self.kind

    async def propose(self, doubt: DoubtOverride | None, leave: Leave | None) -> Proposal:
        """Check meter, kind, value and reason."""
        meter, override = self.meter.line.text(), self.meter.override_reason
        if self.rest_asked:
            return await self._desk.key_change.propose_rest(meter, override=override, doubt=doubt, leave=leave)
        value, reason = self.value.text(), self.reason.text()
        if self.whole_change:
            return await self._desk.key_change.propose(
                meter, value=value, reason=reason, override=override, doubt=doubt, leave=leave
            )
        return await self._desk.issue_token.propose(
            meter, self.chosen, value=value, reason=reason, override=override, doubt=doubt, leave=leave
        )

    def wanted(self) -> str:
        """Kind and value."""
        if self.rest_asked:
            return self.tr("The rest of a key change")
        value = f"{self.value.text().strip()} {RULES[self.chosen].unit}".strip()
        kind = self.kind.currentText() if self.whole_change else words.plain_kind(self.chosen)
        return f"{kind} · {self.tr('value %1').replace('%1', value)}"

    async def vend(self, proposal: Proposal) -> VendResult:
        """Issue."""
        return await self._desk.issue_token(proposal)

    def refused_field(self, refused: AmountRefused) -> QWidget:  # noqa: ARG002 - the value is the first to look at
        """The value, or the reason when that is what is missing."""
        return self.reason if not self.reason.text().strip() and self.value.text().strip() else self.value

    def clear_form(self) -> None:
        """The first kind, no reason."""
        self.kind.setCurrentIndex(0)
        self.reason.clear()
        self._on_kind()

    def _on_kind(self) -> None:
        rule = RULES[self.chosen]
        fixed = rule.fixed is not None
        unit = f" ({rule.unit})" if rule.unit else ""
        self.value_label.setText(self.tr("Value (fixed)") if fixed else self.tr("&Value") + unit)
        self.value.setText(str(rule.fixed) if fixed else "0" if rule.key_change else "")
        self.value.setReadOnly(fixed)
        cautions = []
        if rule.erases_credit:
            cautions.append(self.tr("This token erases all credit that is left on the meter. It can't be undone."))
        if self.whole_change:
            text = self.tr(
                "Four tokens, asked for one after the other: a key change needs all four sections, entered in order "
                "within ten minutes."
            )
            cautions.append(text)
        elif rule.key_change:
            text = self.tr(
                "One section is of use only in place of a token of the same key change that was lost or spoilt. For "
                "a new key choose “all four sections”."
            )
            cautions.append(text)
        self.caution.setText("\n".join(cautions))
        self.caution.setVisible(bool(cautions))
