"""Paper and printer, with a test page; and the last page."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from vendingdesk.counter.print_setup import PrintSetup, WayKind
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.errors import SettlementRefused, VendingDeskError
from vendingdesk.domain.paper import PrintLook
from vendingdesk.domain.printing import JobState, PaperName
from vendingdesk.ui import words
from vendingdesk.ui.choice_cards import Card, ChoiceCards
from vendingdesk.ui.parts import button, label, restyle
from vendingdesk.ui.settings_words import paper_word, way_words
from vendingdesk.ui.wizard import Wizard
from vendingdesk.ui.wizard_page import WizardPage, tr


class PaperPage(WizardPage):
    """What slips are printed on."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("On which paper do slips come out?")
        self.why = tr("Measure the roll if you are not sure: its width stands on most boxes too.")

    def fill(self) -> None:
        """All papers."""
        texts = {
            PaperName.ROLL_58: tr("Small roll printers"),
            PaperName.ROLL_80: tr("Most roll printers at counters"),
            PaperName.A5: tr("Half a sheet"),
            PaperName.A4: tr("Office printers"),
            PaperName.LETTER: tr("Office printers in North America"),
        }
        cards = [Card(paper.value, paper_word(paper), texts[paper]) for paper in PaperName]
        columns = 1 if self.wizard.is_narrow else 3
        self.cards = ChoiceCards("wizard.paper", cards, chosen=self.start.printing.paper.value, columns=columns)
        self.wizard.add(("paper", "", self.cards))

    async def take(self) -> None:
        """What is chosen."""
        self.start.paper(PaperName(self.cards.value))


class PrinterPage(WizardPage):
    """How slips come to it, tried before anybody waits for one."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.title = tr("Which printer?")
        self.why = tr("Print a test page and look at it: its edges, its letters, its codes.")
        self.waits = tr("Asking the printer…")

    def fill(self) -> None:
        """The ways to paper that fit it."""
        wizard, now = self.wizard, self.start.printing
        self.choice = wizard.choice("printer", tr("Printer"))
        self._offer((), now)
        wizard.add(("printer", tr("&Slips come out"), self.choice))
        self.host: QLineEdit = wizard.line("host", tr("Address"))
        self.host.setText(now.host)
        self.host.setPlaceholderText("192.168.1.50")
        self.port: QLineEdit = wizard.line("port", tr("Port"), limit=6)
        self.port.setText(str(now.port))
        self.device: QLineEdit = wizard.line("device", tr("Device file"))
        self.device.setText(now.device or "/dev/usb/lp0")
        self._network = wizard.add(("host", tr("&Address"), self.host), ("port", tr("P&ort"), self.port))
        self._file = wizard.add(("device", tr("&Device file"), self.device))
        self.test = button("wizard.test", tr("Print test page"), tr("Print &test page"))
        self.said = label("", "muted", wrap=True)
        self.said.setObjectName("wizard.tested")
        wizard.put(self.test)
        wizard.put(self.said)
        self.test.clicked.connect(self._on_test)
        self.choice.currentIndexChanged.connect(self._on_choice)
        self._on_choice()
        wizard.tasks.start(self._look(now), name="wizard: printers", owner=self.choice)

    async def _look(self, now: PrintSetup) -> None:
        """The system's printers, asked in a thread: some spoolers take their time."""
        self._offer(await self.wizard.printer.check.printers(), now)

    def _offer(self, printers: tuple[str, ...], now: PrintSetup) -> None:
        """What there is to choose: files, the system's printers, and rolls without a driver for a roll."""
        chosen = self.choice.currentData() or f"{now.way}:{now.printer}"
        self.choice.blockSignals(True)
        self.choice.clear()
        for text, kind in way_words(now.way):
            way = WayKind(str(kind))
            if way.is_raw and not now.paper.is_roll:
                continue
            if way in {WayKind.SYSTEM, WayKind.WINDOWS}:
                named = sorted({*printers, *([now.printer] if now.way is way and now.printer else [])})
                for name in named:
                    without = tr("%1, without its driver").replace("%1", name)
                    self.choice.addItem(name if way is WayKind.SYSTEM else without, f"{way}:{name}")
            else:
                self.choice.addItem(text, f"{way}:")
        self.choice.setCurrentIndex(max(0, self.choice.findData(chosen)))
        self.choice.blockSignals(False)
        self.choice.update()

    def _on_choice(self) -> None:
        way = self._way
        self._network.setVisible(way is WayKind.NETWORK)
        self._file.setVisible(way is WayKind.DEVICE)
        self._say("", "muted")

    @property
    def _way(self) -> WayKind:
        return WayKind(str(self.choice.currentData()).partition(":")[0])

    @property
    def _typed(self) -> dict[str, str]:
        way, _, name = str(self.choice.currentData()).partition(":")
        typed = {"printing.way": way, "printing.printer": name}
        if way == WayKind.NETWORK:
            typed |= {"printing.host": self.host.text(), "printing.port": self.port.text()}
        return typed | ({"printing.device": self.device.text()} if way == WayKind.DEVICE else {})

    async def take(self) -> None:
        """A queue that can't do the paper is refused."""
        try:
            await self.start.printer(self._typed)
        except SettlementRefused as refused:
            raise SettlementRefused(refused.field, words.fault_text(refused)) from refused

    def _on_test(self) -> None:
        self.test.setDisabled(True)
        self._say(tr("Printing the test page…"), "muted")
        self.wizard.tasks.start(self._try(), name="wizard: test page", owner=self.test)

    async def _try(self) -> None:
        try:
            printing = self.start.typed_printer(self._typed)
            self._tell(await self.wizard.printer(replace(self._setup, printing=printing)))
        except SettlementRefused as refused:
            self._say("", "muted")
            self.wizard.point_at(refused.field, words.fault_text(refused))
        except VendingDeskError as fault:
            self._say(words.fault_text(fault), "danger")
        finally:
            self.test.setEnabled(True)

    @property
    def _setup(self) -> DeskSetup:
        return replace(DeskSetup(), till=str(self.start.value("till", DeskSetup().till)))

    def _tell(self, look: PrintLook) -> None:
        text, role = {
            JobState.PRINTED: (tr("It was printed. Look at it."), "good"),
            JobState.SENT: (tr("It was handed over whole. Look at it."), "good"),
            JobState.HANDED: (tr("The printer has it but has not printed it yet. Look at the printer."), "warning"),
            JobState.UNSURE: (tr("It may be incomplete: look at the paper."), "danger"),
        }.get(look.state, (tr("It did not print."), "danger"))
        self._say(f"{text} {words.said(look.said)}".strip(), role)

    def _say(self, text: str, role: str) -> None:
        self.said.setText(text)
        restyle(self.said, role=role)
