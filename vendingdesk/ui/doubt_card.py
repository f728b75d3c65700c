"""One doubt in full: the sale, why nobody knows, what to ask the utility with, what was found out, how it ended."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vendingdesk import sts
from vendingdesk.counter.doubts import Dossier
from vendingdesk.domain.doubt import Evidence
from vendingdesk.domain.key_change import KeyChangeSet, part_of
from vendingdesk.domain.sale import Sale, VendState
from vendingdesk.ui import money_words, words
from vendingdesk.ui.facts import Facts
from vendingdesk.ui.key_change_words import missing, numbered, place_in
from vendingdesk.ui.parts import TokenLabel, button, frame, kept_room, label, restyle, spaced
from vendingdesk.ui.theme import SIZES

MOODS = {VendState.RECOVERED: "good", VendState.NOT_ISSUED: "muted"}


class DoubtCard(QFrame):
    """Shows a dossier; its buttons are the page's to act on."""

    def __init__(self) -> None:
        super().__init__()
        self.dossier: Dossier | None = None
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIZES.dossier_width)
        self.title = label("", "title")
        self.state = label("", "danger", wrap=True)
        self.token = TokenLabel("doubts.known_token")
        self.facts = Facts(selectable=True)
        self.request = label("", "", wrap=True)
        self.request.setObjectName("doubts.request")
        self.request.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = button("doubts.copy", self.tr("Copy request number"))
        self.found = label("", "", wrap=True)
        self.found.setObjectName("doubts.evidence")
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = button("doubts.note", self.tr("Add note"), self.tr("Add &note…"))
        self.recover = button("doubts.recover", self.tr("Token recovered"), self.tr("Token &recovered…"))
        self.not_issued = button("doubts.not_issued", self.tr("Not issued"), self.tr("Not &issued…"))
        self.lost = button("doubts.lost", self.tr("Issued but lost"), self.tr("Issued but &lost…"))
        self.print = button("doubts.print", self.tr("Print slip"), self.tr("Print slip  F9"))
        self.preview = button("doubts.preview", self.tr("Preview"))
        self.pdf = button("doubts.pdf", self.tr("Save PDF"))
        self.refund = button("doubts.refund", self.tr("Money given back"))
        self.refund.hide()
        self._settling = (self.note, self.recover, self.not_issued, self.lost)
        self._lay_out()
        self.copy.clicked.connect(self._on_copy)
        kept_room(self)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        spaced(head)
        head.addWidget(self.title, 1)
        head.addWidget(self.copy)
        told = QWidget()
        inside = QVBoxLayout(told)
        spaced(inside, gap=8)
        inside.addWidget(self.state)
        inside.addWidget(self.token)
        inside.addWidget(label(self.tr("Request number, for the utility"), "small"))
        inside.addWidget(self.request)
        inside.addWidget(self.facts)
        inside.addWidget(frame("rule"))
        inside.addWidget(self.found)
        inside.addStretch(1)
        view = QScrollArea()
        view.setObjectName("doubts.dossier")
        view.setAccessibleName(self.tr("What is known of this doubt"))
        view.setWidget(told)
        view.setWidgetResizable(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMinimumHeight(2 * SIZES.control)
        told.setProperty("role", "paper")
        buttons = QGridLayout()
        spaced(buttons, gap=8)
        for at, each in enumerate((*self._settling, self.print, self.preview, self.pdf)):
            buttons.addWidget(each, at // 2, at % 2)
        whole = QVBoxLayout(self)
        spaced(whole, margin=SIZES.gutter - 8, gap=8)
        whole.addLayout(head)
        whole.addWidget(view, 1)
        whole.addWidget(self.refund)
        whole.addLayout(buttons)

    @property
    def sale(self) -> Sale | None:
        """The sale that is shown."""
        return self.dossier.sale if self.dossier is not None else None

    def show_dossier(self, dossier: Dossier, change: KeyChangeSet | None) -> None:
        """Fill the card; ``change`` is the key change that the sale is a part of."""
        self.dossier = dossier
        sale = dossier.sale
        reason, detail = words.explanation(sale)
        self.title.setText(sale.receipt_no)
        ended = sale.settlement
        self.state.setText(words.state_word(sale.state) if ended else f"{self.tr('Result unknown.')} {reason}")
        restyle(self.state, role=MOODS.get(sale.state, "danger"))
        part = part_of(sale.order)
        whole = change is not None and change.complete
        # A section of a key change is shown with the other three, or not at all.
        text, place = words.token_text(sale), ""
        if change is not None:
            place = f"{place_in(change, part)}." if whole else f"{place_in(change, part)}. {missing(change)}"
        if part:
            text = numbered(change) if text and change is not None else ""
        self.token.setText(text)
        self.token.setVisible(bool(text))
        for each in (self.print, self.preview, self.pdf):
            each.setVisible(not (part and sale.tokens) or whole)
        order = sale.order
        facts = [
            (self.tr("Asked at"), words.exact_moment(sale.prepared_at)),
            (self.tr("Meter"), sts.group_meter(order.meter)),
            (self.tr("Customer"), order.customer),
            (self.tr("What"), words.ordered(order)),
            (self.tr("Price"), money_words.to_pay(order)),
            (self.tr("Paid by"), money_words.kind(order)),
            (self.tr("Set"), place),
            (self.tr("Reason"), order.management.reason if order.management else ""),
            (self.tr("Sold by"), order.operator),
            (self.tr("Server"), order.server),
            (self.tr("Why"), reason if ended else ""),
            (self.tr("Detail"), detail),
        ]
        if ended is not None:
            facts += [*words.ending(ended), (self.tr("Flow no."), words.grouped_flow(ended.flow_no))]
        else:
            facts.append((self.tr("“Not issued” from"), words.moment(dossier.not_issued_from)))
        self.facts.show_facts(facts)
        self.request.setText(order.request_id)
        self.found.setText(self._told(dossier.evidence))
        for each in self._settling:
            each.setVisible(ended is None)
        hold = ended is None
        self.print.setText(self.tr("Print hold slip  F9") if hold else self.tr("Print slip  F9"))
        self.print.setShortcut("F9")  # a new text takes the old key away
        self.show()

    def clear(self) -> None:
        """Nothing to show."""
        self.dossier = None
        self.hide()

    def set_busy(self, *, busy: bool) -> None:
        """While one thing is done to a doubt, no other is begun."""
        for each in self._settling:
            each.setDisabled(busy)

    def _told(self, evidence: tuple[Evidence, ...]) -> str:
        if not evidence:
            return self.tr(
                "Nothing was noted yet. Ask the utility with the request number and the time; note who said what."
            )
        told = []
        for each in evidence:
            reference = self.tr(" (reference: %1)").replace("%1", each.reference) if each.reference else ""
            told.append(f"{words.moment(each.at)} · {each.by}\n{each.note}{reference}")
        return "\n\n".join(told)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.request.text())
