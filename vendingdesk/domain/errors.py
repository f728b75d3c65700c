"""Every error that the program raises on purpose, sorted by who must act.

========================  ==========================================================================
``UserCancelled``         a person changed their mind: say nothing
``Refused``               the server or a rule said no: plain words in the page, the server's beside
``NotSent``               nothing left this machine: safe to press again
``OutcomeUnknown``        a token may exist: goes to the doubts, never to "try again"
``SessionExpired``        sign in again; the page keeps what was typed
``EnvironmentFault``      disk, lock, printer, settings: the message says what to do about it
========================  ==========================================================================

Anything else is a bug.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendingdesk.domain.trust import TrustProblem


class VendingDeskError(Exception):
    """The root of the tree; its text is one sentence (or two) for the person at the counter."""


class UserCancelled(VendingDeskError):
    """A person changed their mind; nothing is shown."""


class Refused(VendingDeskError):
    """The server or one of our own rules said no.

    ``server_text`` holds the server's own words on one line, or ``""`` when the rule is ours.
    """

    def __init__(self, message: str, server_text: str = "") -> None:
        super().__init__(message)
        self.server_text = server_text


class AmountRefused(Refused):
    """What was typed is not an amount that can be sold; the text says how to type it."""


class TenderedRefused(AmountRefused):
    """What the customer handed over is too little, or is not the sum that was typed."""


class MeterHeld(Refused):
    """A sale to this meter may hold a token that nobody has: only a supervisor's override passes."""

    def __init__(self, receipt_no: str) -> None:
        super().__init__(
            f"The result of {receipt_no} for this meter is unknown: its token may have been issued. Do not sell to "
            "this meter until that is settled."
        )
        self.receipt_no = receipt_no


class NotAllowed(Refused):
    """Who stands at the till may not do this alone; ``right`` is what a supervisor can lend."""

    def __init__(self, right: str, message: str) -> None:
        super().__init__(message)
        self.right = right


class NobodyAtTill(Refused):
    """The till is locked or nobody has typed a PIN: somebody must before anything else is done."""

    def __init__(self) -> None:
        super().__init__("Nobody stands at the till. Choose your name and type your PIN.")


class ShiftWanted(Refused):
    """Sales belong to a shift here, and none is open."""

    def __init__(self) -> None:
        super().__init__("No shift is open. Open one first (F7): count the float and type it.")


class SettlementRefused(Refused):
    """A doubt can't be settled so; ``field`` names what to mend (token, again, meter, amount, proof, …)."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotSent(VendingDeskError):
    """Nothing left this machine; pressing again is safe.

    ``problem`` says why the server's certificate was not believed; None when that was not the reason.
    """

    problem: TrustProblem | None = None


class OutcomeUnknown(VendingDeskError):
    """The request left, no understood answer came back: a token may have been minted."""


class SessionExpired(VendingDeskError):
    """The server wants a new sign-in before anything else; nothing was vended."""


class EnvironmentFault(VendingDeskError):
    """Something around the program is broken (disk, lock, printer, settings); the text says what to do."""


class OpenAlready(EnvironmentFault):
    """Another start has the books open and its window came to the front: this one just leaves."""
