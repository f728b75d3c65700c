"""Who stands at the till and what that one may do; every use case asks here, and no button decides.

Where people are not switched on, whoever is signed in at the server stands here and may do everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vendingdesk.counter.authority import Authority
from vendingdesk.counter.session import Session
from vendingdesk.domain.errors import NobodyAtTill, NotAllowed, Refused
from vendingdesk.domain.people import Person, Right

WHY_NOT: dict[Right, str] = {
    Right.SELL: "{0} may not sell. Let a cashier take over, or ask a supervisor.",
    Right.SELL_ABOVE: "That is more than {0} may sell at once. A supervisor can allow it.",
    Right.MANAGE: "{0} may not issue engineering tokens. An engineer can, or a supervisor allows it.",
    Right.COPY: "{0} may not print slips again. A supervisor can allow it.",
    Right.OPEN_SHIFT: "{0} may not open a shift. A supervisor can allow it.",
    Right.CLOSE_SHIFT: "{0} may not close the shift. A supervisor can allow it.",
    Right.PAY_IN: "{0} may not pay cash in. A supervisor can allow it.",
    Right.PAY_OUT: "{0} may not pay cash out. A supervisor can allow it.",
    Right.DROP: "{0} may not take cash to the safe. A supervisor can allow it.",
    Right.REFUND: "{0} may not give money back. A supervisor can allow it.",
    Right.SEE_TOTALS: "{0} does not see totals here. A supervisor can allow it.",
    Right.EDIT_METERS: "{0} may not change the list of meters. A supervisor can allow it.",
    Right.IMPORT_METERS: "{0} may not import meters. A supervisor can allow it.",
    Right.EXPORT: "{0} may not write lists to a file. A supervisor can allow it.",
    Right.CHANGE_SETTINGS: "{0} may not change settings. A supervisor can allow it.",
    Right.CHANGE_PEOPLE: "{0} may not change who works here. A supervisor can allow it.",
    Right.LEAVE_KIOSK: "{0} may not leave the kiosk. A supervisor can allow it.",
}
"""What is said to whom lacks a right; ``{0}`` is the name."""


@dataclass(frozen=True, slots=True)
class Leave:
    """That a supervisor lends rights for one press."""

    authority: Authority
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class Permit:
    """That somebody may do something now: who does it, who let them (empty: they may), and which rights were lent."""

    person: str
    allowed_by: str = ""
    allowed: str = ""


class Guard:
    """Knows who stands at the till. ``on`` says whether people are switched on."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told: list[Callable[[], None]] = []
        self.on = False
        self._person: Person | None = None

    @property
    def person(self) -> Person | None:
        """Who typed a PIN; None where nobody did or nobody has to."""
        return self._person

    def stand(self, person: Person | None, *, on: bool) -> None:
        """Somebody took over, or nobody stands here any more; for ``People`` alone, who checked the PIN."""
        self._person, self.on = (person if on else None), on
        for tell in self._told:
            tell()

    def when_changed(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` whenever somebody else stands here."""
        self._told.append(tell)

    @property
    def who(self) -> str:
        """The name for slips and the journal; raises ``NobodyAtTill``."""
        if not self.on:
            return self._session.username
        if self._person is None:
            raise NobodyAtTill
        return self._person.name

    @property
    def account(self) -> str:
        """The server's account where it is not who stands here; else empty."""
        return self._session.username if self.on else ""

    @property
    def server_account(self) -> str:
        """The server's account, whoever stands here."""
        return self._session.username

    def permit(self, *rights: Right, leave: Leave | None = None) -> Permit:
        """That whoever stands here may do this; raises ``NotAllowed`` for a right that is lacking.

        ``leave`` is a supervisor's. Raises ``NobodyAtTill`` when nobody stands here.
        """
        who, person = self.who, self._person
        lacking = [right for right in rights if person is not None and not person.may(right)]
        if not lacking:
            return Permit(who)
        lent = leave.rights if leave is not None else frozenset()
        for right in lacking:
            if right not in lent:
                raise NotAllowed(right.value, WHY_NOT[right].format(who))
        assert leave is not None  # noqa: S101 - something was lent
        return Permit(who, leave.authority.supervisor, " ".join(right.value for right in lacking))

    def still(self, person: str) -> None:
        """Raise ``Refused`` when somebody else stands here than who asked for something."""
        if self.who != person:
            raise Refused("Somebody else stands at the till now. Check what is asked for and press again.")
