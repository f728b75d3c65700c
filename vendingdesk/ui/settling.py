"""The dialogs that add to a doubt or end it: a note, a recovered token, “not issued”, “issued but lost”."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.desk import Desk
from vendingdesk.counter.doubts import Dossier, RecoveredToken
from vendingdesk.domain.doubt import Proof, Verdict
from vendingdesk.domain.sale import Sale
from vendingdesk.ui import words
from vendingdesk.ui.form_dialog import FormDialog
from vendingdesk.ui.grouping import regroup
from vendingdesk.ui.supervisor import ask_supervisor
from vendingdesk.ui.tasks import TaskRegistry
from vendingdesk.ui.tokens_typed import TokenLine


class NoteDialog(FormDialog):
    """What somebody found out."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, dossier: Dossier) -> None:
        title = f"{self.tr('Add a note')} · {dossier.sale.receipt_no}"
        super().__init__("note", title, tasks, parent, done=self.tr("Add note"))
        self._desk = desk
        self._sale = dossier.sale
        self.say(self.tr("It stays in the journal with your name: who was asked, and what they said."))
        self.add(("note", self.tr("&Note"), self.line("note", self.tr("Note"), limit=400)))
        spoken = self.tr("Reference")
        self.add(
            ("reference", self.tr("&Reference (a ticket, a message; may be empty)"), self.line("reference", spoken))
        )
        self.begin()

    async def perform(self) -> bool:
        """Write it down."""
        await self._desk.doubts.add_evidence(self._sale, note=self.text("note"), reference=self.text("reference"))
        return True


class SettleDialog(FormDialog):
    """Ends a doubt; ``settled`` is the sale with its end, once it has one."""

    def __init__(
        self, name: str, title: str, desk: Desk, tasks: TaskRegistry, parent: QWidget, *, sale: Sale, done: str
    ) -> None:
        super().__init__(name, f"{title} · {sale.receipt_no}", tasks, parent, done=done)
        self._desk = desk
        self._sale = sale
        self._authority: Authority | None = None
        self.settled: Sale | None = None

    async def authority(self, verdict: Verdict) -> Authority:
        """The supervisor who answers for it; asked once for as long as the dialog stands."""
        if self._authority is None:
            why = self.tr("%1 will be settled as “%2”.").replace("%1", self._sale.receipt_no)
            asked = await ask_supervisor(self._desk, self._tasks, self, why=why.replace("%2", words.verdict(verdict)))
            self._authority = asked.authority
        return self._authority

    def point_at(self, key: str, text: str) -> None:
        """One who may not answer for this is asked no second time: another is."""
        if key == "supervisor":
            self._authority = None
        super().point_at(key, text)

    def ask_ground(self) -> None:
        """Who was asked and what they found, and a name to ask again by."""
        self.add(
            (
                "source",
                self.tr("&Who was asked, and what they found"),
                self.line("source", self.tr("Source"), limit=400),
            )
        )
        self.add(
            (
                "reference",
                self.tr("&Reference that can be asked again (a ticket, a message, a name)"),
                self.line("reference", self.tr("Reference")),
            )
        )


