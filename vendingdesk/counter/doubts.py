"""Doubts: what is known of each, and the three ways out, each with its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from vendingdesk import sts
from vendingdesk.counter.authority import Authority
from vendingdesk.counter.guard import Guard
from vendingdesk.counter.ports import Clock
from vendingdesk.counter.setup import DeskSetup
from vendingdesk.domain.doubt import Evidence, Proof, Settlement, Verdict, same_person
from vendingdesk.domain.energy import Energy
from vendingdesk.domain.errors import AmountRefused, SettlementRefused
from vendingdesk.domain.money import Money
from vendingdesk.domain.sale import Amount, Sale, SaleKind, VendState

MOST = 1000
"""Doubts that are listed at once."""

NOTE_LENGTH = 400
"""Characters of a note, a source or a reference that are kept."""

_NO_TOKEN = {
    sts.TokenReason.LENGTH: "A token has 20 digits. Count them: type them in groups of four.",
    sts.TokenReason.NOT_DIGITS: "A token is made of the digits 0 to 9 only. Type it again without anything else.",
    sts.TokenReason.TOO_LARGE: "No token has this number: it is too large. Compare every digit with the source.",
}
_CLASSES = {SaleKind.CREDIT: sts.TokenClass.CREDIT, SaleKind.MANAGEMENT: sts.TokenClass.MANAGEMENT}
_SETTLED = (VendState.RECOVERED, VendState.NOT_ISSUED, VendState.LOST)


class DoubtBook(Protocol):
    """The part of the journal that doubts need. Raises ``EnvironmentFault``."""

    async def sales(
        self, *, meter: str = "", text: str = "", states: tuple[VendState, ...] = (), before: int = 0, limit: int = 50
    ) -> tuple[Sale, ...]:
        """Sales, newest first."""

    async def evidence(self, uid: str) -> tuple[Evidence, ...]:
        """What was found out about a sale, oldest first."""

    async def add_evidence(self, uid: str, evidence: Evidence) -> None:
        """Write down what somebody found out."""

    async def settle(self, uid: str, settlement: Settlement) -> Sale:
        """Write the end of a doubt."""

    async def sale_of_token(self, token: str) -> Sale | None:
        """The sale that gave a token."""


@dataclass(frozen=True, slots=True)
class RecoveredToken:
    """What was typed about a token that the utility or the server's records gave.

    ``meter`` and ``amount`` are what the source says, not what we asked for: that is the check. ``amount`` is
    left empty for a management token.
    """

    token: str
    again: str
    meter: str
    amount: str = ""
    flow_no: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is known of one doubt: the sale, what was found out, how old it is.

    ``not_issued_from`` is the moment from which “not issued” may be settled.
    """

    sale: Sale
    evidence: tuple[Evidence, ...]
    age: timedelta
    not_issued_from: datetime


@dataclass(frozen=True, slots=True)
class _Answer:
    source: str
    reference: str
    supervisor: str
    alone: bool


