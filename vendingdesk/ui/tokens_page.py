"""Issue a management token: kind, value in its unit, reason, one confirmation."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from vendingdesk.counter.desk import Desk
from vendingdesk.counter.proposal import DoubtOverride, Proposal
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import AmountRefused
from vendingdesk.domain.management import RULES, ManagementKind
from vendingdesk.ui import words
from vendingdesk.ui.choice import Choice
from vendingdesk.ui.parts import button, captioned, field, label, spaced
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.vend_page import VendPage
from vendingdesk.ui.vends import Vends


class TokensPage(VendPage):
    """For engineers: every token here changes a meter for good."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, vends: Vends) -> None:
        super().__init__(desk, tasks, vends, name="tokens", title=self.tr("Issue a management token"))
        self.kind = Choice()
        self.kind.setObjectName("tokens.kind")
        self.kind.setAccessibleName(self.tr("Kind of token"))
        for kind in ManagementKind:
            self.kind.addItem(words.kind_name(kind), int(kind))
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

    def submit_button(self) -> QPushButton:
        """Issue token."""
        return self.issue

    def first_field(self) -> QWidget:
        """The kind of token."""
        return self.kind

    async def propose(self, doubt: DoubtOverride | None) -> Proposal:
        """Check meter, kind, value and reason."""
        return await self._desk.issue_token.propose(
            self.meter.line.text(),
            self.chosen,
            value=self.value.text(),
            reason=self.reason.text(),
            override=self.meter.override_reason,
            doubt=doubt,
        )

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
        self.value.setText(str(rule.fixed) if fixed else "")
        self.value.setReadOnly(fixed)
        cautions = []
        if rule.erases_credit:
            cautions.append(self.tr("This token erases all credit that is left on the meter. It can't be undone."))
        if rule.key_change:
            cautions.append(self.tr("A key change needs all four sections, entered in order within ten minutes."))
        self.caution.setText("\n".join(cautions))
        self.caution.setVisible(bool(cautions))