class RecoverDialog(SettleDialog):
    """The token was found: typed twice, with what its source says checked against the sale."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, dossier: Dossier) -> None:
        sale = dossier.sale
        super().__init__(
            "recover", self.tr("Token recovered"), desk, tasks, parent, sale=sale, done=self.tr("Settle as recovered")
        )
        self.say(
            self.tr("Type everything as the utility or the server's records have it; the token twice, from there.")
        )
        # A token's digits are encrypted: nothing here could tell an invented one.
        self.say(
            self.tr(
                "This till checks that it is a credit token, that no other sale of this till has it, and that the "
                "source's meter and amount are this sale's. Whether it is genuine, only the meter can tell."
            )
            if sale.order.amount is not None
            else self.tr(
                "This till checks that it is a management token, that no other sale of this till has it, and that "
                "the source's meter is this sale's. Whether it is genuine, only the meter can tell."
            )
        )
        self.token = TokenLine("recover.token", self.tr("Token"))
        self.again = TokenLine("recover.again", self.tr("Token again"))
        self.meter = self.line("meter", self.tr("Meter number"), limit=40)
        self.meter.textChanged.connect(lambda: regroup(self.meter))
        self.add(("token", self.tr("&Token, 20 digits"), self.token))
        self.add(("again", self.tr("Token &again"), self.again))
        self.mended_by("again", self.token)
        meter = ("meter", self.tr("&Meter number that the source names"), self.meter)
        amount = sale.order.amount
        if amount is None:
            self.add(meter)
        else:
            caption = self.tr("Am&ount in %1 that the source names").replace("%1", words.unit(amount))
            self.add(meter, ("amount", caption, self.line("amount", self.tr("Amount"), limit=24)))
        self.add(
            ("flow", self.tr("&Flow number (may be empty)"), self.line("flow", self.tr("Flow number"), limit=64)),
            ("source", self.tr("&Who gave it"), self.line("source", self.tr("Source"), limit=400)),
        )
        self.begin()

    async def perform(self) -> bool:
        """Check and write it down."""
        typed = RecoveredToken(
            self.text("token"),
            self.text("again"),
            self.text("meter"),
            self.text("amount") if self._sale.order.amount is not None else "",
            self.text("flow"),
            self.text("source"),
        )
        self.settled = await self._desk.doubts.recover(self._sale, typed)
        return True


class NotIssuedDialog(SettleDialog):
    """The server minted nothing, and that is proven."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, dossier: Dossier) -> None:
        sale = dossier.sale
        super().__init__(
            "notissued", self.tr("Not issued"), desk, tasks, parent, sale=sale, done=self.tr("Settle as not issued")
        )
        self.say(
            self.tr(
                "Only when it is proven that the server issued no token. The customer then gets the money back, or a "
                "new sale. A server that did not answer proves nothing."
            )
            if sale.order.amount is not None
            else self.tr(
                "Only when it is proven that the server issued no token. A new one may then be asked for. A server "
                "that did not answer proves nothing."
            )
        )
        if desk.clock.now() < dossier.not_issued_from:
            text = self.tr("Not before %1: until then a late token may still turn up in the server's records.")
            self.say(text.replace("%1", words.moment(dossier.not_issued_from)), "warning")
        self.proof = self.choice("proof", self.tr("Proof"))
        self.proof.addItem(self.tr("Choose…"), None)
        for each in Proof:
            self.proof.addItem(words.proof(each), each.value)
        self.add(("proof", self.tr("&Proof"), self.proof))
        self.ask_ground()
        self.begin()

    async def perform(self) -> bool:
        """Check what stands there, ask the supervisor, write it down."""
        chosen = self.proof.currentData()
        proof = Proof(chosen) if chosen else None
        doubts, sale = self._desk.doubts, self._sale
        source, reference = self.text("source"), self.text("reference")
        doubts.check_ground(sale, Verdict.NOT_ISSUED, source=source, reference=reference, proof=proof)
        authority = await self.authority(Verdict.NOT_ISSUED)
        self.settled = await doubts.not_issued(
            sale,
            proof=proof,
            source=source,
            reference=reference,
            authority=authority,
        )
        return True


class LostDialog(SettleDialog):
    """A token was minted that nobody can get any more."""

    def __init__(self, desk: Desk, tasks: TaskRegistry, parent: QWidget, dossier: Dossier) -> None:
        sale = dossier.sale
        super().__init__(
            "lost", self.tr("Issued but lost"), desk, tasks, parent, sale=sale, done=self.tr("Settle as lost")
        )
        self.say(
            self.tr(
                "The server issued a token, and nobody can get it any more. The customer has paid and holds nothing: "
                "give the money back, or sell again. The utility still counts this token as sold; the reference is "
                "what it is claimed back with."
            )
            if sale.order.amount is not None
            else self.tr(
                "The server issued a token, and nobody can get it any more. A new one may then be asked for; if this "
                "one turns up later, it must not be entered."
            )
        )
        self.ask_ground()
        self.begin()

    async def perform(self) -> bool:
        """Check what stands there, ask the supervisor, write it down."""
        doubts, sale = self._desk.doubts, self._sale
        source, reference = self.text("source"), self.text("reference")
        doubts.check_ground(sale, Verdict.LOST, source=source, reference=reference)
        authority = await self.authority(Verdict.LOST)
        self.settled = await doubts.lost(sale, source=source, reference=reference, authority=authority)
        return True
