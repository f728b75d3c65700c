"""Which server, and whether it is the right one."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLineEdit

from vendingdesk.counter.first_start import NoVendingServer
from vendingdesk.domain.errors import NotSent, Refused, SettlementRefused, UserCancelled, VendingDeskError
from vendingdesk.domain.trust import ServerLook
from vendingdesk.ui import trust_words, words
from vendingdesk.ui.parts import label
from vendingdesk.ui.trust_panel import TrustPanel
from vendingdesk.ui.wizard import Wizard
from vendingdesk.ui.wizard_page import WizardPage, tr

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class ServerPage(WizardPage):
    """The address, looked at as it was typed."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("Which server does this till sell for?")
        self.why = tr(
            "The utility gave you its address. Nothing is sold and nobody signs in here: it is only looked at."
        )
        self.waits = tr("Asking the server… Back (Esc) stops waiting.")

    def fill(self) -> None:
        """The address; a proxy only where one was kept that can't be used."""
        wizard, start = self.wizard, self.start
        self.address: QLineEdit = wizard.line("server", tr("Server"), large=True, limit=200)
        self.address.setPlaceholderText("https://vending.example.com:4680")
        self.address.setText(str(start.value("server.address") or ""))
        self.address.setReadOnly(not start.decided.free("server.address"))
        wizard.add(("server", tr("&Address"), self.address))
        self.proxy: QLineEdit | None = None
        if "server.proxy" in start.decided.asked:
            self.proxy = wizard.line("proxy", tr("Proxy"), limit=200)
            self.proxy.setPlaceholderText("http://10.0.0.1:3128")
            wizard.add(("proxy", tr("&Proxy; empty for none"), self.proxy))
        hint = tr("It begins with https:// and often ends with a colon and a port. A path such as /api/v1 may stay.")
        wizard.put(label(hint, "small", wrap=True))
        self.address.textEdited.connect(lambda _text: wizard.offer(""))

    async def take(self) -> None:
        """Look at it."""
        try:
            await self.start.server(self.address.text(), self._proxy())
        except (Refused, NotSent) as fault:
            raise SettlementRefused("server", words.fault_text(fault)) from fault

    def _proxy(self) -> str:
        if self.proxy is not None:
            return self.proxy.text().strip()
        return str(self.start.value("server.proxy") or "")

    def refused(self, fault: VendingDeskError) -> None:
        """Without a scheme one is offered; a server that was not reached may be taken all the same."""
        typed = self.address.text().strip()
        if isinstance(fault.__cause__, NotSent):
            self.wizard.offer("wizard.anyway", tr("Use it unchecked"))
        elif typed and not _SCHEME.match(typed) and not any(each.isspace() for each in typed):
            self.wizard.offer("wizard.mend", tr("Put https:// in front"))

    def other(self) -> None:
        """What was offered."""
        if self.wizard.other.objectName() == "wizard.anyway":
            self.start.unchecked(self.address.text(), self._proxy())
            self.wizard.go_on()
            return
        self.address.setText(f"https://{self.address.text().strip()}")
        self.wizard.offer("")
        self.wizard.submit()


class TrustPage(WizardPage):
    """Is this the right server: a person compares."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        found = self.start.found
        self.title = trust_words.problem_title(found.problem) if found is not None and found.problem else ""
        self.waits = tr("Asking the server… Back (Esc) stops waiting.")

    def fill(self) -> None:
        """The certificate; what is the matter with it is the page's title already."""
        self.panel = TrustPanel("wizard", self.wizard.tasks, narrow=self.wizard.is_narrow)
        self.panel.problem.hide()
        self._show(self.start.found)
        self.panel.file_chosen.connect(self.wizard.submit)
        self.wizard.add(("trust", "", self.panel))

    def _show(self, look: ServerLook | None) -> None:
        self.panel.show_look(look or ServerLook(""))
        open_way = self.panel.compared.isVisibleTo(self.panel) or self.panel.ca_file.isVisibleTo(self.panel)
        self.wizard.ok.setVisible(open_way)

    def begin(self) -> bool:
        """In what was pasted, if that is not right; where nothing can be decided, at the way back."""
        if self.wizard.ok.isVisibleTo(self.wizard):
            self.panel.begin()
        else:
            self.wizard.back.setFocus()
        return True

    async def take(self) -> None:
        """Look again with what was decided; only a server that is believed then is taken."""
        try:
            trust = self.panel.trust()
        except SettlementRefused as refused:
            if self.panel.said.isVisible():  # it stands there already
                raise UserCancelled from refused
            raise SettlementRefused("", str(refused)) from refused  # below the page, where there is room for it
        try:
            await self.start.trust(trust)
        except NoVendingServer as fault:
            raise SettlementRefused("server", words.fault_text(fault)) from fault
        except VendingDeskError as fault:
            self._show(self.start.found)
            raise SettlementRefused("", words.fault_text(fault)) from fault

    def refused(self, fault: VendingDeskError) -> None:
        """Where something else answers the address is mended, on its own page: it is said there."""
        if isinstance(fault.__cause__, NoVendingServer):
            self.wizard.reject()
