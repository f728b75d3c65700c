"""What became of a vend: the token in the largest type on the screen, or the plain truth."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QVBoxLayout

from vendingdesk import sts
from vendingdesk.counter.vend import VendResult
from vendingdesk.domain.errors import VendingDeskError
from vendingdesk.domain.outcome import Issued, TokenWarning
from vendingdesk.domain.sale import Order, Sale, VendState
from vendingdesk.ui import money_words, words
from vendingdesk.ui.button_rows import ButtonRows
from vendingdesk.ui.key_change_words import said_of
from vendingdesk.ui.next_button import NextButton
from vendingdesk.ui.paper_line import PaperLine
from vendingdesk.ui.parts import TokenLabel, button, label, restyle, spaced
from vendingdesk.ui.theme import SIZES
from vendingdesk.ui.vend_words import facts
from vendingdesk.ui.vends import Vend


class ResultPanel(QFrame):
    """Shows one sale at a time. Its signals carry no sale: ask ``sale``.

    ``next_wanted`` while the answer is still awaited (``sale`` is None) asks for the counter, not for an end.
    ``changed``: another sale, or the panel came or went.
    """

    next_wanted = Signal()
    again_wanted = Signal()
    rest_wanted = Signal()
    slip_wanted = Signal(str)
    waited_long = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sale: Sale | None = None
        self.offers_rest = True
        self.setProperty("role", "result")
        self.setProperty("together", True)  # the token stays in sight while its buttons have the keyboard
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.state = label("", "good", wrap=True)
        self.state.setProperty("headline", "true")
        self.token = TokenLabel("")
        self.change = label("", "figure", wrap=True)
        self.detail = label("", "", wrap=True)
        self.said = label("", "small", wrap=True)
        self.print = button("", self.tr("Print slip"), self.tr("Print slip  F9"))
        self.preview = button("", self.tr("Preview"))
        self.pdf = button("", self.tr("Save PDF"))
        self.copy = button("", self.tr("Copy"))
        self.again = button("", self.tr("Try again"))
        self.rest = button("", self.tr("Ask for the rest"), self.tr("Ask for the rest  ⏎"))
        self.next = NextButton(self.tr("Next customer  ⏎"))
        self.next.setAccessibleName(self.tr("Next customer"))
        self.print.setShortcut("F9")
        self._layout = layout = QVBoxLayout(self)
        spaced(layout, margin=SIZES.gutter - 6, gap=6)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.paper = PaperLine()
        for part in (self.state, self.token, self.change, self.detail, self.said, self.paper, self.busy):
            layout.addWidget(part)
        names = ("again", "rest", "print", "preview", "pdf", "copy", "next")
        self._buttons: dict[str, QPushButton] = {name: getattr(self, name) for name in names}
        self._row = ButtonRows(tuple(self._buttons.values()))
        layout.addSpacing(4)
        layout.addLayout(self._row)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._on_slow)
        for pressed in (self.print, self.preview, self.pdf, self.copy):
            pressed.clicked.connect(self.next.take_enter)
        for medium in ("print", "preview", "pdf"):
            self._buttons[medium].clicked.connect(lambda _on=False, medium=medium: self.slip_wanted.emit(medium))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.token.text()))
        self.again.clicked.connect(self.again_wanted)
        self.rest.clicked.connect(self.rest_wanted)
        self.next.clicked.connect(self.next_wanted)
        self.hide()

    def bear_names(self, *, borne: bool) -> None:
        """The fixed names belong to the panel of the page in front, so that each is found once."""
        named = {
            "result.state": self.state,
            "result.token": self.token,
            "result.change": self.change,
            "result.detail": self.detail,
            "result.server": self.said,
            "result.paper": self.paper.text,
            "result.reprint": self.paper.again,
            **{f"result.{name}": pressed for name, pressed in self._buttons.items()},
        }
        for name, part in named.items():
            part.setObjectName(name if borne else "")

    def show_waiting(self, order: Order, soft_limit_ms: int, saved: str = "") -> None:
        """The request is on its way; from ``soft_limit_ms`` on the counter can be had for the next customer.

        ``saved`` says what is there already of the key change that the order is a part of.
        """
        self.sale = None
        text = self.tr("Asking the server for the token…")
        if order.key_change is not None:
            text = self.tr("Section %1 of 4: %2").replace("%1", str(order.key_change.part)).replace("%2", text)
        detail = "\n".join(filter(None, (facts(order), money_words.paying(order))))
        self._set(VendState.SENDING, text, detail=detail, said=saved, mood="")
        self._slow.start(soft_limit_ms)
        self.next.shown_for.invalidate()
        self.show()

    def show_end(self, vend: Vend) -> None:
        """Show what became of a vend, also when there is no sale to show."""
        if vend.result is not None:
            self.show_result(vend.result)
            return
        self.sale = None
        self._slow.stop()
        if vend.error is not None:
            detail = f"{self._nothing_sent()} {words.fault_text(vend.error)}"
            self._set(VendState.NOT_SENT, self.tr("Not sold."), detail=detail, mood="warning", buttons=("next",))
        else:
            detail = self.tr(
                "Something went wrong inside the program. The token may have been issued. Do not sell to this meter "
                "again. Keep the money, then close Vending Desk and start it again: it settles what can be known."
            )
            text = self.tr("Result unknown.")
            self._set(VendState.IN_DOUBT, text, detail=detail, mood="danger", buttons=("next",))
        self._stand()

    def show_result(self, result: VendResult, error: VendingDeskError | None = None) -> None:
        """Show what became of a sale; of a part of a key change, how the whole stands.

        ``error`` is why the part after it was not asked for.
        """
        change = result.key_change
        if change is None or not (change.complete or change.unfinished):
            self.show_sale(result.sale, result.fault)
            return
        self.sale = result.sale
        self._slow.stop()
        said = said_of(result, change, error, here=self.offers_rest)
        self._set(
            said.state,
            said.headline,
            token=said.token,
            detail=said.detail,
            said=said.server,
            mood=said.mood,
            buttons=said.buttons,
            alone=True,  # without the form
        )
        self.token.setAccessibleDescription(" , ".join(sts.group_token(token) for token in change.tokens))
        self._stand()

    def show_sale(self, sale: Sale, fault: str = "") -> None:
        """Show what became of a sale; ``fault`` says that the journal could not take the outcome."""
        self.sale = sale
        self._slow.stop()
        reason, server = words.explanation(sale)
        match sale.state:
            case VendState.ISSUED | VendState.RECOVERED:
                self._show_issued(sale, fault)
            case VendState.REFUSED:
                detail = self.tr("Nothing was sold. Receipt number %1.").replace("%1", sale.receipt_no)
                detail = f"{detail} {money_words.give_back(sale.order)}".rstrip()
                said = self.tr("The server said: %1").replace("%1", server) if server else ""
                self._set(sale.state, reason, detail=detail, said=said, mood="danger", buttons=("next",))
            case VendState.NOT_SENT:
                detail = f"{self._nothing_sent()} {reason} {money_words.give_back(sale.order)}".rstrip()
                self._set(
                    sale.state,
                    self.tr("Not sold."),
                    detail=detail,
                    said=server,
                    mood="warning",
                    buttons=("again", "next"),
                )
            case _:
                self._show_doubt(sale, reason, server)
        self._stand()

    def _stand(self) -> None:
        """Be seen, for long enough to be read."""
        self.next.shown_for.start()
        self.show()
        self.changed.emit()

    def _show_issued(self, sale: Sale, fault: str) -> None:
        outcome = sale.outcome
        warnings = outcome.warnings if isinstance(outcome, Issued) else ()
        energy = outcome.energy if isinstance(outcome, Issued) else None
        loud = [kind for kind in warnings if kind is not TokenWarning.SEVERAL]
        headline = self.tr("Token issued – PLEASE VERIFY") if loud else self.tr("Token issued")
        parts = [headline, sale.receipt_no, words.ordered(sale.order)]
        if energy is not None and energy != sale.order.amount:
            parts.append(str(energy))
        notes = [words.warning_of(sale, kind) for kind in warnings]
        if fault:
            notes.insert(0, self.tr("Write this token down: the journal could not save it. %1").replace("%1", fault))
        self._set(
            sale.state,
            " · ".join(parts),
            token=words.token_text(sale),
            change=money_words.change_due(sale.order),
            detail="\n".join(filter(None, (*notes, money_words.paying(sale.order)))),
            mood="warning" if notes else "",
            buttons=("print", "preview", "pdf", "copy", "next"),
        )
        self.token.setAccessibleDescription(" , ".join(sts.group_token(token) for token in sale.tokens))

    def _show_doubt(self, sale: Sale, reason: str, server: str) -> None:
        text = self.tr("Result unknown.")
        detail = self.tr(
            "The token may have been issued. Do not sell to this meter again. Keep the money. Receipt number %1."
        ).replace("%1", sale.receipt_no)
        detail = "\n".join(filter(None, (detail, money_words.paying(sale.order))))
        said, change = f"{reason} {server}".strip(), money_words.change_due(sale.order)
        buttons = ("print", "preview", "next")
        self._set(sale.state, text, change=change, detail=detail, said=said, mood="danger", buttons=buttons)

    def _nothing_sent(self) -> str:
        return self.tr("Nothing was sent. The customer has not been charged.")

    def _set(
        self,
        state: VendState,
        headline: str,
        *,
        token: str = "",
        change: str = "",
        detail: str = "",
        said: str = "",
        mood: str,
        buttons: tuple[str, ...] = (),
        alone: bool = False,
    ) -> None:
        self.state.setProperty("state", state.name)
        self.state.setText(headline)
        restyle(self.state, role=mood or "good")
        restyle(self, mood=mood)
        texts = {self.token: token, self.change: change, self.detail: detail, self.said: said}
        for part, text in texts.items():
            part.setText(text)
            part.setVisible(bool(text))
        hold = state is VendState.IN_DOUBT
        self.print.setText(self.tr("Print hold slip  F9") if hold else self.tr("Print slip  F9"))
        self.print.setShortcut("F9")
        for name, pressed in self._buttons.items():
            pressed.setVisible(name in buttons)
        # Where the form stays, Enter belongs to the form.
        takes_enter = "rest" not in buttons if alone else bool(token or hold)
        self.next.setText(self.tr("Next customer  ⏎") if takes_enter else self.tr("Next customer"))
        self.busy.setVisible(state is VendState.SENDING)
        self.paper.say(None)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody sees it from now on."""
        super().showEvent(event)
        if not event.spontaneous():
            self.changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is waited for elsewhere has no say here any more."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._slow.stop()
            self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may take another number of buttons side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._row.arrange(self.contentsRect().width() - 2 * (SIZES.gutter - 6)):
            # A row that was empty until now does not ask for a new layout by itself.
            self._layout.invalidate()
            self.updateGeometry()

    def _on_slow(self) -> None:
        """Never a Cancel: the request has left. What can be had is the counter, while the answer is waited for."""
        self.state.setText(self.tr("Still waiting. Do not press again."))
        self.said.setText(self.tr("The next customer can be served. The answer will stand above every page."))
        self.said.show()
        self.next.setText(self.tr("Next customer  ⏎"))
        self.next.show()
        self._arrange()
        self.next.shown_for.start()  # who presses Enter again and again has not read this yet
        self.waited_long.emit()