class Doubts:
    """Lists doubts and settles them; every settlement is a new row of the journal.

    Whoever stands at the till may: what a settlement needs beyond that is a supervisor's authority, not a right.
    """

    def __init__(self, book: DoubtBook, *, setup: DeskSetup, clock: Clock, guard: Guard) -> None:
        self._book = book
        self._setup = setup
        self._clock = clock
        self._guard = guard

    async def open(self) -> tuple[Sale, ...]:
        """Sales in doubt, oldest first: the one that waits longest is the one to settle first."""
        return tuple(reversed(await self._book.sales(states=(VendState.IN_DOUBT,), limit=MOST)))

    async def settled(self, limit: int = 50) -> tuple[Sale, ...]:
        """Doubts that ended, newest sale first."""
        return await self._book.sales(states=_SETTLED, limit=limit)

    async def dossier(self, sale: Sale) -> Dossier:
        """Everything about one doubt."""
        since = sale.concluded_at or sale.prepared_at
        return Dossier(
            sale,
            await self._book.evidence(sale.uid),
            max(self._clock.now() - since, timedelta()),
            since + self._setup.not_issued_wait,
        )

    async def add_evidence(self, sale: Sale, *, note: str, reference: str) -> Dossier:
        """Anyone may write down what they found out; raises ``SettlementRefused`` for an empty note."""
        by, told = self._guard.permit().person, _kept(note)
        if not told:
            raise SettlementRefused("note", "Write what was found out, or who was asked.")
        await self._book.add_evidence(sale.uid, Evidence(by, told, _kept(reference), self._clock.now()))
        return await self.dossier(sale)

    async def recover(self, sale: Sale, typed: RecoveredToken) -> Sale:
        """Settle with the token itself: anyone may, because what its source says is checked against the sale.

        Raises ``SettlementRefused`` naming the field to mend.
        """
        by = self._guard.permit().person
        tokens = self._tokens(sale, typed)
        self._same_meter(sale, typed.meter)
        self._same_amount(sale, typed.amount)
        source = _kept(typed.source)
        if not source:
            raise SettlementRefused("source", "Say who gave this token: a name, a message, the server's records.")
        for token in tokens:
            other = await self._book.sale_of_token(token)
            if other is not None:
                raise SettlementRefused("token", f"That token is the one of {other.receipt_no}. Look for another.")
        settlement = Settlement(
            Verdict.RECOVERED, by, self._clock.now(), source, tokens=tokens, flow_no=_kept(typed.flow_no)
        )
        return await self._book.settle(sale.uid, settlement)

    def check_ground(
        self, sale: Sale, verdict: Verdict, *, source: str, reference: str, proof: Proof | None = None
    ) -> None:
        """Check all that a settlement without a token needs but a supervisor, so that none is called in vain.

        Raises ``SettlementRefused`` naming what is missing.
        """
        if verdict is Verdict.NOT_ISSUED:
            self._proven(sale, proof)
        if not _kept(source):
            raise SettlementRefused("source", "Say who was asked and what they found.")
        if not _kept(reference):
            raise SettlementRefused("reference", "Name a ticket, a message or a person that can be asked again.")

    def _proven(self, sale: Sale, proof: Proof | None) -> None:
        if proof is None:
            raise SettlementRefused("proof", "Choose what proves that no token was issued.")
        from_when = (sale.concluded_at or sale.prepared_at) + self._setup.not_issued_wait
        now = self._clock.now()
        if now < from_when:
            minutes = -(-(from_when - now) // timedelta(minutes=1))
            raise SettlementRefused(
                "wait",
                f"A late token may still turn up in the server's records: wait {minutes} more min, then ask again.",
            )

    async def not_issued(
        self, sale: Sale, *, proof: Proof | None, source: str, reference: str, authority: Authority
    ) -> Sale:
        """Settle that the server minted nothing: needs a proof, a wait and a second person.

        Raises ``SettlementRefused`` naming what is missing.
        """
        by = self._guard.permit().person
        self.check_ground(sale, Verdict.NOT_ISSUED, source=source, reference=reference, proof=proof)
        answer = self._answer(sale, source, reference, authority)
        return await self._settle(sale, Verdict.NOT_ISSUED, answer, by=by, proof=proof)

    async def lost(self, sale: Sale, *, source: str, reference: str, authority: Authority) -> Sale:
        """Settle that a token was minted which nobody can get: needs a second person.

        Raises ``SettlementRefused`` naming what is missing.
        """
        by = self._guard.permit().person
        self.check_ground(sale, Verdict.LOST, source=source, reference=reference)
        return await self._settle(sale, Verdict.LOST, self._answer(sale, source, reference, authority), by=by)

    def _answer(self, sale: Sale, source: str, reference: str, authority: Authority) -> _Answer:
        """Who answers for a settlement without a token, and on what ground."""
        alone = same_person(authority.supervisor, sale.order.operator)
        if alone and not self._setup.single_owner:
            raise SettlementRefused(
                "supervisor", f"{authority.supervisor} sold this. Another supervisor must settle it."
            )
        return _Answer(_kept(source), _kept(reference), authority.supervisor, alone)

    async def _settle(
        self, sale: Sale, verdict: Verdict, answer: _Answer, *, by: str, proof: Proof | None = None
    ) -> Sale:
        settlement = Settlement(
            verdict,
            by,
            self._clock.now(),
            answer.source,
            answer.reference,
            answer.supervisor,
            single_owner=answer.alone,
            proof=proof,
        )
        return await self._book.settle(sale.uid, settlement)

    def _tokens(self, sale: Sale, typed: RecoveredToken) -> tuple[str, ...]:
        try:
            tokens = sts.split_tokens(typed.token)
        except sts.TokenError as error:
            raise SettlementRefused("token", _NO_TOKEN[error.reason]) from error
        try:
            repeated = sts.split_tokens(typed.again)
        except sts.TokenError:
            repeated = ()
        if repeated != tokens:
            raise SettlementRefused("again", "The two are not the same. Type the token again, from the source.")
        if len(set(tokens)) != len(tokens):
            raise SettlementRefused("token", "The same token stands there twice.")
        if any(sts.token_class(token) is not _CLASSES[sale.order.kind] for token in tokens):
            wanted = "credit" if sale.order.kind is SaleKind.CREDIT else "management"
            raise SettlementRefused("token", f"That is not a {wanted} token: it can't be the one of this sale.")
        return tokens

    def _same_meter(self, sale: Sale, meter: str) -> None:
        digits = "".join(meter.split())
        if digits != sale.order.meter:
            raise SettlementRefused(
                "meter",
                "Type the meter number that the source names."
                if not digits
                else f"This sale is for meter {sts.group_meter(sale.order.meter)}. Another meter's token is not its.",
            )

    def _same_amount(self, sale: Sale, amount: str) -> None:
        asked = sale.order.amount
        if asked is None:
            return
        try:
            said: Amount
            said = Money.parse(amount, asked.currency) if isinstance(asked, Money) else Energy.parse(amount)
        except AmountRefused as error:
            raise SettlementRefused("amount", f"Type the amount that the source names. {error}") from error
        if said != asked:
            raise SettlementRefused(
                "amount", f"This sale is for {asked}. A token for another amount is not its: look for another."
            )


def _kept(text: str) -> str:
    """A note on one line, of a length that a slip can take."""
    return " ".join(text.split())[:NOTE_LENGTH]
